"""What goes into the record: every line of history, by the database itself, without its words.

Also the notice to the other side of what was done without them, in the same transaction (AUD-11).
"""

from django.db import migrations

# Table → what its row is called in the record. `dialogue.verifier` reads the same tables.
NOTED = {
    "dialogue_promise_parties": "promised",
    "dialogue_promisechange": "promise_changed",
    "dialogue_agreementversion": "agreements_proposed",
    "dialogue_processagreement": "agreement_line",
    "dialogue_agreementparty": "party_joined",
    "dialogue_agreementdeparture": "party_left",
    "dialogue_agreementsuggestion": "change_suggested",
    "dialogue_endorsement": "agreements_answered",
    "dialogue_breach": "breach_reported",
    "dialogue_breachaction": "breach_acted_on",
    "dialogue_breachverdict": "breach_judged",
    "dialogue_consentkey": "link_made",
}

CONTENT = """
CREATE FUNCTION te_voet_trajectory_of(noted text, line jsonb) RETURNS bigint
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN line ? 'trajectory_id' THEN (line ->> 'trajectory_id')::bigint
        WHEN line ? 'promise_id' THEN (SELECT trajectory_id FROM dialogue_promise
            WHERE id = (line ->> 'promise_id')::bigint)
        WHEN line ? 'version_id' THEN (SELECT trajectory_id FROM dialogue_agreementversion
            WHERE id = (line ->> 'version_id')::bigint)
        WHEN line ? 'party_id' THEN (SELECT trajectory_id FROM dialogue_agreementparty
            WHERE id = (line ->> 'party_id')::bigint)
        WHEN line ? 'breach_id' THEN (SELECT trajectory_id FROM dialogue_breach
            WHERE id = (line ->> 'breach_id')::bigint)
        WHEN line ? 'action_id' THEN (SELECT b.trajectory_id FROM dialogue_breachaction a
            JOIN dialogue_breach b ON b.id = a.breach_id WHERE a.id = (line ->> 'action_id')::bigint)
        WHEN line ? 'meeting_id' THEN (SELECT trajectory_id FROM dialogue_meeting
            WHERE id = (line ->> 'meeting_id')::bigint)
        WHEN line ? 'participation_id' THEN (SELECT m.trajectory_id FROM dialogue_participation p
            JOIN dialogue_meeting m ON m.id = p.meeting_id
            WHERE p.id = (line ->> 'participation_id')::bigint)
        ELSE (SELECT m.trajectory_id FROM dialogue_link l
            JOIN dialogue_participation p ON p.id = l.participation_id
            JOIN dialogue_meeting m ON m.id = p.meeting_id WHERE l.id = (line ->> 'link_id')::bigint)
    END
$$;

-- The row without its words; of each the digest with its salt (TH21, AUD-15).
CREATE FUNCTION te_voet_content(line jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT line - 'own_words' - 'salt' || coalesce((
        SELECT jsonb_object_agg(words.column_name || '_digest',
            te_voet_digest(remark.salt, remark.text))
        FROM unnest(ARRAY['remark_id', 'new_words_id', 'reason_id', 'first_words_id'])
            AS words (column_name)
        JOIN dialogue_remark remark ON remark.id = (line ->> words.column_name)::bigint
    ), '{}') || CASE WHEN line ? 'own_words' THEN jsonb_build_object('own_words_digest',
        te_voet_digest((line ->> 'salt')::uuid, line ->> 'own_words')) ELSE '{}' END
$$;

CREATE FUNCTION te_voet_record_line() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    line jsonb := to_jsonb(NEW);
    trajectory bigint := te_voet_trajectory_of(TG_TABLE_NAME, to_jsonb(NEW));
    content jsonb;
BEGIN
    content := te_voet_content(CASE TG_TABLE_NAME
        WHEN 'dialogue_consentkey' THEN line - 'salt'
        WHEN 'dialogue_promise_parties' THEN line || (SELECT to_jsonb(p) - 'id'
            - ARRAY['state', 'due_on', 'settled_on', 'is_confirmed', 'owner_id', 'wording', 'erased_at', 'depends_on']
            || jsonb_build_object('first_owner_id', p.owner_id)
            FROM dialogue_promise p WHERE p.id = (line ->> 'promise_id')::bigint)
        ELSE line END);
    PERFORM te_voet_note(chain, TG_ARGV[0], TG_TABLE_NAME, (line ->> 'id')::bigint, content)
        FROM te_voet_chains_of(trajectory, line) AS chain;
    RETURN NULL;
END $$;

-- That of the trajectory; outside of one, that of each party.
CREATE FUNCTION te_voet_chains_of(trajectory bigint, line jsonb) RETURNS SETOF bigint
LANGUAGE sql AS $$
    SELECT te_voet_chain_of(trajectory, NULL) WHERE trajectory IS NOT NULL
    UNION ALL
    SELECT te_voet_chain_of(NULL, party) FROM (
        SELECT (line ->> 'stakeholder_id')::bigint AS party WHERE line ? 'stakeholder_id'
        UNION
        SELECT stakeholder_id FROM dialogue_promise_parties
        WHERE promise_id = (line ->> 'promise_id')::bigint AND NOT line ? 'stakeholder_id'
    ) parties WHERE trajectory IS NULL ORDER BY 1
$$;

CREATE FUNCTION te_voet_record_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    line jsonb := to_jsonb(NEW);
    content jsonb;
BEGIN
    content := CASE TG_TABLE_NAME
        WHEN 'dialogue_link' THEN jsonb_build_object('id', line -> 'id',
            'participation_id', line -> 'participation_id', 'revoked_at', line -> 'revoked_at')
        ELSE line - 'summary' - 'salt' - 'version' || jsonb_build_object('summary_digest',
            te_voet_digest((line ->> 'salt')::uuid, line ->> 'summary')) END;
    PERFORM te_voet_note(te_voet_chain_of(te_voet_trajectory_of(TG_TABLE_NAME, line), NULL),
        TG_ARGV[0], TG_TABLE_NAME, (line ->> 'id')::bigint, content);
    RETURN NULL;
END $$;
CREATE TRIGGER end_of_link_is_recorded AFTER UPDATE ON dialogue_link
    FOR EACH ROW WHEN (OLD.revoked_at IS NULL AND NEW.revoked_at IS NOT NULL)
    EXECUTE FUNCTION te_voet_record_event('link_ended');
CREATE TRIGGER report_is_recorded AFTER UPDATE ON dialogue_reportback
    FOR EACH ROW WHEN (OLD.sent_at IS NULL AND NEW.sent_at IS NOT NULL)
    EXECUTE FUNCTION te_voet_record_event('report_sent');
ALTER TABLE dialogue_link ENABLE ALWAYS TRIGGER end_of_link_is_recorded;
ALTER TABLE dialogue_reportback ENABLE ALWAYS TRIGGER report_is_recorded;

-- A report that was sent stays what it was.
CREATE FUNCTION te_voet_report_stands() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL AND (OLD.summary, OLD.sent_at, OLD.salt, OLD.meeting_id)
        IS DISTINCT FROM (NEW.summary, NEW.sent_at, NEW.salt, NEW.meeting_id)
    THEN
        RAISE EXCEPTION 'A report that was sent is not changed any more.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sent_report_stands';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER sent_report_stands BEFORE UPDATE ON dialogue_reportback
    FOR EACH ROW EXECUTE FUNCTION te_voet_report_stands();
ALTER TABLE dialogue_reportback ENABLE ALWAYS TRIGGER sent_report_stands;

REVOKE EXECUTE ON FUNCTION te_voet_chains_of(bigint, jsonb) FROM PUBLIC;
"""

