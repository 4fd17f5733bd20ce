"""The record seals itself: entries in chains of hashes that nobody can write, change or remove.

An entry is appended by the triggers of migration 0013 alone. What the client says of its number,
moment and hash is overwritten; `dialogue.verifier` works the hash out again in Python.
"""

from django.db import migrations

# A database that tells a story (the demo, the tests) may give days in the past. Only the owner opens
# it; everywhere else the moment is the one the database sees.
TELLING = """
CREATE TABLE te_voet_telling (
    is_open boolean NOT NULL,
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row)
);
INSERT INTO te_voet_telling (is_open) VALUES (false);
CREATE FUNCTION te_voet_is_telling() RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS
    'SELECT is_open FROM te_voet_telling';
CREATE FUNCTION te_voet_seen(claimed timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE AS
    'SELECT CASE WHEN te_voet_is_telling() THEN coalesce(claimed, now()) ELSE now() END';
SELECT te_voet_if_role('te_voet_app', 'REVOKE ALL ON te_voet_telling FROM te_voet_app');
SELECT te_voet_if_role('te_voet_app', 'GRANT SELECT ON te_voet_telling TO te_voet_app');
SELECT te_voet_if_role('te_voet_audit', 'GRANT SELECT ON te_voet_telling TO te_voet_audit');
"""
NO_TELLING = """
DROP FUNCTION te_voet_seen(timestamptz);
DROP FUNCTION te_voet_is_telling();
DROP TABLE te_voet_telling;
"""

WORDS = """
-- Words change only by being forgotten, salt and all.
CREATE FUNCTION te_voet_remark_is_kept() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.id <> NEW.id OR OLD.erased_at IS NOT NULL
        OR NEW.erased_at IS NULL OR NEW.text <> '' OR NEW.salt IS NOT NULL
    THEN
        RAISE EXCEPTION 'Words in the record are not changed, only erased.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER remark_is_kept BEFORE UPDATE OR DELETE ON dialogue_remark
    FOR EACH ROW EXECUTE FUNCTION te_voet_remark_is_kept();
CREATE TRIGGER remarks_are_not_emptied BEFORE TRUNCATE ON dialogue_remark
    FOR EACH STATEMENT EXECUTE FUNCTION te_voet_refuse_rewriting();
ALTER TABLE dialogue_remark ENABLE ALWAYS TRIGGER remark_is_kept;
ALTER TABLE dialogue_remark ENABLE ALWAYS TRIGGER remarks_are_not_emptied;
SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'REVOKE UPDATE, DELETE, TRUNCATE ON dialogue_remark FROM te_voet_app',
    'GRANT UPDATE (text, salt, erased_at) ON dialogue_remark TO te_voet_app'
]) AS statement;

CREATE FUNCTION te_voet_digest(salt uuid, words text) RETURNS text
LANGUAGE sql IMMUTABLE AS
    $$ SELECT encode(sha256(convert_to(salt::text || words, 'UTF8')), 'hex') $$;
"""
NO_WORDS = """
DROP FUNCTION te_voet_digest(uuid, text);
DROP TRIGGER remarks_are_not_emptied ON dialogue_remark;
DROP TRIGGER remark_is_kept ON dialogue_remark;
DROP FUNCTION te_voet_remark_is_kept();
SELECT te_voet_if_role('te_voet_app', 'GRANT UPDATE, DELETE ON dialogue_remark TO te_voet_app');
"""

