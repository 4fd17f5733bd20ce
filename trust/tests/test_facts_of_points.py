"""Points of everybody, named or not: which count, for whom, and by which decision (catalogue D4)."""

import pytest

from dialogue.actions import expectations, meetings
from dialogue.actions.rounds import Ask, answer_round
from dialogue.models import Meeting
from stakeholders.tests.cast import TODAY
from trust.records.meetings import shares_of_meetings
from trust.records.shares import Share
from trust.tests.scenes import (
    ask,
    ask_in_confidence,
    days,
    decide,
    facts_about,
    hold,
    meet,
    noon_of,
    say_in_confidence,
    send_point,
    told,
)

D = TODAY - days(200)
SENT, DECIDED, TOLD = (noon_of(D - days(back)) for back in (14, 9, 7))
POINTS = ["expectation_decided", "expectation_undecided"]


@pytest.fixture
def meeting(amina, union, supplier):
    return meet(union, supplier, by=amina, on=D, is_held=False)


@pytest.fixture
def round_(meeting, amina):
    return ask(meeting, by=amina)


@pytest.fixture
def seats(meeting, union, supplier):
    seats = meeting.participations.all()
    return seats.get(stakeholder=union), seats.get(stakeholder=supplier)


def answered():
    return shares_of_meetings(Meeting.objects.all(), TODAY)["answered"]


# --- Which points count, and by which decision ------------------------------------------------------


def test_a_point_told_together_with_another_is_decided_with_that_one(
    round_, seats, amina, union, supplier
):
    main, similar = (send_point(round_, seat, SENT) for seat in seats)
    expectations.merge(similar, into=main)
    decide(main, by=amina, at=DECIDED)
    answer_round(round_, at=TOLD)
    hold(round_.meeting)
    for sender in (union, supplier):
        assert told(sender, *POINTS) == [("expectation_decided", D - days(7), "0.25", None)]
    assert answered() == Share(2, 2)


def test_a_point_told_together_with_an_undecided_one_is_undecided(
    round_, seats, amina, union, supplier
):
    main, similar = (send_point(round_, seat, SENT) for seat in seats)
    expectations.merge(similar, into=main)
    hold(round_.meeting)
    decide(main, by=amina, at=noon_of(D + days(4)))
    for sender in (union, supplier):
        undecided = ("expectation_undecided", D, "-0.5", D + days(4))
        assert told(sender, *POINTS) == [undecided]
    assert answered() == Share(0, 2)


def test_a_point_that_was_taken_back_counts_neither_way(round_, seats, union):
    point = send_point(round_, seats[0], SENT)
    expectations.withdraw_expectation(point, at=DECIDED)
    hold(round_.meeting)
    assert told(union, *POINTS, "preparation_skipped") == []
    assert answered() == Share(0, 0)


def test_a_tick_needs_no_decision(meeting, seats, amina, union):
    round_ = ask(meeting, by=amina, questions=[Ask("Do you need an interpreter?", is_choice=True)])
    send_point(round_, seats[0], SENT, words="yes")
    hold(meeting)
    assert told(union, *POINTS) == []
    assert answered() == Share(0, 0)


def test_a_point_rewritten_after_its_decision_waits_for_a_new_one(round_, seats, amina, union):
    point = send_point(round_, seats[0], SENT)
    decide(point, by=amina, at=DECIDED)
    expectations.change_expectation(point, wording="SECRET-OTHER", at=DECIDED + days(1))
    hold(round_.meeting)
    assert told(union, *POINTS) == [("expectation_undecided", D, "-0.5", None)]


def test_a_point_rewritten_and_decided_again_counts_by_the_last_decision(
    round_, seats, amina, union
):
    point = send_point(round_, seats[0], SENT)
    decide(point, by=amina, at=DECIDED)
    expectations.change_expectation(point, wording="SECRET-OTHER", at=DECIDED + days(1))
    decide(point, by=amina, at=DECIDED + days(2))
    answer_round(round_, at=TOLD)
    hold(round_.meeting)
    assert told(union, *POINTS) == [("expectation_decided", D - days(7), "0.25", None)]
    assert answered() == Share(1, 1)


def test_a_point_written_down_for_somebody_counts_for_them(round_, seats, amina, union):
    [point] = expectations.receive_expectations(
        round_,
        seats[0],
        answers={round_.questions.get(): "SECRET"},
        at=SENT,
        recorded_by=amina,
        channel="phone",
    )
    decide(point, by=amina, at=DECIDED)
    answer_round(round_, at=TOLD)
    assert told(union, *POINTS) == [("expectation_decided", D - days(7), "0.25", None)]