# Their names begin with a letter after that of `change_takes_effect`, which must not come first: a
# yes is noted before what follows from it.
TRIGGERS = "".join(
    f"""
CREATE TRIGGER a_line_is_recorded AFTER INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION te_voet_record_line('{verb}');
ALTER TABLE {table} ENABLE ALWAYS TRIGGER a_line_is_recorded;
"""
    for table, verb in NOTED.items()
)
NO_CONTENT = (
    "".join(f"DROP TRIGGER a_line_is_recorded ON {table};\n" for table in NOTED)
    + """
DROP TRIGGER sent_report_stands ON dialogue_reportback;
DROP FUNCTION te_voet_report_stands();
DROP TRIGGER report_is_recorded ON dialogue_reportback;
DROP TRIGGER end_of_link_is_recorded ON dialogue_link;
DROP FUNCTION te_voet_record_event();
DROP FUNCTION te_voet_record_line();
DROP FUNCTION te_voet_chains_of(bigint, jsonb);
DROP FUNCTION te_voet_content(jsonb);
DROP FUNCTION te_voet_trajectory_of(text, jsonb);
"""
)

NOTICES = """
-- What was changed or broken without them, and what we say they said: they are told with it.
CREATE FUNCTION te_voet_tell_the_other_side() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE line jsonb := to_jsonb(NEW);
BEGIN
    IF TG_TABLE_NAME = 'dialogue_promisechange' THEN
        INSERT INTO dialogue_notice (stakeholder_id, promise_change_id, written_at)
        SELECT party.stakeholder_id, NEW.id, NEW.recorded_at FROM dialogue_promise_parties party
        JOIN dialogue_promise p ON p.id = party.promise_id
        WHERE p.id = (line ->> 'promise_id')::bigint AND p.side = 'ours'
        AND line ->> 'kind' IN ('changed_alone', 'broken', 'change_recorded');
    ELSIF TG_TABLE_NAME = 'dialogue_breach' THEN
        INSERT INTO dialogue_notice (stakeholder_id, breach_id, written_at)
        SELECT party.stakeholder_id, NEW.id, NEW.recorded_at FROM dialogue_agreementparty party
        WHERE party.trajectory_id = (line ->> 'trajectory_id')::bigint
        AND line ->> 'by_stakeholder_id' IS NULL
        AND party.stakeholder_id = coalesce((line ->> 'harmed_id')::bigint, party.stakeholder_id);
    ELSIF line ->> 'stakeholder_id' IS NOT NULL AND line ->> 'participation_id' IS NULL THEN
        INSERT INTO dialogue_notice (stakeholder_id, endorsement_id, written_at)
        VALUES ((line ->> 'stakeholder_id')::bigint, NEW.id, NEW.recorded_at);
    END IF;
    RETURN NULL;
END $$;
"""
TOLD = ["dialogue_promisechange", "dialogue_breach", "dialogue_endorsement"]
NOTICES += "".join(
    f"""
CREATE TRIGGER other_side_is_told AFTER INSERT ON {table}
    FOR EACH ROW EXECUTE FUNCTION te_voet_tell_the_other_side();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER other_side_is_told;
"""
    for table in TOLD
)
NO_NOTICES = (
    "".join(f"DROP TRIGGER other_side_is_told ON {table};\n" for table in TOLD)
    + "DROP FUNCTION te_voet_tell_the_other_side();\n"
)

