"""What we did not keep to counts against us until we act, and how fast we act counts as well (D6, K3)."""

import pytest

from dialogue.actions.agreements import propose_agreements
from dialogue.actions.breaches import act_on_breach, judge_action, report_breach
from dialogue.actions.meetings import working_days_after
from dialogue.tests.hands import hand_of
from stakeholders.tests.cast import TODAY
from trust.tests.scenes import days, facts_about, meet, noon_of, told

D = TODAY - days(100)
OURS = ["agreement_breached"]
FAST = ["breach_acted_on", "breach_left"]


@pytest.fixture
def line(amina, union, supplier):
    meeting = meet(union, supplier, by=amina, on=D - days(10))
    version = propose_agreements(
        meeting.trajectory, lines=["no_harm"], by=amina, at=noon_of(D - days(30))
    )
    return version.agreements.get()


@pytest.fixture
def seat(line, union):
    return line.version.trajectory.meetings.get().participations.get(stakeholder=union)


def breach_of(line, amina, **more):
    return report_breach(line, happened_on=D, on=D, words="SECRET", by=amina, **more)


def fact_of(stakeholder, kind):
    (fact,) = [fact for fact in facts_about(stakeholder) if fact.kind == kind]
    return fact


def test_ours_counts_against_us_towards_the_harmed_party(line, amina, union, supplier):
    breach_of(line, amina, harmed=union)
    assert told(union, *OURS) == [("agreement_breached", D, "-1", None)]
    assert told(supplier, *OURS) == []


def test_where_nobody_in_particular_was_harmed_it_counts_towards_every_party(
    line, amina, union, supplier
):
    breach_of(line, amina)
    assert told(union, *OURS) == told(supplier, *OURS) == [("agreement_breached", D, "-1", None)]


def test_theirs_is_no_failing_of_ours(line, amina, union, supplier):
    breach_of(line, amina, by_stakeholder=supplier, harmed=union)
    assert told(union, *OURS) == told(supplier, *OURS) == []


def test_it_is_addressed_by_acting_and_mended_by_their_own_word(line, amina, union, seat):
    breach = breach_of(line, amina, harmed=union)
    action = act_on_breach(breach, words="Apologised", on=D + days(1), by=amina)
    fact = fact_of(union, "agreement_breached")
    assert (fact.addressed_on, fact.repair_confirmed) == (D + days(1), False)
    judge_action(action, is_accepted=True, on=D + days(2), by=amina)
    assert not fact_of(union, "agreement_breached").repair_confirmed  # our word is not theirs
    judge_action(action, is_accepted=True, on=D + days(3), hand=hand_of(seat))
    assert fact_of(union, "agreement_breached").repair_confirmed
    judge_action(action, is_accepted=False, on=D + days(4), by=amina)
    fact = fact_of(union, "agreement_breached")
    assert (fact.repair_confirmed, fact.disputed) == (False, True)


@pytest.mark.parametrize(
    ("acted", "expected"),
    [
        (0, ["breach_acted_on"]),
        (5, ["breach_acted_on"]),
        (6, []),
        (10, []),
        (11, ["breach_left"]),
        (None, ["breach_left"]),
    ],
)
def test_acting_counts_within_five_and_leaving_it_after_ten_working_days(
    line, amina, union, supplier, acted, expected
):
    breach = breach_of(line, amina, by_stakeholder=supplier, harmed=union)
    if acted is not None:
        on = working_days_after(D, acted)
        act_on_breach(breach, words="Talked", on=on, by=amina)
    assert [kind for kind, *_rest in told(union, *FAST)] == expected
    assert told(supplier, *FAST) == []


def test_what_was_left_counts_from_the_day_after_the_tenth(line, amina, union):
    breach_of(line, amina, harmed=union)
    tenth = working_days_after(D, 10)
    assert told(union, *FAST, as_of=tenth) == []
    assert told(union, *FAST)[0][1] == tenth + days(1)


def test_acting_in_time_is_our_own_word_until_they_accept_it(line, amina, union, seat):
    breach = breach_of(line, amina, harmed=union)
    action = act_on_breach(breach, words="Apologised", on=D, by=amina)
    assert not fact_of(union, "breach_acted_on").confirmed
    judge_action(action, is_accepted=True, on=D, hand=hand_of(seat))
    assert fact_of(union, "breach_acted_on").confirmed


def test_a_breach_of_which_we_did_not_know_yet_is_in_no_older_figure(line, amina, union):
    breach_of(line, amina, harmed=union)
    assert told(union, *OURS, *FAST, as_of=D - days(1)) == []


def test_no_word_of_it_is_in_a_fact(line, amina, union):
    breach_of(line, amina, harmed=union)
    assert all("SECRET" not in fact.wording for fact in facts_about(union))
