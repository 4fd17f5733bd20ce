"""A meeting that is coming, a round that is open, and a promise."""

from datetime import timedelta

import pytest

from dialogue.actions.agreements import STANDARD_AGREEMENTS
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.actions.promises import propose_promise
from dialogue.actions.rounds import STANDARD_QUESTIONS, open_round
from dialogue.models import Meeting
from stakeholders.models import SafetyAssessment
from stakeholders.tests.cast import NOON, TODAY


@pytest.fixture
def meeting(amina, union, ravi):
    """Amina meets the union, through R. Meena, in ten days."""
    return plan_meeting(
        Meeting(title="Dust in the quarries", starts_at=NOON + timedelta(days=10), place="Khimaj"),
        aim="We want to know what you need.",
        guests=[Guest(union, ravi)],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=NOON,
    )


@pytest.fixture
def participation(meeting):
    return meeting.participations.get()


@pytest.fixture
def open_questions(meeting, amina):
    """The round of the meeting, open until a week from now."""
    return open_round(
        meeting,
        message="Tell us what you expect.",
        closes_on=TODAY + timedelta(days=7),
        questions=STANDARD_QUESTIONS,
        agreements=STANDARD_AGREEMENTS,
        by=amina,
        at=NOON,
    )


@pytest.fixture
def promise_to_another(amina, supplier):
    """Amina promised somebody else something that the union has nothing to do with."""
    return propose_promise(
        wording="Pay the supplier earlier",
        parties=[supplier],
        due_on=TODAY + timedelta(days=14),
        owner=amina,
        by=amina,
        on=TODAY,
    )


@pytest.fixture
def promise(amina, union):
    """Amina promised the union something, due in two weeks."""
    return propose_promise(
        wording="Send the translated summary",
        parties=[union],
        due_on=TODAY + timedelta(days=14),
        owner=amina,
        by=amina,
        on=TODAY,
    )


@pytest.fixture
def unsure(union, amina, bram):
    """Bram would deliver it, and they read that we find out in three days."""
    return propose_promise(
        wording="Pay on time",
        parties=[union],
        due_on=TODAY + timedelta(days=40),
        owner=bram,
        by=amina,
        on=TODAY,
        find_out_by=TODAY + timedelta(days=3),
    )
