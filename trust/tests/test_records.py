"""The sums behind the overview: each counts what it says, and only what one may see."""

from datetime import date

import pytest

from dialogue.actions import meetings, promises
from dialogue.actions.rounds import answer_round
from dialogue.models import Meeting, Promise
from stakeholders.models import ContactAssignment
from stakeholders.tests.cast import NOON, TODAY
from trust.charts import HEIGHT, bars_of
from trust.conduct import Dimension
from trust.records.meetings import shares_of_meetings
from trust.records.promises import Month, kept_on_time, open_promises, promises_by_month
from trust.records.relationships import conduct_towards, now_and_before, overview
from trust.records.shares import Share
from trust.tests.scenes import (
    ask,
    change_together,
    contact,
    days,
    decide,
    hold,
    meet,
    promise_to,
    send_point,
)

MARCH = date(2026, 3, 10)


# --- Promises by month ---------------------------------------------------------------------------------


@pytest.fixture
def one_of_each(amina, bram, union):
    """In March: one kept on time, one late, one broken, one changed alone, one open, and others.

    The others do not count: withdrawn, not due, theirs, not given, taken over.
    """
    on_time, late, broken, changed = (
        promise_to(union, by=amina, due_on=MARCH) for _each in range(4)
    )
    promises.keep_promise(on_time, by=amina, on=MARCH)
    promises.keep_promise(late, by=amina, on=MARCH + days(3))
    promises.break_promise(broken, by=amina, on=MARCH, reason="x")
    promises.change_alone(changed, new_due_on=MARCH + days(9), reason="x", by=amina, on=MARCH)
    promises.keep_promise(changed, by=amina, on=MARCH)
    withdrawn = promise_to(union, by=amina, due_on=MARCH)
    change_together(withdrawn, drops=True, by=amina, on=MARCH)
    promise_to(union, by=amina, due_on=TODAY + days(9))
    promise_to(union, by=amina, due_on=MARCH, side="theirs")
    promise_to(union, by=amina, due_on=MARCH, owner=bram)
    taken_over = promise_to(union, by=amina, due_on=MARCH, is_taken_over=True)
    promises.keep_promise(taken_over, by=amina, on=MARCH)
    return promise_to(union, by=amina, due_on=MARCH, wording="Still open")


def test_each_promise_stands_once_in_its_month(one_of_each):
    months = promises_by_month(Promise.objects.all(), TODAY)
    assert [month.first_on for month in months][::11] == [date(2025, 6, 1), date(2026, 5, 1)]
    full = {month.first_on: month for month in months if month.all}
    march = Month(date(2026, 3, 1), kept=1, kept_late=1, broken=2, open_late=1)
    assert full == {march.first_on: march}
    assert kept_on_time(months) == Share(1, 4)


def test_what_is_left_out_of_the_queryset_is_left_out_of_the_sum(one_of_each):
    assert not any(month.all for month in promises_by_month(Promise.objects.none(), TODAY))


def test_months_run_over_the_turn_of_the_year():
    months = promises_by_month(Promise.objects.none(), date(2026, 1, 31), count=3)
    assert [month.first_on for month in months] == [
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    ]


def test_a_share_of_few_is_no_share():
    assert (Share(4, 4).is_enough, Share(4, 5).is_enough, Share(4, 5).percent) == (False, True, 80)


def test_bars_stand_on_the_ground_and_on_each_other():
    empty, full = bars_of([Month(MARCH), Month(MARCH, kept=3, broken=1)])
    assert empty.blocks == []
    kept, broken = full.blocks
    assert kept.y + kept.height == HEIGHT - 20
    assert broken.y + broken.height == kept.y
    assert kept.height > broken.height > 0


# --- Open now --------------------------------------------------------------------------------------------