CHAINS = """
ALTER TABLE dialogue_chain ALTER code SET DEFAULT left(replace(gen_random_uuid()::text, '-', ''), 10);
ALTER TABLE dialogue_chain ALTER length SET DEFAULT 0;
ALTER TABLE dialogue_chain ALTER head SET DEFAULT decode(repeat('00', 32), 'hex');

-- The chain of a trajectory or of a stakeholder, made when it is first needed.
CREATE FUNCTION te_voet_chain_of(trajectory bigint, stakeholder bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found bigint;
BEGIN
    LOOP
        SELECT id INTO found FROM dialogue_chain
            WHERE trajectory_id = trajectory OR stakeholder_id = stakeholder;
        EXIT WHEN found IS NOT NULL;
        INSERT INTO dialogue_chain (trajectory_id, stakeholder_id) VALUES (trajectory, stakeholder)
            ON CONFLICT DO NOTHING;
    END LOOP;
    RETURN found;
END $$;

CREATE FUNCTION te_voet_note(chain bigint, verb text, subject text, subject_id bigint, content jsonb)
RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO dialogue_chainentry
        (chain_id, verb, subject, subject_id, content, seq, recorded_at, prev, hash)
    VALUES (chain, verb, subject, subject_id, content, 0, now(), '', '');
$$;

-- The chain's row is the lock, so that chains do not wait for each other.
CREATE FUNCTION te_voet_seal_entry() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE chain dialogue_chain%ROWTYPE;
BEGIN
    SELECT * INTO chain FROM dialogue_chain WHERE id = NEW.chain_id FOR UPDATE;
    NEW.seq := chain.length + 1;
    NEW.prev := chain.head;
    NEW.recorded_at := clock_timestamp();
    NEW.hash := sha256(NEW.prev || convert_to(concat_ws('|', chain.code, NEW.seq, NEW.verb,
        NEW.subject, NEW.subject_id, to_char(NEW.recorded_at, 'YYYY-MM-DD"T"HH24:MI:SS.US'),
        NEW.content::text), 'UTF8'));
    UPDATE dialogue_chain SET length = NEW.seq, head = NEW.hash WHERE id = chain.id;
    RETURN NEW;
END $$;
CREATE TRIGGER entry_is_sealed BEFORE INSERT ON dialogue_chainentry
    FOR EACH ROW EXECUTE FUNCTION te_voet_seal_entry();
ALTER TABLE dialogue_chainentry ENABLE ALWAYS TRIGGER entry_is_sealed;
SELECT te_voet_keep_history('dialogue_chainentry');

CREATE FUNCTION te_voet_chain_grows() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR pg_trigger_depth() < 2
        OR (NEW.id, NEW.code) IS DISTINCT FROM (OLD.id, OLD.code)
        OR NEW.trajectory_id IS DISTINCT FROM OLD.trajectory_id
        OR NEW.stakeholder_id IS DISTINCT FROM OLD.stakeholder_id
        OR NEW.length <> OLD.length + 1
    THEN
        RAISE EXCEPTION 'A chain of the record only grows, by its entries.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER chain_grows BEFORE UPDATE OR DELETE ON dialogue_chain
    FOR EACH ROW EXECUTE FUNCTION te_voet_chain_grows();
CREATE TRIGGER chains_are_not_emptied BEFORE TRUNCATE ON dialogue_chain
    FOR EACH STATEMENT EXECUTE FUNCTION te_voet_refuse_rewriting();
ALTER TABLE dialogue_chain ENABLE ALWAYS TRIGGER chain_grows;
ALTER TABLE dialogue_chain ENABLE ALWAYS TRIGGER chains_are_not_emptied;

REVOKE EXECUTE ON FUNCTION te_voet_chain_of(bigint, bigint) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION te_voet_note(bigint, text, text, bigint, jsonb) FROM PUBLIC;
SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'REVOKE ALL ON dialogue_chain, dialogue_chainentry FROM te_voet_app',
    'GRANT SELECT ON dialogue_chain, dialogue_chainentry TO te_voet_app'
]) AS statement;
SELECT te_voet_if_role('te_voet_audit', 'GRANT SELECT ON dialogue_chain TO te_voet_audit');
"""
NO_CHAINS = """
DROP TRIGGER chains_are_not_emptied ON dialogue_chain;
DROP TRIGGER chain_grows ON dialogue_chain;
DROP FUNCTION te_voet_chain_grows();
DROP TRIGGER history_is_written_once ON dialogue_chainentry;
DROP TRIGGER history_is_not_emptied ON dialogue_chainentry;
DROP TRIGGER entry_is_sealed ON dialogue_chainentry;
DROP FUNCTION te_voet_seal_entry();
DROP FUNCTION te_voet_note(bigint, text, text, bigint, jsonb);
DROP FUNCTION te_voet_chain_of(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0009_the_record")]

    operations = [
        migrations.RunSQL(TELLING, NO_TELLING),
        migrations.RunSQL(WORDS, NO_WORDS),
        migrations.RunSQL(CHAINS, NO_CHAINS),
    ]
