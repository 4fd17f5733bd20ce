"""Files that came with an answer: for the team alone, to take away, under a name of ours."""

import uuid

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Role
from dialogue.models import Attachment
from dialogue.tests.answering import PHOTO, say
from dialogue.tests.desk import Desk
from stakeholders.tests.cast import NOON, TODAY, make_user


@pytest.fixture(autouse=True)
def noon_of_the_cast(time_machine):
    time_machine.move_to(NOON)


@pytest.fixture
def file(open_questions, participation):
    say(open_questions, participation, "Look at this", files=[PHOTO])
    return Attachment.objects.get()


def fetch(user, pk):
    client = Client()
    if user:
        client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client.get(reverse("dialogue:attachment", args=[pk]))


def test_the_team_takes_the_file_and_the_browser_shows_nothing_of_it(amina, file):
    answer = fetch(amina, file.pk)
    assert answer.content == PHOTO.content
    headers = answer.headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Content-Disposition"] == f'attachment; filename="{str(file.pk)[:8]}.jpg"'
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "no-store"


def test_the_deputy_is_of_the_team_too(bram, file):
    assert fetch(bram, file.pk).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_for_every_other_role_there_is_no_such_file(file, role):
    assert fetch(make_user("Somebody Else", role), file.pk).status_code == 404


def test_for_an_officer_elsewhere_there_is_no_such_file(chloe, amina, file):
    hidden, absent = fetch(chloe, file.pk), fetch(chloe, uuid.uuid4())
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_a_facilitator_of_the_conversation_gets_no_files(meeting, file):
    facilitator = make_user("Femi Facilitator", Role.FACILITATOR)
    meeting.trajectory.members.add(facilitator)
    assert fetch(facilitator, file.pk).status_code == 404


def test_who_leaves_the_team_loses_the_files(amina, meeting, file):
    meeting.trajectory.members.remove(amina)
    amina.assignments.update(until_on=TODAY)
    assert fetch(amina, file.pk).status_code == 404


def test_without_signing_in_nothing_is_served(file):
    assert fetch(None, file.pk).status_code == 302


def test_the_screen_lists_the_file_and_what_was_removed_from_it(amina, open_questions, file):
    page = Desk(amina, open_questions).look()
    assert reverse("dialogue:attachment", args=[file.pk]) in page
    assert "removed: the place where it was made, the device or program it was made with" in page
    assert "<img" not in page.split("<main")[1]


def test_the_screen_does_not_read_the_files_themselves(amina, open_questions, file):
    desk = Desk(amina, open_questions)
    with CaptureQueriesContext(connection) as asked:
        desk.look()
    assert not any('"dialogue_attachment"."content"' in each["sql"] for each in asked)
