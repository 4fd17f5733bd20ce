"""A yes needs the key of the one who says it; an agreement is in force after the yes of every party.

The lock is the end of a chain of hashes that the server cannot walk back (DESIGN.md §10, Consent).
In force is asked of the consents: there is no column that could be set (security.md §5.1).
"""

from django.db import migrations

KEYS = """
-- Takes the next step of the chain of this link, or refuses.
CREATE FUNCTION te_voet_use_key(of_link bigint, of_participation bigint, next_key bytea) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    lock dialogue_consentkey%ROWTYPE;
    last dialogue_usedkey%ROWTYPE;
BEGIN
    SELECT k.* INTO lock FROM dialogue_consentkey k JOIN dialogue_link l ON l.id = k.link_id
        WHERE l.id = of_link AND l.participation_id = of_participation AND l.revoked_at IS NULL;
    PERFORM pg_advisory_xact_lock(hashtextextended('the key of link ' || of_link, 0));
    SELECT * INTO last FROM dialogue_usedkey WHERE consent_key_id = lock.id
        ORDER BY position DESC LIMIT 1;
    IF lock.id IS NULL OR sha256(next_key) IS DISTINCT FROM coalesce(last.key, lock.tip) THEN
        RAISE EXCEPTION 'Only they can say this: it needs the next key of their own link.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'consent_needs_their_key';
    END IF;
    INSERT INTO dialogue_usedkey (consent_key_id, position, key)
        VALUES (lock.id, coalesce(last.position, 0) + 1, next_key);
END $$;
REVOKE EXECUTE ON FUNCTION te_voet_use_key(bigint, bigint, bytea) FROM PUBLIC;

CREATE FUNCTION te_voet_consent_needs_their_key() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    -- What follows from a yes is written by a trigger, and needs no second one.
    IF NEW.participation_id IS NOT NULL AND pg_trigger_depth() < 2 THEN
        PERFORM te_voet_use_key(NEW.link_id, NEW.participation_id, NEW.key);
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER consent_needs_their_key BEFORE INSERT ON dialogue_endorsement
    FOR EACH ROW EXECUTE FUNCTION te_voet_consent_needs_their_key();
CREATE TRIGGER consent_needs_their_key BEFORE INSERT ON dialogue_promisechange
    FOR EACH ROW EXECUTE FUNCTION te_voet_consent_needs_their_key();
CREATE TRIGGER consent_needs_their_key BEFORE INSERT ON dialogue_breachverdict
    FOR EACH ROW EXECUTE FUNCTION te_voet_consent_needs_their_key();
CREATE TRIGGER consent_needs_their_key BEFORE INSERT ON dialogue_agreementdeparture
    FOR EACH ROW EXECUTE FUNCTION te_voet_consent_needs_their_key();
ALTER TABLE dialogue_endorsement ENABLE ALWAYS TRIGGER consent_needs_their_key;
ALTER TABLE dialogue_promisechange ENABLE ALWAYS TRIGGER consent_needs_their_key;
ALTER TABLE dialogue_breachverdict ENABLE ALWAYS TRIGGER consent_needs_their_key;
ALTER TABLE dialogue_agreementdeparture ENABLE ALWAYS TRIGGER consent_needs_their_key;

CREATE FUNCTION te_voet_key_is_laid() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    NEW.laid_at := te_voet_seen((SELECT created_at FROM dialogue_link WHERE id = NEW.link_id));
    RETURN NEW;
END $$;
CREATE TRIGGER key_is_laid BEFORE INSERT ON dialogue_consentkey
    FOR EACH ROW EXECUTE FUNCTION te_voet_key_is_laid();
ALTER TABLE dialogue_consentkey ENABLE ALWAYS TRIGGER key_is_laid;
"""
NO_KEYS = """
DROP TRIGGER key_is_laid ON dialogue_consentkey;
DROP FUNCTION te_voet_key_is_laid();
DROP TRIGGER consent_needs_their_key ON dialogue_agreementdeparture;
DROP TRIGGER consent_needs_their_key ON dialogue_breachverdict;
DROP TRIGGER consent_needs_their_key ON dialogue_promisechange;
DROP TRIGGER consent_needs_their_key ON dialogue_endorsement;
DROP FUNCTION te_voet_consent_needs_their_key();
DROP FUNCTION te_voet_use_key(bigint, bigint, bytea);
"""