def test_open_promises_breaches_first_then_the_oldest(amina, union, supplier):
    promise_to(union, by=amina, due_on=TODAY)
    newer = promise_to(union, by=amina, due_on=TODAY - days(3))
    older = promise_to(union, supplier, by=amina, due_on=TODAY - days(40))
    broken = promise_to(union, by=amina, due_on=TODAY - days(1))
    promises.break_promise(broken, by=amina, on=TODAY, reason="x")
    mended = promise_to(union, by=amina, due_on=TODAY - days(60))
    promises.break_promise(mended, by=amina, on=TODAY - days(50), reason="x")
    promises.mend_promise(mended, by=amina, on=TODAY - days(40), remark="x")
    found = open_promises(Promise.objects.all(), TODAY)
    assert found.rows == [broken, older, newer]
    assert (found.count, found.late, found.oldest_days) == (3, 2, 40)
    assert found.parties == {union.pk: union.name, supplier.pk: supplier.name}


def test_nothing_open(amina, union):
    found = open_promises(Promise.objects.all(), TODAY)
    assert (found.rows, found.count, found.late, found.oldest_days) == ([], 0, 0, 0)


# --- Meetings of the last year ---------------------------------------------------------------------------


def test_points_answered_before_the_meeting(amina, union):
    """Of three points one was answered ahead, one decided without telling, one left."""
    for back, is_decided, is_told in ((90, True, True), (60, True, False), (30, False, False)):
        meeting = meet(union, by=amina, on=TODAY - days(back), is_held=False)
        round_ = ask(meeting, by=amina)
        at = meeting.starts_at - days(9)
        point = send_point(round_, meeting.participations.get(), at)
        if is_decided:
            decide(point, by=amina, at=at)
        if is_told:
            answer_round(round_, at=at)
        hold(meeting)
    assert shares_of_meetings(Meeting.objects.all(), TODAY)["answered"] == Share(1, 3)


def test_met_by_the_person_they_know(amina, bram, chloe, union, supplier):
    meeting = meet(union, supplier, by=amina, on=TODAY - days(30))  # the supplier knows Chloe
    meetings.invite(meeting, meetings.Guest(union, None))
    meet(union, by=bram, on=TODAY - days(20))
    meet(union, by=amina, on=TODAY - days(370))
    meet(union, by=amina, on=TODAY + days(3), is_held=False)
    assert shares_of_meetings(Meeting.objects.all(), TODAY)["known"] == Share(2, 3)
    ContactAssignment.objects.filter(stakeholder=supplier).delete()
    assert shares_of_meetings(Meeting.objects.all(), TODAY)["known"] == Share(2, 2)


def test_two_people_of_one_stakeholder_are_met_once(amina, union, ravi):
    meeting = meet(union, by=amina, on=TODAY - days(30))
    meetings.invite(meeting, meetings.Guest(union, ravi))
    assert shares_of_meetings(Meeting.objects.all(), TODAY)["known"] == Share(1, 1)


# --- Relationships -----------------------------------------------------------------------------------------


def test_three_months_ago_is_what_we_know_now_about_then(amina, union):
    for back in (300, 250, 200, 150):
        contact(union, "visit", by=amina, on=TODAY - days(back))
        contact(union, "call", by=amina, on=TODAY - days(back))
    meet(union, by=amina, on=TODAY - days(10))
    now, before = now_and_before(union, TODAY)
    assert before.as_of == TODAY - days(91)
    assert len(before.facts) < len(now.facts)
    assert before.ledgers[Dimension.CONNECTEDNESS].shown


def test_the_first_sixty_days_count_from_the_earlier_of_two_days(amina, union):
    union.created_at = NOON - days(10)
    conduct = conduct_towards(union, TODAY)
    assert conduct.bands_from == date(2025, 3, 3) + days(60)
    assert not conduct.is_just_begun
    ContactAssignment.objects.filter(stakeholder=union).delete()
    assert conduct_towards(union, TODAY).bands_from == TODAY + days(50)


def test_advice_looks_beyond_the_page(amina, union, supplier):
    broken = promise_to(supplier, by=amina, due_on=TODAY - days(40))
    promises.break_promise(broken, by=amina, on=TODAY, reason="x")
    elsewhere = open_promises(Promise.objects.all(), TODAY).parties
    found = overview([union], elsewhere, TODAY)
    assert [row.stakeholder for row in found.rows] == [union]
    assert [(each.name, each.suggestion.slug) for each in found.advice] == [
        (supplier.name, "make_up_for_promise")
    ]
