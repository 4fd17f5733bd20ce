"""The screen on which answers are decided, as somebody without JavaScript uses it."""

from django.conf import settings
from django.test import Client
from django.urls import reverse

from dialogue.answers import mark_of


class Desk:
    """Somebody of the team at the screen, without JavaScript."""

    def __init__(self, user, round_):
        self.client, self.round = Client(), round_
        self.client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])

    @property
    def url(self):
        return reverse("dialogue:decide_round", args=[self.round.meeting_id, self.round.pk])

    def look(self, more=""):
        answer = self.client.get(self.url + more)
        assert answer.status_code == 200
        self.screen = answer.context["screen"]
        return answer.content.decode()

    def numbers(self):
        return {row.point.pk: row.number for row in self.screen.answers.rows}

    def fields(self):
        """What the forms of the page that was last seen would send, untouched."""
        sent = {"points": self.screen.points}
        for form in [*self.screen.forms, *self.screen.replies]:
            for box in form:
                value = box.value()
                sent[box.html_name] = "" if value in (None, False) else str(value)
        return sent

    def press(self, *, button=None, **typed):
        self.look()
        return self.send(self.fields(), button=button, **typed)

    def send(self, fields, *, button=None, **typed):
        answer = self.client.post(self.url, fields | typed | (button or {}))
        if answer.status_code != 302:
            self.screen = answer.context["screen"]
        return answer

    def decide(self, point, outcome, **more):
        return self.press(**typed(point, outcome=outcome, **more))


def typed(row, **fields):
    return {f"{mark_of(row)}-{name}": str(value) for name, value in fields.items()}
