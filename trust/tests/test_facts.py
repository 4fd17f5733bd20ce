"""Every other kind of fact, from the records that people make: its day, its weight, its repair."""

from datetime import date, timedelta

import pytest

from dialogue.actions import agreements, meetings
from dialogue.actions.rounds import answer_round
from dialogue.tests.hands import hand_of
from stakeholders.actions.assignments import assign
from stakeholders.models import ContactAssignment, Handover
from stakeholders.tests.cast import TODAY
from trust.conduct import CATALOGUE
from trust.facts import RECORDED
from trust.tests.scenes import (
    agree,
    ask,
    contact,
    days,
    decide,
    facts_about,
    hold,
    meet,
    noon_of,
    promise_to,
    send_point,
    told,
)

D = TODAY - days(200)  # a Thursday
PRIMARY = ContactAssignment.Part.PRIMARY


# --- D4: points they sent ---------------------------------------------------------------------------


@pytest.fixture
def asked(amina, union):
    """A meeting with an open round, and one point the union sent."""
    meeting = meet(union, by=amina, on=D, is_held=False)
    round_ = ask(meeting, by=amina)
    point = send_point(round_, meeting.participations.get(), noon_of(D - days(14)))
    return meeting, round_, point


EXPECTATIONS = ["expectation_decided", "expectation_undecided"]


def test_a_point_decided_and_answered_before_the_meeting(asked, amina, union):
    _meeting, round_, point = asked
    decide(point, by=amina, at=noon_of(D - days(9)))
    assert told(union, *EXPECTATIONS) == []
    answer_round(round_, at=noon_of(D - days(7)))
    assert told(union, *EXPECTATIONS) == [("expectation_decided", D - days(7), "0.25", None)]


def test_a_point_without_an_answer_when_we_met(asked, amina, union):
    meeting, _round, point = asked
    hold(meeting)
    assert told(union, *EXPECTATIONS) == [("expectation_undecided", D, "-0.5", None)]
    decide(point, by=amina, at=noon_of(D + days(3)))
    assert told(union, *EXPECTATIONS)[0][-1] == D + days(3)


def test_a_point_decided_but_never_answered_is_neither(asked, amina, union):
    meeting, _round, point = asked
    decide(point, by=amina, at=noon_of(D - days(9)))
    hold(meeting)
    assert told(union, *EXPECTATIONS) == []


def test_a_point_counts_for_its_sender_only(asked, amina, union, supplier):
    meeting, _round, _point = asked
    meetings.invite(meeting, meetings.Guest(supplier))
    hold(meeting)
    assert len(told(union, *EXPECTATIONS)) == 1
    assert told(supplier, *EXPECTATIONS) == []


# --- D5: the report ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (-1, ("report_on_time", -1, "0.5", None)),
        (0, ("report_on_time", 0, "0.5", None)),
        (1, ("report_late", 1, "-0.25", 1)),
        (30, ("report_late", 30, "-0.25", 30)),
        (31, ("report_missing", 31, "-0.5", 31)),
        (50, ("report_missing", 31, "-0.5", 50)),
    ],
)
def test_the_report_on_time_late_and_very_late(amina, union, sent, expected):
    kind, on, weight, addressed = expected
    report = meet(union, by=amina, on=D).report
    meetings.send_report(
        report, summary="x", version=0, by=amina, at=noon_of(report.due_on + days(sent))
    )
    addressed_on = None if addressed is None else report.due_on + days(addressed)
    found = told(union, "report_on_time", "report_late", "report_missing")
    assert found == [(kind, report.due_on + days(on), weight, addressed_on)]


@pytest.mark.parametrize(("late", "count"), [(0, 0), (30, 0), (31, 1)])
def test_a_report_that_was_not_sent_is_missing_after_a_month(amina, union, late, count):
    report = meet(union, by=amina, on=D).report
    found = told(union, "report_missing", as_of=report.due_on + days(late))
    assert found == [("report_missing", report.due_on + days(31), "-0.5", None)] * count