AGREEMENTS = """
CREATE FUNCTION te_voet_last_version(of_trajectory bigint) RETURNS integer
LANGUAGE sql STABLE AS $$
    SELECT coalesce(max(number), 0) FROM dialogue_agreementversion
    WHERE trajectory_id = of_trajectory
$$;
-- Proposing and answering take turns: the row of the chain is the lock.
CREATE FUNCTION te_voet_take_turns(of_trajectory bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM FROM dialogue_chain WHERE id = te_voet_chain_of(of_trajectory, NULL) FOR UPDATE;
END $$;

CREATE FUNCTION te_voet_version_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM te_voet_take_turns(NEW.trajectory_id);
    IF NEW.number <> te_voet_last_version(NEW.trajectory_id) + 1 THEN
        RAISE EXCEPTION 'Somebody else proposed another text meanwhile.'
            USING ERRCODE = 'serialization_failure', CONSTRAINT = 'agreement_version_follows';
    END IF;
    NEW.recorded_at := te_voet_seen(NEW.proposed_at);
    RETURN NEW;
END $$;
CREATE TRIGGER version_follows BEFORE INSERT ON dialogue_agreementversion
    FOR EACH ROW EXECUTE FUNCTION te_voet_version_follows();

CREATE FUNCTION te_voet_party_joins_next_version() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM te_voet_take_turns(NEW.trajectory_id);
    NEW.from_version := te_voet_last_version(NEW.trajectory_id) + 1;
    NEW.joined_at := te_voet_seen(NEW.joined_at);
    RETURN NEW;
END $$;
CREATE TRIGGER party_joins_next_version BEFORE INSERT ON dialogue_agreementparty
    FOR EACH ROW EXECUTE FUNCTION te_voet_party_joins_next_version();

CREATE FUNCTION te_voet_party_leaves() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE party dialogue_agreementparty%ROWTYPE;
BEGIN
    SELECT * INTO party FROM dialogue_agreementparty WHERE id = NEW.party_id;
    IF party.stakeholder_id IS DISTINCT FROM
        (SELECT stakeholder_id FROM dialogue_participation WHERE id = NEW.participation_id)
    THEN
        RAISE EXCEPTION 'Nobody leaves for somebody else.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'party_leaves_by_its_own_hand';
    END IF;
    NEW.last_version := te_voet_last_version(party.trajectory_id);
    NEW.left_at := te_voet_seen(NEW.left_at);
    RETURN NEW;
END $$;
CREATE TRIGGER party_leaves BEFORE INSERT ON dialogue_agreementdeparture
    FOR EACH ROW EXECUTE FUNCTION te_voet_party_leaves();

-- Once anybody has said something about a version, ourselves included, its text is whole.
CREATE FUNCTION te_voet_lines_are_whole() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT FROM dialogue_endorsement WHERE version_id = NEW.version_id) THEN
        RAISE EXCEPTION 'People have answered this text, so nothing is added to it.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'agreement_lines_are_whole';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lines_are_whole BEFORE INSERT ON dialogue_processagreement
    FOR EACH ROW EXECUTE FUNCTION te_voet_lines_are_whole();

CREATE FUNCTION te_voet_newest_is_answered() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE version dialogue_agreementversion%ROWTYPE;
BEGIN
    SELECT * INTO version FROM dialogue_agreementversion WHERE id = NEW.version_id;
    PERFORM te_voet_take_turns(version.trajectory_id);
    IF version.number <> te_voet_last_version(version.trajectory_id) THEN
        RAISE EXCEPTION 'Another text was proposed since; read that one first.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'newest_version_is_answered';
    END IF;
    IF NEW.participation_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM dialogue_participation p JOIN dialogue_meeting m ON m.id = p.meeting_id
        WHERE p.id = NEW.participation_id AND p.stakeholder_id = NEW.stakeholder_id
        AND m.trajectory_id = version.trajectory_id
    ) THEN
        RAISE EXCEPTION 'Nobody answers for somebody else.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'endorsement_is_their_own';
    END IF;
    NEW.recorded_at := te_voet_seen(NEW.endorsed_at);
    RETURN NEW;
END $$;
CREATE TRIGGER newest_is_answered BEFORE INSERT ON dialogue_endorsement
    FOR EACH ROW EXECUTE FUNCTION te_voet_newest_is_answered();

ALTER TABLE dialogue_agreementversion ENABLE ALWAYS TRIGGER version_follows;
ALTER TABLE dialogue_agreementparty ENABLE ALWAYS TRIGGER party_joins_next_version;
ALTER TABLE dialogue_agreementdeparture ENABLE ALWAYS TRIGGER party_leaves;
ALTER TABLE dialogue_processagreement ENABLE ALWAYS TRIGGER lines_are_whole;
ALTER TABLE dialogue_endorsement ENABLE ALWAYS TRIGGER newest_is_answered;
REVOKE EXECUTE ON FUNCTION te_voet_take_turns(bigint) FROM PUBLIC;

-- Of each trajectory the newest version for which there was a moment, not later than this one, at
-- which the last word of every party was a yes. What we wrote down for a party counts from two weeks
-- after it had a link to object with, and not at all without one.
CREATE FUNCTION te_voet_agreements_in_force(at timestamptz)
RETURNS TABLE (trajectory_id bigint, version_id bigint, number integer, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH said AS (
        SELECT e.id, e.version_id, coalesce(e.stakeholder_id, 0) AS party,
            e.answer <> 'refused' AS is_yes, e.recorded_at,
            CASE WHEN e.participation_id IS NOT NULL OR e.stakeholder_id IS NULL
                OR e.answer = 'refused' THEN e.recorded_at
            ELSE (
                SELECT greatest(e.recorded_at, min(k.laid_at)) + interval '14 days'
                FROM dialogue_consentkey k JOIN dialogue_link l ON l.id = k.link_id
                JOIN dialogue_participation p ON p.id = l.participation_id
                JOIN dialogue_meeting m ON m.id = p.meeting_id
                WHERE p.stakeholder_id = e.stakeholder_id AND m.trajectory_id = v.trajectory_id
                HAVING count(*) > 0
            ) END AS counts_from
        FROM dialogue_endorsement e JOIN dialogue_agreementversion v ON v.id = e.version_id
    ), needed AS (
        SELECT id AS version_id, 0 AS party FROM dialogue_agreementversion
        UNION ALL
        SELECT v.id, p.stakeholder_id FROM dialogue_agreementversion v
        JOIN dialogue_agreementparty p
            ON p.trajectory_id = v.trajectory_id AND p.from_version <= v.number
        LEFT JOIN dialogue_agreementdeparture d ON d.party_id = p.id
        WHERE d.id IS NULL OR v.number <= d.last_version
    ), agreed AS (
        SELECT moment.version_id, min(moment.counts_from) AS since FROM said moment
        WHERE moment.is_yes AND moment.counts_from <= at AND NOT EXISTS (
            SELECT FROM needed WHERE needed.version_id = moment.version_id AND NOT coalesce((
                SELECT word.is_yes AND word.counts_from <= moment.counts_from FROM said word
                WHERE word.version_id = needed.version_id AND word.party = needed.party
                AND word.recorded_at <= moment.counts_from
                ORDER BY word.id DESC LIMIT 1), false))
        GROUP BY moment.version_id
    )
    SELECT DISTINCT ON (v.trajectory_id) v.trajectory_id, v.id, v.number::integer, agreed.since
    FROM agreed JOIN dialogue_agreementversion v ON v.id = agreed.version_id
    ORDER BY v.trajectory_id, v.number DESC;
$$;
CREATE VIEW dialogue_agreements_in_force AS SELECT * FROM te_voet_agreements_in_force(now());
SELECT te_voet_if_role('te_voet_app', 'REVOKE ALL ON dialogue_agreements_in_force FROM te_voet_app');
SELECT te_voet_if_role('te_voet_app', 'GRANT SELECT ON dialogue_agreements_in_force TO te_voet_app');
"""
NO_AGREEMENTS = """
DROP VIEW dialogue_agreements_in_force;
DROP FUNCTION te_voet_agreements_in_force(timestamptz);
DROP TRIGGER newest_is_answered ON dialogue_endorsement;
DROP FUNCTION te_voet_newest_is_answered();
DROP TRIGGER lines_are_whole ON dialogue_processagreement;
DROP FUNCTION te_voet_lines_are_whole();
DROP TRIGGER party_leaves ON dialogue_agreementdeparture;
DROP FUNCTION te_voet_party_leaves();
DROP TRIGGER party_joins_next_version ON dialogue_agreementparty;
DROP FUNCTION te_voet_party_joins_next_version();
DROP TRIGGER version_follows ON dialogue_agreementversion;
DROP FUNCTION te_voet_version_follows();
DROP FUNCTION te_voet_take_turns(bigint);
DROP FUNCTION te_voet_last_version(bigint);
"""

