"""Folders, a server and a terminal for the tests of what is started; the world of every page."""

import pytest

from config.embedded.postgres import Postgres
from config.launcher.files import make_var_folder
from config.tests.committed import team
from config.tests.starting import an_open_folder, running
from config.tests.test_access import people, world

__all__ = ["people", "team", "world"]

SETTINGS_OF_OURS = (
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DATABASE_PORTAL_URL",
    "DATABASE_AUDIT_URL",
    "REDIS_URL",
    "EMAIL_URL",
    "SECRET_KEY",
    "SITE_URL",
    "PORTAL_URL",
    "PORT",
    "PORTAL_PORT",
    "ONE_DATABASE_ROLE",
    "TE_VOET_ENV",
    "TE_VOET_SITE",
    "TE_VOET_VAR",
    "DJANGO_SETTINGS_MODULE",
)


@pytest.fixture
def folder():
    with an_open_folder() as folder:
        yield folder


@pytest.fixture
def server(folder):
    """A Postgres of its own, with nothing in it."""
    with running(Postgres(folder / "postgres")) as server:
        yield server


@pytest.fixture
def nothing_is_set(monkeypatch):
    """As in the terminal of a newcomer, whatever the tests themselves need."""
    for name in SETTINGS_OF_OURS:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def var(nothing_is_set, tmp_path, monkeypatch):
    monkeypatch.setenv("TE_VOET_VAR", str(tmp_path / "var"))
    return make_var_folder()