# --- C1–C3: contacts and being together ----------------------------------------------------------------

CONTACTS = ["introduction_held", "introduction_skipped", "informal_contact", "met_in_person"]


def test_an_introduction_before_the_first_meeting(amina, union):
    contact(union, "introduction", by=amina, on=D - days(9))
    meet(union, by=amina, on=D)
    contact(union, "introduction", by=amina, on=D + days(9))
    assert told(union, *CONTACTS) == [
        ("introduction_held", D - days(9), "0.5", None),
        ("informal_contact", D + days(9), "0.25", None),
    ]


def test_a_first_meeting_with_strangers_is_made_good_by_getting_acquainted(amina, union):
    contact(union, "message", by=amina, on=D - days(9))
    meet(union, by=amina, on=D)
    assert told(union, "introduction_skipped") == [("introduction_skipped", D, "-0.25", None)]
    contact(union, "meal", by=amina, on=D + days(4))
    assert told(union, "introduction_skipped")[0][-1] == D + days(4)


def test_who_was_visited_before_is_no_stranger(amina, union):
    contact(union, "visit", by=amina, on=D - days(9))
    meet(union, by=amina, on=D)
    assert told(union, *CONTACTS) == [("met_in_person", D - days(9), "0.5", None)]


@pytest.mark.parametrize(
    ("kind", "slug", "weight"),
    [
        ("call", "informal_contact", "0.25"),
        ("message", "informal_contact", "0.25"),
        ("visit", "met_in_person", "0.5"),
        ("meal", "met_in_person", "0.5"),
        ("introduction", "introduction_held", "0.5"),
    ],
)
def test_a_contact_counts_once(amina, union, kind, slug, weight):
    contact(union, kind, by=amina, on=D)
    assert told(union, *CONTACTS) == [(slug, D, weight, None)]


@pytest.mark.parametrize(("mode", "count"), [("in_person", 1), ("hybrid", 1), ("online", 0)])
def test_a_meeting_in_person_counts_for_everybody_who_was_there(
    amina, union, supplier, mode, count
):
    meet(union, supplier, by=amina, on=D, mode=mode)
    for stakeholder in (union, supplier):
        expected = [("met_in_person", D, "0.5", None)] * count
        assert told(stakeholder, "met_in_person") == expected


def test_a_contact_is_of_the_organisations_day(amina, union):
    late_in_utc = noon_of(D).replace(hour=23)  # past midnight in Amsterdam
    logged = contact(union, "call", by=amina, on=D)
    type(logged).objects.update(happened_at=late_in_utc)
    assert told(union, "informal_contact")[0][1] == D + days(1)


# --- C4: questions --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "expected"),
    [
        (0, ("question_answered", 0, "0.25", None)),
        (-2, ("question_answered", -2, "0.25", None)),
        (1, ("question_overdue", 1, "-0.5", 1)),
        (9, ("question_overdue", 1, "-0.5", 9)),
        (None, ("question_overdue", 1, "-0.5", None)),
    ],
)
def test_a_question_in_time_late_and_left(amina, union, answered, expected):
    kind, on, weight, addressed = expected
    meeting = meet(union, by=amina, on=D)
    question = meetings.take_question(meeting, wording="When?", by=amina, on=D, stakeholder=union)
    due_on = question.answer_due_on
    if answered is not None:
        meetings.answer_question(question, answer="Soon", on=due_on + days(answered))
    addressed_on = None if addressed is None else due_on + days(addressed)
    found = told(union, "question_answered", "question_overdue")
    assert found == [(kind, due_on + days(on), weight, addressed_on)]


def test_a_question_is_owed_to_who_asked_it_else_to_everybody(amina, union, supplier):
    meeting = meet(union, supplier, by=amina, on=D)
    meetings.take_question(meeting, wording="When?", by=amina, on=D, stakeholder=union)
    meetings.take_question(meeting, wording="Where?", by=amina, on=D)
    counts = [len(told(each, "question_overdue")) for each in (union, supplier)]
    assert counts == [2, 1]


