"""The evidence indicator: worked values, thresholds as tables, and properties (domain.md §4.4)."""

import re
from dataclasses import replace
from datetime import date, timedelta
from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trust.conduct import (
    CATALOGUE,
    KINDS,
    PARAMETERS,
    PRACTICE_FOR,
    Band,
    Confidence,
    Dimension,
    Fact,
    UnknownKind,
    balance,
    band_of,
    confidence_of,
    kind_when_kept,
    kind_while_open,
    ledger,
    ledgers,
    overall,
    printed,
    promises_to_get_back,
    weigh,
    what_would_help,
)

TODAY = date(2026, 4, 15)
DEPENDABILITY = Dimension.DEPENDABILITY
GOOD = [kind.slug for kind in KINDS if kind.weight > 0]
BAD = [kind.slug for kind in KINDS if kind.weight < 0]


def days_ago(days):
    return TODAY - timedelta(days=days)


def confirmed(kind, *ages):
    return [Fact(kind, days_ago(age), confirmed=True) for age in ages]


def dependability(facts, as_of=TODAY):
    return ledger(facts, as_of, DEPENDABILITY)


# --- The worked values of domain.md §4.4 ----------------------------------------------------------

# The reading that gives the printed values: one year of work. A promise kept every two months, the
# last a month ago; information shared ahead once a quarter, the last today; a breach repaired
# today. The example adds up facts of two dimensions, so it is checked on the bare formula.
A_GOOD_YEAR = confirmed("promise_kept", 30, 90, 150, 210, 270, 330) + confirmed(
    "information_shared_ahead", 0, 90, 180
)
BROKEN = Fact("promise_broken", days_ago(20))
REPAIRED = replace(BROKEN, addressed_on=TODAY)


@pytest.mark.parametrize(
    ("breaches", "indicator", "band"),
    [
        ([], 79, Band.BUILDING),
        ([BROKEN], 60, Band.BUILDING),
        ([replace(REPAIRED, repair_confirmed=True)], 69, Band.BUILDING),
        ([REPAIRED], 64, Band.BUILDING),
    ],
    ids=["six kept and three shared", "one broken, open", "repair confirmed", "own word only"],
)
def test_a_good_year_and_one_breach(breaches, indicator, band):
    found = balance(weigh(A_GOOD_YEAR + breaches, TODAY))
    assert (found.indicator, found.band) == (indicator, band)


# A coffee is taken together, so it is catalogued as C3, met in person (+0.5). As C2, informal
# contact (+0.25), the printed values cannot be reached: five would give at most 62.
def test_twenty_coffees_in_one_quarter_are_not_shown():
    first_quarter = [date(2026, 1, 8) + timedelta(days=4 * n) for n in range(20)]
    coffees = [Fact("met_in_person", day, confirmed=True) for day in first_quarter]
    found = ledger(coffees, date(2026, 5, 15), Dimension.CONNECTEDNESS)
    assert (found.indicator, found.count, found.kinds_count, found.shown) == (59, 20, 1, False)


def test_five_coffees_over_fifteen_months_are_not_shown():
    coffees = confirmed("met_in_person", 0, 91, 182, 273, 364)  # one in each of five quarters
    found = ledger(coffees, TODAY, Dimension.CONNECTEDNESS)
    assert (found.indicator, found.count, found.kinds_count, found.shown) == (66, 5, 1, False)


def test_the_worked_sum_is_printed_with_its_numbers():
    facts = confirmed("promise_kept", 0, 1, 2) + [Fact("promise_broken", days_ago(3))]
    assert dependability(confirmed("promise_kept", 0)).worked_sum == (
        "(1.00 + 2) / (1.00 + 0.00 + 4) = 0.60"
    )
    found = dependability(facts)
    assert found.worked_sum == "(2.9943 + 2) / (2.9943 + 3.00 + 4) = 0.50"


# --- Rows -----------------------------------------------------------------------------------------


def only_row(fact, as_of=TODAY):
    (row,) = weigh([fact], as_of)
    return row


@pytest.mark.parametrize(
    ("fact", "contribution"),
    [
        (Fact("promise_kept", TODAY, confirmed=True), "1"),
        (Fact("promise_kept", TODAY), "0.5"),
        (Fact("promise_kept", TODAY, confirmed=True, disputed=True), "0.5"),
        (Fact("met_in_person", TODAY), "0.5"),
        (Fact("met_in_person", TODAY, disputed=True), "0.25"),
        (Fact("promise_kept", days_ago(365), confirmed=True), "0.5"),
        (Fact("promise_kept", TODAY, confirmed=True, taken_over=True), "0"),
        (Fact("promise_kept_days_late", TODAY), "0"),
        (Fact("promise_broken", days_ago(5000)), "-3"),
        (Fact("promise_broken", TODAY, disputed=True), "-3"),
        (Fact("promise_broken", TODAY, taken_over=True), "0"),
        (Fact("promise_broken", days_ago(9), addressed_on=TODAY), "-2.25"),
        (Fact("promise_broken", days_ago(9), addressed_on=TODAY, repair_confirmed=True), "-1.5"),
        (
            Fact(
                "promise_broken",
                days_ago(900),
                addressed_on=days_ago(730),
                repair_confirmed=True,
            ),
            "-0.75",
        ),
    ],
)
def test_what_one_fact_contributes(fact, contribution):
    assert only_row(fact).contribution == Decimal(contribution)


