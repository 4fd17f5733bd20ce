"""What they promised is theirs to change: we can only ask, or say that it was not kept (S17)."""

from django.db import migrations

ONLY_OURS = """
CREATE FUNCTION te_voet_only_ours_is_changed_alone() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF (SELECT side FROM dialogue_promise WHERE id = NEW.promise_id) <> 'ours' THEN
        PERFORM te_voet_refuse_change('What they promised is theirs to change.',
            'only_ours_is_changed_alone');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER only_ours_is_changed_alone BEFORE INSERT ON dialogue_promisechange
    FOR EACH ROW WHEN (NEW.kind = 'changed_alone')
    EXECUTE FUNCTION te_voet_only_ours_is_changed_alone();
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER only_ours_is_changed_alone;
"""

AS_BEFORE = """
DROP TRIGGER only_ours_is_changed_alone ON dialogue_promisechange;
DROP FUNCTION te_voet_only_ours_is_changed_alone();
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0019_agreements_say_since_when")]

    operations = [migrations.RunSQL(ONLY_OURS, AS_BEFORE)]
