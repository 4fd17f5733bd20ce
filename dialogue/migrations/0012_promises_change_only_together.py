"""A given promise is changed only by both sides; alone is a breach, and what was agreed stands.

`dialogue.models.promises.PromiseChange.AFTER` holds the same table of what may follow what; a test
compares the two.
"""

from importlib import import_module

from django.db import migrations

before = import_module("dialogue.migrations.0002_promises_keep_their_history")
between = import_module("dialogue.migrations.0005_rounds_are_frozen")
portal = import_module("dialogue.migrations.0007_portal_rights_for_rounds")

# The words of promises of before this migration, put apart.
OLDER_WORDS = """
DO $$
DECLARE promise record; words bigint;
BEGIN
    FOR promise IN SELECT id, wording FROM dialogue_promise WHERE first_words_id IS NULL LOOP
        INSERT INTO dialogue_remark (text) VALUES (promise.wording) RETURNING id INTO words;
        UPDATE dialogue_promise SET first_words_id = words WHERE id = promise.id;
    END LOOP;
END $$;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""

PROMISES = """
CREATE OR REPLACE FUNCTION te_voet_promise_begins() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.state := 'proposed';
    NEW.due_on := NEW.first_due_on;
    NEW.settled_on := NULL;
    NEW.is_confirmed := NULL;
    NEW.erased_at := NULL;
    NEW.recorded_at := now();
    IF NOT NEW.is_taken_over AND NOT te_voet_is_telling()
        AND NEW.made_on < (now() - interval '1 day')::date
    THEN
        RAISE EXCEPTION 'A promise is written down on the day it is made.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_is_not_back_dated';
    END IF;
    IF NEW.side = 'ours' AND NOT te_voet_may_promise(NEW.owner_id) THEN
        RAISE EXCEPTION 'This colleague cannot promise anything for us.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'promise_owner_may_promise';
    END IF;
    INSERT INTO dialogue_remark (text) VALUES (NEW.wording) RETURNING id INTO NEW.first_words_id;
    RETURN NEW;
END $$;
ALTER TABLE dialogue_promise ALTER is_taken_over SET DEFAULT false;
ALTER TABLE dialogue_promise ALTER size SET DEFAULT 'small';
ALTER TABLE dialogue_promise ALTER depends_on SET DEFAULT '';
ALTER TABLE dialogue_promise ALTER principle SET DEFAULT '';
ALTER TABLE dialogue_promisechange ALTER drops SET DEFAULT false;

-- In a story that is told, colleagues may have left since.
CREATE FUNCTION te_voet_may_promise(colleague bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT FROM accounts_user WHERE id = colleague
        AND role IN ('officer', 'purchaser', 'manager') AND (is_active OR te_voet_is_telling()))
$$;

CREATE OR REPLACE FUNCTION te_voet_promise_stands() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    kept text[] := ARRAY['state', 'due_on', 'settled_on', 'is_confirmed', 'owner_id', 'wording'];
    forgotten text[] := ARRAY['wording', 'erased_at'];
    is_forgotten boolean := NEW.wording = '' AND NEW.erased_at IS NOT NULL;
BEGIN
    IF NOT (pg_trigger_depth() > 1 AND to_jsonb(NEW) - kept = to_jsonb(OLD) - kept)
        AND NOT (is_forgotten AND to_jsonb(NEW) - forgotten = to_jsonb(OLD) - forgotten)
    THEN
        RAISE EXCEPTION 'A promise changes only by a line in its history.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER promise_is_not_dropped BEFORE DELETE ON dialogue_promise
    FOR EACH ROW EXECUTE FUNCTION te_voet_refuse_rewriting();
CREATE TRIGGER promises_are_not_emptied BEFORE TRUNCATE ON dialogue_promise
    FOR EACH STATEMENT EXECUTE FUNCTION te_voet_refuse_rewriting();
