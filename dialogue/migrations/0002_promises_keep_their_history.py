"""The database keeps promises: history is insert-only, and the state follows from it alone.

`dialogue.models.promises.PromiseChange.AFTER` holds the same table of what may follow what; a
test compares the two.
"""

from django.db import migrations

HISTORY = """
SELECT te_voet_keep_history(history) FROM unnest(ARRAY[
    'dialogue_promisechange', 'dialogue_expectationdecision', 'dialogue_endorsement'
]::regclass[]) AS history;
"""

NO_HISTORY = """
DO $$
DECLARE history text;
BEGIN
    FOREACH history IN ARRAY ARRAY[
        'dialogue_promisechange', 'dialogue_expectationdecision', 'dialogue_endorsement'
    ] LOOP
        EXECUTE format('DROP TRIGGER history_is_written_once ON %I', history);
        EXECUTE format('DROP TRIGGER history_is_not_emptied ON %I', history);
        PERFORM te_voet_if_role('te_voet_app',
            format('GRANT UPDATE, DELETE ON %I TO te_voet_app', history));
    END LOOP;
END $$;
"""

PROMISES = """
-- A new promise begins at the beginning, whatever the client says.
CREATE FUNCTION te_voet_promise_begins() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.state := 'proposed';
    NEW.due_on := NEW.first_due_on;
    NEW.settled_on := NULL;
    NEW.is_confirmed := NULL;
    NEW.recorded_at := now();
    RETURN NEW;
END $$;
CREATE TRIGGER promise_begins BEFORE INSERT ON dialogue_promise
    FOR EACH ROW EXECUTE FUNCTION te_voet_promise_begins();

-- What was promised, when, and where it stands changes only by way of the history.
CREATE FUNCTION te_voet_promise_stands() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.side, OLD.made_on, OLD.first_due_on, OLD.recorded_at)
            IS DISTINCT FROM (NEW.side, NEW.made_on, NEW.first_due_on, NEW.recorded_at)
        OR (pg_trigger_depth() < 2 AND (OLD.state, OLD.due_on, OLD.settled_on, OLD.is_confirmed)
            IS DISTINCT FROM (NEW.state, NEW.due_on, NEW.settled_on, NEW.is_confirmed))
    THEN
        RAISE EXCEPTION 'A promise changes only by a line in its history.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER promise_stands BEFORE UPDATE ON dialogue_promise
    FOR EACH ROW EXECUTE FUNCTION te_voet_promise_stands();
ALTER TABLE dialogue_promise ENABLE ALWAYS TRIGGER promise_begins;
ALTER TABLE dialogue_promise ENABLE ALWAYS TRIGGER promise_stands;

SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'REVOKE UPDATE, DELETE ON dialogue_promise FROM te_voet_app',
    'GRANT UPDATE (wording, owner_id) ON dialogue_promise TO te_voet_app'
]) AS statement;

-- A change that may follow moves the promise on; the promise's row is the lock.
CREATE FUNCTION te_voet_promise_takes_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE promise dialogue_promise%ROWTYPE;
BEGIN
    SELECT * INTO promise FROM dialogue_promise WHERE id = NEW.promise_id FOR UPDATE;
    IF NOT (promise.state, NEW.kind) IN (
        ('proposed', 'accepted'), ('proposed', 'refused'),
        ('given', 'moved_together'), ('given', 'moved_alone'), ('given', 'kept'),
        ('given', 'broken'), ('given', 'withdrawn_together'),
        ('given', 'mended'), ('given', 'mend_confirmed'),
        ('kept', 'confirmed'), ('kept', 'denied'), ('kept', 'mended'), ('kept', 'mend_confirmed'),
        ('broken', 'kept'), ('broken', 'mended'), ('broken', 'mend_confirmed')
    ) THEN
        RAISE EXCEPTION 'A promise that is “%” cannot become “%”.', promise.state, NEW.kind
            USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_change_may_follow';
    END IF;
    IF NEW.happened_on < promise.made_on THEN
        RAISE EXCEPTION 'Nothing happens to a promise before it was made.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_change_after_promise';
    END IF;
    NEW.recorded_at := now();
    UPDATE dialogue_promise SET
        state = CASE NEW.kind
            WHEN 'accepted' THEN 'given'
            WHEN 'refused' THEN 'refused'
            WHEN 'kept' THEN 'kept'
            WHEN 'broken' THEN 'broken'
            WHEN 'withdrawn_together' THEN 'withdrawn'
            ELSE state END,
        due_on = CASE NEW.kind WHEN 'moved_together' THEN NEW.new_due_on ELSE due_on END,
        settled_on = CASE WHEN NEW.kind IN ('kept', 'broken', 'withdrawn_together')
            THEN NEW.happened_on ELSE settled_on END,
        is_confirmed = CASE NEW.kind
            WHEN 'confirmed' THEN true
            WHEN 'denied' THEN false
            ELSE is_confirmed END
        WHERE id = promise.id;
    RETURN NEW;
END $$;
CREATE TRIGGER promise_takes_change BEFORE INSERT ON dialogue_promisechange
    FOR EACH ROW EXECUTE FUNCTION te_voet_promise_takes_change();
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER promise_takes_change;
"""

NO_PROMISES = """
DROP TRIGGER promise_takes_change ON dialogue_promisechange;
DROP FUNCTION te_voet_promise_takes_change();
DROP TRIGGER promise_stands ON dialogue_promise;
DROP FUNCTION te_voet_promise_stands();
DROP TRIGGER promise_begins ON dialogue_promise;
DROP FUNCTION te_voet_promise_begins();
SELECT te_voet_if_role('te_voet_app', 'GRANT UPDATE, DELETE ON dialogue_promise TO te_voet_app');
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0001_dialogue"), ("accounts", "0002_database_roles")]

    operations = [
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(PROMISES, NO_PROMISES),
    ]
