"""Both embedded services: one of each, and none when whoever started them is gone."""

import subprocess
import sys
from contextlib import contextmanager

import pytest

from config.embedded.postgres import Postgres
from config.environment import HOUSE
from config.tests.starting import eventually, is_gone, rows_of, start_again, write_a_row

STARTS_BOTH = """
import sys, time
from pathlib import Path
from config.embedded.postgres import Postgres
from config.embedded.redis import Redis
servers = [Postgres(Path(sys.argv[1]) / "postgres"), Redis(Path(sys.argv[1]) / "redis")]
for server in servers:
    server.start()
for server in servers:
    server.wait_until_ready()
print(*(server.process.pid for server in servers if server.process), flush=True)
time.sleep(600)
"""


@contextmanager
def starters(folder, count):
    """Processes that start both services at once, and the pids of the servers that came of it."""
    command = [sys.executable, "-c", STARTS_BOTH, folder]
    processes = [
        subprocess.Popen(command, cwd=HOUSE, stdout=subprocess.PIPE, text=True)
        for _ in range(count)
    ]
    pids = [int(pid) for process in processes for pid in process.stdout.readline().split()]
    try:
        yield processes, pids
    finally:
        for process in processes:
            process.kill()
            process.wait()
            process.stdout.close()
        eventually(lambda: all(is_gone(pid) for pid in pids))


def test_two_first_starts_at_once_make_one_of_each(folder):
    with starters(folder, 2) as (_, pids):
        assert len(pids) == 2
        write_a_row(Postgres(folder / "postgres"), "kept")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_the_services_end_with_whoever_started_them(folder):
    with starters(folder, 1) as ([starter], pids):
        write_a_row(Postgres(folder / "postgres"), "kept")
        starter.kill()
        eventually(lambda: all(is_gone(pid) for pid in pids))
    with start_again(folder / "postgres") as again:
        assert rows_of(again) == ["kept"]
        assert "was interrupted" not in again.log.read_text()
