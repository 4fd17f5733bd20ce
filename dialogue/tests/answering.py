"""People who answer without a name, for the tests of what those who decide see."""

import uuid
from datetime import timedelta

from dialogue.actions import voices
from dialogue.actions.expectations import receive_expectations
from dialogue.actions.meetings import Guest, invite
from dialogue.actions.rounds import open_round
from dialogue.attachments import Cleaned
from dialogue.models import ExpectationRound, Voice
from stakeholders.actions.stakeholders import add_person
from stakeholders.models import ContactPerson
from stakeholders.tests.cast import NOON, TODAY

# Monday the 25th at six in the morning, in Amsterdam.
HOUR = NOON.replace(hour=4) + timedelta(days=7)
PHOTO = Cleaned(b"\xff\xd8photo", "image/jpeg", "jpg", ("place", "device"))


def at_the_table(meeting, stakeholder, *names):
    return [
        invite(
            meeting,
            Guest(stakeholder, add_person(ContactPerson(stakeholder=stakeholder, name=name))),
        )
        for name in names
    ]


def ask_in_confidence(meeting, union, by, questions=("agenda",)):
    at_the_table(meeting, union, "S. Devi", "K. Lal")
    return open_round(
        meeting,
        mode=ExpectationRound.Mode.CONFIDENTIAL,
        questions=list(questions),
        closes_on=TODAY + timedelta(days=5),
        by=by,
        at=NOON,
    )


def ask_anonymously(meeting, by):
    return open_round(
        meeting,
        mode=ExpectationRound.Mode.ANONYMOUS,
        audience="Everybody in the yard",
        audience_size=40,
        questions=["agenda", "safety"],
        closes_on=TODAY + timedelta(days=6),
        by=by,
        at=NOON,
    )


def a_voice(round_):
    """Somebody who answers in confidence; whose it is stays out of this test."""
    return Voice.objects.create(round=round_)


def say(round_, sender, *texts, files=(), **more):
    """One point for each text, to the questions of the round in their order."""
    answers = dict(zip(round_.questions.all(), texts, strict=False))
    return receive_expectations(round_, sender, answers=answers, at=NOON, files=files, **more)


def say_anonymously(round_, *texts, **more):
    """One sender for each text, and the hour at which they all come out."""
    question = round_.questions.first()
    for text in texts:
        voices.send_anonymously(round_, key=uuid.uuid4(), answers={question: text}, at=NOON, **more)
    voices.release_what_is_due(HOUR)
