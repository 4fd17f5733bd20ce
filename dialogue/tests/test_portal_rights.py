"""The portal's database role can do what the pages need, and nothing else.

The data is made as the program, then every connection becomes the portal's.
"""

import itertools
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils.timezone import localdate, now

from config.embedded.roles import APP, PORTAL
from dialogue.actions.agreements import STANDARD_AGREEMENTS
from dialogue.actions.expectations import (
    STANDARD_QUESTIONS,
    answer_round,
    decide,
    open_round,
)
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import (
    Guest,
    hold_meeting,
    plan_meeting,
    send_report,
    take_question,
    write_down,
)
from dialogue.actions.promises import keep_promise, propose_promise
from dialogue.models import AgreementVersion, Endorsement, Meeting, PromiseChange
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder
from stakeholders.tests.cast import make_user

PIN = "2468"


@pytest.fixture
def portal(committing, settings):
    """A committed world, and how to become the portal in it."""
    as_the_portal(settings)
    yield become
    become(APP)


def become(role):
    connections.close_all()
    connections.databases["default"]["USER"] = role
    connections["default"].settings_dict["USER"] = role


def a_meeting_with_a_history():
    """A conversation that is coming, with a round that was answered but is still open."""
    at, today = now(), localdate()
    amina = make_user("Amina Haddou")
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=today)
    ravi = add_person(ContactPerson(stakeholder=union, name="R. Meena", email="r@example.org"))
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=at + timedelta(days=9)),
        aim="We want to know.",
        guests=[Guest(union, ravi)],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=at,
    )
    round_ = open_round(
        meeting,
        message="",
        closes_on=today + timedelta(days=5),
        questions=STANDARD_QUESTIONS,
        agreements=STANDARD_AGREEMENTS,
        by=amina,
        at=at,
    )
    promise = propose_promise(
        wording="Masks", parties=[union], due_on=today, owner=amina, by=amina, on=today
    )
    keep_promise(promise, by=amina, on=today)
    return amina, meeting, round_, promise


def test_every_page_and_every_verb_works_with_the_portals_rights(portal):
    amina, meeting, round_, promise = a_meeting_with_a_history()
    code = mint_link(meeting.participations.get(), at=now())
    box = f"q{round_.questions.first().pk}"
    browser = Browser()

    portal(PORTAL)
    browser.open("1234 5678 9012 3456 7890 1234")
    browser.open(code[:-4] + ("0000" if code[-4:] != "0000" else "1111"))
    assert "Dust" in browser.open(code)
    assert "Saved" in browser.press("save", **{box: "Half a sen"}, new_pin=PIN)
    browser.open(code)
    assert "does not fit" in browser.press("read", pin="0000")
    browser.press("read", pin=PIN)
    assert browser.fields[box] == "Half a sen"
    assert "Your answer about" in browser.press("endorse", answer="refused", remark="Too long")
    assert "was kept" in browser.press(f"kept {promise.pk}", **{f"word{promise.pk}": "Thanks"})
    assert "it has arrived" in browser.press("send", **{box: "Wet saws"}, answer="accepted")
    assert "Received" in browser.press()

    portal(APP)
    after_the_conversation(amina, meeting, round_)
    portal(PORTAL)
    browser.open(code)
    assert "We agreed on masks." in browser.press("read", pin=PIN)
    assert "In the conversation: Agreed : Masks" in browser.text
    browser.press("end")
    assert "This link has ended" in browser.press("end_now")


def after_the_conversation(amina, meeting, round_):
    at = now()
    for point in round_.expectations.all():
        decision = decide(
            point, outcome="agenda", agenda_title="Masks", reason="Yes", by=amina, at=at
        )
    answer_round(round_, at=at)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at - timedelta(days=1))
    meeting.refresh_from_db()
    hold_meeting(meeting, at=at)
    item = decision.agenda_item
    write_down(meeting, kind="decision", wording="Masks", by=amina, at=at, agenda_item=item)
    take_question(
        meeting,
        wording="Who pays?",
        by=amina,
        on=localdate(),
        stakeholder=meeting.participations.get().stakeholder,
    )
    send_report(meeting.report, summary="We agreed on masks.", version=0, by=amina, at=at)


