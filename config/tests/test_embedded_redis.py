"""What the embedded Redis survives."""

import shutil

import kombu
import pytest

from config.embedded import redis
from config.embedded.redis import Redis, filesystem_options
from config.tests.starting import running


def told(server, *lines):
    return server._ask("".join(f"{line}\r\n" for line in lines).encode())


def test_redis_keeps_its_data_through_kill_9(folder):
    server = Redis(folder / "redis")
    process = server.start()
    server.wait_until_ready()
    assert told(server, "SET word kept") == b"+OK\r\n"
    process.kill()
    with running(Redis(folder / "redis")) as again:
        assert told(again, "GET word") == b"$4\r\nkept\r\n"
    process.wait()


def test_redis_is_private(folder):
    with running(Redis(folder / "redis")) as server:
        assert server.socket_path.stat().st_mode & 0o777 == 0o700
        assert server.socket_path.parent.stat().st_mode & 0o777 == 0o700
        assert b"noeviction" in told(server, "CONFIG GET maxmemory-policy")
        assert b"everysec" in told(server, "CONFIG GET appendfsync")
        assert b"$1\r\n0\r\n" in told(server, "CONFIG GET port")


@pytest.mark.parametrize("name", ["redis", "a b+ü%2F", "x" * 120])
def test_celery_finds_redis_by_its_url(folder, name):
    with running(Redis(folder / name)) as server:
        assert carries_a_message(server.url())
        socket_folder = server.socket_path.parent
    if not socket_folder.is_relative_to(folder):
        shutil.rmtree(socket_folder)


def carries_a_message(url, **options):
    with kombu.Connection(url, **options) as connection:
        queue = connection.SimpleQueue("test")
        queue.put({"word": "carried"})
        message = queue.get(timeout=10)
        message.ack()
        queue.close()
    return message.payload == {"word": "carried"}


def test_a_second_redis_uses_the_first(folder):
    with running(Redis(folder / "redis")) as first:
        second = Redis(folder / "redis")
        assert second.start() is None
        second.stop()
        assert first.answers()


def test_a_damaged_file_is_set_aside(folder):
    with running(Redis(folder / "redis")) as server:
        told(server, "SET word kept")
    for file in server.data.rglob("appendonly.aof*"):
        if file.is_file():
            file.write_bytes(b"this is not what Redis wrote\n" * 20)
    with running(Redis(folder / "redis")) as again:
        assert told(again, "GET word") == b"$-1\r\n"
        assert (again.folder / "data.damaged").exists()


def test_without_redis_a_folder_carries_the_messages(folder, monkeypatch):
    monkeypatch.setattr(redis, "find_binary", lambda: None)
    server = Redis(folder / "redis")
    assert server.start() is None
    server.wait_until_ready()
    assert server.url() == "filesystem://"
    options = filesystem_options(server.folder)
    assert carries_a_message(server.url(), transport_options=options)
