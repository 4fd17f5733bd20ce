"""Checks of the record, the lists of its ends for those outside, and what is older than it."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

# Everything that was written before the record began comes in marked, in the order it was written.
NOTED = {
    "dialogue_promise_parties": "promised",
    "dialogue_promisechange": "promise_changed",
    "dialogue_agreementversion": "agreements_proposed",
    "dialogue_processagreement": "agreement_line",
    "dialogue_agreementparty": "party_joined",
    "dialogue_endorsement": "agreements_answered",
}
PROMISED = """|| (SELECT to_jsonb(p) - 'id' - ARRAY['state', 'due_on', 'settled_on', 'is_confirmed',
    'owner_id', 'wording', 'erased_at', 'depends_on']
    || jsonb_build_object('first_owner_id', p.owner_id)
    FROM dialogue_promise p WHERE p.id = t.promise_id)"""


def taken_in(table, verb):
    """Notes each row of a table that has no entry yet."""
    promised = PROMISED if table == "dialogue_promise_parties" else ""
    return f"""
SELECT te_voet_note(chain, '{verb}', '{table}', older.id, older.content)
FROM (
    SELECT t.id, to_jsonb(t) AS line,
        te_voet_content(to_jsonb(t) {promised}) || '{{"from_before": true}}' AS content
    FROM {table} t WHERE NOT EXISTS (
        SELECT FROM dialogue_chainentry e WHERE e.subject = '{table}' AND e.subject_id = t.id)
    ORDER BY t.id
) older, LATERAL te_voet_chains_of(te_voet_trajectory_of('{table}', older.line), older.line) AS chain;
"""  # noqa: S608


FROM_BEFORE = f"""
SET LOCAL timezone = 'UTC';
{"".join(taken_in(table, verb) for table, verb in NOTED.items())}
SELECT te_voet_note(te_voet_chain_of(m.trajectory_id, NULL), 'report_sent', 'dialogue_reportback', r.id,
    to_jsonb(r) - 'summary' - 'salt' - 'version' || jsonb_build_object(
        'summary_digest', te_voet_digest(r.salt, r.summary), 'from_before', true))
FROM dialogue_reportback r JOIN dialogue_meeting m ON m.id = r.meeting_id
WHERE r.sent_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM dialogue_chainentry e WHERE e.subject = 'dialogue_reportback' AND e.subject_id = r.id)
ORDER BY r.id;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""  # noqa: S608

# An auditor's role reads the record and what it speaks of, and no words.
AUDITED = {
    "dialogue_promise": "id, side, trajectory_id, meeting_id, owner_id, made_on, first_due_on, "
    "find_out_by, size, principle, is_taken_over, recorded_at, first_words_id, state, due_on, "
    "settled_on, is_confirmed, erased_at",
    "dialogue_remark": "id, erased_at",
    "dialogue_link": "id, participation_id, created_at, ends_on, revoked_at",
    "dialogue_participation": "id, stakeholder_id, meeting_id",
    "dialogue_meeting": "id, trajectory_id",
    "dialogue_reportback": "id, meeting_id, due_on, sent_at, sent_by_id",
}


def audit(verb, word):
    return "".join(
        f"SELECT te_voet_if_role('te_voet_audit', "
        f"'{verb} SELECT ({columns}) ON {table} {word} te_voet_audit');\n"
        for table, columns in AUDITED.items()
    )


WRITTEN_ONCE = ["dialogue_dailyheads", "dialogue_recordcheck"]
HISTORY = "".join(f"SELECT te_voet_keep_history('{table}');\n" for table in WRITTEN_ONCE)
NO_HISTORY = "".join(
    f"""
DROP TRIGGER history_is_written_once ON {table};
DROP TRIGGER history_is_not_emptied ON {table};
"""
    for table in WRITTEN_ONCE
)


class Migration(migrations.Migration):
    dependencies = [
        ("dialogue", "0017_questions_know_their_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DailyHeads",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(unique=True)),
                (
                    "taken_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("count", models.PositiveIntegerField()),
                ("root", models.BinaryField()),
                ("heads", models.TextField()),
            ],
            options={
                "verbose_name_plural": "daily heads",
                "ordering": ["-day"],
            },
        ),
        migrations.CreateModel(
            name="RecordCheck",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                (
                    "checked_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("chains", models.PositiveIntegerField()),
                ("entries", models.PositiveIntegerField()),
                ("erased", models.PositiveIntegerField()),
                ("from_before", models.PositiveIntegerField()),
                ("faults", models.PositiveIntegerField()),
                ("findings", models.JSONField()),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Witness",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="who?")),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail address")),
                (
                    "language",
                    models.CharField(
                        choices=[("nl", "Nederlands"), ("en", "English")],
                        default="nl",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("added_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name_plural": "witnesses",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="one_reminder_per_person_and_occasion",
        ),
        migrations.RemoveConstraint(
            model_name="reminder",
            name="reminder_goes_to_one_person",
        ),
        migrations.AddField(
            model_name="recordcheck",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="witness",
            name="added_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="witness",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="reminders",
                to="dialogue.witness",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("kind", "key", "user", "contact_person", "witness"),
                name="one_reminder_per_person_and_occasion",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("contact_person", None), ("user__isnull", False), ("witness", None)),
                    models.Q(("contact_person__isnull", False), ("user", None), ("witness", None)),
                    models.Q(("contact_person", None), ("user", None), ("witness__isnull", False)),
                    _connector="OR",
                ),
                name="reminder_goes_to_one_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordcheck",
            constraint=models.UniqueConstraint(
                condition=models.Q(("by", None)),
                fields=("day",),
                name="one_daily_check_of_the_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="witness",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("email",),
                name="one_witness_for_each_address",
                violation_error_message="This address gets the list already.",
            ),
        ),
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(audit("GRANT", "TO"), audit("REVOKE", "FROM")),
        migrations.RunSQL(FROM_BEFORE, migrations.RunSQL.noop),
    ]