# --- C5, C6: the person they know ------------------------------------------------------------------------

CHANGES = ["contact_changed_without_handover", "contact_handed_over"]
SINCE = date(2025, 3, 3)  # when Amina took the union on


@pytest.mark.parametrize(
    ("was_joint", "slug", "weight"),
    [
        (None, "contact_changed_without_handover", "-1"),
        (False, "contact_changed_without_handover", "-1"),
        (True, "contact_handed_over", "-0.25"),
    ],
)
def test_another_contact_person(union, chloe, was_joint, slug, weight):
    assign(union, user=chloe, part=PRIMARY, on=D, was_joint=was_joint)
    assert told(union, *CHANGES) == [(slug, D, weight, None)]


def test_a_change_is_made_good_by_a_handover_afterwards_or_a_year_of_the_same_person(union, chloe):
    changed = assign(union, user=chloe, part=PRIMARY, on=D)
    assert told(union, *CHANGES, as_of=D + days(364))[0][-1] is None
    assert told(union, *CHANGES, as_of=D + days(365))[0][-1] == D + days(365)
    Handover.objects.create(incoming=changed, held_on=D + days(60), was_joint=True)
    assert told(union, *CHANGES) == [("contact_changed_without_handover", D, "-1", D + days(60))]


def test_another_deputy_is_no_change_of_contact_person(union, chloe):
    assign(union, user=chloe, part=ContactAssignment.Part.DEPUTY, on=D)
    assert told(union, *CHANGES) == []


def test_every_half_year_of_the_same_person(union, chloe):
    half, whole = SINCE + days(182), SINCE + days(364)
    stable = [("contact_stable_half_year", day, "0.25", None) for day in (half, whole)]
    assert told(union, "contact_stable_half_year", as_of=whole) == stable
    assert told(union, "contact_stable_half_year", as_of=whole - days(1)) == stable[:1]
    assign(union, user=chloe, part=PRIMARY, on=half + days(100))
    assert told(union, "contact_stable_half_year", as_of=whole) == stable[:1]


def test_who_holds_the_meeting(amina, bram, chloe, union):
    meet(union, by=amina, on=D)
    meet(union, by=chloe, on=D + days(10))
    assert told(union, "attended_by_somebody_else")[0][-1] is None
    meet(union, by=bram, on=D + days(20))
    assert told(union, "attended_by_fixed_contact", "attended_by_somebody_else") == [
        ("attended_by_fixed_contact", D, "0.25", None),
        ("attended_by_somebody_else", D + days(10), "-0.25", D + days(20)),
        ("attended_by_fixed_contact", D + days(20), "0.25", None),
    ]


def test_the_last_day_belongs_to_the_successor(amina, chloe, union):
    assign(union, user=chloe, part=PRIMARY, on=D)
    meet(union, by=amina, on=D)
    assert told(union, "attended_by_somebody_else") == [
        ("attended_by_somebody_else", D, "-0.25", None)
    ]


# --- I1, K1, K2: purpose, preparation and process agreements ------------------------------------------------

PURPOSE = ["purpose_stated", "purpose_missing"]
PROCESS = ["process_agreements_recapped", "process_agreements_absent"]


def test_the_purpose_shared_before_the_meeting(amina, union):
    meeting = meet(union, by=amina, on=D, is_held=False)
    ask(meeting, by=amina)
    hold(meeting)
    assert told(union, *PURPOSE) == [("purpose_stated", D - days(21), "0.25", None)]


def test_a_missing_purpose_is_made_good_the_next_time(amina, union):
    meet(union, by=amina, on=D)
    assert told(union, *PURPOSE) == [("purpose_missing", D, "-0.25", None)]
    ask(meet(union, by=amina, on=D + days(60), is_held=False), by=amina)
    assert told(union, "purpose_missing")[0][-1] == D + days(39)


PREPARED = ["prepared_in_time", "preparation_skipped"]


