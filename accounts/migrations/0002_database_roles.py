"""What each database role may do, and the guard that keeps history (DESIGN.md §10, security.md §5.1).

The roles themselves are made by `manage.py prepare_database` or the launcher; a migration only
grants. Where the roles do not exist (ONE_DATABASE_ROLE) the guards stand, the grants do not.
"""

from django.db import migrations

GRANTS = """
CREATE FUNCTION te_voet_if_role(role name, statement text) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = role) THEN
        EXECUTE statement;
    END IF;
END $$;

SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'GRANT USAGE ON SCHEMA public TO te_voet_app',
    'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO te_voet_app',
    'GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO te_voet_app',
    'REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM te_voet_app',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO te_voet_app',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO te_voet_app'
]) AS statement;
SELECT te_voet_if_role('te_voet_portal', 'GRANT USAGE ON SCHEMA public TO te_voet_portal');
SELECT te_voet_if_role('te_voet_audit', 'GRANT USAGE ON SCHEMA public TO te_voet_audit');
"""

NO_GRANTS = """
SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public
        REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM te_voet_app',
    'ALTER DEFAULT PRIVILEGES IN SCHEMA public
        REVOKE USAGE, SELECT ON SEQUENCES FROM te_voet_app',
    'REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM te_voet_app',
    'REVOKE ALL ON ALL TABLES IN SCHEMA public FROM te_voet_app'
]) AS statement;
DROP FUNCTION te_voet_if_role(name, text);
"""

HISTORY = """
CREATE FUNCTION te_voet_refuse_rewriting() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'History is written once: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;

-- Makes a table insert-only, for the program by its rights and for everybody by triggers that
-- also fire in replica mode. Call it in the migration that makes the table.
CREATE FUNCTION te_voet_keep_history(history regclass) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
    PERFORM te_voet_if_role('te_voet_app',
        format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM te_voet_app', history));
    PERFORM te_voet_if_role('te_voet_audit',
        format('GRANT SELECT ON %s TO te_voet_audit', history));
    EXECUTE format('CREATE TRIGGER history_is_written_once BEFORE UPDATE OR DELETE ON %s
        FOR EACH ROW EXECUTE FUNCTION te_voet_refuse_rewriting()', history);
    EXECUTE format('CREATE TRIGGER history_is_not_emptied BEFORE TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION te_voet_refuse_rewriting()', history);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER history_is_written_once', history);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER history_is_not_emptied', history);
END $$;
"""

NO_HISTORY = """
DROP FUNCTION te_voet_keep_history(regclass);
DROP FUNCTION te_voet_refuse_rewriting();
"""

THROTTLING = """
CREATE TABLE throttling (
    cache_key varchar(255) PRIMARY KEY,
    value text NOT NULL,
    expires timestamptz NOT NULL
);
CREATE INDEX throttling_by_expiry ON throttling (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people")]

    operations = [
        migrations.RunSQL(GRANTS, NO_GRANTS),
        migrations.RunSQL(HISTORY, NO_HISTORY),
        # The cache that counts wrong passwords (django.core.cache.backends.db).
        migrations.RunSQL(THROTTLING, "DROP TABLE throttling"),
    ]
