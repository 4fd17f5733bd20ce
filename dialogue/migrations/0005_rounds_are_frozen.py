"""An opened round stays what it was, and what people say about us is written once.

Also: a new date for a promise that the other side accepts through its own links.
"""

from django.db import migrations

# Rounds of before this migration were named, open at once, and for everybody at the table.
OLDER_ROUNDS = """
UPDATE dialogue_expectationround SET opens_on = least(closes_on, opened_at::date)
    WHERE opened_at IS NOT NULL;
INSERT INTO dialogue_expectationround_invited (expectationround_id, participation_id)
    SELECT r.id, p.id FROM dialogue_expectationround r
    JOIN dialogue_participation p USING (meeting_id)
    ON CONFLICT DO NOTHING;
"""

FROZEN = """
CREATE FUNCTION te_voet_round_is_frozen() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.opened_at IS NOT NULL AND (TG_OP = 'DELETE' OR
        (OLD.meeting_id, OLD.mode, OLD.title, OLD.message, OLD.audience, OLD.audience_size,
            OLD.k, OLD.code, OLD.digest, OLD.promise_version, OLD.opened_at)
        IS DISTINCT FROM (NEW.meeting_id, NEW.mode, NEW.title, NEW.message, NEW.audience,
            NEW.audience_size, NEW.k, NEW.code, NEW.digest, NEW.promise_version, NEW.opened_at))
    THEN
        RAISE EXCEPTION 'A round that people were sent cannot be changed any more.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_is_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER round_is_frozen BEFORE UPDATE OR DELETE ON dialogue_expectationround
    FOR EACH ROW EXECUTE FUNCTION te_voet_round_is_frozen();

CREATE FUNCTION te_voet_question_is_frozen() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT FROM dialogue_expectationround
        WHERE id IN (coalesce(NEW.round_id, OLD.round_id), coalesce(OLD.round_id, NEW.round_id))
        AND opened_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'The questions of a round that people were sent cannot be changed any more.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'round_is_frozen';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER question_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON dialogue_roundquestion
    FOR EACH ROW EXECUTE FUNCTION te_voet_question_is_frozen();
ALTER TABLE dialogue_expectationround ENABLE ALWAYS TRIGGER round_is_frozen;
ALTER TABLE dialogue_roundquestion ENABLE ALWAYS TRIGGER question_is_frozen;
"""
NOT_FROZEN = """
DROP TRIGGER question_is_frozen ON dialogue_roundquestion;
DROP FUNCTION te_voet_question_is_frozen();
DROP TRIGGER round_is_frozen ON dialogue_expectationround;
DROP FUNCTION te_voet_round_is_frozen();
"""

WRITTEN_ONCE = [
    "dialogue_correction",
    "dialogue_expectationverdict",
    "dialogue_facilitatorconsent",
    "dialogue_identityrequest",
    "dialogue_identityruling",
    "dialogue_release",
    "dialogue_reply",
]
HISTORY = "".join(f"SELECT te_voet_keep_history('{table}');\n" for table in WRITTEN_ONCE)
NO_HISTORY = "".join(
    f"""
DROP TRIGGER history_is_written_once ON {table};
DROP TRIGGER history_is_not_emptied ON {table};
SELECT te_voet_if_role('te_voet_app', 'GRANT UPDATE, DELETE ON {table} TO te_voet_app');
"""
    for table in WRITTEN_ONCE
)


def takes_change(pairs, may_move):
    """The trigger function of migration 0002 with another table of what may follow what."""
    return f"""
CREATE OR REPLACE FUNCTION te_voet_promise_takes_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    promise dialogue_promise%ROWTYPE;
    proposal dialogue_promisechange%ROWTYPE;
    is_agreed boolean := NEW.kind = 'moved_together';
BEGIN
    SELECT * INTO promise FROM dialogue_promise WHERE id = NEW.promise_id FOR UPDATE;
    IF NOT (promise.state, NEW.kind) IN ({pairs}) THEN
        RAISE EXCEPTION 'A promise that is “%” cannot become “%”.', promise.state, NEW.kind
            USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_change_may_follow';
    END IF;
    IF NEW.happened_on < promise.made_on THEN
        RAISE EXCEPTION 'Nothing happens to a promise before it was made.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_change_after_promise';
    END IF;
    NEW.recorded_at := now();{may_move}
    UPDATE dialogue_promise SET
        state = CASE NEW.kind
            WHEN 'accepted' THEN 'given'
            WHEN 'refused' THEN 'refused'
            WHEN 'kept' THEN 'kept'
            WHEN 'broken' THEN 'broken'
            WHEN 'withdrawn_together' THEN 'withdrawn'
            ELSE state END,
        due_on = CASE WHEN is_agreed THEN NEW.new_due_on ELSE due_on END,
        settled_on = CASE WHEN NEW.kind IN ('kept', 'broken', 'withdrawn_together')
            THEN NEW.happened_on ELSE settled_on END,
        is_confirmed = CASE NEW.kind
            WHEN 'confirmed' THEN true
            WHEN 'denied' THEN false
            ELSE is_confirmed END
        WHERE id = promise.id;
    RETURN NEW;
END $$;
"""  # noqa: S608


PAIRS_BEFORE = """
        ('proposed', 'accepted'), ('proposed', 'refused'),
        ('given', 'moved_together'), ('given', 'moved_alone'), ('given', 'kept'),
        ('given', 'broken'), ('given', 'withdrawn_together'),
        ('given', 'mended'), ('given', 'mend_confirmed'),
        ('kept', 'confirmed'), ('kept', 'denied'), ('kept', 'mended'), ('kept', 'mend_confirmed'),
        ('broken', 'kept'), ('broken', 'mended'), ('broken', 'mend_confirmed')
    """
PAIRS = (
    PAIRS_BEFORE
    + """, ('given', 'move_proposed'), ('given', 'move_accepted'), ('given', 'move_objected')
    """
)
# The proposal that is open is the last one, unless somebody objected or the date moved since. When
# every party has accepted it through a link of its own, it becomes the date.
BY_PROPOSAL = """
    IF NEW.kind IN ('move_accepted', 'move_objected') THEN
        SELECT * INTO proposal FROM dialogue_promisechange
            WHERE promise_id = NEW.promise_id AND kind IN
                ('move_proposed', 'move_objected', 'moved_together', 'moved_alone', 'kept', 'broken')
            ORDER BY id DESC LIMIT 1;
        IF proposal.kind IS DISTINCT FROM 'move_proposed'
            OR proposal.new_due_on IS DISTINCT FROM NEW.new_due_on
        THEN
            RAISE EXCEPTION 'There is no such proposal any more.'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_change_may_follow';
        END IF;
        is_agreed := NEW.kind = 'move_accepted' AND NOT EXISTS (
            SELECT FROM dialogue_promise_parties party
            WHERE party.promise_id = NEW.promise_id AND party.stakeholder_id NOT IN (
                SELECT stakeholder_id FROM dialogue_participation
                WHERE id = NEW.participation_id OR id IN (
                    SELECT participation_id FROM dialogue_promisechange
                    WHERE promise_id = NEW.promise_id AND kind = 'move_accepted'
                    AND id > proposal.id)));
    END IF;"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0004_rounds_in_three_modes")]

    operations = [
        migrations.RunSQL(OLDER_ROUNDS, migrations.RunSQL.noop),
        migrations.RunSQL(FROZEN, NOT_FROZEN),
        migrations.RunSQL(HISTORY, NO_HISTORY),
        migrations.RunSQL(takes_change(PAIRS, BY_PROPOSAL), takes_change(PAIRS_BEFORE, "")),
    ]
