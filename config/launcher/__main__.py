"""`python -m config.launcher`: one launcher at a time."""

import sys

from config.embedded import take_lock
from config.launcher import Launcher
from config.launcher.files import make_var_folder
from config.launcher.terminal import say


def say_that_it_already_runs(var):
    address = var / "address"
    if address.exists():
        say(f"Te Voet already runs at {address.read_text()}")
    else:
        say("Te Voet is already being started in another terminal.")


def run_the_only_launcher():
    var = make_var_folder()
    lock = take_lock(var / "launcher.lock")
    if lock is None:
        say_that_it_already_runs(var)
        return 0
    (var / "address").unlink(missing_ok=True)
    return Launcher(var).run()


def main():
    # A quotation mark must not stop us in a terminal that cannot show it.
    sys.stdout.reconfigure(errors="replace")
    try:
        return run_the_only_launcher()
    except PermissionError as error:
        say(f"{error.filename} belongs to another user. Was Te Voet started with sudo before?")
        return 1


if __name__ == "__main__":
    sys.exit(main())