ALTER TABLE dialogue_promise ENABLE ALWAYS TRIGGER promise_is_not_dropped;
ALTER TABLE dialogue_promise ENABLE ALWAYS TRIGGER promises_are_not_emptied;
SELECT te_voet_keep_history('dialogue_promise_parties');
SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'REVOKE UPDATE (wording, owner_id) ON dialogue_promise FROM te_voet_app',
    'REVOKE TRUNCATE ON dialogue_promise FROM te_voet_app',
    'GRANT UPDATE (wording, erased_at) ON dialogue_promise TO te_voet_app'
]) AS statement;
"""

TAKES_CHANGE = """
CREATE FUNCTION te_voet_refuse_change(reason text, name text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', reason USING ERRCODE = 'check_violation', CONSTRAINT = name;
END $$;

-- The last word about what was agreed: an open proposal, or what closed it.
CREATE FUNCTION te_voet_open_proposal(of_promise bigint) RETURNS dialogue_promisechange
LANGUAGE sql STABLE AS $$
    SELECT c.* FROM (
        SELECT * FROM dialogue_promisechange WHERE promise_id = of_promise AND kind IN (
            'change_proposed', 'change_recorded', 'change_objected', 'changed_together',
            'changed_alone', 'kept', 'broken')
        ORDER BY id DESC LIMIT 1) c
    WHERE c.kind IN ('change_proposed', 'change_recorded')
$$;

CREATE OR REPLACE FUNCTION te_voet_promise_takes_change() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    promise dialogue_promise%ROWTYPE;
    proposal dialogue_promisechange%ROWTYPE;
    is_effect boolean := NEW.kind IN ('changed_together', 'withdrawn_together');
BEGIN
    SELECT * INTO promise FROM dialogue_promise WHERE id = NEW.promise_id FOR UPDATE;
    NEW.recorded_at := te_voet_seen(NEW.happened_on + interval '12 hours');
    IF is_effect <> (pg_trigger_depth() > 1) OR NOT (is_effect OR (promise.state, NEW.kind) IN (
        ('proposed', 'accepted'), ('proposed', 'refused'), ('proposed', 'handed_over'),
        ('given', 'handed_over'), ('given', 'change_proposed'), ('given', 'change_recorded'),
        ('given', 'change_accepted'), ('given', 'change_objected'), ('given', 'change_stands'),
        ('given', 'changed_alone'), ('given', 'kept'), ('given', 'broken'),
        ('given', 'mended'), ('given', 'mend_confirmed'),
        ('kept', 'confirmed'), ('kept', 'denied'), ('kept', 'mended'), ('kept', 'mend_confirmed'),
        ('broken', 'kept'), ('broken', 'mended'), ('broken', 'mend_confirmed')
    )) THEN
        PERFORM te_voet_refuse_change(format('A promise that is “%s” cannot become “%s”.',
            promise.state, NEW.kind), 'promise_change_may_follow');
    END IF;
    IF NEW.happened_on < promise.made_on THEN
        PERFORM te_voet_refuse_change('Nothing happens to a promise before it was made.',
            'promise_change_after_promise');
    END IF;
    IF NEW.participation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM dialogue_participation seat JOIN dialogue_promise_parties party
            ON party.stakeholder_id = seat.stakeholder_id
        WHERE seat.id = NEW.participation_id AND party.promise_id = promise.id)
    THEN
        PERFORM te_voet_refuse_change('This promise is not theirs.', 'promise_change_is_by_a_party');
    END IF;
    IF NEW.kind IN ('confirmed', 'mend_confirmed')
        AND (promise.side = 'ours') <> (NEW.participation_id IS NOT NULL)
    THEN
        PERFORM te_voet_refuse_change('Only the other side confirms it.',
            'other_side_confirms_a_promise');
    END IF;
    IF NEW.kind = 'accepted' AND promise.side = 'ours'
        AND NOT (coalesce(NEW.by_id = promise.owner_id, false) AND coalesce(NEW.has_authority, false)
            AND te_voet_may_promise(NEW.by_id))
    THEN
        PERFORM te_voet_refuse_change('Only the colleague who delivers it, and may decide on it, '
            'gives this promise.', 'promise_is_given_by_its_owner');
    END IF;
    IF NEW.kind = 'handed_over' AND NOT te_voet_may_promise(NEW.new_owner_id) THEN
        PERFORM te_voet_refuse_change('This colleague cannot promise anything for us.',
            'promise_owner_may_promise');
    END IF;
    IF NEW.kind IN ('change_accepted', 'change_objected', 'change_stands') THEN
        proposal := te_voet_open_proposal(promise.id);
        IF proposal.id IS NULL OR NEW.answers_id IS DISTINCT FROM proposal.id THEN
            PERFORM te_voet_refuse_change('There is no such proposal any more.',
                'promise_change_may_follow');
        END IF;
        IF NEW.kind = 'change_accepted' AND (NEW.by_id IS NOT NULL) = (proposal.by_id IS NOT NULL)
            AND NEW.by_id IS NOT NULL
        THEN
            PERFORM te_voet_refuse_change('Only the other side agrees to it.',
                'other_side_agrees_to_a_change');
        END IF;
        IF NEW.kind = 'change_stands' AND NOT te_voet_may_stand(proposal) THEN
            PERFORM te_voet_refuse_change('They may still object to it.',
                'change_stands_after_two_weeks');
        END IF;
    ELSIF NOT is_effect THEN
        NEW.answers_id := NULL;
    END IF;
    UPDATE dialogue_promise SET
        state = CASE NEW.kind
            WHEN 'accepted' THEN 'given'
            WHEN 'refused' THEN 'refused'
            WHEN 'kept' THEN 'kept'
            WHEN 'broken' THEN 'broken'
            WHEN 'withdrawn_together' THEN 'withdrawn'
            ELSE state END,
        due_on = CASE NEW.kind WHEN 'changed_together' THEN NEW.new_due_on ELSE due_on END,
        wording = CASE NEW.kind WHEN 'changed_together' THEN coalesce((
            SELECT r.text FROM dialogue_promisechange c JOIN dialogue_remark r ON r.id = c.new_words_id
            WHERE c.id = NEW.answers_id), wording) ELSE wording END,
        owner_id = coalesce(NEW.new_owner_id, owner_id),
        settled_on = CASE WHEN NEW.kind IN ('kept', 'broken', 'withdrawn_together')
            THEN NEW.happened_on ELSE settled_on END,
        is_confirmed = CASE NEW.kind
            WHEN 'confirmed' THEN true
            WHEN 'denied' THEN false
            ELSE is_confirmed END
        WHERE id = promise.id AND NEW.kind NOT IN ('change_proposed', 'change_recorded',
            'change_accepted', 'change_objected', 'change_stands', 'changed_alone');
    RETURN NEW;