# A text that was proposed before these tables was ours, with everybody at its table as a party.
OLDER_AGREEMENTS = """
INSERT INTO dialogue_agreementparty (trajectory_id, stakeholder_id, from_version, joined_at)
    SELECT DISTINCT m.trajectory_id, p.stakeholder_id, 1, now() FROM dialogue_participation p
    JOIN dialogue_meeting m ON m.id = p.meeting_id
    JOIN dialogue_agreementversion v ON v.trajectory_id = m.trajectory_id;
INSERT INTO dialogue_endorsement (version_id, recorded_by_id, answer, endorsed_at, recorded_at)
    SELECT id, proposed_by_id, 'accepted', proposed_at, now() FROM dialogue_agreementversion;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
NO_WORD_OF_OURS = """
ALTER TABLE dialogue_endorsement DISABLE TRIGGER USER;
DELETE FROM dialogue_endorsement WHERE stakeholder_id IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE dialogue_endorsement ENABLE ALWAYS TRIGGER history_is_written_once;
ALTER TABLE dialogue_endorsement ENABLE ALWAYS TRIGGER history_is_not_emptied;
ALTER TABLE dialogue_endorsement ENABLE ALWAYS TRIGGER portal_speaks_for_them;
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0010_record_is_sealed")]

    operations = [
        migrations.RunSQL(OLDER_AGREEMENTS, NO_WORD_OF_OURS),
        migrations.RunSQL(KEYS, NO_KEYS),
        migrations.RunSQL(AGREEMENTS, NO_AGREEMENTS),
    ]
