"""Django's own commands, run one at a time."""

import signal
import sys
import time

from config.embedded import CannotStart, last_words, start_child, stop_child
from config.launcher.files import HOUSE, log_of


def run_command(words, var, environment, stop_sign):
    """Run one of Django's commands; what it said."""
    log = log_of(var, f"manage-{words[0]}")
    log.unlink(missing_ok=True)
    process = start_child(
        [sys.executable, "manage.py", *words], log=log, env=environment, cwd=HOUSE
    )
    try:
        while process.poll() is None:
            stop_sign.heed()
            time.sleep(0.05)
    finally:
        stop_child(process, (signal.SIGTERM, 5))
    if process.returncode:
        raise CannotStart(
            f"“manage.py {' '.join(words)}” did not work: {last_words(log)} "
            f"The whole story is in {log}."
        )
    return log.read_text()
