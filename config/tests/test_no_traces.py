"""Nothing of whoever answers anonymously stays anywhere (security.md ANO-1, ANO-2, OBS-1).

Five values that a browser or a network could give away are planted in every request of a whole
visit to the real portal: typing the code, sending, reading the receipt, and the mistakes on the way.
Afterwards none of them, in any spelling, is in a log, a table, the broker, a mail or a file.
"""

import base64
import hashlib
import http.client
import ipaddress
import re
import tempfile
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import redis

from config.testing.plugin import FOLDER
from dialogue.tests.portal_browser import FormReader

ADDRESS = "127.0.0.77"
PLANTED = {
    "address": ADDRESS,
    "browser": "PlantedBrowser/77.31 (Quarry Phone)",
    "language": "qya-Planted;q=0.731",
    "referrer": "http://planted-referrer.example.org/union-office",
    "cookie": "planted=cookie-6b1f90",
}
WORDS = "The planted words about the dust"
CODES = """
SELECT r.code FROM dialogue_expectationround r JOIN dialogue_meeting m ON m.id = r.meeting_id
WHERE r.mode = 'anonymous' AND r.closes_on >= current_date AND m.held_at IS NULL
"""


class Phone:
    """Somebody's phone, with everything it could give away."""

    def __init__(self, portal):
        self.place = urlsplit(portal)
        self.cookies = []

    def ask(self, method, path="/r", fields=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.place.port, source_address=(ADDRESS, 0), timeout=30
        )
        headers = {
            "Host": self.place.netloc,
            "User-Agent": PLANTED["browser"],
            "Accept-Language": PLANTED["language"],
            "Referer": PLANTED["referrer"],
            "Cookie": PLANTED["cookie"],
            "X-Forwarded-For": ADDRESS,
            "X-Real-IP": ADDRESS,
        }
        body = None
        if fields is not None:
            body = urlencode(fields)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode(errors="replace")
        self.cookies += [value for name, value in answer.getheaders() if name == "Set-Cookie"]
        connection.close()
        return answer.status, page


def spellings_of(value):
    """The value itself, and what somebody clever might have stored instead."""
    raw = value.encode()
    found = {value, raw.hex(), base64.b64encode(raw).decode()}
    for algorithm in (hashlib.md5, hashlib.sha1, hashlib.sha256):
        found |= {algorithm(raw).hexdigest(), base64.b64encode(algorithm(raw).digest()).decode()}
    if value == ADDRESS:
        found |= {ipaddress.ip_address(value).packed.hex(), str(int(ipaddress.ip_address(value)))}
    return {spelling.lower() for spelling in found}


def test_nothing_of_an_anonymous_visit_stays_anywhere(inhabited):
    house, began = inhabited, time.time()
    [(code,)] = house.sql(CODES)
    phone = Phone(house.portal)
    receipt = answer_anonymously(phone, code)
    assert re.fullmatch(r"\d{20}", receipt)
    phone.ask("POST", fields={"code": receipt})
    for method, path, fields in [
        ("GET", "/", None),
        ("GET", "/nothing-here", None),
        ("POST", "/r", {"code": "1234 5678 9012"}),
        ("POST", "/r", {"code": "\0", "ticket": "nonsense"}),
        ("POST", "/r", {f"field{number}": "x" for number in range(1100)}),
        ("PUT", "/r", {}),
    ]:
        phone.ask(method, path, fields)
    assert phone.cookies == []

    places = everywhere(house, began)
    for name, value in PLANTED.items():
        for place, text in places.items():
            assert not any(spelling in text for spelling in spellings_of(value)), (name, place)
    for place, text in places.items():
        assert WORDS.lower() not in text, place
        assert receipt not in text and receipt[5:] not in text, place


def answer_anonymously(phone, code):
    """Through the pages, as a phone without JavaScript does it; the receipt."""
    phone.ask("GET")
    status, page = phone.ask("POST", fields={"code": code})
    assert status == 200
    fields = FormReader(page).fields
    box = next(name for name in fields if re.fullmatch(r"q\d+", name))
    status, page = phone.ask("POST", fields=fields | {box: WORDS, "do": "send"})
    assert status == 200
    shown = re.sub(r"<(style|script|svg).*?</\1>|<[^>]*>", " ", page, flags=re.DOTALL)
    return re.search(r"\b(\d{4}(?:\s+\d{4}){4})\b", shown)[1].replace(" ", "")


def everywhere(house, began):
    """Place → all that is in it, in lower case."""
    return {
        "the database": whole_database(house),
        "the broker": whole_broker(house),
        "mails": "\n".join(str(message) for message in house.mailbox.messages).lower(),
        **{
            str(file): file.read_bytes().decode(errors="replace").lower()
            for file in files_since(began)
        },
    }


def whole_database(house):
    """Every row of every table, bytes as hex, and what the server says of its sessions."""
    tables = house.sql(
        "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
        " WHERE schemaname IN ('public', 'identity')"
    )
    rows = [str(row) for (table,) in tables for row in house.sql(f"SELECT t::text FROM {table} t")]
    sessions = house.sql("SELECT a::text FROM pg_stat_activity a")
    return "\n".join([*rows, *map(str, sessions)]).lower()


def whole_broker(house):
    broker = redis.Redis(unix_socket_path=str(house.redis.socket_path))
    keys = broker.keys()
    kept = [broker.dump(key) or b"" for key in keys]
    return "\n".join(part.decode(errors="replace") for part in [*keys, *kept]).lower()


def files_since(began):
    """Logs and whatever else was written since; the server's own files are asked by SQL."""
    for root in {FOLDER, Path(tempfile.gettempdir())}:
        for file in root.rglob("*"):
            try:
                is_new = file.is_file() and file.stat().st_mtime >= began - 1
            except OSError:
                continue
            if is_new and "pg" not in file.parts and file.stat().st_size < 20_000_000:
                yield file
