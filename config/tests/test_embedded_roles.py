"""The embedded database as it is set up, and what the four roles may not do."""

import os
import threading
from contextlib import closing

import environ
import psycopg2
import pytest
from psycopg2.errors import InsufficientPrivilege, OperationalError

from config.embedded.postgres import ADMIN, Postgres
from config.embedded.roles import APP, AUDIT, OWNER, PORTAL, ROLES, prepare_database
from config.tests.starting import an_open_folder, running

DATABASE = "te_voet"
WE_ARE_ROOT = os.geteuid() == 0


@pytest.fixture(scope="module")
def prepared():
    """One server for the tests that leave it standing."""
    with an_open_folder() as folder, running(Postgres(folder / "postgres")) as server:
        assert prepare_database(server.dsn(), DATABASE) == []
        yield server


# What the cluster is -----------------------------------------------------------------------------


def setting(server, name, **who):
    return server.run_sql(f"SHOW {name}", **who)[0][0]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("fsync", "on"),
        ("full_page_writes", "on"),
        ("synchronous_commit", "on"),
        ("data_checksums", "on"),
        ("server_encoding", "UTF8"),
        ("timezone", "UTC"),
    ],
)
def test_the_cluster_is_set_up_for_keeping(prepared, name, value):
    assert setting(prepared, name) == value


def test_letters_with_accents_fold_whatever_the_locale_of_the_machine(prepared):
    assert prepared.run_sql("SELECT lower('ÉÇŁ'), 'É' ILIKE 'é'") == [("éçł", True)]


def test_only_its_owner_looks_into_the_data_and_the_socket(prepared):
    for private in (prepared.data, prepared.socket_folder):
        assert private.stat().st_mode & 0o777 == 0o700
        assert private.stat().st_uid != 0 or not WE_ARE_ROOT


def test_the_url_reads_as_a_socket_folder(prepared):
    settings = environ.Env.db_url_config(prepared.url(APP, DATABASE))
    assert settings["HOST"] == str(prepared.socket_folder)
    assert (settings["USER"], settings["NAME"]) == (APP, DATABASE)


def test_a_path_with_odd_characters(folder):
    with running(Postgres(folder / "a b+ü%2F'#?" / "postgres")) as server:
        settings = environ.Env.db_url_config(server.url(ADMIN, "postgres"))
        psycopg2.connect(
            host=settings["HOST"],
            port=settings["PORT"],
            user=settings["USER"],
            dbname=settings["NAME"],
        ).close()


def test_a_stray_pg_setting_changes_nothing(folder, monkeypatch):
    for name, value in {"PGPORT": "1", "PGHOST": "nowhere", "PGDATA": "/nowhere"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LC_ALL", "no_SUCH.locale")
    with running(Postgres(folder / "postgres")) as server:
        assert setting(server, "server_encoding") == "UTF8"


# The roles ---------------------------------------------------------------------------------------


def attempt(server, statement, role, database=DATABASE):
    return server.run_sql(statement, role=role, database=database)


@pytest.mark.parametrize("role", ROLES)
def test_the_roles_sign_in_and_are_nothing_special(prepared, role):
    assert attempt(prepared, "SELECT current_user", role) == [(role,)]
    assert prepared.run_sql(
        "SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls "
        "FROM pg_roles WHERE rolname = %s",
        [role],
    ) == [(False,) * 5]


@pytest.mark.parametrize("role", [APP, PORTAL, AUDIT])
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "CREATE SCHEMA mine",
        "DROP EXTENSION pg_trgm",
        f"SET ROLE {OWNER}",
        f"SET ROLE {ADMIN}",
        f"SET SESSION AUTHORIZATION {OWNER}",
        f"ALTER ROLE {PORTAL} SET log_statement = 'all'",
        "SET session_replication_role = replica",
        "ALTER SYSTEM SET fsync = off",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
    ],
)
def test_what_no_role_that_serves_pages_may_do(prepared, role, statement):
    with pytest.raises(InsufficientPrivilege):
        attempt(prepared, statement, role)


@pytest.mark.parametrize(
    "statement",
    ["CREATE DATABASE another", "CREATE ROLE another", f"ALTER ROLE {OWNER} SUPERUSER"],
)
def test_what_even_the_owner_may_not_do(prepared, statement):
    with pytest.raises(InsufficientPrivilege):
        attempt(prepared, statement, OWNER)


