"""Since when each version of the process agreements was agreed, and not only which is in force now.

A version is agreed from one moment on, whatever is asked later; the one in force at a moment is the
newest that was agreed by then (S77, migration 0011).
"""

from django.db import migrations

AGREED = """
-- Of these trajectories, or of all, each version for which there was a moment at which the last word
-- of every party was a yes; `since` is the first one. What we wrote down for a party counts from two
-- weeks after it had a link to object with, and not at all without one.
CREATE FUNCTION te_voet_agreements_agreed(of_trajectories bigint[])
RETURNS TABLE (trajectory_id bigint, version_id bigint, number integer, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH versions AS (
        SELECT * FROM dialogue_agreementversion v
        WHERE of_trajectories IS NULL OR v.trajectory_id = ANY (of_trajectories)
    ), said AS (
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
        FROM dialogue_endorsement e JOIN versions v ON v.id = e.version_id
    ), needed AS (
        SELECT id AS version_id, 0 AS party FROM versions
        UNION ALL
        SELECT v.id, p.stakeholder_id FROM versions v
        JOIN dialogue_agreementparty p
            ON p.trajectory_id = v.trajectory_id AND p.from_version <= v.number
        LEFT JOIN dialogue_agreementdeparture d ON d.party_id = p.id
        WHERE d.id IS NULL OR v.number <= d.last_version
    )
    SELECT v.trajectory_id, v.id, v.number::integer, min(moment.counts_from)
    FROM said moment JOIN versions v ON v.id = moment.version_id
    WHERE moment.is_yes AND moment.counts_from IS NOT NULL AND NOT EXISTS (
        SELECT FROM needed WHERE needed.version_id = moment.version_id AND NOT coalesce((
            SELECT word.is_yes AND word.counts_from <= moment.counts_from FROM said word
            WHERE word.version_id = needed.version_id AND word.party = needed.party
            AND word.recorded_at <= moment.counts_from
            ORDER BY word.id DESC LIMIT 1), false))
    GROUP BY v.trajectory_id, v.id, v.number
$$;
CREATE OR REPLACE FUNCTION te_voet_agreements_in_force(at timestamptz)
RETURNS TABLE (trajectory_id bigint, version_id bigint, number integer, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT DISTINCT ON (agreed.trajectory_id) agreed.*
    FROM te_voet_agreements_agreed(NULL) AS agreed WHERE agreed.since <= at
    ORDER BY agreed.trajectory_id, agreed.number DESC;
$$;
"""
IN_FORCE_ONLY = """
-- Of each trajectory the newest version for which there was a moment, not later than this one, at
-- which the last word of every party was a yes. What we wrote down for a party counts from two weeks
-- after it had a link to object with, and not at all without one.
CREATE OR REPLACE FUNCTION te_voet_agreements_in_force(at timestamptz)
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
DROP FUNCTION te_voet_agreements_agreed(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0018_the_record_is_checked")]

    operations = [migrations.RunSQL(AGREED, IN_FORCE_ONLY)]