def test_a_row_can_be_recomputed_by_hand():
    for row in weigh(A_GOOD_YEAR + [REPAIRED], TODAY):
        product = (
            row.weight * row.breach_factor * row.age_factor * row.saturation * row.repair_factor
        )
        assert row.contribution == product.quantize(Decimal("0.0001"))


def test_what_happens_later_does_not_count_yet():
    tomorrow = TODAY + timedelta(days=1)
    assert weigh([Fact("promise_broken", tomorrow)], TODAY) == ()
    assert only_row(Fact("promise_broken", TODAY, addressed_on=tomorrow)).is_open


@pytest.mark.parametrize(
    ("kind", "saturations"),
    [
        ("promise_kept", ["1", "1", "1", "0.5", "0.25"]),
        ("met_in_person", ["1", "0.5", "0.25", "0.125", "0.0625"]),
    ],
)
def test_volume_within_a_quarter_stops_paying(kind, saturations):
    rows = weigh(confirmed(kind, 0, 1, 2, 3, 4), TODAY)
    assert [row.saturation for row in rows] == [Decimal(each) for each in saturations]


def test_an_unconfirmed_promise_never_takes_the_place_of_a_confirmed_one():
    own_word = Fact("promise_kept", TODAY)
    rows = weigh([own_word] + confirmed("promise_kept", 1, 2, 3), TODAY)
    assert next(row for row in rows if row.fact == own_word).rank == 4


def test_quarters_do_not_share_their_free_ones():
    rows = weigh(confirmed("met_in_person", 14, 15), TODAY)  # 1 April and 31 March
    assert [row.rank for row in rows] == [1, 1]


def test_an_unknown_kind_is_refused():
    with pytest.raises(UnknownKind):
        Fact("promise_kissed", TODAY)


# --- The catalogue --------------------------------------------------------------------------------


def test_every_row_of_the_catalogue_is_there():
    rows = {f"D{n}" for n in range(8)} | {f"C{n}" for n in range(9)}
    rows |= {f"{letter}{n}" for letter in "IK" for n in range(1, 8)}
    assert {kind.id for kind in KINDS} == rows
    assert len(CATALOGUE) == len(KINDS)


def test_every_bad_fact_has_a_practice_that_answers_it():
    assert set(PRACTICE_FOR) == set(BAD)


@pytest.mark.parametrize(
    ("days", "when_kept", "while_open"),
    [
        (-3, "promise_kept", None),
        (0, "promise_kept", None),
        (1, "promise_kept_days_late", None),
        (7, "promise_kept_days_late", None),
        (8, "promise_late_8_days", "promise_late_8_days"),
        (30, "promise_late_8_days", "promise_late_8_days"),
        (31, "promise_late_31_days", "promise_late_31_days"),
    ],
)
def test_how_late_is_late(days, when_kept, while_open):
    assert (kind_when_kept(days), kind_while_open(days)) == (when_kept, while_open)


# --- Bands, confidence, enough evidence -----------------------------------------------------------


@pytest.mark.parametrize(
    ("indicator", "band"),
    [
        (0, Band.NEEDS_REPAIR),
        (39, Band.NEEDS_REPAIR),
        (40, Band.FRAGILE),
        (59, Band.FRAGILE),
        (60, Band.BUILDING),
        (79, Band.BUILDING),
        (80, Band.SOLID),
        (100, Band.SOLID),
    ],
)
def test_bands(indicator, band):
    assert band_of(indicator) == band


@pytest.mark.parametrize(
    ("uncertainty", "confidence"),
    [
        ("1", Confidence.LOW),
        ("0.6001", Confidence.LOW),
        ("0.6", Confidence.MEDIUM),
        ("0.35", Confidence.MEDIUM),
        ("0.3499", Confidence.HIGH),
    ],
)
def test_confidence(uncertainty, confidence):
    assert confidence_of(Decimal(uncertainty)) == confidence


