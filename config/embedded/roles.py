"""The four database roles, and what each may not do.

The launcher, the tests and one management command make them; migrations only grant. Everything here
may be run again at any time.
"""

from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql
from psycopg2.errors import (
    DuplicateDatabase,
    FeatureNotSupported,
    InsufficientPrivilege,
    UndefinedFile,
    UndefinedObject,
)
from psycopg2.extensions import encrypt_password, make_dsn

OWNER = "te_voet_owner"
APP = "te_voet_app"
PORTAL = "te_voet_portal"
AUDIT = "te_voet_audit"
ROLES = (OWNER, APP, PORTAL, AUDIT)

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")

PATIENCE = {"statement_timeout": "20s", "idle_in_transaction_session_timeout": "60s"}
# What stakeholders write must not reach the server's log or its activity view, neither as a
# statement nor inside the text of an error. The first group may be set by anybody, the rest not.
SILENCE = {
    "log_parameter_max_length_on_error": "0",
    "log_statement": "none",
    "log_duration": "off",
    "log_min_duration_statement": "-1",
    "log_min_duration_sample": "-1",
    "log_transaction_sample_rate": "0",
    "log_parameter_max_length": "0",
    "log_min_error_statement": "panic",
    "log_min_messages": "fatal",
    "log_error_verbosity": "terse",
    "log_lock_waits": "off",
    "track_activities": "off",
}
SETTINGS_OF = {APP: PATIENCE, PORTAL: {**PATIENCE, **SILENCE}}
MAKING_ROLES = 8_335_386  # any number, as long as every start uses the same

SCHEMA_OF_SOMEBODY_ELSE = (
    "The schema “public” belongs to somebody else: ask the administrator of the database to run "
    f"“ALTER SCHEMA public OWNER TO {OWNER}; REVOKE CREATE ON SCHEMA public FROM PUBLIC;”."
)

ATTRIBUTES_OF_A_ROLE = """
SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls, NOT rolcanlogin
FROM pg_roles WHERE rolname = %s
"""
# What takes each of those away.
REMEDIES = (
    "NOSUPERUSER",
    "NOCREATEDB",
    "NOCREATEROLE",
    "NOREPLICATION",
    "NOBYPASSRLS",
    "LOGIN",
)


class CannotPrepare(Exception):
    """Said to the person who prepares the database, so keep the wording plain."""


def prepare_database(admin_dsn, database, passwords=None):
    """Make the roles and the database, or put them right; safe to run again.

    `passwords` maps a role to its password, for a server that asks for one. Returns a sentence for
    each safeguard that this server does not let us set.
    """
    try:
        return prepare_step_by_step(admin_dsn, database, passwords or {})
    except InsufficientPrivilege as error:
        reason = error.diag.message_primary
        raise CannotPrepare(
            f"The administrator of this database may not do enough ({reason}). "
            "It needs the rights CREATEROLE and CREATEDB."
        ) from error


def prepare_step_by_step(admin_dsn, database, passwords):
    with one_at_a_time(admin_dsn) as cursor:
        for role in ROLES:
            make_role(cursor, role)
        for role, password in passwords.items():
            set_password(cursor, role, password)
        let_us_act_as_the_owner(cursor)
        make_database(cursor, database)
        close_to_everybody_else(cursor, database)
        complaints = set_settings(cursor) + what_the_server_writes_down(cursor)
        with connection_to(make_dsn(admin_dsn, dbname=database)) as inside:
            complaints += close_the_schema(inside)
            make_extensions(inside)
    return complaints


@contextmanager
def connection_to(dsn):
    with closing(psycopg2.connect(dsn)) as connection:
        connection.autocommit = True
        with connection.cursor() as cursor:
            yield cursor


@contextmanager
def one_at_a_time(admin_dsn):
    """Two starts at once would both find a role missing; the lock ends with the connection."""
    with connection_to(admin_dsn) as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MAKING_ROLES])
        yield cursor


def run(cursor, statement, *names, **literals):
    """Run a statement with {} for names and {key} for values."""
    parts = [sql.Identifier(name) for name in names]
    values = {key: sql.Literal(value) for key, value in literals.items()}
    cursor.execute(sql.SQL(statement).format(*parts, **values))


def one_row(cursor, query, *values):
    cursor.execute(query, values)
    return cursor.fetchone()


# Roles -------------------------------------------------------------------------------------------


def make_role(cursor, role):
    found = one_row(cursor, ATTRIBUTES_OF_A_ROLE, role)
    if found is None:
        run(cursor, "CREATE ROLE {} LOGIN", role)
        return
    # Only what is wrong: a managed server refuses even to repeat NOSUPERUSER.
    remedies = [remedy for remedy, is_wrong in zip(REMEDIES, found, strict=True) if is_wrong]
    if remedies:
        run(cursor, "ALTER ROLE {} " + " ".join(remedies), role)


