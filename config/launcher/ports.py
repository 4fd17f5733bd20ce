"""Ports: which ones we get, and whether somebody is there."""

import contextlib
import http.client
import os
import socket

from config.embedded import CannotStart
from config.launcher.terminal import say

OURSELVES = "127.0.0.1"
STAFF_PORT, PORTAL_PORT = 8000, 8001
PORTS_TO_TRY = 200


def take_ports():
    """The listening sockets of the staff site and the portal."""
    return [
        listen_at_or_after(port_from("PORT", STAFF_PORT), "the staff site"),
        listen_at_or_after(port_from("PORTAL_PORT", PORTAL_PORT), "the portal"),
    ]


def addresses_at(staff, portal):
    return {
        "SITE_URL": f"http://{OURSELVES}:{port_of(staff)}",
        "PORTAL_URL": f"http://localhost:{port_of(portal)}",
    }


def port_from(name, usual):
    wanted = os.environ.get(name) or str(usual)
    if not wanted.isdigit() or int(wanted) > 65_535:
        raise CannotStart(f"{name} is “{wanted}”; it must be the number of a port.")
    return int(wanted)


def somebody_answers_at(port):
    """Also asked of ::1, where a browser looks first for localhost."""
    for family, host in ((socket.AF_INET, OURSELVES), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as line:
            line.settimeout(1)
            if line.connect_ex((host, port)) == 0:
                return True
    return False


def listen_at(port):
    """A listening socket, or None. We keep it, so visitors wait while a site is started again."""
    line = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    line.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        if port and somebody_answers_at(port):
            raise OSError
        line.bind((OURSELVES, port))
        line.listen(128)
    except OSError:
        line.close()
        return None
    return line


def listen_at_or_after(wanted, what):
    for port in range(wanted, min(wanted + PORTS_TO_TRY, 65_536)):
        line = listen_at(port)
        if line is None:
            continue
        if port != wanted:
            say(f"Port {wanted} is taken, so {what} gets port {port}.")
        return line
    raise CannotStart(f"No free port was found from {wanted} on. Set PORT and PORTAL_PORT.")


def port_of(line):
    return line.getsockname()[1]


def somebody_replies_at(port):
    """Any reply counts, also a refusal."""
    line = http.client.HTTPConnection(OURSELVES, port, timeout=2)
    try:
        line.request("GET", "/")
        line.getresponse()
    except (OSError, http.client.HTTPException):
        return False
    finally:
        line.close()
    return True