FOUR_KEPT = confirmed("promise_kept", 10, 20, 30, 40)


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ([], False),
        (FOUR_KEPT, False),
        (FOUR_KEPT + confirmed("promise_kept", 50), False),  # five of one kind
        (FOUR_KEPT + confirmed("rhythm_kept", 50), True),
        (FOUR_KEPT + confirmed("rhythm_kept", 730), True),
        (FOUR_KEPT + confirmed("rhythm_kept", 731), False),  # longer than two years ago
        (FOUR_KEPT + confirmed("promise_changed_together", 50), False),  # weighs nothing
        (FOUR_KEPT + [Fact("rhythm_kept", TODAY, taken_over=True)], False),
        (FOUR_KEPT + [Fact("promise_broken", TODAY)], True),
        (confirmed("report_on_time", 1, 2, 3) + confirmed("report_late", 4, 5), False),
        (FOUR_KEPT + confirmed("met_in_person", 50), False),  # another dimension
    ],
)
def test_enough_evidence(facts, shown):
    assert dependability(facts).shown == shown


def test_an_open_breach_is_announced_without_enough_evidence():
    found = dependability([BROKEN, Fact("expectation_undecided", TODAY)])
    assert not found.shown
    assert (found.count, found.needed) == (2, 5)
    assert [row.fact for row in found.open_breaches] == [BROKEN]
    assert len(found.open_negatives) == 2


def test_an_addressed_breach_is_no_longer_announced():
    assert dependability([REPAIRED]).open_breaches == []


def test_overall_is_the_weakest_dimension_with_enough_evidence():
    facts = FOUR_KEPT + confirmed("rhythm_kept", 5) + [BROKEN]
    facts += confirmed("met_in_person", 1, 2, 3) + confirmed("informal_contact", 1, 2)
    facts += [Fact("confidence_breached", TODAY)]  # weaker still, but one fact is not enough
    found = ledgers(facts, TODAY)
    assert overall(found) is found[DEPENDABILITY]
    assert overall(ledgers([], TODAY)) is None


@pytest.mark.parametrize(
    ("weight", "band", "promises"),
    [
        ("-1", Band.NEEDS_REPAIR, 0),
        ("-1", Band.FRAGILE, 2),
        ("-1", Band.BUILDING, 5),
        ("-0.5", Band.BUILDING, 3),
        ("-1", Band.SOLID, 12),
        ("-2", Band.SOLID, 24),
    ],
)
def test_promises_to_get_back(weight, band, promises):
    assert promises_to_get_back(Decimal(weight), band) == promises


@pytest.mark.parametrize(
    ("number", "text"),
    [("3", "3.00"), ("6.1200", "6.12"), ("0.5", "0.50"), ("1.2345", "1.2345")],
)
def test_printed_numbers_are_never_rounded(number, text):
    assert printed(Decimal(number)) == text


# --- What would help ------------------------------------------------------------------------------


def test_what_would_help_names_the_facts_and_recomputes_the_gain():
    late = [Fact("promise_late_8_days", days_ago(n), wording=f"promise {n}") for n in (3, 9)]
    report = Fact("report_late", days_ago(40))
    facts = FOUR_KEPT + late + [report, REPAIRED]
    first, second = what_would_help({"Prerna": ledgers(facts, TODAY)})
    assert (first.slug, first.facts) == ("keep_or_agree_new_date", tuple(late))
    assert (second.slug, second.facts) == ("agree_report_dates", (report,))
    settled = [replace(each, addressed_on=TODAY, repair_confirmed=True) for each in late]
    mended = dependability(FOUR_KEPT + settled + [report, REPAIRED])
    assert first.gain == mended.indicator - dependability(facts).indicator > second.gain > 0


def test_what_would_help_looks_across_relationships_and_keeps_three():
    mild = ledgers([Fact("purpose_missing", TODAY), Fact("report_late", TODAY)], TODAY)
    grave = ledgers([Fact("confidence_breached", TODAY), Fact("promise_broken", TODAY)], TODAY)
    found = what_would_help({"mild": mild, "grave": grave})
    assert [each.relationship for each in found[:2]] == ["grave", "grave"]
    assert len(found) == 3
    assert found[0].gain is None  # one fact prints no figure, so no difference either


def test_nothing_open_asks_for_nothing():
    assert what_would_help({"calm": ledgers(A_GOOD_YEAR, TODAY)}) == []


# --- Properties -----------------------------------------------------------------------------------


def value(facts, as_of=TODAY):
    return balance(weigh(facts, as_of)).value


ages = st.integers(min_value=0, max_value=1500)


@st.composite
def facts_of(draw, kinds):
    happened = draw(ages)
    addressed = draw(st.none() | st.integers(min_value=0, max_value=happened))
    return Fact(
        draw(st.sampled_from(kinds)),
        days_ago(happened),
        confirmed=draw(st.booleans()),
        addressed_on=None if addressed is None else days_ago(addressed),
        repair_confirmed=draw(st.booleans()),
        disputed=draw(st.booleans()),
        taken_over=draw(st.integers(0, 9)) == 0,
        wording=draw(st.sampled_from(["", "a", "b"])),
    )


