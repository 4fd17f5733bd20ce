"""The whole house as it runs for real: web, portal, worker and beat as programs of their own.

Real Postgres in the roles of production, a real Redis, a real SMTP server, a real browser. The
clock of the programs can be moved, and any of them can be killed.
"""

import asyncio
import email
import email.policy
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from config.embedded.redis import Redis
from config.environment import HOUSE
from config.testing.database import make_copy
from config.testing.find_browser import browsers_of_the_machine
from config.testing.plugin import FOLDER, POSTGRES

PATIENCE = 60


def eventually(found, what, patience=PATIENCE):
    """Wait until `found()` gives something, and give that back."""
    end = time.monotonic() + patience
    while True:
        result = found()
        if result:
            return result
        assert time.monotonic() < end, f"waited {patience} seconds for {what}"
        time.sleep(0.1)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def kill_postgres(postgres):
    """kill -9, the server and each of its processes, in one moment."""
    postmaster = postgres.process
    # Stopped first, so that it cannot tidy up after those that die before it.
    os.kill(postmaster.pid, signal.SIGSTOP)
    for pid in (*children_of(postmaster.pid), postmaster.pid):
        os.kill(pid, signal.SIGKILL)
    postmaster.wait()


def children_of(parent):
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            # Before the last bracket stands the name, in which anything may stand.
            _state, its_parent, *_more = (process / "stat").read_text().rsplit(")", 1)[1].split()
            if int(its_parent) == parent:
                found.append(int(process.name))
    return found


class Mailbox:
    """A mail server that keeps what it gets."""

    def __init__(self):
        self.messages = []
        self.takes_its_time = 0
        self.is_reading = False
        self.server = Controller(self, hostname="127.0.0.1", port=free_port())
        self.server.start()

    @property
    def url(self):
        return f"smtp://127.0.0.1:{self.server.port}"

    async def handle_DATA(self, server, session, envelope):
        self.is_reading = True
        try:
            await asyncio.sleep(self.takes_its_time)
        finally:
            self.is_reading = False
        parsed = email.message_from_bytes(envelope.content, policy=email.policy.default)
        self.messages.append(parsed)
        return "250 OK"

    def to(self, address):
        return [message for message in self.messages if message["To"] == address]

    def wait_for(self, address, words="", count=1):
        """The text of the newest message to `address` that contains `words`."""

        def fitting():
            texts = [text_of(message) for message in self.to(address)]
            fit = [text for text in texts if words in text]
            return fit if len(fit) >= count else None

        return eventually(fitting, f"mail to {address} with “{words}”")[-1]

    def stop(self):
        self.server.stop()


def text_of(message):
    return f"{message['Subject']}\n{message.get_content()}".replace("\r\n", "\n")


def code_in(text):
    """The 24 digits of the link in a letter."""
    return re.search(r"/r#(\d{24})", text)[1]