FORBIDDEN = [
    "SELECT password FROM accounts_user",
    "SELECT email FROM accounts_user",
    "SELECT email FROM stakeholders_contactperson",
    "SELECT phone FROM stakeholders_contactperson",
    "SELECT about FROM stakeholders_stakeholder",
    "SELECT 1 FROM stakeholders_safetyassessment",
    "SELECT 1 FROM dialogue_informalcontact",
    "SELECT 1 FROM dialogue_reminder",
    "SELECT 1 FROM dialogue_trajectory",
    "SELECT happened_on FROM dialogue_promisechange",
    "SELECT 1 FROM accounts_submission",
    "SELECT 1 FROM django_migrations",
    "INSERT INTO dialogue_link (selector) VALUES ('12345678')",
    "INSERT INTO dialogue_expectationdecision (outcome) VALUES ('agenda')",
    "INSERT INTO dialogue_promise (wording) VALUES ('x')",
    "UPDATE dialogue_expectation SET wording = 'x'",
    "UPDATE dialogue_remark SET text = 'x'",
    "UPDATE dialogue_endorsement SET answer = 'accepted'",
    "UPDATE dialogue_promise SET state = 'broken'",
    "UPDATE dialogue_promisechange SET kind = 'kept'",
    "UPDATE dialogue_link SET ends_on = 'infinity'",
    "UPDATE dialogue_link SET verifier_hash = 'x'",
    "UPDATE dialogue_participation SET stakeholder_id = 1",
    "UPDATE dialogue_meeting SET title = 'x'",
    "UPDATE accounts_user SET password = 'x'",
    "DELETE FROM dialogue_expectation",
    "DELETE FROM dialogue_remark",
    "DELETE FROM accounts_submission",
    "TRUNCATE dialogue_draft",
    "CREATE TABLE x ()",
    "ALTER TABLE dialogue_draft DISABLE TRIGGER ALL",
]


def test_the_portal_may_do_nothing_else(portal):
    portal(PORTAL)
    allowed = [statement for statement in FORBIDDEN if is_allowed(statement)]
    assert allowed == []


def is_allowed(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refusal:
        assert refusal.__cause__.pgcode == "42501", (statement, refusal)
        return False
    return True


def test_the_portal_writes_only_what_a_stakeholder_says(portal):
    amina, meeting, _round, promise = a_meeting_with_a_history()
    participation, version = meeting.participations.get(), AgreementVersion.objects.get()
    portal(PORTAL)
    change = {"promise": promise, "happened_on": localdate()}
    agreed = {"version": version, "stakeholder_id": participation.stakeholder_id}
    for forged in [
        PromiseChange(kind="mended", participation=participation, **change),
        PromiseChange(kind="confirmed", by=amina, **change),
        Endorsement(answer="accepted", recorded_by=amina, endorsed_at=now(), **agreed),
    ]:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            forged.save()
        assert refusal.value.__cause__.pgcode == "42501"


WHAT_IT_MAY = """
    SELECT table_name, privilege_type FROM information_schema.table_privileges
    WHERE grantee = 'te_voet_portal' AND privilege_type <> 'SELECT' ORDER BY 1, 2
"""


def test_whole_tables_that_the_portal_writes_are_these(portal):
    portal(PORTAL)
    with connection.cursor() as cursor:
        cursor.execute(WHAT_IT_MAY)
        granted = cursor.fetchall()
    writes = {
        table: [right for _table, right in rights]
        for table, rights in itertools.groupby(granted, key=lambda row: row[0])
    }
    assert writes == {
        "accounts_submission": ["INSERT"],
        "dialogue_draft": ["DELETE", "INSERT", "UPDATE"],
        "dialogue_endorsement": ["INSERT"],
        "dialogue_expectation": ["INSERT"],
        "dialogue_promisechange": ["INSERT"],
        "dialogue_remark": ["INSERT"],
    }