END $$;

-- A yes that we wrote down stands when nobody objected for two weeks after every party had a link.
CREATE FUNCTION te_voet_may_stand(proposal dialogue_promisechange) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT proposal.kind = 'change_recorded' AND NOT EXISTS (
        SELECT FROM dialogue_promise_parties party WHERE party.promise_id = proposal.promise_id
        AND NOT EXISTS (
            SELECT FROM dialogue_promisechange yes
            JOIN dialogue_participation seat ON seat.id = yes.participation_id
            WHERE yes.answers_id = proposal.id AND yes.kind = 'change_accepted'
            AND seat.stakeholder_id = party.stakeholder_id)
        AND NOT EXISTS (
            SELECT FROM dialogue_consentkey k JOIN dialogue_link l ON l.id = k.link_id
            JOIN dialogue_participation seat ON seat.id = l.participation_id
            WHERE seat.stakeholder_id = party.stakeholder_id AND l.revoked_at IS NULL
            AND greatest(k.laid_at, proposal.recorded_at) + interval '14 days' <= now()))
$$;

-- After the last yes the database itself writes what follows from it.
CREATE FUNCTION te_voet_change_takes_effect() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    asked dialogue_promisechange%ROWTYPE;
    somebody_is_missing boolean;
BEGIN
    SELECT * INTO asked FROM dialogue_promisechange WHERE id = NEW.answers_id;
    SELECT EXISTS (
        SELECT FROM dialogue_promise_parties party WHERE party.promise_id = NEW.promise_id
        AND party.stakeholder_id NOT IN (
            SELECT seat.stakeholder_id FROM dialogue_promisechange said
            JOIN dialogue_participation seat ON seat.id = said.participation_id
            WHERE said.id = asked.id
            OR (said.answers_id = asked.id AND said.kind = 'change_accepted'))
    ) OR (asked.by_id IS NULL AND NOT EXISTS (
        SELECT FROM dialogue_promisechange said
        WHERE said.answers_id = asked.id AND said.kind = 'change_accepted' AND said.by_id IS NOT NULL
    )) INTO somebody_is_missing;
    IF somebody_is_missing AND NEW.kind <> 'change_stands' THEN
        RETURN NULL;
    END IF;
    INSERT INTO dialogue_promisechange
        (promise_id, kind, happened_on, new_due_on, drops, answers_id, by_id, participation_id)
    SELECT NEW.promise_id,
        CASE WHEN asked.drops THEN 'withdrawn_together' ELSE 'changed_together' END,
        CASE NEW.kind WHEN 'change_stands' THEN asked.happened_on ELSE NEW.happened_on END,
        CASE WHEN asked.drops THEN NULL ELSE coalesce(asked.new_due_on, p.due_on) END,
        asked.drops, asked.id, NEW.by_id, NEW.participation_id
    FROM dialogue_promise p WHERE p.id = NEW.promise_id;
    RETURN NULL;