@pytest.mark.parametrize(
    ("ahead", "expected"),
    [
        (4, [("prepared_in_time", D, "0.25", None)]),
        (3, [("prepared_in_time", D, "0.25", None)]),
        (2, []),
        (1, []),
        (-1, [("preparation_skipped", D, "-0.25", None)]),
        (None, [("preparation_skipped", D, "-0.25", None)]),
    ],
)
def test_the_agenda_in_time_late_and_not_at_all(asked, amina, union, ahead, expected):
    meeting, round_, point = asked
    if ahead is not None:
        decide(point, by=amina, at=noon_of(D - days(9)))
        answer_round(round_, at=noon_of(D - days(ahead)))
    assert told(union, *PREPARED) == []
    hold(meeting)
    assert told(union, *PREPARED, as_of=D - days(1)) == []
    assert told(union, *PREPARED) == expected


@pytest.mark.parametrize("is_asked", [True, False])
def test_where_nobody_was_asked_or_answered_there_was_nothing_to_prepare(amina, union, is_asked):
    meeting = meet(union, by=amina, on=D, is_held=False)
    if is_asked:
        ask(meeting, by=amina)
    hold(meeting)
    assert told(union, *PREPARED) == []


def test_preparation_counts_for_everybody_at_the_table(asked, union, supplier):
    meeting, _round, _point = asked
    meetings.invite(meeting, meetings.Guest(supplier))
    hold(meeting)
    skipped = [("preparation_skipped", D, "-0.25", None)]
    assert told(union, *PREPARED) == told(supplier, *PREPARED) == skipped


def test_a_meeting_without_preparing_is_made_good_the_next_time(asked, amina, union):
    first, _round, _point = asked
    hold(first)
    second = meet(union, by=amina, on=D + days(30), is_held=False)
    answer_round(ask(second, by=amina), at=noon_of(D + days(20)))
    assert told(union, *PREPARED)[0][-1] is None
    hold(second)
    assert told(union, *PREPARED) == [
        ("preparation_skipped", D, "-0.25", D + days(30)),
        ("prepared_in_time", D + days(30), "0.25", None),
    ]


def test_process_agreements_accepted_and_repeated(amina, union):
    meeting = meet(union, by=amina, on=D, is_held=False)
    ask(meeting, by=amina, lines=agreements.STANDARD_AGREEMENTS)
    agree(meeting, union, at=noon_of(D - days(3)))
    meetings.recap_agreements(meeting, at=noon_of(D))
    hold(meeting)
    assert told(union, *PROCESS) == [("process_agreements_recapped", D, "0.25", None)]


def test_a_later_version_that_nobody_agreed_to_takes_nothing_away(amina, union):
    meeting = meet(union, by=amina, on=D, is_held=False)
    ask(meeting, by=amina, lines=agreements.STANDARD_AGREEMENTS)
    agree(meeting, union, at=noon_of(D - days(3)))
    first = meeting.trajectory.agreement_versions.get()
    agreements.propose_agreements(
        meeting.trajectory, lines=["Anew"], instead_of=first, by=amina, at=noon_of(D - days(2))
    )
    meetings.recap_agreements(meeting, at=noon_of(D))
    hold(meeting)
    assert told(union, *PROCESS) == [("process_agreements_recapped", D, "0.25", None)]


def test_who_joined_later_had_agreed_to_nothing(amina, union, supplier):
    meeting = meet(union, by=amina, on=D, is_held=False)
    ask(meeting, by=amina, lines=agreements.STANDARD_AGREEMENTS)
    agree(meeting, union, at=noon_of(D - days(3)))
    meetings.invite(meeting, meetings.Guest(supplier))
    meetings.recap_agreements(meeting, at=noon_of(D))
    hold(meeting)
    assert len(told(union, *PROCESS)) == 1
    assert told(supplier, *PROCESS) == []


