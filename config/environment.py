"""Where settings come from: the environment, or what the launcher of a first run left in `var`."""

from pathlib import Path

import environ

HOUSE = Path(__file__).resolve().parent.parent
LEFT_BY_THE_LAUNCHER = HOUSE / "var" / "environment"


def read_what_the_launcher_left():
    """Fill in what the environment does not say, so `manage.py demo --links` works beside `make run`."""
    if LEFT_BY_THE_LAUNCHER.exists():
        environ.Env.read_env(LEFT_BY_THE_LAUNCHER)
