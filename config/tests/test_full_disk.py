"""There is no room on the disk: a plain page, nothing half written, and all of the text (DUR-6)."""

from contextlib import contextmanager

import pytest
from django.urls import reverse

from config.testing.plugin import POSTGRES
from config.tests.tabs import Tab, signed_in
from dialogue.models import InformalContact, Meeting, Trajectory
from stakeholders.models import Stakeholder

LONG = "About the dust in the evening shift. " * 50
# What Postgres itself says when the disk is full, at any table, in the middle of what we do.
FULL = """
CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE SQLSTATE '53100' USING MESSAGE = 'could not extend file: No space left on device'; END $$;
CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION no_room();
"""
ROOM_AGAIN = "DROP FUNCTION no_room() CASCADE"


@contextmanager
def no_room_in(table, database):
    POSTGRES.run_sql(FULL.format(table=table), database=database)
    try:
        yield
    finally:
        POSTGRES.run_sql(ROOM_AGAIN, database=database)


@pytest.fixture
def site(team):
    client = signed_in(team.amina)
    client.raise_request_exception = False
    return client


def contact(team, **more):
    return {
        "stakeholder": team.union.name,
        "kind": "call",
        "happened_at": "2026-05-18T10:00",
        "note": LONG,
        "once": "6f1f1ff0-7a3c-4f31-9ce3-54a7d7a0e5b1",
    } | more


@pytest.mark.parametrize("table", ["accounts_submission", "dialogue_informalcontact"])
def test_a_contact_that_finds_no_room_is_kept_in_the_page_and_saved_once(
    team, site, committing, table
):
    url = reverse("dialogue:contact_new")
    with no_room_in(table, committing):
        answer = site.post(url, contact(team))
    page = answer.content.decode()
    assert (answer.status_code, answer.headers["Retry-After"]) == (507, "30")
    assert "There is no room left to save this" in page and "Traceback" not in page
    assert LONG.strip() in page
    assert not InformalContact.objects.exists()
    again = dict(hidden_in(page))
    assert again == contact(team)
    assert site.post(url, again).status_code == 302
    assert site.post(url, again).status_code == 302
    assert InformalContact.objects.get().note == LONG.strip()


@pytest.mark.parametrize(
    "table",
    [
        "dialogue_trajectory",
        "dialogue_meeting",
        "dialogue_purposestatement",
        "dialogue_participation",
        "dialogue_agendaitem",
        "stakeholders_safetyassessment",
    ],
)
def test_nothing_of_a_conversation_is_left_when_its_last_part_finds_no_room(
    team, site, committing, table
):
    before = (Meeting.objects.count(), Trajectory.objects.count())
    typed = {
        "guests": [f"person-{team.ravi.pk}"],
        "title": "Water",
        "aim": LONG,
        "starts_at": "2040-01-01T10:00",
        "zone": "Asia/Kolkata",
        "mode": "online",
        "language": "en",
        "risk": "no",
    }
    with no_room_in(table, committing):
        answer = site.post(reverse("dialogue:meeting_new"), typed)
    assert answer.status_code == 507
    assert LONG.strip() in answer.content.decode()
    assert (Meeting.objects.count(), Trajectory.objects.count()) == before
    assert site.post(reverse("dialogue:meeting_new"), typed).status_code == 302


def test_a_change_that_finds_no_room_changes_nothing(team, committing):
    mine = Tab(team.amina, "stakeholders:edit", team.union.pk)
    mine.client.raise_request_exception = False
    with no_room_in("stakeholders_stakeholder", committing):
        assert mine.send(about=LONG) == 507
    assert Stakeholder.objects.get().about == ""
    assert mine.send(about=LONG) == 302


def hidden_in(page):
    from html.parser import HTMLParser

    class Hidden(HTMLParser):
        def __init__(self):
            super().__init__()
            self.fields = []

        def handle_starttag(self, tag, attrs):
            attrs = dict(attrs)
            if tag == "input" and attrs.get("type") == "hidden":
                self.fields.append((attrs["name"], attrs["value"]))

    parser = Hidden()
    parser.feed(page)
    return parser.fields
