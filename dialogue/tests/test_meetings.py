"""A meeting is planned, held, reported; what hangs on its day moves with it."""

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from config.pages import CannotDo
from config.versions import Conflict
from dialogue.actions import meetings as actions
from dialogue.actions.agreements import endorse, propose_agreements, record_endorsement
from dialogue.models import AgendaItem, Endorsement, ReportBack
from dialogue.reminders import who_has_not_endorsed
from dialogue.tests.hands import hand_of
from stakeholders.models import SafetyAssessment


def test_planning_makes_trajectory_purpose_and_first_agenda_item_by_itself(meeting, amina):
    assert meeting.trajectory.members.get() == amina
    assert meeting.purpose.aim == "We want to know what you need."
    assert meeting.agenda.get().kind == AgendaItem.Kind.RECAP


def test_the_answer_to_the_safety_question_is_kept(meeting, union):
    assert SafetyAssessment.objects.latest_of([union]).get().risk == SafetyAssessment.Risk.NO


@pytest.mark.parametrize(
    ("risk", "asked", "allowed"),
    [
        ("no", False, True),
        ("not_sure", False, False),
        ("yes", False, False),
        ("not_sure", True, True),
        ("yes", True, True),
    ],
)
def test_a_named_link_needs_to_be_known_safe(risk, asked, allowed):
    assert SafetyAssessment(risk=risk, partner_was_asked=asked).allows_a_named_link is allowed


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 5, 18), 1, date(2026, 5, 19)),
        (date(2026, 5, 18), 5, date(2026, 5, 26)),  # Whit Monday is the 25th
        (date(2026, 12, 24), 1, date(2026, 12, 28)),  # two days of Christmas, a weekend
    ],
)
def test_working_days_leave_out_weekends_and_public_holidays(day, count, expected):
    assert actions.working_days_after(day, count) == expected


def test_a_held_meeting_owes_a_report_after_ten_working_days(meeting):
    actions.hold_meeting(meeting, at=meeting.starts_at)
    assert ReportBack.objects.get().due_on == actions.working_days_after(
        meeting.starts_there.date(), 10
    )


def test_a_meeting_that_is_to_come_was_not_held(meeting, noon):
    with pytest.raises(CannotDo):
        actions.hold_meeting(meeting, at=noon)


def test_holding_twice_is_holding_once(meeting):
    actions.hold_meeting(meeting, at=meeting.starts_at)
    actions.hold_meeting(meeting, at=meeting.starts_at + timedelta(hours=1))
    assert meeting.held_at == meeting.starts_at
    assert ReportBack.objects.count() == 1


def test_a_held_meeting_can_not_be_cancelled(meeting):
    actions.hold_meeting(meeting, at=meeting.starts_at)
    with pytest.raises(CannotDo):
        actions.cancel_meeting(meeting, at=meeting.starts_at)


def test_an_earlier_meeting_closes_its_questions_earlier(open_questions, meeting):
    meeting.starts_at -= timedelta(days=6)
    actions.change_meeting(meeting, fields=["starts_at"], version=0)
    open_questions.refresh_from_db()
    assert open_questions.closes_on == meeting.starts_there.date() - timedelta(days=1)


def test_who_saves_second_does_not_overwrite(meeting):
    meeting.title = "First"
    actions.change_meeting(meeting, fields=["title"], version=0)
    meeting.title = "Second"
    with pytest.raises(Conflict):
        actions.change_meeting(meeting, fields=["title"], version=0)
    meeting.refresh_from_db()
    assert meeting.title == "First"


def test_a_report_is_sent_once(meeting, amina, noon):
    actions.hold_meeting(meeting, at=meeting.starts_at)
    report = actions.send_report(meeting.report, summary="Good talk.", version=0, by=amina, at=noon)
    assert report.sent_at == noon
    with pytest.raises(CannotDo):
        actions.send_report(report, summary="Again.", version=1, by=amina, at=noon)


def test_agreements_are_in_force_when_everybody_agreed(meeting, participation, amina, noon, union):
    version = propose_agreements(meeting.trajectory, lines=["no_harm", "Ours"], by=amina, at=noon)
    assert who_has_not_endorsed(meeting) == [union]
    endorse(version, hand=hand_of(participation), answer=Endorsement.Answer.REFUSED, at=noon)
    assert who_has_not_endorsed(meeting) == [union]
    endorse(
        version,
        hand=hand_of(participation),
        answer=Endorsement.Answer.WITH_RESERVATION,
        remark="Only if the foreman is not there.",
        at=noon,
    )
    assert who_has_not_endorsed(meeting) == []


def test_a_new_version_is_agreed_anew(meeting, participation, amina, noon, union):
    first = propose_agreements(meeting.trajectory, lines=["no_harm"], by=amina, at=noon)
    record_endorsement(first, stakeholder=union, answer="accepted", by=amina, at=noon)
    propose_agreements(
        meeting.trajectory,
        lines=["no_harm", "stays_here"],
        instead_of=first,
        by=amina,
        at=noon,
    )
    assert who_has_not_endorsed(meeting) == [union]


def test_a_line_says_which_point_of_the_agenda_it_is_about(client, meeting, amina):
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    item = actions.add_agenda_item(meeting, title="Masks")
    line = {"text": "Everybody gets one", "owner": amina.pk, "due_on": "2030-01-01"}
    page = reverse("dialogue:during", args=[meeting.pk])
    answer = client.post(page, line | {"agenda_item": item.pk})
    assert meeting.outcomes.get().agenda_item == item
    assert answer.url == f"{page}?about={item.pk}"
    assert client.post(page, line | {"agenda_item": 987654}).status_code == 422
