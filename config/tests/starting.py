"""What the tests of the embedded services and of the launcher share."""

import os
import shutil
import socket
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path

from config.embedded import wait_until
from config.embedded.postgres import Postgres

# In memory where that is possible: a killed process loses nothing there either, and it is fast.
MEMORY = next(folder for folder in ("/dev/shm", "/tmp") if os.access(folder, os.W_OK | os.X_OK))


def eventually(is_so, timeout=60):
    assert wait_until(is_so, timeout), "it did not happen in time"


def is_gone(pid):
    """A zombie is gone too: nobody in this test has to bury it."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


@contextmanager
def an_open_folder(base=MEMORY):
    """pytest's own folders are 0700, which is a test of its own."""
    folder = Path(tempfile.mkdtemp(prefix="te-voet-test-", dir=base))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running(server):
    server.start()
    server.wait_until_ready()
    try:
        yield server
    finally:
        server.stop()


@contextmanager
def somebody_listening(host="127.0.0.1", family=socket.AF_INET):
    with closing(socket.socket(family, socket.SOCK_STREAM)) as line:
        line.bind((host, 0))
        line.listen()
        yield line.getsockname()[1]


def a_free_port():
    with somebody_listening() as port:
        return port


def start_again(folder):
    return running(Postgres(folder))


def write_a_row(server, word):
    server.run_sql("CREATE TABLE IF NOT EXISTS kept (word text)")
    server.run_sql("INSERT INTO kept VALUES (%s)", [word])


def rows_of(server):
    return [word for (word,) in server.run_sql("SELECT word FROM kept ORDER BY word")]
