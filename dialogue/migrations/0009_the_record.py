"""What the record needs: chains and their entries, consent keys, breaches, and changes of promises.

The kinds of a promise's history are named anew, since words can change now and not only dates.
"""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# An older answer repeated the date that was proposed.
NEW_NAMES = """
ALTER TABLE dialogue_promisechange DISABLE TRIGGER USER;
UPDATE dialogue_promisechange SET
    kind = CASE kind
        WHEN 'moved_together' THEN 'changed_together'
        WHEN 'moved_alone' THEN 'changed_alone'
        WHEN 'move_proposed' THEN 'change_proposed'
        WHEN 'move_accepted' THEN 'change_accepted'
        WHEN 'move_objected' THEN 'change_objected' END,
    new_due_on = CASE WHEN kind IN ('move_accepted', 'move_objected') THEN NULL ELSE new_due_on END
    WHERE kind LIKE 'move%';
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER history_is_written_once;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER history_is_not_emptied;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER promise_takes_change;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER portal_speaks_for_them;
"""

OLD_NAMES = """
ALTER TABLE dialogue_promisechange DISABLE TRIGGER USER;
UPDATE dialogue_promisechange answer SET
    kind = CASE kind
        WHEN 'changed_together' THEN 'moved_together'
        WHEN 'changed_alone' THEN 'moved_alone'
        WHEN 'change_proposed' THEN 'move_proposed'
        WHEN 'change_accepted' THEN 'move_accepted'
        WHEN 'change_objected' THEN 'move_objected' END,
    new_due_on = coalesce(new_due_on, (
        SELECT new_due_on FROM dialogue_promisechange asked WHERE asked.id < answer.id
        AND asked.promise_id = answer.promise_id AND asked.kind IN ('change_proposed', 'move_proposed')
        ORDER BY asked.id DESC LIMIT 1))
    WHERE kind LIKE 'change%';
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER history_is_written_once;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER history_is_not_emptied;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER promise_takes_change;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER portal_speaks_for_them;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("dialogue", "0008_consents_say_when"),
        ("stakeholders", "0002_any_language"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AgreementDeparture",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.BinaryField()),
                ("last_version", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "left_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="AgreementParty",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("from_version", models.PositiveSmallIntegerField()),
                (
                    "joined_at",
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
            name="AgreementSuggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "suggested_at",
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
            name="Breach",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_serious", models.BooleanField(default=False, verbose_name="serious")),
                ("happened_on", models.DateField(verbose_name="when was it?")),
                ("noticed_on", models.DateField(verbose_name="when did we hear of it?")),
                ("act_by", models.DateField()),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["-noticed_on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="BreachAction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("done_on", models.DateField(verbose_name="when?")),
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
            name="BreachVerdict",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_accepted", models.BooleanField()),
                ("said_on", models.DateField()),
                ("key", models.BinaryField(null=True)),
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
            name="Chain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(editable=False, max_length=10, unique=True)),
                ("length", models.PositiveIntegerField(default=0)),
                (
                    "head",
                    models.BinaryField(
                        default=b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ChainEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seq", models.PositiveIntegerField()),
                ("verb", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("content", models.JSONField()),
                ("recorded_at", models.DateTimeField()),
                ("prev", models.BinaryField()),
                ("hash", models.BinaryField()),
            ],
            options={
                "ordering": ["chain", "seq"],
            },
        ),
        migrations.CreateModel(
            name="ConsentKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.BinaryField()),
                ("tip", models.BinaryField()),
                (
                    "laid_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("written_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="UsedKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("key", models.BinaryField(unique=True)),
                (
                    "used_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="promise",
            name="promise_says_something",
        ),
        migrations.RemoveConstraint(
            model_name="promisechange",
            name="only_moves_have_a_new_date",
        ),
        migrations.RemoveIndex(
            model_name="promisechange",
            name="breaches_by_promise",
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="reason",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.remark",
            ),
        ),
        migrations.AddField(
            model_name="agreementversion",
            name="recorded_at",
            field=models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(), editable=False
            ),
        ),
        migrations.AddField(
            model_name="endorsement",
            name="key",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="endorsement",
            name="link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.link",
            ),
        ),
        migrations.AddField(
            model_name="processagreement",
            name="salt",
            field=models.UUIDField(
                db_default=models.Func(function="gen_random_uuid"), editable=False
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="depends_on",
            field=models.CharField(
                blank=True, max_length=300, verbose_name="what does it depend on?"
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="erased_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="promise",
            name="find_out_by",
            field=models.DateField(blank=True, null=True, verbose_name="we find out before"),
        ),
        migrations.AddField(
            model_name="promise",
            name="first_words",
            field=models.OneToOneField(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.remark",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="is_taken_over",
            field=models.BooleanField(default=False, editable=False),
        ),
        migrations.AddField(
            model_name="promise",
            name="principle",
            field=models.CharField(
                blank=True,
                choices=[
                    ("1", "Built into how we work and report"),
                    ("2", "Treating each other as equals"),
                    ("3", "Planning and ordering together"),
                    ("4", "Paying on time and as agreed"),
                    ("5", "A price that covers the cost of decent work"),
                ],
                default="",
                max_length=1,
                verbose_name="about how we buy?",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="size",
            field=models.CharField(
                choices=[
                    ("small", "Small: a few hours"),
                    ("medium", "Medium: some days, or some money"),
                    ("large", "Large: weeks, or a budget of its own"),
                ],
                default="small",
                max_length=6,
                verbose_name="how big is it?",
            ),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="answers",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="answered_by",
                to="dialogue.promisechange",
            ),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="drops",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="has_authority",
            field=models.BooleanField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="key",
            field=models.BinaryField(null=True),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.link",
            ),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="new_owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="promisechange",
            name="new_words",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.remark",
            ),
        ),
        migrations.AddField(
            model_name="remark",
            name="salt",
            field=models.UUIDField(
                db_default=models.Func(function="gen_random_uuid"), editable=False, null=True
            ),
        ),
        migrations.AddField(
            model_name="reportback",
            name="salt",
            field=models.UUIDField(
                db_default=models.Func(function="gen_random_uuid"), editable=False
            ),
        ),
        migrations.AlterField(
            model_name="endorsement",
            name="stakeholder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="endorsements",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AlterField(
            model_name="processagreement",
            name="standard",
            field=models.CharField(
                blank=True,
                choices=[
                    (
                        "own_experience",
                        "We each speak for ourselves and leave out people who are not here.",
                    ),
                    (
                        "stays_here",
                        "What is said stays with us: outside this meeting nobody says who said it.",
                    ),
                    ("no_harm", "Nobody suffers for what they say here, now or later."),
                    (
                        "everyone_follows",
                        "We wait for the translation, and we ask when something is not clear.",
                    ),
                    (
                        "change_together",
                        "What we agree, we only change together. If it does not work out, we say so early.",
                    ),
                    (
                        "new_insights",
                        "New insights are told to everybody, in writing and with the reason, before anybody acts on them.",
                    ),
                    ("equal_time", "Everybody gets as much time to speak as the others."),
                    ("no_pictures", "No photos or recordings, unless everybody in them says yes."),
                    (
                        "read_first",
                        "Whoever is mentioned in something we publish reads it first and can correct it.",
                    ),
                    (
                        "names_told",
                        "Who will be there, and in which role, is told two weeks before.",
                    ),
                    (
                        "what_next",
                        "After each conversation it is on paper who does what, and by when you hear of it.",
                    ),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="promisechange",
            name="kind",
            field=models.CharField(
                choices=[
                    ("accepted", "Promise given"),
                    ("refused", "Cannot be promised"),
                    ("handed_over", "A colleague delivers it from now on"),
                    ("change_proposed", "Change proposed"),
                    ("change_recorded", "Change agreed with them, we wrote down"),
                    ("change_accepted", "The other side accepts the change"),
                    ("change_objected", "The other side keeps to what was agreed"),
                    ("change_stands", "Nobody objected within two weeks"),
                    ("changed_together", "Changed together"),
                    ("changed_alone", "Changed by one side alone"),
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
        migrations.AddIndex(
            model_name="endorsement",
            index=models.Index(fields=["version", "id"], name="endorsements_of_version"),
        ),
        migrations.AddIndex(
            model_name="promisechange",
            index=models.Index(
                condition=models.Q(("kind__in", ["changed_alone", "broken"])),
                fields=["promise", "id"],
                name="breaches_by_promise",
            ),
        ),
        migrations.AddConstraint(
            model_name="endorsement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", None), ("link", None)),
                    models.Q(
                        ("key__isnull", False),
                        ("link__isnull", False),
                        ("participation__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="endorsement_has_link_and_key_or_neither",
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wording", ""), _negated=True),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="promise_says_something",
                violation_error_message="Say what is promised.",
            ),
        ),
        migrations.AddIndex(
            model_name="promisechange",
            index=models.Index(
                condition=models.Q(("kind", "change_recorded")),
                fields=["recorded_at"],
                name="changes_that_may_stand",
            ),
        ),
        migrations.RunSQL(NEW_NAMES, OLD_NAMES),
        migrations.AddConstraint(
            model_name="promisechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("kind__in", ["change_proposed", "change_recorded", "changed_alone"]),
                        models.Q(
                            ("new_due_on__isnull", False),
                            ("new_words__isnull", False),
                            ("drops", True),
                            _connector="OR",
                        ),
                    ),
                    models.Q(
                        ("kind__in", ["changed_together", "withdrawn_together"]),
                        ("new_words", None),
                    ),
                    models.Q(
                        models.Q(
                            (
                                "kind__in",
                                [
                                    "change_proposed",
                                    "change_recorded",
                                    "changed_alone",
                                    "changed_together",
                                    "withdrawn_together",
                                ],
                            ),
                            _negated=True,
                        ),
                        ("drops", False),
                        ("new_due_on", None),
                        ("new_words", None),
                    ),
                    _connector="OR",
                ),
                name="promise_change_says_what_is_different",
                violation_error_message="Say what would be different.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("drops", False),
                    models.Q(("new_due_on", None), ("new_words", None)),
                    _connector="OR",
                ),
                name="promise_drops_or_changes",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "handed_over"), ("new_owner__isnull", False)),
                    models.Q(models.Q(("kind", "handed_over"), _negated=True), ("new_owner", None)),
                    _connector="OR",
                ),
                name="only_a_handover_names_a_new_owner",
                violation_error_message="Say who delivers it from now on.",
            ),
        ),
        migrations.AddConstraint(
            model_name="promisechange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", None), ("link", None)),
                    models.Q(
                        ("key__isnull", False),
                        ("link__isnull", False),
                        ("participation__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="promise_change_has_link_and_key_or_neither",
            ),
        ),
        migrations.AddConstraint(
            model_name="remark",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("erased_at", None), ("salt__isnull", False)),
                    models.Q(("salt", None), ("text", "")),
                    _connector="OR",
                ),
                name="erased_remark_leaves_nothing",
            ),
        ),
        migrations.AddField(
            model_name="agreementdeparture",
            name="link",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogue.link"
            ),
        ),
        migrations.AddField(
            model_name="agreementdeparture",
            name="participation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="stakeholder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreement_parties",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="trajectory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreement_parties",
                to="dialogue.trajectory",
            ),
        ),
        migrations.AddField(
            model_name="agreementdeparture",
            name="party",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="departure",
                to="dialogue.agreementparty",
            ),
        ),
        migrations.AddField(
            model_name="agreementsuggestion",
            name="participation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="agreement_suggestions",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="agreementsuggestion",
            name="remark",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogue.remark"
            ),
        ),
        migrations.AddField(
            model_name="agreementsuggestion",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="dialogue.agreementversion",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="agreement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaches",
                to="dialogue.processagreement",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="by_stakeholder",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaches",
                to="stakeholders.stakeholder",
                verbose_name="who did not keep to it?",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="harmed",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaches_suffered",
                to="stakeholders.stakeholder",
                verbose_name="who was harmed?",
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="participation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaches_reported",
                to="dialogue.participation",
            ),
        ),
        migrations.AddField(
            model_name="breach",
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
            model_name="breach",
            name="remark",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogue.remark"
            ),
        ),
        migrations.AddField(
            model_name="breach",
            name="trajectory",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="breaches",
                to="dialogue.trajectory",
            ),
        ),
        migrations.AddField(
            model_name="breachaction",
            name="breach",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="actions",
                to="dialogue.breach",
            ),
        ),
        migrations.AddField(
            model_name="breachaction",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="breachaction",
            name="remark",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="dialogue.remark"
            ),
        ),
        migrations.AddField(
            model_name="breachverdict",
            name="action",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="verdicts",
                to="dialogue.breachaction",
            ),
        ),
        migrations.AddField(
            model_name="breachverdict",
            name="link",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="dialogue.link",
            ),
        ),
        migrations.AddField(
            model_name="breachverdict",
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
            model_name="breachverdict",
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
            model_name="breachverdict",
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
            model_name="chain",
            name="stakeholder",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chain",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AddField(
            model_name="chain",
            name="trajectory",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="chain",
                to="dialogue.trajectory",
            ),
        ),
        migrations.AddField(
            model_name="chainentry",
            name="chain",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="entries",
                to="dialogue.chain",
            ),
        ),
        migrations.AddField(
            model_name="consentkey",
            name="link",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consent_key",
                to="dialogue.link",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="breach",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogue.breach",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="endorsement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogue.endorsement",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="promise_change",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="dialogue.promisechange",
            ),
        ),
        migrations.AddField(
            model_name="notice",
            name="stakeholder",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="notices",
                to="stakeholders.stakeholder",
            ),
        ),
        migrations.AddField(
            model_name="usedkey",
            name="consent_key",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="used",
                to="dialogue.consentkey",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementparty",
            constraint=models.UniqueConstraint(
                fields=("trajectory", "stakeholder"), name="one_place_for_each_agreement_party"
            ),
        ),
        migrations.AddIndex(
            model_name="breach",
            index=models.Index(fields=["-noticed_on", "-id"], name="breaches_latest_first"),
        ),
        migrations.AddIndex(
            model_name="breach",
            index=models.Index(fields=["act_by", "id"], name="breaches_by_last_day"),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by", None), ("participation", None), _connector="XOR"
                ),
                name="breach_comes_from_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(("noticed_on__gte", models.F("happened_on"))),
                name="breach_is_noticed_after_it_happened",
                violation_error_message="We cannot have heard of it before it happened.",
            ),
        ),
        migrations.AddConstraint(
            model_name="breach",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("harmed", None),
                    ("by_stakeholder", None),
                    models.Q(("harmed", models.F("by_stakeholder")), _negated=True),
                    _connector="OR",
                ),
                name="nobody_is_harmed_by_their_own_breach",
                violation_error_message="Choose somebody else than who did it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recorded_by", None), ("participation", None), _connector="XOR"
                ),
                name="breach_verdict_comes_from_one_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="breachverdict",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("key", None), ("link", None)),
                    models.Q(
                        ("key__isnull", False),
                        ("link__isnull", False),
                        ("participation__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="breach_verdict_has_link_and_key_or_neither",
            ),
        ),
        migrations.AddConstraint(
            model_name="chain",
            constraint=models.CheckConstraint(
                condition=models.Q(("trajectory", None), ("stakeholder", None), _connector="XOR"),
                name="chain_is_of_one_thing",
            ),
        ),
        migrations.AddIndex(
            model_name="chainentry",
            index=models.Index(fields=["subject", "subject_id"], name="entries_by_subject"),
        ),
        migrations.AddConstraint(
            model_name="chainentry",
            constraint=models.UniqueConstraint(
                fields=("chain", "seq"), name="one_entry_for_each_number"
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(fields=["written_at"], name="notices_by_moment"),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("breach", None), ("endorsement", None), ("promise_change__isnull", False)
                    ),
                    models.Q(
                        ("breach__isnull", False), ("endorsement", None), ("promise_change", None)
                    ),
                    models.Q(
                        ("breach", None), ("endorsement__isnull", False), ("promise_change", None)
                    ),
                    _connector="OR",
                ),
                name="notice_is_about_one_thing",
            ),
        ),
        migrations.AddConstraint(
            model_name="notice",
            constraint=models.UniqueConstraint(
                fields=("stakeholder", "promise_change", "breach", "endorsement"),
                name="one_notice_for_each_of_them",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="usedkey",
            constraint=models.UniqueConstraint(
                fields=("consent_key", "position"), name="one_key_for_each_step"
            ),
        ),
    ]
