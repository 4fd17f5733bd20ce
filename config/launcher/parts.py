"""Parts that must stay up: started, watched, started again, stopped."""

import contextlib
import os
import signal
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import Popen

from config.embedded import CannotStart, wait_until
from config.launcher.terminal import say

FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30
# Somebody who lived this long starts with a clean slate when he dies.
LONG_ENOUGH = 60
DEATHS_IN_A_ROW = 6
# Finish what you are doing; drop it. After that they are killed.
STOP_STEPS = ((signal.SIGTERM, 5), (signal.SIGQUIT, 2))


class GivenUp(Exception):
    """A part without which nothing works keeps dying. It was already said."""


@dataclass
class Part:
    """Something that is started, watched, and started again."""

    name: str
    start: Callable
    log: Path
    # What the visitor misses without it; None when nothing works without it.
    without_it: str | None = None
    line: socket.socket | None = None
    process: Popen | None = None
    deaths: int = 0
    started_at: float = 0
    start_again_at: float | None = None
    is_given_up: bool = False

    def begin(self):
        self.start_again_at = None
        self.started_at = time.monotonic()
        self.process = self.start()

    def has_died(self):
        return self.process is not None and self.process.poll() is not None

    def note_death(self):
        """Decide when to try again; a pause doubles each time, and at last there is no next time."""
        lived = time.monotonic() - self.started_at
        self.deaths = 1 if lived > LONG_ENOUGH else self.deaths + 1
        self.process = None
        self.is_given_up = self.deaths >= DEATHS_IN_A_ROW
        if not self.is_given_up:
            pause = min(FIRST_PAUSE * 2 ** (self.deaths - 1), LONGEST_PAUSE)
            self.start_again_at = time.monotonic() + pause

    def is_due(self):
        return self.start_again_at is not None and time.monotonic() >= self.start_again_at


def end_the_whole_group(process):
    """Helpers of something that was killed must not go on beside their successors."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def look_after(part):
    """One look at one part."""
    if part.has_died():
        end_the_whole_group(part.process)
        part.note_death()
        say(what_happened_to(part))
    elif part.is_due():
        begin_again(part)


def begin_again(part):
    try:
        part.begin()
    except CannotStart as reason:
        say(str(reason))
        part.note_death()
        if part.is_given_up:
            say(what_happened_to(part))


def what_happened_to(part):
    if not part.is_given_up:
        return f"The {part.name} stopped by itself; it is started again."
    consequence = part.without_it or "Te Voet stops."
    return (
        f"The {part.name} stopped {DEATHS_IN_A_ROW} times in a row. {consequence} "
        f"The reason is at the end of {part.log}."
    )


def stop_parts(parts):
    """Ask all at once, insist, then make sure. A part that was killed has helpers, too."""
    living = [part.process for part in parts if part.process is not None]
    for with_signal, patience in STOP_STEPS:
        for process in living:
            if process.poll() is None:
                process.send_signal(with_signal)
        if wait_until(lambda: all(process.poll() is not None for process in living), patience):
            break
    for process in living:
        end_the_whole_group(process)
        process.wait()
