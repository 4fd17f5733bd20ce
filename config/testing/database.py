"""The tests run on an embedded Postgres, in the roles of real life.

The tables are made as owner and used as app, so a test cannot do what the program must not.
"""

import shutil

import pytest

from config.embedded.roles import prepare_database
from config.testing.plugin import DATABASE, POSTGRES

TEMPLATE = "te_voet_template"


@pytest.fixture(scope="session")
def postgres():
    """The server of this run, with a migrated database to copy from."""
    POSTGRES.start()
    POSTGRES.wait_until_ready()
    prepare_database(POSTGRES.dsn(), TEMPLATE)
    yield POSTGRES
    POSTGRES.stop()
    shutil.rmtree(POSTGRES.home, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(postgres, django_db_blocker):
    """Migrate as owner once; the tests then work, as app, in a copy that they roll back."""
    from django.core.management import call_command
    from django.db import connections

    with django_db_blocker.unblock():
        point_at(TEMPLATE)
        call_command("migrate", database="owner", verbosity=0)
        let_days_be_told()
        connections.close_all()
        make_copy(DATABASE)
        point_at(DATABASE)


def let_days_be_told():
    """Tests speak of days of their own choosing; only the owner can allow that (migration 0010)."""
    POSTGRES.run_sql("UPDATE te_voet_telling SET is_open = true", database=TEMPLATE)


def point_at(database):
    """Have every connection of this process, in any thread, lead to `database`."""
    from django.db import connections

    connections.close_all()
    # As root the server lives elsewhere, and where is known only once it has started.
    place = {"NAME": database, "HOST": str(POSTGRES.socket_folder)}
    for alias in ("default", "owner"):
        connections.databases[alias].update(place)
        connections[alias].settings_dict.update(place)


def make_copy(database):
    POSTGRES.run_sql(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    POSTGRES.run_sql(f'CREATE DATABASE "{database}" TEMPLATE "{TEMPLATE}" OWNER te_voet_owner')


@pytest.fixture
def committing(django_db_setup, django_db_blocker):
    """A database of its own for a test that commits: races, kills, several processes.

    History refuses to be emptied, so such a test cannot be cleaned up after, only thrown away.
    """
    from django.db import connections

    name = f"{DATABASE}_committing"
    with django_db_blocker.unblock():
        make_copy(name)
        point_at(name)
        yield name
        connections.close_all()
        point_at(DATABASE)
        POSTGRES.run_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
