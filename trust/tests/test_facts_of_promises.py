"""Promises: what each way a promise can go says about us, with its day and its weight."""

import pytest

from dialogue.actions import promises
from dialogue.tests.hands import hand_of
from stakeholders.tests.cast import TODAY
from trust.tests.scenes import DUE, change_together, days, facts_about, meet, promise_to, told

KINDS = [
    "promise_kept",
    "promise_kept_days_late",
    "promise_late_8_days",
    "promise_late_31_days",
    "promise_changed_alone",
    "promise_changed_together",
    "promise_withdrawn_together",
    "promise_broken",
]


def about_promises(stakeholder, as_of=TODAY):
    return told(stakeholder, *KINDS, as_of=as_of)


@pytest.fixture
def promise(amina, union):
    return promise_to(union, by=amina)


@pytest.fixture
def guest(amina, union):
    """The union at a meeting: its own link is what a confirmation comes through."""
    return meet(union, by=amina, on=DUE - days(40)).participations.get()


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (-3, ("promise_kept", -3, "1", None)),
        (0, ("promise_kept", 0, "1", None)),
        (1, ("promise_kept_days_late", 1, "0", None)),
        (7, ("promise_kept_days_late", 7, "0", None)),
        (8, ("promise_late_8_days", 8, "-0.5", 8)),
        (30, ("promise_late_8_days", 8, "-0.5", 30)),
        (31, ("promise_late_31_days", 31, "-1", 31)),
        (60, ("promise_late_31_days", 31, "-1", 60)),
    ],
)
def test_kept_early_on_the_day_and_late(promise, amina, union, late, expected):
    kind, on, weight, addressed = expected
    promises.keep_promise(promise, by=amina, on=DUE + days(late))
    addressed_on = None if addressed is None else DUE + days(addressed)
    assert about_promises(union) == [(kind, DUE + days(on), weight, addressed_on)]


@pytest.mark.parametrize(
    ("late", "kind", "since"),
    [
        (0, None, None),
        (7, None, None),
        (8, "promise_late_8_days", 8),
        (30, "promise_late_8_days", 8),
        (31, "promise_late_31_days", 31),
        (100, "promise_late_31_days", 31),
    ],
)
def test_while_it_is_open_one_lateness_replaces_the_other(promise, union, late, kind, since):
    found = about_promises(union, as_of=DUE + days(late))
    assert [row[:2] for row in found] == ([(kind, DUE + days(since))] if kind else [])
    assert all(addressed_on is None for *_rest, addressed_on in found)


def test_a_change_alone_is_a_breach_until_it_is_put_right(promise, amina, union):
    promises.change_alone(
        promise, new_due_on=DUE + days(50), reason="Busy", by=amina, on=DUE - days(5)
    )
    moved = ("promise_changed_alone", DUE - days(5), "-1")
    assert about_promises(union) == [(*moved, None)]
    promises.mend_promise(promise, by=amina, on=DUE + days(9), remark="We apologised")
    assert about_promises(union) == [(*moved, DUE + days(9))]


def test_a_change_alone_says_that_it_will_be_late_and_is_not_counted_twice(promise, amina, union):
    promises.change_alone(promise, new_due_on=DUE + days(50), reason="Busy", by=amina, on=DUE)
    promises.keep_promise(promise, by=amina, on=DUE + days(50))
    assert about_promises(union) == [("promise_changed_alone", DUE, "-1", DUE + days(50))]


@pytest.mark.parametrize("mend", ["keep", "together", "withdraw"])
def test_what_else_puts_a_change_alone_right(promise, amina, union, mend):
    promises.change_alone(promise, new_due_on=DUE + days(5), reason="x", by=amina, on=DUE - days(9))
    on = DUE - days(2)
    if mend == "keep":
        promises.keep_promise(promise, by=amina, on=on)
    elif mend == "together":
        change_together(promise, new_due_on=TODAY, by=amina, on=on)
    else:
        change_together(promise, drops=True, by=amina, on=on)
    assert about_promises(union)[0][-1] == on


def test_a_broken_promise_replaces_its_lateness(promise, amina, union):
    promises.break_promise(promise, by=amina, on=DUE + days(40), reason="No money")
    broken = ("promise_broken", DUE + days(40), "-1")
    assert about_promises(union) == [(*broken, None)]
    promises.keep_promise(promise, by=amina, on=DUE + days(60))
    assert about_promises(union) == [(*broken, DUE + days(60))]


