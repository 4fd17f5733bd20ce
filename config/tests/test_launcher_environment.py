"""The launcher's keys, and who gets to know which setting."""

import os

import environ
import pytest

from config.embedded import CannotStart
from config.launcher.environment import (
    environment_of_the_portal,
    environment_of_the_shell,
    environment_of_the_staff,
    environment_we_add,
    leave_the_environment_for_manage_py,
)
from config.launcher.files import secret_kept_in
from config.launcher.services import database_is_given

pytestmark = pytest.mark.usefixtures("nothing_is_set")


def test_a_key_is_made_once_and_kept_private(var):
    key = secret_kept_in(var / "secret-key")
    assert len(key) >= 50
    assert secret_kept_in(var / "secret-key") == key
    assert (var / "secret-key").stat().st_mode & 0o777 == 0o600


def test_manage_py_reads_what_the_launcher_left(var, monkeypatch):
    odd = {"FIRST_ODD_VALUE": "/a \"b\" 'c' \\d #e", "SECOND_ODD_VALUE": "postgres://x@:1//a%20b/c"}
    leave_the_environment_for_manage_py(var / "environment", odd)
    for name in odd:
        monkeypatch.delenv(name, raising=False)
    environ.Env.read_env(var / "environment")
    assert {name: os.environ.pop(name) for name in odd} == odd
    assert (var / "environment").stat().st_mode & 0o777 == 0o600


def test_what_is_set_beforehand_is_meant(var, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "chosen")
    monkeypatch.setenv("SITE_URL", "https://trust.example.org")
    ours = environment_we_add(var, {"SITE_URL": "http://127.0.0.1:8000"})
    assert (ours["SECRET_KEY"], ours["SITE_URL"]) == ("chosen", "https://trust.example.org")
    assert ours["TE_VOET_ENV"] == "local"


def test_settings_of_another_server_do_not_reach_ours(monkeypatch):
    monkeypatch.setenv("PGHOST", "elsewhere")
    monkeypatch.setenv("TE_VOET_SITE", "portal")
    assert not {"PGHOST", "TE_VOET_SITE"} & set(environment_of_the_shell(True))
    assert "PGHOST" in environment_of_the_shell(False)


WHAT_MANAGE_PY_KNOWS = {
    "DATABASE_URL": "of the app",
    "DATABASE_OWNER_URL": "of the owner",
    "DATABASE_PORTAL_URL": "of the portal",
    "DATABASE_AUDIT_URL": "of the auditor",
    "EMAIL_URL": "smtp://user:password@mail",
    "SECRET_KEY": "of the staff site",
}


def test_the_staff_site_and_the_workers_know_their_own_role_only():
    assert environment_of_the_staff(WHAT_MANAGE_PY_KNOWS) == {
        "DATABASE_URL": "of the app",
        "EMAIL_URL": "smtp://user:password@mail",
        "SECRET_KEY": "of the staff site",
    }


def test_the_portal_knows_its_own_role_only(var):
    portal = environment_of_the_portal(WHAT_MANAGE_PY_KNOWS, var)
    key = portal.pop("SECRET_KEY")
    assert portal == {"DATABASE_URL": "of the portal", "TE_VOET_SITE": "portal"}
    assert key != WHAT_MANAGE_PY_KNOWS["SECRET_KEY"]


def test_a_server_of_their_own_needs_the_portal_role(monkeypatch):
    assert not database_is_given()
    monkeypatch.setenv("DATABASE_URL", "postgres://app@db/te_voet")
    with pytest.raises(CannotStart, match="DATABASE_PORTAL_URL"):
        database_is_given()
    monkeypatch.setenv("ONE_DATABASE_ROLE", "0")
    with pytest.raises(CannotStart):
        database_is_given()
    monkeypatch.setenv("ONE_DATABASE_ROLE", "1")
    assert database_is_given()
    monkeypatch.delenv("ONE_DATABASE_ROLE")
    monkeypatch.setenv("DATABASE_PORTAL_URL", "postgres://portal@db/te_voet")
    assert database_is_given()
