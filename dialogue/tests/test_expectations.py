"""No expectation is lost: asked, received, decided with a reason, told."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from config.pages import CannotDo
from dialogue.actions import expectations as actions
from dialogue.actions import rounds
from dialogue.actions.meetings import cancel_meeting
from dialogue.models import Draft, Expectation, ExpectationDecision, ExpectationRound

Outcome = ExpectationDecision.Outcome


@pytest.fixture
def point(open_questions, participation, noon):
    question = open_questions.questions.first()
    (point,) = actions.receive_expectations(
        open_questions, participation, answers={question: "Masks for everybody"}, at=noon
    )
    return point


def decide(point, outcome=Outcome.DECLINED, reason="Because.", **more):
    return actions.decide(point, outcome=outcome, reason=reason, **more)


def test_opening_a_round_tells_the_purpose(open_questions, meeting, noon):
    meeting.purpose.refresh_from_db()
    assert meeting.purpose.shared_at == noon


def test_people_are_not_asked_twice_at_the_same_time(open_questions, meeting, amina, noon):
    with pytest.raises(CannotDo):
        rounds.open_round(
            meeting,
            message="",
            closes_on=noon.date(),
            questions=["agenda"],
            agreements=[],
            by=amina,
            at=noon,
        )


def test_a_cancelled_meeting_asks_nobody(meeting, amina, noon):
    cancel_meeting(meeting, at=noon)
    with pytest.raises(CannotDo):
        rounds.open_round(
            meeting,
            message="",
            closes_on=noon.date(),
            questions=["agenda"],
            agreements=[],
            by=amina,
            at=noon,
        )


def test_what_was_sent_is_stored_to_the_letter(open_questions, participation, noon):
    words = "धूल 😷 \u202eright to left\u202c é \r\n second line"
    question = open_questions.questions.first()
    actions.receive_expectations(open_questions, participation, answers={question: words}, at=noon)
    assert Expectation.objects.get().wording == words


def test_a_closed_form_takes_nothing_more(open_questions, participation, noon):
    late = noon + timedelta(days=8)
    question = open_questions.questions.first()
    with pytest.raises(CannotDo):
        actions.receive_expectations(
            open_questions, participation, answers={question: "Late"}, at=late
        )


def test_sending_the_form_ends_its_draft(open_questions, participation, noon):
    question = open_questions.questions.first()
    actions.save_draft(open_questions, participation, answers={str(question.pk): "Half"}, at=noon)
    actions.receive_expectations(
        open_questions, participation, answers={question: "Whole"}, at=noon
    )
    assert not Draft.objects.exists()


def test_a_decision_needs_a_reason(point, amina, noon):
    with pytest.raises(CannotDo):
        decide(point, reason="  ", by=amina, at=noon)


def test_on_the_agenda_makes_an_agenda_item(point, amina, noon, meeting):
    decision = decide(point, Outcome.AGENDA, agenda_title="Masks", by=amina, at=noon)
    assert list(meeting.agenda.values_list("position", "title"))[1:] == [(2, "Masks")]
    assert decision.agenda_item.title == "Masks"


def test_parked_needs_a_day(point, amina, noon):
    with pytest.raises(ValidationError):
        decide(point, Outcome.PARKED, by=amina, at=noon)


def test_a_new_decision_is_a_new_line_and_the_last_one_counts(point, amina, noon):
    decide(point, by=amina, at=noon)
    decide(point, Outcome.OTHERWISE, reason="On second thoughts.", by=amina, at=noon)
    assert point.decisions.count() == 2
    assert Expectation.objects.with_fate().get().decision.outcome == Outcome.OTHERWISE


def test_nobody_is_left_without_an_answer(point, open_questions, noon):
    with pytest.raises(CannotDo):
        rounds.answer_round(open_questions, at=noon)


def test_answers_are_sent_once(point, open_questions, amina, noon):
    decide(point, by=amina, at=noon)
    rounds.answer_round(open_questions, at=noon)
    with pytest.raises(CannotDo):
        rounds.answer_round(open_questions, at=noon + timedelta(hours=1))
    assert ExpectationRound.objects.get().answered_at == noon


def test_the_database_refuses_an_agenda_decision_without_a_point(point, amina, noon):
    decision = decide(point, by=amina, at=noon)
    decision.pk = None
    decision.remark = None
    decision.outcome = Outcome.AGENDA
    with pytest.raises(IntegrityError), transaction.atomic():
        decision.save()


def test_their_words_are_for_the_team_only(point, amina, bram, chloe, marit):
    def sees(user):
        return Expectation.objects.visible_to(user).exists()

    assert [sees(user) for user in (amina, bram, chloe, marit)] == [True, True, False, False]
