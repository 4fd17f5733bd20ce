"""Headers on every answer, and settings that refuse to start unsafe."""

import os
import subprocess
import sys

import pytest
from django.urls import reverse

from config.environment import HOUSE

SAFE = {
    "TE_VOET_ENV": "production",
    "SECRET_KEY": "hT5zUx7rkPq2vN9cW4tYs8Zb1mEa6jHd3gLf0oRiTuXyBnVw5QpKe",
    "SITE_URL": "https://app.example.org",
    "PORTAL_URL": "https://portal.example.org",
    "EMAIL_URL": "smtp://mail.example.org:25",
}


@pytest.mark.django_db
@pytest.mark.parametrize("url", ["/", "/account/sign-in/", "/nowhere/", "/healthz"])
def test_every_answer_carries_the_headers(client, url):
    headers = client.get(url).headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "unsafe" not in policy and "*" not in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "no-store" in headers["Cache-Control"]


@pytest.mark.django_db
def test_every_change_needs_a_token(amina, settings):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.post(reverse("dialogue:contact_new")).status_code == 403


def start(command=("check",), **more):
    environment = {
        name: value
        for name, value in os.environ.items()
        if name not in {*SAFE, "TE_VOET_SITE", "DJANGO_ALLOW_ASYNC_UNSAFE"}
    }
    return subprocess.run(
        [sys.executable, "manage.py", *command],
        cwd=HOUSE,
        env=environment | SAFE | more,
        capture_output=True,
        text=True,
    )


@pytest.mark.parametrize(
    "more",
    [
        {"SECRET_KEY": ""},
        {"SECRET_KEY": "short"},
        {"SECRET_KEY": "a" * 60},
        {"SITE_URL": "http://app.example.org"},
        {"PORTAL_URL": "https://app.example.org"},
        {"DEBUG": "1"},
        {"EMAIL_URL": ""},
        {"DATABASE_URL": ""},
        {"TE_VOET_ENV": "prod"},
    ],
)
def test_production_refuses_to_start_unsafe(more):
    done = start(**more)
    assert done.returncode != 0
    assert "ImproperlyConfigured" in done.stderr


def test_the_deployment_check_finds_nothing(django_db_setup):
    done = start(("check", "--deploy", "--fail-level", "WARNING", "--database", "default"))
    assert done.returncode == 0, done.stderr


def test_the_app_refuses_a_role_that_could_rewrite_history(django_db_setup):
    done = start(("check", "--database", "default"), DATABASE_URL=os.environ["DATABASE_OWNER_URL"])
    assert "te_voet.E001" in done.stderr


@pytest.mark.django_db
def test_when_the_database_is_away_there_is_a_plain_page(client, amina, settings, monkeypatch):
    from django.db import OperationalError

    client.raise_request_exception = False

    def away(*args, **kwargs):
        raise OperationalError("connection refused at /secret/socket")

    monkeypatch.setattr("dialogue.views.today.today_of", away)
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert "secret" not in answer.content.decode()
