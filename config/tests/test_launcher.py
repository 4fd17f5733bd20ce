"""The launcher: a second start, and a whole house going up, coming back and going down."""

import http.client
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import psycopg2
import pytest

from config.embedded import take_lock
from config.embedded.postgres import Postgres
from config.environment import HOUSE
from config.launcher.__main__ import main
from config.tests.starting import a_free_port, eventually, is_gone

pytestmark = pytest.mark.usefixtures("nothing_is_set")


# A second start ----------------------------------------------------------------------------------


def test_a_second_start_says_where_the_first_is(var, capsys):
    lock = take_lock(var / "launcher.lock")
    (var / "address").write_text("http://127.0.0.1:8003")
    assert main() == 0
    os.close(lock)
    assert capsys.readouterr().out == "Te Voet already runs at http://127.0.0.1:8003\n"


def test_a_second_start_while_the_first_is_busy(var, capsys):
    lock = take_lock(var / "launcher.lock")
    assert main() == 0
    os.close(lock)
    assert "already being started" in capsys.readouterr().out


# A whole house -------------------------------------------------------------------------------------

SMALL_HOUSE = {
    "config/__init__.py": "",
    "config/settings.py": "SECRET_KEY = 'small'\n",
    "config/celery.py": "import os\nfrom celery import Celery\n"
    "app = Celery('small', broker=os.environ['REDIS_URL'])\n",
    "config/wsgi.py": "import json, os\n"
    "def application(environ, start_response):\n"
    "    start_response('200 OK', [('Content-Type', 'application/json')])\n"
    "    return [json.dumps(dict(os.environ)).encode()]\n",
    "manage.py": "import sys\n"
    "if sys.argv[1:] == ['demo', '--sign-ins']:\n"
    "    print('Sanne, officer: http://127.0.0.1/sign-in')\n",
}


@pytest.fixture
def small_house(folder):
    """The launcher in a house where the sites only say what their environment is."""
    for name, text in SMALL_HOUSE.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    for package in ("embedded", "launcher"):
        shutil.copytree(HOUSE / "config" / package, folder / "config" / package)
    return folder


class Running:
    """A launcher in a process of its own, and what it says."""

    def __init__(self, house, var, **environment):
        self.house, self.var = house, var
        self.environment = {
            **os.environ,
            "TE_VOET_VAR": str(var),
            "PORT": str(a_free_port()),
            "PORTAL_PORT": str(a_free_port()),
            **environment,
        }
        self.said = var.parent / "said.txt"
        self.process = self.start()

    def start(self):
        with open(self.said, "a") as said:
            return subprocess.Popen(
                [sys.executable, "-m", "config.launcher"],
                cwd=self.house,
                env=self.environment,
                stdout=said,
                stderr=subprocess.STDOUT,
            )

    def words(self):
        return self.said.read_text()

    def is_up(self):
        assert self.process.poll() is None, self.words() + self.logs()
        return "Ctrl-C stops it" in self.words()

    def logs(self):
        return "".join(log.read_text()[-2000:] for log in (self.var / "log").glob("*.log"))

    def get(self, port_name="PORT", path="/"):
        port = int(self.environment[port_name])
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=30)) as line:
            line.request("GET", path)
            return line.getresponse().read().decode()

    def family(self):
        """Every process that was started from the launcher, however far down."""
        parents = dict(each_process_and_its_parent())
        found = {self.process.pid}
        while more := {pid for pid, parent in parents.items() if parent in found} - found:
            found |= more
        return found - {self.process.pid}

    def stop(self):
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(60)


def each_process_and_its_parent():
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            yield (
                int(folder.name),
                int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1]),
            )


@contextmanager
def going_up(house, var, **environment):
    running = Running(house, var, **environment)
    try:
        eventually(running.is_up, 180)
        yield running
    finally:
        running.stop()


def command_line(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    return ""


def parts_that_are(running, words):
    """The leaders of parts: the children of the launcher itself."""
    children = [p for p, parent in each_process_and_its_parent() if parent == running.process.pid]
    return [pid for pid in children if words in command_line(pid)]


def youngest_ancestor_that_is(running, words):
    return next(iter(parts_that_are(running, words)), None)


needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")


@needs_proc
def test_a_small_house_goes_up_comes_back_and_goes_down(small_house):
    with going_up(small_house, small_house / "var") as running:
        address = f"http://127.0.0.1:{running.environment['PORT']}"
        assert f"Te Voet runs at {address}" in running.words()
        assert "Sanne, officer" in running.words()
        assert "te_voet_app" in running.get()
        assert "te_voet_portal" in running.get("PORTAL_PORT")
        only_manage_py_knows_the_owner(running)

        second = running.start()
        assert second.wait(30) == 0
        assert f"already runs at {address}" in running.words()

        assert "stopped by itself" not in running.words()
        for words in ("gunicorn", "/postgres ", "redis-server", "config worker", "config beat"):
            comes_back_after_kill_9(running, words)
        assert "te_voet_app" in running.get()

        family = running.family()
        started = time.monotonic()
        running.stop()
        assert time.monotonic() - started < 20
        assert running.process.returncode == 0
        assert all(is_gone(pid) for pid in family)
        assert not (small_house / "var" / "environment").exists()


def only_manage_py_knows_the_owner(running):
    assert "te_voet_owner" in (running.var / "environment").read_text()
    for words in ("gunicorn", "config worker", "config beat"):
        found = [
            Path(f"/proc/{pid}/environ").read_bytes() for pid in parts_that_are(running, words)
        ]
        assert found
        assert not any(b"te_voet_owner" in environment for environment in found)


def comes_back_after_kill_9(running, words):
    eventually(lambda: youngest_ancestor_that_is(running, words))
    killed = youngest_ancestor_that_is(running, words)
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: youngest_ancestor_that_is(running, words) not in (None, killed))


@needs_proc
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a child that its parent died")
def test_nothing_is_left_when_the_launcher_is_killed(small_house):
    with going_up(small_house, small_house / "var") as running:
        family = running.family()
        running.process.kill()
        running.process.wait()
        eventually(lambda: all(is_gone(pid) for pid in family))
        running.said.unlink()
        with going_up(small_house, small_house / "var") as again:
            assert "te_voet_app" in again.get()


@needs_proc
def test_ctrl_c_before_everything_stands(small_house):
    (small_house / "manage.py").write_text("import time; time.sleep(600)")
    running = Running(small_house, small_house / "var")
    try:
        eventually(lambda: "Preparing" in running.words())
        family = running.family()
        running.process.send_signal(signal.SIGINT)
        assert running.process.wait(20) == 0
        assert all(is_gone(pid) for pid in family)
    finally:
        running.stop()


def test_a_preparation_that_fails_is_said(small_house):
    (small_house / "manage.py").write_text("raise SystemExit('ERROR: nothing fits')")
    running = Running(small_house, small_house / "var")
    assert running.process.wait(60) == 1
    assert "did not work: ERROR: nothing fits" in running.words()


@pytest.mark.slow
@needs_proc
def test_the_real_house_goes_up_and_soon_the_second_time(folder):
    """Te Voet itself, with the example organisation."""
    with going_up(HOUSE, folder / "var") as running:
        assert "</html>" in running.get(path="/account/sign-in/")
        with closing(psycopg2.connect(Postgres(folder / "var" / "postgres").dsn())):
            pass
    (folder / "said.txt").unlink()
    started = time.monotonic()
    with going_up(HOUSE, folder / "var"):
        assert time.monotonic() - started < 30
