"""Models and migrations agree, and every migration can be taken back."""

import pytest
from django.core.management import call_command
from django.db import connections


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.slow
def test_every_migration_can_be_taken_back(committing):
    for app in ("dialogue", "stakeholders"):
        call_command("migrate", app, "zero", database="owner", verbosity=0)
    call_command("migrate", database="owner", verbosity=0)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT count(*) FROM dialogue_promise")
