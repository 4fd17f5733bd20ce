"""What the portal's database role may touch: little, and never a password or a colleague's note."""

from django.db import migrations

READS = {
    "accounts_user": "id, name",
    "stakeholders_stakeholder": "id, name",
    "stakeholders_contactperson": "id, stakeholder_id, name, language, left_on",
    "stakeholders_contactassignment": "",
    "dialogue_meeting": "",
    "dialogue_purposestatement": "",
    "dialogue_participation": "",
    "dialogue_agendaitem": "",
    "dialogue_expectationround": "",
    "dialogue_roundquestion": "",
    "dialogue_expectation": "",
    "dialogue_expectationdecision": "",
    "dialogue_remark": "",
    "dialogue_draft": "",
    "dialogue_link": "",
    "dialogue_agreementversion": "",
    "dialogue_processagreement": "",
    "dialogue_endorsement": "",
    "dialogue_outcome": "",
    "dialogue_question": "",
    "dialogue_promise": "",
    "dialogue_promise_parties": "",
    "dialogue_promisechange": "id, recorded_at",  # what an INSERT hands back
    "dialogue_reportback": "",
}
WRITES = {
    "dialogue_expectation": "INSERT",
    "dialogue_remark": "INSERT",
    "dialogue_endorsement": "INSERT",
    "dialogue_promisechange": "INSERT",
    "dialogue_draft": "INSERT, UPDATE, DELETE",
    "dialogue_participation": "UPDATE (pin_hash, pin_failures, pin_locked_until)",
    "dialogue_link": "UPDATE (failures, locked_until, revoked_at)",
    "accounts_submission": "INSERT",
}
NUMBERS = ["expectation", "remark", "endorsement", "promisechange", "draft"]


def each(statements):
    return "".join(
        f"SELECT te_voet_if_role('te_voet_portal', '{statement}');\n" for statement in statements
    )


GRANTS = each(
    [
        *(
            f"GRANT SELECT {f'({columns})' if columns else ''} ON {table} TO te_voet_portal"
            for table, columns in READS.items()
        ),
        *(f"GRANT {rights} ON {table} TO te_voet_portal" for table, rights in WRITES.items()),
        *(f"GRANT USAGE ON SEQUENCE dialogue_{name}_id_seq TO te_voet_portal" for name in NUMBERS),
    ]
)
NO_GRANTS = each(
    [
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM te_voet_portal",
        "REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM te_voet_portal",
    ]
)

# An INSERT right is all or nothing; what may be inserted is said here.
ONLY_THEIR_OWN_ANSWERS = """
CREATE FUNCTION te_voet_portal_speaks_for_them() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF session_user = 'te_voet_portal' AND (NEW.participation_id IS NULL OR (
        TG_TABLE_NAME = 'dialogue_promisechange'
        AND to_jsonb(NEW) ->> 'kind' NOT IN ('confirmed', 'denied', 'mend_confirmed')
    )) THEN
        RAISE EXCEPTION 'The portal writes only what a stakeholder says.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER portal_speaks_for_them BEFORE INSERT ON dialogue_promisechange
    FOR EACH ROW EXECUTE FUNCTION te_voet_portal_speaks_for_them();
CREATE TRIGGER portal_speaks_for_them BEFORE INSERT ON dialogue_endorsement
    FOR EACH ROW EXECUTE FUNCTION te_voet_portal_speaks_for_them();
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER portal_speaks_for_them;
ALTER TABLE dialogue_endorsement ENABLE ALWAYS TRIGGER portal_speaks_for_them;
"""
ANYBODYS_ANSWERS = """
DROP TRIGGER portal_speaks_for_them ON dialogue_promisechange;
DROP TRIGGER portal_speaks_for_them ON dialogue_endorsement;
DROP FUNCTION te_voet_portal_speaks_for_them();
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0002_promises_keep_their_history")]

    operations = [
        migrations.RunSQL(GRANTS, NO_GRANTS),
        migrations.RunSQL(ONLY_THEIR_OWN_ANSWERS, ANYBODYS_ANSWERS),
    ]
