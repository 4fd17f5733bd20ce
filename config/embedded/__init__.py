"""Postgres and Redis for a first run and for the tests: nothing to install, nothing to set up.

What both need stands here: a private folder, a socket path that fits, one owner at a time, and a
process that ends when we do.
"""

import ctypes
import fcntl
import hashlib
import os
import pwd
import signal
import subprocess
import sys
import time
from pathlib import Path

# sockaddr_un holds 108 bytes on Linux and 104 elsewhere, the closing zero included.
LONGEST_SOCKET_PATH = 107 if sys.platform == "linux" else 103
SHORT_FOLDER = "/tmp"  # noqa: S108 (ours in it is private, and checked)
SET_PARENT_DEATH_SIGNAL = 1

# Loaded beforehand: between fork and exec nothing may be imported.
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class CannotStart(Exception):
    """Said to the person who starts Te Voet, so keep the wording plain."""


# Waiting -----------------------------------------------------------------------------------------


def wait_until(is_so, timeout, pause=0.05):
    """Ask again and again until the answer is yes; False when the time is up."""
    deadline = time.monotonic() + timeout
    while not is_so():
        if time.monotonic() > deadline:
            return False
        time.sleep(pause)
    return True


# Folders -----------------------------------------------------------------------------------------


def name_of_folder(folder):
    """A short name for a folder, the same at every start."""
    return hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]


def make_private_folder(folder, account=None):
    """A folder nobody else can look into. Parents are made, never changed."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    if account and folder.stat().st_uid != account.pw_uid:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


def is_private_folder_of(folder, uid):
    try:
        found = folder.lstat()
    except OSError:
        return False
    return (found.st_mode, found.st_uid) == (0o40700, uid)


def folder_for_socket(wanted, socket_name, uid):
    """The wanted folder, or a short one elsewhere when the socket's path would not fit.

    Only names it, and names the same at every start.
    """
    if len(os.fsencode(wanted / socket_name)) <= LONGEST_SOCKET_PATH:
        return wanted
    return Path(SHORT_FOLDER) / f"te-voet-{uid}-{name_of_folder(wanted)}"


def make_folder_for_socket(folder, account=None):
    """Refuses a folder that somebody else laid ready: he would read along."""
    uid = account.pw_uid if account else os.geteuid()
    if folder.parent == Path(SHORT_FOLDER) and os.path.lexists(folder):
        if not is_private_folder_of(folder, uid):
            raise CannotStart(f"{folder} belongs to somebody else; remove it and start again.")
        return
    make_private_folder(folder, account)


# Accounts ----------------------------------------------------------------------------------------


def groups_of(account):
    return set(os.getgrouplist(account.pw_name, account.pw_gid))


def may_pass(account, folder):
    found = folder.stat()
    if found.st_uid == account.pw_uid:
        return bool(found.st_mode & 0o100)
    if found.st_gid in groups_of(account):
        return bool(found.st_mode & 0o010)
    return bool(found.st_mode & 0o001)


def can_reach(account, path):
    """Whether the account may go into the path, and into every folder on the way."""
    return all(may_pass(account, step) for step in (path, *path.parents))


def account_named(*names):
    for name in names:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise CannotStart(f"Starting as root needs one of these accounts: {', '.join(names)}.")


# One owner at a time -----------------------------------------------------------------------------


def take_lock(path):
    """The open lock, or None when somebody holds it.

    A server inherits it, and so do its helpers: whoever gets the lock knows that no process of a
    former server is left, whatever its pid file says.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(lock)
        return None
    return lock


# Processes ---------------------------------------------------------------------------------------


def end_with_parent(parent, with_signal):
    """Runs in the child: ask Linux for a signal when the parent dies, even by kill -9."""
    if LIBC is None:
        return
    LIBC.prctl(SET_PARENT_DEATH_SIGNAL, int(with_signal), 0, 0, 0)
    if os.getppid() != parent:
        os.kill(os.getpid(), with_signal)


def identity_of(account):
    """The Popen arguments that make a child run as the account."""
    if account is None:
        return {}
    return {
        "user": account.pw_uid,
        "group": account.pw_gid,
        "extra_groups": sorted(groups_of(account)),
    }


def start_child(
    command, *, log, env=None, cwd=None, account=None, keep_open=(), end_with=signal.SIGTERM
):
    """Start a process in a session of its own that dies with us; its words go to the log."""
    parent = os.getpid()
    log.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as words:
        return subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            pass_fds=keep_open,
            start_new_session=True,
            # Safe with threads: nothing in it takes a lock.
            preexec_fn=lambda: end_with_parent(parent, end_with),
            **identity_of(account),
        )


def stop_child(process, *steps):
    """Send each (signal, patience in seconds) in turn until the process has ended."""
    for with_signal, patience in (*steps, (signal.SIGKILL, 10)):
        if process.poll() is not None:
            return
        process.send_signal(with_signal)
        try:
            process.wait(patience)
        except subprocess.TimeoutExpired:
            continue


def size_of(log):
    return log.stat().st_size if log.exists() else 0


def last_words(log, since=0, marks=()):
    """The last line after that many bytes that has one of the marks, else simply the last line."""
    with open(log, "rb") as words:
        words.seek(since)
        lines = [line.strip() for line in words.read().decode(errors="replace").splitlines()]
    telling = [line for line in lines if any(mark in line for mark in marks)]
    return (telling or [line for line in lines if line] or ["it did not say why"])[-1]


def base_environment():
    """What a server needs of ours: not our secrets, nor a locale or PG* setting by accident."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", **kept}
