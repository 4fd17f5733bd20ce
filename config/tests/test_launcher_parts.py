"""The launcher's parts: what dies comes back, what stays stubborn is stopped."""

import os
import signal
import time
from contextlib import closing, suppress

import pytest

from config.embedded import start_child
from config.launcher import Launcher
from config.launcher.parts import (
    DEATHS_IN_A_ROW,
    LONG_ENOUGH,
    GivenUp,
    Part,
    look_after,
    stop_parts,
)
from config.launcher.ports import listen_at
from config.tests.starting import eventually, is_gone

pytestmark = pytest.mark.usefixtures("nothing_is_set")

WITH_A_HELPER = "sleep 600 & echo $!; wait"
STUBBORN = "trap '' TERM QUIT; sleep 600 & echo $!; while :; do wait; done"


@pytest.fixture
def parts(tmp_path):
    made = []

    def make(script, without_it="Nothing is missed."):
        log = tmp_path / "part.log"
        part = Part("part", lambda: start_child(["sh", "-c", script], log=log), log, without_it)
        made.append(part)
        part.begin()
        return part

    yield make
    for part in made:
        if part.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(part.process.pid, signal.SIGKILL)
            part.process.wait()


def helpers_of(part, count=1):
    eventually(lambda: len(part.log.read_text().split()) >= count)
    return [int(pid) for pid in part.log.read_text().split()]


def seen_dead(part):
    part.process.kill()
    eventually(part.has_died)
    look_after(part)


def test_what_dies_comes_back_and_its_helpers_do_not_stay(parts, capsys):
    part = parts(WITH_A_HELPER)
    [helper] = helpers_of(part)
    first = part.process.pid
    seen_dead(part)
    eventually(lambda: is_gone(helper))
    assert "stopped by itself; it is started again" in capsys.readouterr().out
    eventually(part.is_due)
    look_after(part)
    assert part.process.pid != first
    assert not part.has_died()


def test_a_pause_doubles_and_at_last_there_is_no_next_time(parts, capsys):
    part = parts("exit 1")
    pauses = []
    while not part.is_given_up:
        eventually(part.has_died)
        look_after(part)
        if part.start_again_at:
            pauses.append(round(part.start_again_at - time.monotonic(), 1))
            part.start_again_at = time.monotonic()
            look_after(part)
    assert pauses == [0.5, 1, 2, 4, 8]
    assert "6 times in a row. Nothing is missed." in capsys.readouterr().out
    look_after(part)
    assert part.process is None


def test_a_long_life_wipes_the_slate(parts):
    part = parts("sleep 600")
    part.deaths = 4
    part.started_at -= LONG_ENOUGH + 1
    seen_dead(part)
    assert part.deaths == 1


def test_without_a_part_that_everything_needs_the_launcher_stops(parts, var, capsys):
    part = parts("exit 1", without_it=None)
    part.deaths = DEATHS_IN_A_ROW - 1
    eventually(part.has_died)
    house = Launcher(var)
    house.services.parts = [part]
    with pytest.raises(GivenUp):
        house.look_after_everything()
    assert "Te Voet stops." in capsys.readouterr().out


def test_nobody_waits_for_a_site_that_was_given_up(var, parts):
    house = Launcher(var)
    part = parts("exit 1")
    part.process.wait()
    part.process, part.is_given_up = None, True
    with closing(listen_at(0)) as part.line:
        house.sites_and_workers = [part]
        assert not house.wait_for_an_answer_at(part.line, timeout=1)


def test_a_stubborn_part_is_stopped_with_its_helpers(parts, monkeypatch):
    monkeypatch.setattr(
        "config.launcher.parts.STOP_STEPS", ((signal.SIGTERM, 0.2), (signal.SIGQUIT, 0.2))
    )
    polite, stubborn = parts(WITH_A_HELPER), parts(STUBBORN)
    helpers = helpers_of(stubborn, 2)
    stop_parts([polite, stubborn])
    assert polite.process.poll() == -signal.SIGTERM
    assert stubborn.process.poll() == -signal.SIGKILL
    eventually(lambda: all(is_gone(helper) for helper in helpers))