class RunningHouse:
    """Programs on a database of their own. `days_later` moves their clock."""

    def __init__(self, database, postgres=POSTGRES):
        self.database = database
        self.postgres = postgres
        self.mailbox = Mailbox()
        self.redis = Redis(FOLDER / f"redis-{database}")
        self.redis.start()
        self.redis.wait_until_ready()
        self.sockets = {name: socket.create_server(("127.0.0.1", 0)) for name in ("web", "portal")}
        self.programs = {}
        self.days_later = 0

    def port(self, name):
        return self.sockets[name].getsockname()[1]

    @property
    def site(self):
        return f"http://127.0.0.1:{self.port('web')}"

    @property
    def portal(self):
        return f"http://localhost:{self.port('portal')}"

    def environment(self, **more):
        return (
            {name: value for name, value in os.environ.items() if "ASYNC_UNSAFE" not in name}
            | {
                "DATABASE_URL": self.postgres.url("te_voet_app", self.database),
                "DATABASE_OWNER_URL": self.postgres.url("te_voet_owner", self.database),
                "REDIS_URL": self.redis.url(),
                "EMAIL_URL": self.mailbox.url,
                "SITE_URL": self.site,
                "PORTAL_URL": self.portal,
                "DAYS_LATER": str(self.days_later),
                "PYTHONPATH": str(HOUSE / "config" / "testing" / "clock"),
                "PYTHONUNBUFFERED": "1",
            }
            | more
        )

    def start_without_waiting(self, *names):
        for name in names or ("web", "portal", "worker", "beat"):
            self.programs[name] = getattr(self, f"_start_{name}")()

    def start(self, *names):
        self.start_without_waiting(*names)
        for name, address in (("web", self.site), ("portal", self.portal)):
            if name in (names or ("web", "portal")):
                eventually(lambda address=address: answers(address), f"{name} to answer")

    def _start_web(self):
        return self._gunicorn("web", self.environment())

    def _start_portal(self):
        environment = self.environment(
            TE_VOET_SITE="portal", DATABASE_URL=self.postgres.url("te_voet_portal", self.database)
        )
        for secret in ("DATABASE_OWNER_URL", "EMAIL_URL"):
            environment.pop(secret)
        return self._gunicorn("portal", environment)

    def _gunicorn(self, name, environment):
        number = self.sockets[name].fileno()
        return self._program(
            name,
            ["gunicorn", "--workers", "1", "--threads", "4", "--bind", f"fd://{number}"],
            ["config.wsgi"],
            environment=environment,
            pass_fds=[number],
        )

    def _start_worker(self):
        return self._program(
            "worker", ["celery", "-A", "config", "worker", "-c", "1"], ["--without-gossip"]
        )

    def _start_beat(self):
        schedule = FOLDER / f"beat-{self.database}-{self.days_later}"
        return self._program("beat", ["celery", "-A", "config", "beat"], ["-s", str(schedule)])

    def _program(self, name, command, more, environment=None, **options):
        log = (FOLDER / f"{name}-{self.database}.log").open("ab")
        return subprocess.Popen(
            [sys.executable, "-m", *command, *more],
            cwd=HOUSE,
            env=environment or self.environment(),
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            **options,
        )

    def kill(self, *names):
        """kill -9, the program and everything it started."""
        for name in names:
            program = self.programs.pop(name)
            os.killpg(program.pid, signal.SIGKILL)
            program.wait()

    def move_clock(self, days):
        """It is so many days later, for every program."""
        self.kill(*self.programs)
        self.days_later = days
        self.start()

    def run(self, *command):
        """A management command in this house; what it said."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=HOUSE,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def begin(self, *command):
        """A management command that runs until it is killed; the name to kill it by."""
        name = " ".join(command)
        self.programs[name] = subprocess.Popen(
            [sys.executable, "manage.py", *command],
            cwd=HOUSE,
            env=self.environment(),
            start_new_session=True,
        )
        return name

    def sql(self, statement, values=None):
        return self.postgres.run_sql(statement, values, database=self.database)

    def logs(self):
        files = FOLDER.glob(f"*-{self.database}.log")
        return "\n".join(file.read_text(errors="replace") for file in files)

    def stop(self):
        self.kill(*list(self.programs))
        self.redis.stop()
        self.mailbox.stop()
        for each in self.sockets.values():
            each.close()


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
            return answer.status == 200
    except OSError:
        return False


@contextmanager
def running_house(database):
    make_copy(database)
    # As in real life: days are those that the database sees.
    POSTGRES.run_sql("UPDATE te_voet_telling SET is_open = false", database=database)
    house = RunningHouse(database)
    try:
        yield house
    finally:
        house.stop()
        POSTGRES.run_sql(f'DROP DATABASE "{database}" WITH (FORCE)')


@pytest.fixture
def house(django_db_setup):
    """A house of its own for one test, empty and not yet started."""
    with running_house("te_voet_house") as house:
        yield house


@pytest.fixture(scope="module")
def inhabited(django_db_setup):
    """A house with the people of the demo, running; shared by the tests of one module."""
    with running_house("te_voet_inhabited") as house:
        house.run("demo")
        house.start("web", "portal")
        yield house


@pytest.fixture(scope="session")
def browser():
    from playwright.sync_api import sync_playwright

    chosen = os.environ.get("TE_VOET_BROWSER") or next(
        (path for path in browsers_of_the_machine() if os.path.exists(path)), None
    )
    # Playwright runs a loop in this thread; what Django fears of that does not apply.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(
            executable_path=chosen,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )


@pytest.fixture
def axe():
    """A check that finds nothing wrong with a page (WCAG 2.2 A and AA, and good practice)."""
    from axe_playwright_python.base import AXE_SCRIPT

    def check(page):
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa',"
            " 'wcag22aa', 'best-practice']})"
        )
        broken = [
            (rule["id"], [node["target"] for node in rule["nodes"]]) for rule in found["violations"]
        ]
        assert broken == [], f"{page.url}: {broken}"

    return check