def set_password(cursor, role, password):
    """Hashed here, so that the password itself never reaches the server or its log."""
    hashed = encrypt_password(password, role, cursor.connection, "scram-sha-256")
    run(cursor, "ALTER ROLE {} PASSWORD {hashed}", role, hashed=hashed)


def is_superuser(cursor):
    return one_row(cursor, "SELECT current_setting('is_superuser')") == ("on",)


def let_us_act_as_the_owner(cursor):
    """An administrator of a managed server may only give away what it may be itself."""
    if not is_superuser(cursor):
        run(cursor, "GRANT {} TO CURRENT_USER", OWNER)


# The database ------------------------------------------------------------------------------------


def make_database(cursor, database):
    owner = one_row(
        cursor, "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = %s", database
    )
    if owner is None:
        create_database(cursor, database)
    elif owner != (OWNER,):
        run(cursor, "ALTER DATABASE {} OWNER TO {}", database, OWNER)


def create_database(cursor, database):
    try:
        run(cursor, "CREATE DATABASE {} OWNER {}", database, OWNER)
    except DuplicateDatabase:
        make_database(cursor, database)


def close_to_everybody_else(cursor, database):
    run(cursor, "REVOKE CONNECT, TEMPORARY ON DATABASE {} FROM PUBLIC", database)
    for role in ROLES:
        run(cursor, "GRANT CONNECT ON DATABASE {} TO {}", database, role)


def close_the_schema(cursor):
    """Nobody but the owner makes tables; on an old or shared server this may be refused."""
    try:
        run(cursor, "SET ROLE {}", owner_or_ourselves(cursor))
        run(cursor, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
        run(cursor, "ALTER SCHEMA public OWNER TO {}", OWNER)
    except InsufficientPrivilege:
        return [SCHEMA_OF_SOMEBODY_ELSE]
    finally:
        run(cursor, "RESET ROLE")
    return []


def owner_or_ourselves(cursor):
    user = one_row(cursor, "SELECT current_user")[0]
    return user if is_superuser(cursor) else OWNER


def make_extensions(cursor):
    """Made as the owner: these three are trusted, and then need no superuser."""
    run(cursor, "SET ROLE {}", OWNER)
    for extension in EXTENSIONS:
        make_extension(cursor, extension)
    run(cursor, "RESET ROLE")


def make_extension(cursor, extension):
    try:
        run(cursor, "CREATE EXTENSION IF NOT EXISTS {} SCHEMA public", extension)
    except (FeatureNotSupported, UndefinedFile) as error:
        raise CannotPrepare(
            f"This Postgres does not have the extension {extension}, which Te Voet needs to search. "
            "On Debian it is in the package postgresql-contrib."
        ) from error
    except InsufficientPrivilege as error:
        raise CannotPrepare(
            f"The role {OWNER} may not add the extension {extension}. Ask the administrator of the "
            f"database to run “CREATE EXTENSION {extension};” in it, then try again."
        ) from error


# Settings ----------------------------------------------------------------------------------------


def set_settings(cursor):
    """Set what each role starts its sessions with; the sentences say what was refused."""
    refused = {
        role: [name for name, value in settings.items() if not set_for(cursor, role, name, value)]
        for role, settings in SETTINGS_OF.items()
    }
    return [what_is_not_set(role, names) for role, names in refused.items() if names]


def set_for(cursor, role, name, value):
    """Whether the setting now holds for the role."""
    try:
        run(cursor, "ALTER ROLE {} SET {} = {value}", role, name, value=value)
    except InsufficientPrivilege:
        return is_set_for(cursor, role, name, value)
    except UndefinedObject:
        # A setting that this version does not know cannot write anything down either.
        return True
    return True


def is_set_for(cursor, role, name, value):
    """Perhaps an administrator set it before, for the role or for the whole server."""
    found = one_row(
        cursor,
        "SELECT %s = ANY(coalesce(rolconfig, '{}')) OR "
        "(NOT coalesce(rolconfig, '{}')::text ~ %s AND current_setting(%s) = %s) "
        "FROM pg_roles WHERE rolname = %s",
        f"{name}={value}",
        f"\\y{name}=",
        name,
        value,
        role,
    )
    return bool(found and found[0])


def what_is_not_set(role, names):
    settings = " ".join(
        f"ALTER ROLE {role} SET {name} = '{SETTINGS_OF[role][name]}';" for name in names
    )
    risk = (
        "This server may write into its own log what stakeholders say"
        if set(names) & set(SILENCE)
        else "A slow question to the database may hold up others"
    )
    return f"{risk}: ask a superuser of the database to run “{settings}”."


def what_the_server_writes_down(cursor):
    """Connections are logged before a role's own settings hold, so only the server can be silent."""
    return [
        f"The setting {name} of this server is on: the moment of each portal connection is logged."
        for name in ("log_connections", "log_disconnections")
        if one_row(cursor, "SELECT current_setting(%s)", name)[0] not in ("", "off")
    ]