WRITTEN_ONCE = [
    "dialogue_agreementdeparture",
    "dialogue_agreementparty",
    "dialogue_agreementsuggestion",
    "dialogue_agreementversion",
    "dialogue_breach",
    "dialogue_breachaction",
    "dialogue_breachverdict",
    "dialogue_consentkey",
    "dialogue_notice",
    "dialogue_processagreement",
    "dialogue_usedkey",
]
HISTORY = "".join(f"SELECT te_voet_keep_history('{table}');\n" for table in WRITTEN_ONCE)
WRITTEN_BY_TRIGGERS = """
SELECT te_voet_if_role('te_voet_app',
    'REVOKE INSERT ON dialogue_notice, dialogue_usedkey FROM te_voet_app');
"""
NO_HISTORY = "".join(
    f"""
DROP TRIGGER history_is_written_once ON {table};
DROP TRIGGER history_is_not_emptied ON {table};
SELECT te_voet_if_role('te_voet_app', 'GRANT INSERT, UPDATE, DELETE ON {table} TO te_voet_app');
"""
    for table in WRITTEN_ONCE
)


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0012_promises_change_only_together")]

    operations = [
        migrations.RunSQL(CONTENT + TRIGGERS, NO_CONTENT),
        migrations.RunSQL(NOTICES, NO_NOTICES),
        migrations.RunSQL(HISTORY + WRITTEN_BY_TRIGGERS, NO_HISTORY),
    ]
