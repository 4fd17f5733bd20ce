"""Loaded by pytest before Django reads its settings: where the database of this run will be."""

import io
import os
import shutil
import tempfile
from pathlib import Path

import pytest

from config.embedded.postgres import Postgres

DATABASE = "te_voet_test"
FOLDER = Path(tempfile.mkdtemp(prefix="te-voet-test-"))
# Readable, so that as root the server's own account can reach its folder.
FOLDER.chmod(0o755)
# What is written is thrown away: it need not survive a power cut.
POSTGRES = Postgres(FOLDER / "pg", settings={"fsync": "off"})

os.environ.update(
    DJANGO_SETTINGS_MODULE="config.settings",
    TE_VOET_ENV="test",
    TE_VOET_VAR=str(FOLDER),
    SECRET_KEY="only for the tests, which nobody else can reach 0123456789",
    SITE_URL="http://127.0.0.1:8000",
    PORTAL_URL="http://localhost:8001",
    ORGANISATION_NAME="Noordkade Retail Groep",
    DATABASE_URL=POSTGRES.url("te_voet_app", DATABASE),
    DATABASE_OWNER_URL=POSTGRES.url("te_voet_owner", DATABASE),
)
for name in ("TE_VOET_SITE", "EMAIL_URL", "REDIS_URL"):
    os.environ.pop(name, None)


@pytest.hookimpl(tryfirst=True)
def pytest_sessionstart(session):
    """Compiled translations are no part of the repository, and some tests read them.

    Once, before the processes that share the tests start.
    """
    from django.core.management import call_command

    if not hasattr(session.config, "workerinput"):
        call_command("compile_translations", stdout=io.StringIO())


def pytest_unconfigure():
    shutil.rmtree(FOLDER, ignore_errors=True)
