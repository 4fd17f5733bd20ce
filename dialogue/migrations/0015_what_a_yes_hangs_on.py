"""What a yes hangs on is not moved: the link it came through, the seat of who said it, their table.

Else a link that was made for one could speak for another, and the record would not show it.
"""

from django.db import migrations

# Table → the columns that stay what they were.
STAYS = {
    "dialogue_link": ["participation_id", "selector", "verifier_hash", "created_at"],
    "dialogue_participation": ["meeting_id", "stakeholder_id"],
    "dialogue_meeting": ["trajectory_id"],
}
REFUSE = """
CREATE FUNCTION te_voet_is_not_moved() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'What somebody said yes through is not moved to somebody else.'
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""
GUARDS = "".join(
    f"""
CREATE TRIGGER is_not_moved BEFORE UPDATE ON {table} FOR EACH ROW
    WHEN (({", ".join("OLD." + name for name in names)}) IS DISTINCT FROM
        ({", ".join("NEW." + name for name in names)}))
    EXECUTE FUNCTION te_voet_is_not_moved();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER is_not_moved;
"""
    for table, names in STAYS.items()
)
# A link that ended does not begin again.
ENDED = """
CREATE TRIGGER link_stays_ended BEFORE UPDATE ON dialogue_link FOR EACH ROW
    WHEN (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at)
    EXECUTE FUNCTION te_voet_is_not_moved();
ALTER TABLE dialogue_link ENABLE ALWAYS TRIGGER link_stays_ended;
"""
NO_GUARDS = (
    "DROP TRIGGER link_stays_ended ON dialogue_link;\n"
    + "".join(f"DROP TRIGGER is_not_moved ON {table};\n" for table in STAYS)
    + "DROP FUNCTION te_voet_is_not_moved();\n"
)


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0014_portal_rights_for_the_record")]

    operations = [migrations.RunSQL(REFUSE + GUARDS + ENDED, NO_GUARDS)]
