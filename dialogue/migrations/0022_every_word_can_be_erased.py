"""Our own agreements and the summary of a report can be erased like a remark: with the salt, for good.

And the auditor's role reads neither.
"""

from django.db import migrations, models

# The row without its words; of each the digest with its salt (TH21, AUD-15).
CONTENT = """
CREATE OR REPLACE FUNCTION te_voet_content(line jsonb) RETURNS jsonb
LANGUAGE sql STABLE SET timezone = 'UTC' AS $$
    SELECT line - 'own_words' - 'salt'{and_without} || coalesce((
        SELECT jsonb_object_agg(words.column_name || '_digest',
            te_voet_digest(remark.salt, remark.text))
        FROM unnest(ARRAY['remark_id', 'new_words_id', 'reason_id', 'first_words_id'])
            AS words (column_name)
        JOIN dialogue_remark remark ON remark.id = (line ->> words.column_name)::bigint
    ), '{{}}') || CASE WHEN line ? 'own_words' THEN jsonb_build_object('own_words_digest',
        te_voet_digest((line ->> 'salt')::uuid, line ->> 'own_words')) ELSE '{{}}' END
$$;

CREATE OR REPLACE FUNCTION te_voet_record_event() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET timezone = 'UTC' AS $$
DECLARE
    line jsonb := to_jsonb(NEW);
    content jsonb;
BEGIN
    content := CASE TG_TABLE_NAME
        WHEN 'dialogue_link' THEN jsonb_build_object('id', line -> 'id',
            'participation_id', line -> 'participation_id', 'revoked_at', line -> 'revoked_at')
        ELSE line - 'summary' - 'salt' - 'version'{and_without} || jsonb_build_object('summary_digest',
            te_voet_digest((line ->> 'salt')::uuid, line ->> 'summary')) END;
    PERFORM te_voet_note(te_voet_chain_of(te_voet_trajectory_of(TG_TABLE_NAME, line), NULL),
        TG_ARGV[0], TG_TABLE_NAME, (line ->> 'id')::bigint, content);
    RETURN NULL;
END $$;
"""

# A report that was sent stays what it was, unless all of it is erased.
REPORT = """
CREATE OR REPLACE FUNCTION te_voet_report_stands() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.sent_at IS NOT NULL AND (OLD.summary, OLD.sent_at, OLD.salt, OLD.meeting_id)
        IS DISTINCT FROM (NEW.summary, NEW.sent_at, NEW.salt, NEW.meeting_id){unless}
    THEN
        RAISE EXCEPTION 'A report that was sent is not changed any more.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'sent_report_stands';
    END IF;
    RETURN NEW;
END $$;
"""
ERASED = """
        AND NOT (OLD.erased_at IS NULL AND NEW.erased_at IS NOT NULL
            AND (NEW.sent_at, NEW.meeting_id) = (OLD.sent_at, OLD.meeting_id))"""

LINES = """
DROP TRIGGER history_is_written_once ON dialogue_processagreement;
CREATE FUNCTION te_voet_agreement_line_is_kept() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE forgotten text[] := ARRAY['own_words', 'salt', 'erased_at'];
BEGIN
    IF TG_OP <> 'UPDATE' OR OLD.own_words = '' OR NEW.erased_at IS NULL
        OR to_jsonb(NEW) - forgotten <> to_jsonb(OLD) - forgotten
    THEN
        RAISE EXCEPTION 'Words in the record are not changed, only erased.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER agreement_line_is_kept BEFORE UPDATE OR DELETE ON dialogue_processagreement
    FOR EACH ROW EXECUTE FUNCTION te_voet_agreement_line_is_kept();
ALTER TABLE dialogue_processagreement ENABLE ALWAYS TRIGGER agreement_line_is_kept;
SELECT te_voet_if_role('te_voet_app',
    'GRANT UPDATE (own_words, salt, erased_at) ON dialogue_processagreement TO te_voet_app');
SELECT te_voet_if_role('te_voet_audit', statement) FROM unnest(ARRAY[
    'REVOKE SELECT ON dialogue_processagreement FROM te_voet_audit',
    'GRANT SELECT (id, version_id, position, standard, erased_at) ON dialogue_processagreement
        TO te_voet_audit',
    'GRANT SELECT (erased_at) ON dialogue_reportback TO te_voet_audit'
]) AS statement;
"""
LINES_AS_BEFORE = """
SELECT te_voet_if_role('te_voet_audit', statement) FROM unnest(ARRAY[
    'REVOKE SELECT (erased_at) ON dialogue_reportback FROM te_voet_audit',
    'REVOKE SELECT (id, version_id, position, standard, erased_at) ON dialogue_processagreement
        FROM te_voet_audit',
    'GRANT SELECT ON dialogue_processagreement TO te_voet_audit'
]) AS statement;
SELECT te_voet_if_role('te_voet_app',
    'REVOKE UPDATE (own_words, salt, erased_at) ON dialogue_processagreement FROM te_voet_app');
DROP TRIGGER agreement_line_is_kept ON dialogue_processagreement;
DROP FUNCTION te_voet_agreement_line_is_kept();
CREATE TRIGGER history_is_written_once BEFORE UPDATE OR DELETE ON dialogue_processagreement
    FOR EACH ROW EXECUTE FUNCTION te_voet_refuse_rewriting();
ALTER TABLE dialogue_processagreement ENABLE ALWAYS TRIGGER history_is_written_once;
"""


def salt(model):
    return migrations.AlterField(
        model_name=model,
        name="salt",
        field=models.UUIDField(
            db_default=models.Func(function="gen_random_uuid"), editable=False, null=True
        ),
    )


def erased_at(model):
    return migrations.AddField(
        model_name=model, name="erased_at", field=models.DateTimeField(editable=False, null=True)
    )


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0021_evidence_of_promises")]

    operations = [
        migrations.RemoveConstraint(
            model_name="processagreement", name="agreement_is_standard_or_our_own"
        ),
        *(erased_at(model) for model in ("processagreement", "reportback")),
        *(salt(model) for model in ("processagreement", "reportback")),
        migrations.AddConstraint(
            model_name="processagreement",
            constraint=models.CheckConstraint(
                name="agreement_is_standard_or_our_own",
                condition=models.Q(standard="", erased_at__isnull=False)
                | models.Q(standard="") ^ models.Q(own_words=""),
            ),
        ),
        migrations.AddConstraint(
            model_name="processagreement",
            constraint=models.CheckConstraint(
                name="erased_agreement_leaves_nothing",
                condition=models.Q(erased_at=None, salt__isnull=False)
                | models.Q(erased_at__isnull=False, own_words="", salt=None),
            ),
        ),
        migrations.AddConstraint(
            model_name="reportback",
            constraint=models.CheckConstraint(
                name="erased_report_leaves_nothing",
                condition=models.Q(erased_at=None, salt__isnull=False)
                | models.Q(erased_at__isnull=False, summary="", salt=None),
            ),
        ),
        migrations.RunSQL(
            CONTENT.format(and_without=" - 'erased_at'") + REPORT.format(unless=ERASED) + LINES,
            LINES_AS_BEFORE + REPORT.format(unless="") + CONTENT.format(and_without=""),
        ),
    ]
