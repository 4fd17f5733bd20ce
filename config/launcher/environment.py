"""The environment of each part, and the one that `manage.py` finds."""

import os

from config.launcher.files import secret_kept_in, write_privately

# What runs for long knows the address of its own role only; manage.py knows them all.
URLS_OF_OTHER_ROLES = ("DATABASE_OWNER_URL", "DATABASE_PORTAL_URL", "DATABASE_AUDIT_URL")
# The portal sends no mail and shares no key with the staff.
NOT_FOR_THE_PORTAL = (*URLS_OF_OTHER_ROLES, "EMAIL_URL", "SECRET_KEY_FALLBACKS")


def environment_we_add(var, addresses):
    """Whoever sets one of these beforehand meant it."""
    ours = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "TE_VOET_ENV": "local",
        "TE_VOET_VAR": str(var),
        "SECRET_KEY": secret_kept_in(var / "secret-key"),
        **addresses,
    }
    return {name: os.environ.get(name) or value for name, value in ours.items()}


def environment_of_the_shell(database_is_ours):
    """Settings meant for another Postgres or gunicorn must not steer ours."""
    return {
        name: value
        for name, value in os.environ.items()
        if name not in ("TE_VOET_SITE", "GUNICORN_CMD_ARGS")
        and not (database_is_ours and name.startswith("PG"))
    }


def environment_of_the_staff(environment):
    """Also that of the worker and beat."""
    return without(URLS_OF_OTHER_ROLES, environment)


def environment_of_the_portal(environment, var):
    return without(NOT_FOR_THE_PORTAL, environment) | {
        "TE_VOET_SITE": "portal",
        "DATABASE_URL": environment.get("DATABASE_PORTAL_URL") or environment["DATABASE_URL"],
        "SECRET_KEY": secret_kept_in(var / "portal-secret-key"),
    }


def without(names, environment):
    return {name: value for name, value in environment.items() if name not in names}


def leave_the_environment_for_manage_py(path, environment):
    """So that `manage.py` finds the services in another terminal."""
    escaped = {
        name: value.replace("\\", "\\\\").replace('"', '\\"') for name, value in environment.items()
    }
    write_privately(path, "".join(f'{name}="{value}"\n' for name, value in escaped.items()))
