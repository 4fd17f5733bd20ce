"""A page asks the database the same number of questions, however many rows it shows."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dialogue.actions.contacts import log_contact
from dialogue.actions.expectations import receive_expectations
from dialogue.actions.meetings import Guest, plan_meeting, take_question, write_down
from dialogue.actions.promises import propose_promise
from dialogue.models import InformalContact, Meeting
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, Stakeholder

PAGES = [
    "/",
    "/stakeholders/",
    "/stakeholders/?mine=on&q=quarry",
    "/stakeholders/{union}/",
    "/conversations/",
    "/conversations/new/",
    "/conversations/{meeting}/",
    "/conversations/{meeting}/answers/",
    "/conversations/{meeting}/during/",
    "/promises/",
    "/promises/{promise}/",
    "/trust/",
    "/trust/{union}/",
    "/trust/{union}/timeline/",
    "/trust/{union}/dependability/",
]


@pytest.fixture
def fill(amina, union, ravi, meeting, open_questions, participation, noon, today):
    """Adds `count` rows of everything the pages show."""

    def add(count):
        question = open_questions.questions.first()
        for number in range(count):
            other = add_stakeholder(
                Stakeholder(name=f"Quarry {Stakeholder.objects.count()}", kind="supplier"),
                by=amina,
                on=today,
            )
            person = add_person(ContactPerson(stakeholder=other, name="P", email="p@example.org"))
            when = noon + timedelta(days=number + 2)
            plan_meeting(
                Meeting(title="M", starts_at=when),
                aim="A",
                guests=[Guest(union, ravi), Guest(other, person)],
                risk="no",
                by=amina,
                at=noon,
            )
            log_contact(
                InformalContact(stakeholder=union, kind="visit", happened_at=noon), by=amina
            )
            propose_promise(
                wording="Pay",
                parties=[union, other],
                due_on=today + timedelta(days=number),
                owner=amina,
                meeting=meeting,
                by=amina,
                on=today,
            )
            take_question(meeting, wording="When?", by=amina, on=today)
            write_down(meeting, kind="decision", wording="So", by=amina, at=noon)
            receive_expectations(
                open_questions, participation, answers={question: "Masks"}, at=noon
            )

    return add


def questions(client, url):
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


def costs(client, union, meeting):
    promise = meeting.promises.first()
    places = {"union": union.pk, "meeting": meeting.pk, "promise": promise.pk}
    return {page: questions(client, page.format(**places)) for page in PAGES}


@pytest.mark.parametrize("more", [2, pytest.param(997, marks=pytest.mark.slow)])
def test_the_number_of_queries_does_not_grow(
    client, amina, union, meeting, fill, more, noon, time_machine
):
    time_machine.move_to(noon)  # or the rows of the cast would all be long past
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    fill(1)
    costs(client, union, meeting)  # warm: what is read once per process
    with_one = costs(client, union, meeting)
    fill(more)
    assert costs(client, union, meeting) == with_one
