"""The ports that the launcher takes."""

import socket
from contextlib import closing

import pytest

from config.embedded import CannotStart
from config.launcher import ports
from config.tests.starting import a_free_port, somebody_listening

pytestmark = pytest.mark.usefixtures("nothing_is_set")


def test_a_free_port_is_taken_without_a_word(capsys):
    wanted = a_free_port()
    with closing(ports.listen_at_or_after(wanted, "the staff site")) as line:
        assert ports.port_of(line) == wanted
    assert capsys.readouterr().out == ""


def test_a_taken_port_gives_the_next_one_and_a_sentence(capsys):
    with (
        somebody_listening() as wanted,
        closing(ports.listen_at_or_after(wanted, "the staff site")) as line,
    ):
        found = ports.port_of(line)
    assert found > wanted
    said = capsys.readouterr().out
    assert said == f"Port {wanted} is taken, so the staff site gets port {found}.\n"


def test_a_port_is_taken_when_somebody_else_is_localhost():
    try:
        other = somebody_listening("::1", socket.AF_INET6)
        with other as wanted:
            assert ports.listen_at(wanted) is None
    except OSError:
        pytest.skip("no IPv6 on this machine")


@pytest.mark.parametrize("wanted", ["http", "-1", "70000"])
def test_a_port_that_is_none(monkeypatch, wanted):
    monkeypatch.setenv("PORT", wanted)
    with pytest.raises(CannotStart, match=f"PORT is “{wanted}”"):
        ports.port_from("PORT", 8000)