def test_a_date_changed_together_in_time_costs_nothing(promise, amina, union):
    change_together(promise, new_due_on=DUE + days(50), by=amina, on=DUE)
    promises.keep_promise(promise, by=amina, on=DUE + days(50))
    assert about_promises(union) == [
        ("promise_changed_together", DUE, "0", None),
        ("promise_kept", DUE + days(50), "1", None),
    ]


def test_lateness_before_a_new_date_stays_known_and_is_put_right_by_it(promise, amina, union):
    change_together(promise, new_due_on=DUE + days(90), by=amina, on=DUE + days(10))
    assert about_promises(union) == [
        ("promise_late_8_days", DUE + days(8), "-0.5", DUE + days(10)),
        ("promise_changed_together", DUE + days(10), "0", None),
        ("promise_late_8_days", DUE + days(98), "-0.5", None),
    ]


def test_withdrawn_together_is_listed_and_weighs_nothing(promise, amina, union):
    change_together(promise, drops=True, by=amina, on=DUE - days(3))
    assert about_promises(union) == [("promise_withdrawn_together", DUE - days(3), "0", None)]


def only_fact(stakeholder):
    (fact,) = [fact for fact in facts_about(stakeholder) if fact.kind in KINDS]
    return fact


def test_their_yes_makes_it_whole_and_their_no_marks_it(promise, amina, union, guest):
    promises.keep_promise(promise, by=amina, on=DUE)
    assert (only_fact(union).confirmed, only_fact(union).disputed) == (False, False)
    promises.deny_kept(promise, hand=hand_of(guest), on=DUE + days(2))
    assert (only_fact(union).confirmed, only_fact(union).disputed) == (False, True)
    promises.confirm_kept(promise, hand=hand_of(guest), on=DUE + days(4))
    assert (only_fact(union).confirmed, only_fact(union).disputed) == (True, False)


def test_a_late_promise_that_they_confirm_is_a_confirmed_repair(promise, amina, union, guest):
    promises.keep_promise(promise, by=amina, on=DUE + days(20))
    assert not only_fact(union).repair_confirmed
    promises.confirm_kept(promise, hand=hand_of(guest), on=DUE + days(21))
    assert only_fact(union).repair_confirmed


def test_only_they_confirm_that_a_breach_was_put_right(promise, amina, union, guest):
    promises.break_promise(promise, by=amina, on=DUE, reason="No money")
    promises.mend_promise(promise, by=amina, on=DUE + days(5), remark="Another way")
    assert not only_fact(union).repair_confirmed
    promises.confirm_mended(promise, hand=hand_of(guest), on=DUE + days(8))
    fact = only_fact(union)
    assert (fact.addressed_on, fact.repair_confirmed) == (DUE + days(5), True)


def test_a_promise_to_several_is_a_fact_for_each_and_nobody_confirms_for_another(
    amina, union, supplier, guest
):
    promise = promise_to(union, supplier, by=amina)
    promises.keep_promise(promise, by=amina, on=DUE)
    promises.confirm_kept(promise, hand=hand_of(guest), on=DUE)
    assert [only_fact(each).confirmed for each in (union, supplier)] == [True, False]


def test_what_they_promised_and_what_was_never_given_say_nothing_about_us(amina, bram, union):
    promise_to(union, by=amina, side="theirs")
    promise_to(union, by=amina, owner=bram)
    refused = promise_to(union, by=amina, owner=bram)
    promises.refuse_promise(refused, by=bram, on=DUE, reason="Cannot")
    assert about_promises(union) == []


@pytest.mark.parametrize(
    ("late", "wording"),
    [
        (-1, "Promise kept, 1 day early: Pay the deposit"),
        (-3, "Promise kept, 3 days early: Pay the deposit"),
        (0, "Promise kept on the day: Pay the deposit"),
        (5, "Promise kept 5 days late: Pay the deposit"),
        (12, "Promise kept 12 days late: Pay the deposit"),
    ],
)
def test_a_fact_says_it_in_plain_words_and_leads_to_its_page(promise, amina, union, late, wording):
    promises.keep_promise(promise, by=amina, on=DUE + days(late))
    assert (only_fact(union).wording, only_fact(union).url) == (wording, f"/promises/{promise.pk}/")
    open_one = promise_to(union, by=amina, due_on=TODAY - days(12), wording="Pay 100%")
    wordings = {fact.url: fact.wording for fact in facts_about(union)}
    assert wordings[f"/promises/{open_one.pk}/"] == "Promise still open, 12 days late: Pay 100%"