def test_whether_it_was_met_is_their_view_and_no_fact(round_, seats, amina, union):
    point = send_point(round_, seats[0], SENT)
    decide(point, by=amina, at=DECIDED)
    answer_round(round_, at=TOLD)
    hold(round_.meeting)
    before = facts_about(union)
    expectations.say_whether_it_was_met(point, verdict="not_met", on=D + days(9))
    assert facts_about(union) == before


# --- Voices ------------------------------------------------------------------------------------------


def test_a_decided_point_of_a_voice_is_a_fact_about_nobody(meeting, amina, union, supplier):
    round_ = ask_in_confidence(meeting, by=amina)
    decide(say_in_confidence(round_, SENT), by=amina, at=DECIDED)
    answer_round(round_, at=TOLD)
    hold(meeting)
    assert told(union, *POINTS) == told(supplier, *POINTS) == []
    assert answered() == Share(1, 1)


def test_meeting_while_voices_had_no_answer_counts_once_for_everybody(
    meeting, amina, union, supplier
):
    round_ = ask_in_confidence(meeting, by=amina)
    points = [say_in_confidence(round_, SENT) for _each in range(3)]
    hold(meeting)
    undecided = ("expectation_undecided", D, "-0.5")
    assert told(union, *POINTS) == told(supplier, *POINTS) == [(*undecided, None)]
    for number, point in enumerate(points, start=1):
        decide(point, by=amina, at=noon_of(D + days(number)))
    assert told(union, *POINTS) == told(supplier, *POINTS) == [(*undecided, D + days(3))]
    assert answered() == Share(0, 3)


def test_the_fact_says_that_they_had_no_name_and_not_how_many_they_were(meeting, amina, supplier):
    round_ = ask_in_confidence(meeting, by=amina)
    say_in_confidence(round_, SENT)
    hold(meeting)
    [fact] = [fact for fact in facts_about(supplier) if fact.kind == "expectation_undecided"]
    assert fact.wording == "Points sent without a name had no answer when we met"


def test_who_sent_a_point_with_a_name_and_sat_with_voices_has_two_facts(
    meeting, seats, amina, union, supplier
):
    point = send_point(ask(meeting, by=amina, invited=[seats[0]]), seats[0], SENT)
    voice = say_in_confidence(ask_in_confidence(meeting, by=amina), SENT)
    decide(point, by=amina, at=noon_of(D + days(2)))
    hold(meeting)
    assert len(told(union, *POINTS)) == 2
    assert len(told(supplier, *POINTS)) == 1
    decide(voice, by=amina, at=noon_of(D + days(2)))
    assert len(told(supplier, *POINTS)) == 1


def test_what_came_out_after_we_met_was_nobodys_to_decide(meeting, seats, amina, union, supplier):
    """A batch that comes out in a later week than the meeting: it was sealed until then."""
    round_ = ask_in_confidence(meeting, by=amina)
    send_point(ask(meeting, by=amina, invited=[seats[1]]), seats[1], SENT)
    hold(meeting)
    late = noon_of(D + days(4))
    expectations.take_in(
        round_, round_.voices.create(), {round_.questions.get(): "SECRET"}, received_at=late
    )
    assert told(union, *POINTS) == []
    assert len(told(supplier, *POINTS)) == 1
    assert answered() == Share(0, 1)


def test_the_words_of_a_voice_are_in_no_fact(meeting, amina, union):
    round_ = ask_in_confidence(meeting, by=amina)
    say_in_confidence(round_, SENT)
    hold(meeting)
    assert not any("SECRET" in fact.wording for fact in facts_about(union))


# --- Who withdrew ------------------------------------------------------------------------------------


def test_who_withdrew_before_the_meeting_was_not_met(amina, union, supplier):
    meeting = meet(union, supplier, by=amina, on=D, mode="in_person", is_held=False)
    seat = meeting.participations.get(stakeholder=supplier)
    meetings.take_no_part(seat, at=noon_of(D - days(2)))
    hold(meeting)
    assert len(told(union, "met_in_person")) == 1
    assert told(supplier, "met_in_person", "attended_by_somebody_else") == []
    assert shares_of_meetings(Meeting.objects.all(), TODAY)["known"] == Share(1, 1)


def test_who_withdrew_afterwards_was_met(amina, union):
    meeting = meet(union, by=amina, on=D, mode="in_person")
    meetings.take_no_part(meeting.participations.get(), at=noon_of(D + days(2)))
    assert len(told(union, "met_in_person")) == 1
