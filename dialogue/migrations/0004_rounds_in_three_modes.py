import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dialogue", "0003_portal_rights"),
        ("stakeholders", "0002_any_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("media_type", models.CharField(max_length=100)),
                ("extension", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                ("removed", models.JSONField(default=list)),
                ("added_on", models.DateField()),
            ],
            options={
                "ordering": ["added_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_right", models.BooleanField()),
                ("said_on", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="ExpectationTranslation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.CharField(max_length=12)),
                ("wording", models.TextField(max_length=5000)),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["language"],
            },
        ),
        migrations.CreateModel(
            name="ExpectationVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[("met", "Yes"), ("partly", "Partly"), ("not_met", "No")],
                        max_length=8,
                    ),
                ),
                ("said_on", models.DateField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Facilitator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("about", models.TextField(max_length=2000, verbose_name="who this is")),
                ("paid_by", models.CharField(max_length=300, verbose_name="who pays")),
                ("proposed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="FacilitatorConsent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("yes", "Agreed"),
                            ("condition", "Agreed, on a condition"),
                            ("no", "Not agreed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IdentityRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="IdentityRuling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_allowed", models.BooleanField(verbose_name="may be opened")),
                ("ruled_at", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("selector", models.CharField(max_length=5)),
                ("verifier_hash", models.CharField(max_length=200)),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("locked_until", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("week_of", models.DateField()),
                ("answers", models.PositiveIntegerField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Reply",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("visible_from", models.DateTimeField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SealedAnswer",
            fields=[
                ("id", models.UUIDField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("answer", "Answer"), ("verdict", "Verdict")],
                        default="answer",
                        max_length=7,
                    ),
                ),
                ("is_urgent", models.BooleanField(default=False)),
                ("sealed", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="SealingKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public", models.BinaryField()),
                ("made_on", models.DateField()),
                ("retired_on", models.DateField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="SideActivity",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="what")),
                ("happens_on", models.DateField(blank=True, null=True, verbose_name="when")),
            ],
            options={
                "ordering": ["happens_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Voice",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="one_draft_per_person_and_round",
        ),
        migrations.RemoveConstraint(
            model_name="expectation",
            name="expectation_says_something",
        ),
        migrations.RemoveConstraint(
            model_name="promisechange",
            name="only_moves_have_a_new_date",
        ),
        migrations.AddField(
            model_name="expectation",
            name="changed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="expectation",
            name="channel",
            field=models.CharField(
                blank=True,
                choices=[
                    ("paper", "on paper"),
                    ("phone", "by phone"),
                    ("in_person", "in person"),
                    ("partner", "through a partner they trust"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="expectation",
            name="erased_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="expectation",
            name="is_urgent",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="expectation",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged",
                to="dialogue.expectation",
            ),
        ),
        migrations.AddField(
            model_name="expectation",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="expectation",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="expectationdecision",
            name="in_our_words",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="audience",
            field=models.CharField(blank=True, max_length=300, verbose_name="for whom"),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="audience_size",
            field=models.PositiveIntegerField(
                blank=True, null=True, verbose_name="how many people"
            ),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="code",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="digest",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="invited",
            field=models.ManyToManyField(
                blank=True, related_name="rounds", to="dialogue.participation"
            ),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="k",
            field=models.PositiveSmallIntegerField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="mode",
            field=models.CharField(
                choices=[
                    ("named", "With their name"),
                    ("confidential", "Confidential"),
                    ("anonymous", "Anonymous"),
                ],
                default="named",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="opens_on",
            field=models.DateField(default="2000-01-01", verbose_name="asked from"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="expectationround",
            name="promise_version",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="released_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="title",
            field=models.CharField(blank=True, max_length=120, verbose_name="name of this round"),
        ),
        migrations.AddField(
            model_name="expectationround",
            name="urgent_reader",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="held_despite",
            field=models.TextField(blank=True, max_length=2000),
        ),
        migrations.AddField(
            model_name="participation",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="question",
            name="is_worry",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="question",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="roundquestion",
            name="help_text",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="roundquestion",
            name="is_required",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="roundquestion",
            name="kind",
            field=models.CharField(
                choices=[("text", "In their own words"), ("choice", "One of these answers")],
                default="text",
                max_length=6,
            ),
        ),
        migrations.AddField(
            model_name="roundquestion",
            name="options",
            field=models.TextField(blank=True, max_length=1000),
        ),
        migrations.AddField(
            model_name="roundquestion",
            name="shown_if",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="depending",
                to="dialogue.roundquestion",
            ),
        ),
        migrations.AddField(
            model_name="roundquestion",
            name="shown_if_answer",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AlterField(
            model_name="draft",
            name="participation",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="dialogue.participation",
            ),
        ),
        migrations.AlterField(
            model_name="expectation",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="expectations",
                to="dialogue.participation",
            ),
        ),
        migrations.AlterField(
            model_name="expectation",
            name="wording",
            field=models.TextField(blank=True, max_length=5000),
        ),
        migrations.AlterField(
            model_name="expectationdecision",
            name="outcome",
            field=models.CharField(
                choices=[
                    ("agenda", "On the agenda"),
                    ("side", "Around the conversation"),
                    ("otherwise", "Handled otherwise"),
                    ("parked", "Later"),
                    ("declined", "No"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="meeting",
            name="language",
            field=models.CharField(default="en", max_length=12, verbose_name="language"),
        ),
        migrations.AlterField(
            model_name="promisechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "Promise given"),
                    ("refused", "Cannot be promised"),
                    ("moved_together", "New date, agreed together"),
                    ("move_proposed", "New date proposed"),
                    ("move_accepted", "The other side accepts the new date"),
                    ("move_objected", "The other side keeps to the agreed date"),
                    ("moved_alone", "Date moved by one side alone"),
                    ("kept", "Kept"),
                    ("broken", "Not kept"),
                    ("withdrawn_together", "Withdrawn together"),
                    ("confirmed", "The other side confirms it was kept"),
                    ("denied", "The other side says it was not kept"),
                    ("mended", "Put right"),
                    ("mend_confirmed", "The other side confirms it was put right"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="roundquestion",
            name="standard",
            field=models.CharField(
                blank=True,
                choices=[
                    ("agenda", "What should we talk about?"),
                    ("change", "What should be different after this meeting?"),
                    ("safety", "What do you need to speak freely and safely?"),
                    ("worry", "What worries you about this conversation?"),
                    ("worked", "What went well lately that should stay?"),
                    ("missing", "Who should also be there, and why?"),
                    ("leave_out", "What should we better leave out this time?"),
                    ("promises", "Which earlier promise should we come back to?"),
                    ("from_us", "What do you expect from us, and by when?"),
                    ("interpreter", "Do you need an interpreter?"),
                    ("which_language", "In which language do you speak most easily?"),
                    ("told_what_to_say", "Did anybody tell you what to answer here?"),
                    ("anything_else", "Is there anything else we should know?"),
                ],
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("audience_size__gte", models.F("k")),
                        ("code__regex", "^[0-9]{12}$"),
                        ("k__gte", 5),
                        ("mode", "anonymous"),
                        ("urgent_reader__isnull", False),
                    ),
                    models.Q(
                        models.Q(("mode", "anonymous"), _negated=True),
                        ("audience_size", None),
                        ("code", ""),
                        ("k", None),
                    ),
                    _connector="OR",
                ),
                name="round_is_anonymous_entirely_or_not_at_all",
                violation_error_message="An anonymous round needs its code, and at least as many people as the smallest group we show.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationround",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                name="round_closes_after_it_opens",
                violation_error_message="It cannot close before it opens.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("code", ""), _negated=True),
                fields=("code",),
                name="one_round_per_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None), ("mode", "anonymous")),
                fields=("meeting",),
                name="one_anonymous_round_at_a_time",
                violation_error_message="There is an anonymous round for this conversation already. A second code could be used to tell people apart.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "kind__in",
                            [
                                "moved_together",
                                "moved_alone",
                                "move_proposed",
                                "move_accepted",
                                "move_objected",
                            ],
                        ),
                        ("new_due_on__isnull", False),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "moved_together",
                                    "moved_alone",
                                    "move_proposed",
                                    "move_accepted",
                                    "move_objected",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("new_due_on", None),
                    ),
                    _connector="OR",
                ),
                name="only_moves_have_a_new_date",
                violation_error_message="Say what the new date is.",
            ),
        ),
        migrations.AddConstraint(
            model_name="roundquestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("shown_if", None), ("shown_if_answer", "")),
                    models.Q(
                        ("shown_if__isnull", False),
                        models.Q(("shown_if_answer", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="question_depends_on_an_answer",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="dialogue.expectationround",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="participation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="remark",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.remark",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="report",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="dialogue.reportback",
            ),
        ),
        migrations.AddField(
            model_name="expectationtranslation",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="expectationtranslation",
            name="expectation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="translations",
                to="dialogue.expectation",
            ),
        ),
        migrations.AddField(
            model_name="expectationverdict",
            name="expectation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verdicts",
                to="dialogue.expectation",
            ),
        ),
        migrations.AddField(
            model_name="expectationverdict",
            name="remark",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.remark",
            ),
        ),
        migrations.AddField(
            model_name="facilitator",
            name="proposed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="facilitator",
            name="trajectory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="facilitators",
                to="dialogue.trajectory",
            ),
        ),
        migrations.AddField(
            model_name="facilitatorconsent",
            name="facilitator",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="dialogue.facilitator",
            ),
        ),
        migrations.AddField(
            model_name="facilitatorconsent",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="facilitatorconsent",
            name="recorded_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="facilitatorconsent",
            name="remark",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.remark",
            ),
        ),
        migrations.AddField(
            model_name="facilitatorconsent",
            name="stakeholder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AddField(
            model_name="identityrequest",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="identityrequest",
            name="reason",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogue.remark"
            ),
        ),
        migrations.AddField(
            model_name="identityruling",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="identityruling",
            name="request",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="ruling",
                to="dialogue.identityrequest",
            ),
        ),
        migrations.AddField(
            model_name="release",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="releases",
                to="dialogue.expectationround",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="remark",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogue.remark"
            ),
        ),
        migrations.AddField(
            model_name="sealedanswer",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sealed",
                to="dialogue.expectationround",
            ),
        ),
        migrations.AddField(
            model_name="sealedanswer",
            name="key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.sealingkey",
            ),
        ),
        migrations.AddField(
            model_name="sideactivity",
            name="meeting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="side_activities",
                to="dialogue.meeting",
            ),
        ),
        migrations.AddField(
            model_name="expectationdecision",
            name="side_activity",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="dialogue.sideactivity",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationdecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "side"), ("side_activity__isnull", False)),
                    models.Q(models.Q(("outcome", "side"), _negated=True), ("side_activity", None)),
                    _connector="OR",
                ),
                name="only_side_decisions_have_an_activity",
            ),
        ),
        migrations.AddField(
            model_name="voice",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voices",
                to="dialogue.expectationround",
            ),
        ),
        migrations.AddField(
            model_name="reply",
            name="voice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replies",
                to="dialogue.voice",
            ),
        ),
        migrations.AddField(
            model_name="receipt",
            name="voice",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="receipt",
                to="dialogue.voice",
            ),
        ),
        migrations.AddField(
            model_name="identityrequest",
            name="voice",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="identity_requests",
                to="dialogue.voice",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="voice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="dialogue.voice",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="voice",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="drafts",
                to="dialogue.voice",
            ),
        ),
        migrations.AddField(
            model_name="expectation",
            name="voice",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="expectations",
                to="dialogue.voice",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                fields=("round", "participation", "voice"),
                name="one_draft_per_person_and_round",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("participation", None), ("voice", None), _connector="XOR"),
                name="draft_belongs_to_one_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wording", ""), _negated=True),
                    ("withdrawn_at__isnull", False),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="expectation_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectation",
            constraint=models.CheckConstraint(
                condition=models.Q(("participation", None), ("voice", None), _connector="XOR"),
                name="expectation_has_one_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", ""), ("recorded_by", None)),
                    models.Q(
                        ("recorded_by__isnull", False), models.Q(("channel", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="expectation_by_proxy_says_how",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="expectation_is_not_merged_into_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_right", True), ("remark__isnull", False), _connector="OR"),
                name="correction_says_what_was_different",
                violation_error_message="Write how it was.",
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationtranslation",
            constraint=models.UniqueConstraint(
                fields=("expectation", "language"), name="one_translation_per_language"
            ),
        ),
        migrations.AddConstraint(
            model_name="expectationtranslation",
            constraint=models.CheckConstraint(
                condition=models.Q(("wording", ""), _negated=True),
                name="translation_says_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="facilitator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("name", ""), _negated=True), models.Q(("paid_by", ""), _negated=True)
                ),
                name="facilitator_is_paid_openly",
                violation_error_message="Say who it is and who pays: they decide on that.",
            ),
        ),
        migrations.AddConstraint(
            model_name="facilitatorconsent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("participation", None), ("recorded_by", None), _connector="XOR"
                ),
                name="facilitator_consent_comes_from_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="sideactivity",
            constraint=models.CheckConstraint(
                condition=models.Q(("title", ""), _negated=True), name="side_activity_has_a_title"
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["selector"], name="receipts_by_selector"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("selector__regex", "^[0-9]{5}$")),
                name="receipt_selector_is_five_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("participation", None), ("voice", None), _connector="XOR"),
                name="attachment_has_one_sender",
            ),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("size__lte", 10485760)),
                name="attachment_is_ten_megabytes_at_most",
            ),
        ),
    ]