# Few kinds and many facts, so that quarters fill up and ranks shift.
crowded = st.lists(facts_of(["promise_kept", "met_in_person", "promise_broken"]), max_size=30)
histories = crowded | st.lists(facts_of(list(CATALOGUE)), max_size=30)


@given(histories)
def test_bounded(history):
    found = balance(weigh(history, TODAY))
    assert 0 < found.value < 1
    assert 0 <= found.indicator <= 100
    assert 0 < found.uncertainty <= 1


@given(histories, facts_of(GOOD))
def test_a_good_fact_never_lowers(history, fact):
    assert value(history + [fact]) >= value(history)


@given(histories, facts_of(BAD))
def test_a_bad_fact_never_raises(history, fact):
    assert value(history + [fact]) <= value(history)


EQUALLY_HEAVY = [
    (good, bad) for good in GOOD for bad in BAD if CATALOGUE[good].weight == -CATALOGUE[bad].weight
]
good_on_the_whole = st.builds(
    list.__add__,
    st.lists(facts_of(GOOD), max_size=30),
    st.lists(facts_of(BAD), max_size=3),
).filter(lambda history: value(history) >= Decimal("0.5"))


@given(good_on_the_whole, st.sampled_from(EQUALLY_HEAVY), ages, ages)
def test_from_fifty_up_a_bad_fact_moves_at_least_as_far(history, pair, good_age, bad_age):
    good, bad = pair
    gained = value(history + confirmed(good, good_age)) - value(history)
    lost = value(history) - value(history + [Fact(bad, days_ago(bad_age))])
    assert lost >= gained


def test_below_thirty_little_is_left_to_lose():
    history = [Fact("promise_broken", days_ago(n)) for n in range(4)]
    before = value(history)
    assert before < Decimal("0.3")
    gained = value(history + confirmed("promise_kept", 0)) - before
    assert gained > before - value(history + [Fact("promise_broken", TODAY)])


@given(st.sampled_from(BAD), ages, ages)
def test_an_open_breach_does_not_fade(kind, age, later):
    breach = Fact(kind, days_ago(age))
    long_after = only_row(breach, TODAY + timedelta(days=later))
    assert long_after.contribution == only_row(breach).contribution
    assert long_after.is_open


@given(facts_of(BAD), ages, ages)
def test_an_addressed_breach_only_fades(fact, earlier, later):
    assume(fact.addressed_on is not None)
    first, second = sorted(TODAY + timedelta(days=days) for days in (earlier, later))
    assert only_row(fact, first).contribution <= only_row(fact, second).contribution <= 0


@given(facts_of(BAD))
def test_a_confirmed_repair_never_weighs_more_than_our_own_word(fact):
    ours, theirs = (replace(fact, repair_confirmed=each) for each in (False, True))
    assert abs(only_row(theirs).contribution) <= abs(only_row(ours).contribution)


@given(histories)
def test_two_years_of_silence_is_not_enough_evidence(history):
    last = max((fact.happened_on for fact in history), default=TODAY)
    later = ledgers(history, last + timedelta(days=731))
    assert not any(found.shown for found in later.values())
    assert overall(later) is None


@given(st.data(), histories)
def test_the_order_of_arrival_changes_nothing(data, history):
    shuffled = data.draw(st.permutations(history))
    assert ledgers(shuffled, TODAY) == ledgers(history, TODAY)


@given(histories)
def test_no_decimal_context_elsewhere_changes_a_figure(history):
    expected = ledgers(history, TODAY)
    with localcontext(Context(prec=5)):
        assert ledgers(history, TODAY) == expected


@given(histories)
def test_the_printed_sum_gives_the_printed_figure(history):
    for found in ledgers(history, TODAY).values():
        terms = [Decimal(each) for each in re.findall(r"[\d.]+", found.worked_sum)]
        good, prior, good_again, bad, priors, outcome = terms
        assert good == good_again == found.positive
        assert bad == found.negative
        assert abs((good + prior) / (good + bad + priors) - outcome) <= Decimal("0.005")
        assert outcome * 100 == found.indicator


@given(histories)
def test_the_sums_are_the_sums_of_the_rounded_rows(history):
    for found in ledgers(history, TODAY).values():
        total = sum((row.contribution for row in found.rows), Decimal(0))
        assert total == found.positive - found.negative


@given(histories)
def test_what_would_help_never_lowers(history):
    for suggestion in what_would_help({"one": ledgers(history, TODAY)}, limit=99):
        assert suggestion.exact_gain > 0
        assert suggestion.gain is None or suggestion.gain >= 0


def test_parameters_are_the_published_set():
    assert PARAMETERS.id == "2026-1"
