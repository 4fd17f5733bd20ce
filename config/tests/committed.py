"""People and records that are there for every connection, for tests of what happens at once."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from accounts.models import Role
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.models import Meeting
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactAssignment, ContactPerson, Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user


@pytest.fixture
def team(committing):
    """Amina and Bram look after the union, and meet it; Marit is the manager. All of it committed."""
    amina, bram, chloe = (make_user(f"{name} X") for name in ("Amina", "Bram", "Chloe"))
    marit = make_user("Marit X", Role.MANAGER)
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=TODAY)
    assign(union, user=bram, part=ContactAssignment.Part.DEPUTY, on=TODAY)
    ravi = add_person(ContactPerson(stakeholder=union, name="R. Meena"))
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=NOON + timedelta(days=3)),
        aim="To hear you",
        guests=[Guest(union, ravi)],
        risk="no",
        by=amina,
        at=NOON,
    )
    return SimpleNamespace(
        amina=amina, bram=bram, chloe=chloe, marit=marit, union=union, ravi=ravi, meeting=meeting
    )
