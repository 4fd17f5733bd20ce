"""Twenty officers who promise things at the same time, over real HTTP.

Who gets no answer sends the same form again, with the same `once` key, as a person at a screen does.
"""

import http.client
import random
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from threading import Event
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.urls import reverse

from accounts.models import User
from config.testing.running import eventually

SIZE = 20
PARTIES = 5
OFFICERS = """
INSERT INTO accounts_user (email, name, role, language, is_active, password, joined_at)
SELECT 'officer' || n || '@example.org', 'Officer ' || n, 'officer', 'en', true, '!', now()
FROM generate_series(1, %s) AS n RETURNING id, email
"""
REGISTER = """
INSERT INTO stakeholders_stakeholder (name, kind, place, country, languages, is_rights_holder,
    is_sensitive, about, is_demo, version, created_at, sort_key, search_text)
SELECT 'Union ' || n, 'union', '', '', '', false, false, '', false, 0, now(), 'union ' || n, ''
FROM generate_series(1, %s) AS n
"""
HALFWAY = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_xid IS NOT NULL"
SESSION = "INSERT INTO django_session VALUES (%s, %s, now() + interval '1 hour')"
# All that belongs to a promise, counted; what is half written differs from `Form.whole`.
KEPT = """
SELECT p.wording,
    (SELECT count(*) FROM dialogue_remark WHERE id = p.first_words_id AND text = p.wording),
    (SELECT count(*) FROM dialogue_promise_parties WHERE promise_id = p.id),
    (SELECT count(*) FROM dialogue_promisechange WHERE promise_id = p.id AND kind = 'accepted'),
    (SELECT count(*) FROM dialogue_chainentry e JOIN dialogue_promise_parties x
        ON e.subject = 'dialogue_promise_parties' AND e.subject_id = x.id WHERE x.promise_id = p.id),
    (SELECT count(*) FROM dialogue_chainentry e JOIN dialogue_promisechange x
        ON e.subject = 'dialogue_promisechange' AND e.subject_id = x.id WHERE x.promise_id = p.id),
    (SELECT count(*) FROM accounts_submission
        WHERE key::text = right(p.wording, 36) AND went_to = %s || p.id || '/')
FROM dialogue_promise p
"""


@dataclass(frozen=True)
class Form:
    """A promise as it is sent. Who promises for themselves has given it; a colleague is asked."""

    key: str
    to: str
    owner: int
    is_given: bool

    @property
    def wording(self):
        return f"Promise {self.key}"

    @property
    def whole(self):
        """Its words, party, first line of history, two entries in the record, and its key."""
        return (self.wording, 1, 1, int(self.is_given), 1, int(self.is_given), 1)

    def fields(self):
        return {
            "to": self.to,
            "side": "ours",
            "wording": self.wording,
            "due_on": str(date.today() + timedelta(days=90)),
            "owner": self.owner,
            "once": self.key,
        }


class Officer:
    """Somebody who signed in."""

    def __init__(self, house, pk, colleague):
        self.house, self.pk, self.colleague = house, pk, colleague
        self.secret = uuid.uuid4().hex
        person = User(pk=pk, password="!")
        session = {
            SESSION_KEY: str(pk),
            BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
            HASH_SESSION_KEY: person.get_session_auth_hash(),
        }
        self.session = uuid.uuid4().hex
        house.sql(SESSION, [self.session, SessionStore().encode(session)])

    def form(self, is_given=None):
        is_given = random.random() < 0.5 if is_given is None else is_given
        return Form(
            key=str(uuid.uuid4()),
            to=f"Union {random.randint(1, PARTIES)}",
            owner=self.pk if is_given else self.colleague,
            is_given=is_given,
        )

    def send(self, form):
        """The status and the page of the answer; None when there was none."""
        line = http.client.HTTPConnection("127.0.0.1", self.house.port("web"), timeout=60)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"{settings.SESSION_COOKIE_NAME}={self.session};"
            f" {settings.CSRF_COOKIE_NAME}={self.secret}",
        }
        body = urlencode(form.fields() | {"csrfmiddlewaretoken": self.secret})
        try:
            line.request("POST", reverse("dialogue:promise_new"), body, headers)
            answer = line.getresponse()
            return answer.status, answer.read().decode()
        except (OSError, http.client.HTTPException):
            return None, ""
        finally:
            line.close()


class Crowd:
    def __init__(self, house):
        self.house = house
        people = house.sql(OFFICERS, [SIZE])
        house.sql(REGISTER, [PARTIES])
        self.addresses = dict(people)
        numbers = [number for number, _address in people]
        self.officers = [
            Officer(house, number, colleague)
            for number, colleague in zip(numbers, numbers[1:] + numbers[:1], strict=True)
        ]
        self.sent, self.acknowledged, self.refused = [], [], []
        self.lost_answers = 0
        self.is_patient = True
        self.goes_home = Event()

    @contextmanager
    def at_work(self):
        """Everybody promises one thing after another."""
        with ThreadPoolExecutor(SIZE) as pool:
            working = [pool.submit(self._work, officer) for officer in self.officers]
            try:
                yield
            finally:
                self.goes_home.set()
        for each in working:
            each.result()

    def _work(self, officer):
        while not self.goes_home.is_set():
            form = officer.form()
            self.sent.append(form)
            while not self._is_answered(form, officer.send(form)):
                if not self.is_patient or self.goes_home.wait(0.1):
                    return

    def _is_answered(self, form, answer):
        status, _page = answer
        if status is None or status >= 500:
            self.lost_answers += 1
            return False
        (self.acknowledged if status < 400 else self.refused).append(form)
        return True

    def colleagues_to_ask(self):
        """(address, wording) of each promise that a colleague must answer first."""
        return {
            (self.addresses[form.owner], form.wording)
            for form in self.acknowledged
            if not form.is_given
        }

    def gets_answers(self, count):
        """Wait until it got so many more."""
        reached = len(self.acknowledged) + count
        eventually(lambda: len(self.acknowledged) >= reached, f"{count} more answers")

    def is_in_the_middle_of_something(self):
        """Wait until somebody has written something that is not yet kept for good."""
        eventually(lambda: self.house.sql(HALFWAY, [self.house.database]), "a half written promise")

    def loses_patience(self):
        """Who gets no answer from now on does not try again."""
        self.is_patient = False

    def kept(self):
        """The wording of each promise in the database, and how often it has each of its parts."""
        return self.house.sql(KEPT, [reverse("dialogue:promises")])