END $$;
CREATE TRIGGER change_takes_effect AFTER INSERT ON dialogue_promisechange
    FOR EACH ROW WHEN (NEW.kind IN ('change_accepted', 'change_stands'))
    EXECUTE FUNCTION te_voet_change_takes_effect();
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER change_takes_effect;
"""

ONLY_THEIRS = """
CREATE OR REPLACE FUNCTION te_voet_portal_speaks_for_them() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF session_user = 'te_voet_portal' AND pg_trigger_depth() < 2 AND (
        NEW.participation_id IS NULL OR (
            TG_TABLE_NAME = 'dialogue_promisechange'
            AND to_jsonb(NEW) ->> 'kind' NOT IN ('confirmed', 'denied', 'mend_confirmed',
                'change_proposed', 'change_accepted', 'change_objected')
    )) THEN
        RAISE EXCEPTION 'The portal writes only what a stakeholder says.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
"""

AS_BEFORE = (
    """
DROP TRIGGER change_takes_effect ON dialogue_promisechange;
DROP FUNCTION te_voet_change_takes_effect();
DROP FUNCTION te_voet_may_stand(dialogue_promisechange);
DROP TRIGGER history_is_written_once ON dialogue_promise_parties;
DROP TRIGGER history_is_not_emptied ON dialogue_promise_parties;
DROP TRIGGER promises_are_not_emptied ON dialogue_promise;
DROP TRIGGER promise_is_not_dropped ON dialogue_promise;
DROP TRIGGER promise_takes_change ON dialogue_promisechange;
DROP FUNCTION te_voet_promise_takes_change();
DROP FUNCTION te_voet_open_proposal(bigint);
DROP FUNCTION te_voet_refuse_change(text, text);
DROP TRIGGER promise_stands ON dialogue_promise;
DROP FUNCTION te_voet_promise_stands();
DROP TRIGGER promise_begins ON dialogue_promise;
DROP FUNCTION te_voet_promise_begins();
DROP FUNCTION te_voet_may_promise(bigint);
ALTER TABLE dialogue_promise ALTER is_taken_over DROP DEFAULT, ALTER size DROP DEFAULT,
    ALTER depends_on DROP DEFAULT, ALTER principle DROP DEFAULT;
ALTER TABLE dialogue_promisechange ALTER drops DROP DEFAULT;
SELECT te_voet_if_role('te_voet_app', 'GRANT UPDATE, DELETE ON dialogue_promise_parties TO te_voet_app');
SELECT te_voet_if_role('te_voet_app',
    'REVOKE UPDATE (wording, erased_at) ON dialogue_promise FROM te_voet_app');
"""
    + before.PROMISES
    + between.takes_change(between.PAIRS, between.BY_PROPOSAL)
    + portal.only_their_own_answers(portal.KINDS)
)


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0011_agreements_need_every_yes")]

    operations = [
        migrations.RunSQL(OLDER_WORDS, migrations.RunSQL.noop),
        migrations.RunSQL(PROMISES + TAKES_CHANGE + ONLY_THEIRS, AS_BEFORE),
    ]