def test_our_word_for_their_yes_counts_two_weeks_after_their_link(amina, union):
    meeting = meet(union, by=amina, on=D, is_held=False)
    ask(meeting, by=amina, lines=agreements.STANDARD_AGREEMENTS)
    version = meeting.trajectory.agreement_versions.get()
    at = noon_of(D - days(20))
    agreements.record_endorsement(version, stakeholder=union, answer="accepted", by=amina, at=at)
    meetings.recap_agreements(meeting, at=noon_of(D))
    hold(meeting)
    assert told(union, *PROCESS) == []
    hand_of(meeting.participations.get(), at=noon_of(D - days(15)))
    assert len(told(union, *PROCESS)) == 1


@pytest.mark.parametrize("missing", ["their answer", "their yes", "the recap"])
def test_proposed_agreements_without_their_yes_or_our_recap_say_nothing(amina, union, missing):
    meeting = meet(union, by=amina, on=D, is_held=False)
    ask(meeting, by=amina, lines=agreements.STANDARD_AGREEMENTS)
    if missing != "their answer":
        answer = "refused" if missing == "their yes" else "accepted"
        agree(meeting, union, at=noon_of(D - days(3)), answer=answer)
    if missing != "the recap":
        meetings.recap_agreements(meeting, at=noon_of(D))
    hold(meeting)
    assert told(union, *PROCESS) == []


def test_a_meeting_without_process_agreements_is_made_good_the_next_time(amina, union):
    first = meet(union, by=amina, on=D)
    assert told(union, *PROCESS) == [("process_agreements_absent", D, "-0.25", None)]
    second = meet(union, by=amina, on=D + days(30), is_held=False, trajectory=first.trajectory)
    agreements.propose_agreements(
        first.trajectory, lines=["Listen"], by=amina, at=noon_of(D + days(20))
    )
    agree(second, union, at=noon_of(D + days(25)))
    meetings.recap_agreements(second, at=second.starts_at)
    hold(second)
    assert told(union, "process_agreements_absent")[0][-1] == D + days(30)


# --- All of them --------------------------------------------------------------------------------------------


def test_meetings_that_are_planned_or_cancelled_say_nothing_yet(amina, union):
    meet(union, by=amina, on=TODAY + days(9), is_held=False)
    meetings.cancel_meeting(meet(union, by=amina, on=D, is_held=False), at=noon_of(D))
    stable = {"contact_stable_half_year"}
    assert {fact.kind for fact in facts_about(union)} == stable


def test_nothing_after_the_day_is_known_yet(amina, union):
    contact(union, "call", by=amina, on=D)
    meet(union, by=amina, on=D)
    promise_to(union, by=amina, due_on=D)
    before = facts_about(union, as_of=D - days(1))
    assert {fact.kind for fact in before} == {"contact_stable_half_year"}


def test_the_words_of_an_expectation_are_in_no_fact(asked, amina, union):
    meeting, round_, point = asked
    decide(point, by=amina, at=noon_of(D - days(9)))
    answer_round(round_, at=noon_of(D - days(7)))
    hold(meeting)
    assert not any("SECRET" in fact.wording for fact in facts_about(union))


def test_the_catalogue_says_which_rows_are_recorded():
    assert set(CATALOGUE) > RECORDED


def test_two_people_of_one_stakeholder_make_one_meeting(amina, union, ravi):
    meeting = meet(union, by=amina, on=D, mode="in_person")
    meetings.invite(meeting, meetings.Guest(union, ravi))
    assert len(told(union, "met_in_person")) == 1


@pytest.mark.parametrize("count", [1, 3])
def test_reading_costs_six_queries_for_any_number(
    amina, union, supplier, django_assert_num_queries, count
):
    from trust.relationships import relationships_with

    for number in range(count):
        meet(union, supplier, by=amina, on=D + timedelta(days=number))
        promise_to(union, supplier, by=amina)
        contact(union, "call", by=amina, on=D)
    with django_assert_num_queries(6):
        relationships_with([union.pk])
    with django_assert_num_queries(6):
        relationships_with([union.pk, supplier.pk])
