"""Files that show that a promise was kept: their fingerprint is recorded, they themselves can be erased."""

import uuid

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

GUARDS = """
CREATE FUNCTION te_voet_evidence_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM dialogue_promisechange
        WHERE id = NEW.change_id AND promise_id = NEW.promise_id AND kind IN ('kept', 'mended'))
    THEN
        PERFORM te_voet_refuse_change('A file shows that a promise was kept, or put right.',
            'evidence_comes_with_its_line');
    END IF;
    NEW.recorded_at := te_voet_seen((
        SELECT recorded_at FROM dialogue_promisechange WHERE id = NEW.change_id));
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_fits BEFORE INSERT ON dialogue_evidence
    FOR EACH ROW EXECUTE FUNCTION te_voet_evidence_fits();
CREATE TRIGGER a_line_is_recorded AFTER INSERT ON dialogue_evidence
    FOR EACH ROW EXECUTE FUNCTION te_voet_record_line('evidence_shown');
ALTER TABLE dialogue_evidence ENABLE ALWAYS TRIGGER evidence_fits;
ALTER TABLE dialogue_evidence ENABLE ALWAYS TRIGGER a_line_is_recorded;
SELECT te_voet_keep_history('dialogue_evidence');

-- The file is the one of the fingerprint. It is erased as a whole, and never changed.
CREATE FUNCTION te_voet_file_fits() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF TG_OP = 'UPDATE' OR (SELECT (fingerprint, size) FROM dialogue_evidence WHERE id = NEW.evidence_id)
        IS DISTINCT FROM (
            encode(sha256(convert_to(NEW.salt::text, 'UTF8') || NEW.content), 'hex')::varchar,
            length(NEW.content))
    THEN
        PERFORM te_voet_refuse_change('This is not the file that was recorded.', 'file_fits');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER file_fits BEFORE INSERT OR UPDATE ON dialogue_evidencefile
    FOR EACH ROW EXECUTE FUNCTION te_voet_file_fits();
ALTER TABLE dialogue_evidencefile ENABLE ALWAYS TRIGGER file_fits;
SELECT te_voet_if_role('te_voet_app',
    'REVOKE UPDATE, TRUNCATE ON dialogue_evidencefile FROM te_voet_app');
SELECT te_voet_if_role('te_voet_portal',
    'GRANT SELECT ON dialogue_evidence, dialogue_evidencefile TO te_voet_portal');
"""

NO_GUARDS = """
SELECT te_voet_if_role('te_voet_portal',
    'REVOKE SELECT ON dialogue_evidence, dialogue_evidencefile FROM te_voet_portal');
DROP TRIGGER file_fits ON dialogue_evidencefile;
DROP FUNCTION te_voet_file_fits();
DROP TRIGGER history_is_written_once ON dialogue_evidence;
DROP TRIGGER history_is_not_emptied ON dialogue_evidence;
DROP TRIGGER a_line_is_recorded ON dialogue_evidence;
DROP TRIGGER evidence_fits ON dialogue_evidence;
DROP FUNCTION te_voet_evidence_fits();
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0020_only_ours_is_changed_alone")]

    operations = [
        migrations.CreateModel(
            name="Evidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("media_type", models.CharField(max_length=100)),
                ("extension", models.CharField(max_length=8)),
                ("size", models.PositiveIntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                (
                    "change",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="dialogue.promisechange",
                    ),
                ),
                (
                    "promise",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="dialogue.promise",
                    ),
                ),
            ],
            options={"ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="EvidenceFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("salt", models.UUIDField(default=uuid.uuid4, editable=False)),
                ("content", models.BinaryField()),
                (
                    "evidence",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="file",
                        to="dialogue.evidence",
                    ),
                ),
            ],
        ),
        migrations.RunSQL(GUARDS, NO_GUARDS),
    ]