def test_the_owner_makes_tables(prepared):
    attempt(prepared, "CREATE TABLE of_the_owner (id int)", OWNER)
    with pytest.raises(InsufficientPrivilege):
        attempt(prepared, "SELECT * FROM of_the_owner", APP)
    attempt(prepared, "DROP TABLE of_the_owner", OWNER)


def test_a_stranger_does_not_get_in(prepared):
    prepared.run_sql("CREATE ROLE stranger LOGIN")
    with pytest.raises(OperationalError, match="CONNECT"):
        attempt(prepared, "SELECT 1", "stranger")


def test_the_extensions_are_there(prepared):
    found = attempt(prepared, "SELECT similarity('voet', 'voeten') > 0, unaccent('é')", APP)
    assert found == [(True, "e")]


@pytest.mark.parametrize("role", [APP, PORTAL])
def test_pages_do_not_wait_for_ever(prepared, role):
    who = {"role": role, "database": DATABASE}
    assert setting(prepared, "statement_timeout", **who) == "20s"
    assert setting(prepared, "idle_in_transaction_session_timeout", **who) == "1min"


def fail_with(server, role, words):
    statement = "SELECT %s::int /* something somebody wrote */"
    with pytest.raises(psycopg2.DataError):
        server.run_sql(statement, [words], role=role, database=DATABASE)


def test_what_a_stakeholder_writes_never_reaches_the_log(prepared):
    fail_with(prepared, PORTAL, "the words of a stakeholder")
    fail_with(prepared, APP, "the words of an officer")
    log = prepared.log.read_text()
    assert "the words of an officer" in log
    assert "the words of a stakeholder" not in log
    assert "connection" not in log.lower().replace("ready to accept connections", "")


def test_what_a_stakeholder_writes_is_not_shown_as_activity(prepared):
    dsn = prepared.dsn(PORTAL, DATABASE)
    with closing(psycopg2.connect(dsn)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT %s", ["the words of a stakeholder"])
        shown = prepared.run_sql("SELECT query FROM pg_stat_activity WHERE usename = %s", [PORTAL])
    assert "the words of a stakeholder" not in str(shown)


def test_preparing_again_mends_what_somebody_changed(prepared):
    prepared.run_sql(f"ALTER ROLE {APP} SUPERUSER CREATEDB")
    prepared.run_sql(f"ALTER ROLE {APP} RESET statement_timeout")
    prepared.run_sql("GRANT CREATE ON SCHEMA public TO PUBLIC", database=DATABASE)
    assert prepare_database(prepared.dsn(), DATABASE) == []
    test_the_roles_sign_in_and_are_nothing_special(prepared, APP)
    test_pages_do_not_wait_for_ever(prepared, APP)
    with pytest.raises(InsufficientPrivilege):
        attempt(prepared, "CREATE TABLE mine (id int)", APP)


def test_two_starts_may_prepare_at_once(server):
    complaints = []

    def prepare():
        complaints.append(prepare_database(server.dsn(), DATABASE))

    threads = [threading.Thread(target=prepare) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert complaints == [[], [], [], []]


def test_a_password_is_stored_hashed(prepared):
    prepare_database(prepared.dsn(), DATABASE, {AUDIT: "a long password"})
    [(stored,)] = prepared.run_sql("SELECT rolpassword FROM pg_authid WHERE rolname = %s", [AUDIT])
    assert stored.startswith("SCRAM-SHA-256$")


def test_a_managed_server_gets_everything_but_silence(server):
    """Its administrator is no superuser: the sentence says what to ask for."""
    server.run_sql("CREATE ROLE administrator LOGIN CREATEDB CREATEROLE")
    complaints = prepare_database(server.dsn("administrator"), DATABASE)
    assert len(complaints) == 1
    assert f"ALTER ROLE {PORTAL} SET log_min_messages = 'fatal'" in complaints[0]
    assert prepare_database(server.dsn("administrator"), DATABASE) == complaints
    test_what_no_role_that_serves_pages_may_do(server, APP, "CREATE TABLE mine (id int)")
    test_pages_do_not_wait_for_ever(server, PORTAL)


def test_a_managed_server_is_content_once_a_superuser_did_it(server):
    server.run_sql("CREATE ROLE administrator LOGIN CREATEDB CREATEROLE")
    [sentence] = prepare_database(server.dsn("administrator"), DATABASE)
    server.run_sql(sentence.split("“")[1].split("”")[0])
    assert prepare_database(server.dsn("administrator"), DATABASE) == []
