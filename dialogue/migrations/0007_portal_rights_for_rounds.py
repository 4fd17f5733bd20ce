"""What the portal's database role may touch of rounds, voices and the rest of their side."""

from django.db import migrations

READS = {
    "dialogue_attachment": "id, round_id, participation_id, voice_id, media_type, extension, size, removed, added_on",
    "dialogue_correction": "",
    "dialogue_expectationround_invited": "",
    "dialogue_expectationverdict": "",
    "dialogue_facilitator": "",
    "dialogue_facilitatorconsent": "",
    "dialogue_identityruling": "",
    "dialogue_receipt": "",
    "dialogue_reply": "",
    "dialogue_sealingkey": "",
    "dialogue_sideactivity": "",
    "dialogue_voice": "",
    "dialogue_promisechange": "promise_id, kind, happened_on, new_due_on, by_id, participation_id, remark_id",
}
WRITES = {
    "dialogue_attachment": "INSERT",
    "dialogue_correction": "INSERT",
    "dialogue_expectation": "UPDATE (wording, changed_at, withdrawn_at)",
    "dialogue_expectationverdict": "INSERT",
    "dialogue_facilitatorconsent": "INSERT",
    "dialogue_participation": "UPDATE (withdrawn_at)",
    "dialogue_question": "INSERT",
    "dialogue_receipt": "UPDATE (failures, locked_until)",
    # Put in and never seen again: not even what was just sent can be read back.
    "dialogue_sealedanswer": "INSERT",
}
NUMBERS = ["correction", "expectationverdict", "facilitatorconsent", "question"]


def each(statements):
    return "".join(
        f"SELECT te_voet_if_role('te_voet_portal', '{statement}');\n" for statement in statements
    )


def rights(verb, word):
    return each(
        [
            *(
                f"{verb} SELECT {f'({columns})' if columns else ''} ON {table} {word} te_voet_portal"
                for table, columns in READS.items()
            ),
            *(f"{verb} {what} ON {table} {word} te_voet_portal" for table, what in WRITES.items()),
            *(
                f"{verb} USAGE ON SEQUENCE dialogue_{name}_id_seq {word} te_voet_portal"
                for name in NUMBERS
            ),
        ]
    )


SPEAKING = ["dialogue_correction", "dialogue_facilitatorconsent", "dialogue_question"]


def only_their_own_answers(kinds):
    """The function of migration 0003 with other kinds of change that a stakeholder can write."""
    return f"""
CREATE OR REPLACE FUNCTION te_voet_portal_speaks_for_them() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF session_user = 'te_voet_portal' AND (NEW.participation_id IS NULL OR (
        TG_TABLE_NAME = 'dialogue_promisechange'
        AND to_jsonb(NEW) ->> 'kind' NOT IN ({kinds})
    )) THEN
        RAISE EXCEPTION 'The portal writes only what a stakeholder says.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""


KINDS_BEFORE = "'confirmed', 'denied', 'mend_confirmed'"
KINDS = KINDS_BEFORE + ", 'move_accepted', 'move_objected'"
TRIGGERS = "".join(
    f"""
CREATE TRIGGER portal_speaks_for_them BEFORE INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION te_voet_portal_speaks_for_them();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER portal_speaks_for_them;
"""
    for table in SPEAKING
)
NO_TRIGGERS = "".join(f"DROP TRIGGER portal_speaks_for_them ON {table};\n" for table in SPEAKING)


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0006_identity_apart")]

    operations = [
        migrations.RunSQL(rights("GRANT", "TO"), rights("REVOKE", "FROM")),
        migrations.RunSQL(only_their_own_answers(KINDS), only_their_own_answers(KINDS_BEFORE)),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
