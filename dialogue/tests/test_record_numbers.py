"""A number that somebody keeps shows whether the record still says what it said (AUD-8)."""

import pytest

from dialogue.actions import promises
from dialogue.actions.agreements import endorse, propose_agreements
from dialogue.models import ChainEntry
from dialogue.record_numbers import number_of, record_number_for, record_numbers_for, still_says
from dialogue.tests.hands import hand_of
from stakeholders.tests.cast import NOON


@pytest.fixture
def entry(promise):
    return ChainEntry.objects.order_by("seq").first()


def test_a_number_is_short_and_says_nothing_about_anybody(entry):
    number = number_of(entry)
    assert number.startswith(f"{entry.chain.code}-1-")
    assert len(number) <= 40 and number.count("-") == 6


def test_the_record_still_says_what_nobody_touched(entry, promise, amina, today):
    number = number_of(entry)
    answer = still_says(number)
    assert (answer.still_says_so, answer.written_at) == (True, entry.recorded_at)
    promises.break_promise(promise, by=amina, on=today, reason="No money")
    assert still_says(number).since == answer.since + 1


@pytest.mark.parametrize(
    "typed",
    [
        lambda number: f"  {number.upper()} ",
        lambda number: number.replace("-", "–"),
        lambda number: number.replace("-", " "),
        lambda number: number.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
    ],
)
def test_a_number_is_read_as_people_write_it(entry, typed):
    assert still_says(typed(number_of(entry))).still_says_so


@pytest.mark.parametrize(
    "typed", ["", "hello", "1234", "a" * 5000, "0123456789-1-12", "-", "²-1-x"]
)
def test_what_is_no_number_is_not_looked_up(db, typed, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert still_says(typed) is None


def test_another_hash_or_entry_or_chain_is_not_in_the_record(entry):
    code, seq, digits = number_of(entry).split("-", 2)
    other = "f" if digits[-1] != "f" else "e"
    for number in (
        f"{code}-{seq}-{digits[:-1]}{other}",
        f"{code}-99-{digits}",
        f"{code[::-1]}-{seq}-{digits}",
    ):
        assert not still_says(number).is_there


def test_every_row_of_history_has_its_number(promise, meeting, participation, amina, union):
    version = propose_agreements(meeting.trajectory, lines=["no_harm"], by=amina, at=NOON)
    yes = endorse(version, hand=hand_of(participation), answer="accepted", at=NOON)
    for row in (promise, promise.changes.first(), version, yes):
        assert still_says(record_number_for(row, union)).still_says_so
    assert record_number_for(union) == ""


def test_each_party_gets_the_number_in_its_own_chain(union, supplier, amina, today):
    promise = promises.propose_promise(
        wording="Pay", parties=[union, supplier], due_on=today, owner=amina, by=amina, on=today
    )
    for stakeholder in (union, supplier):
        number = record_number_for(promise.changes.first(), stakeholder)
        assert number.startswith(stakeholder.chain.code)


def test_many_numbers_cost_one_query(promise, django_assert_num_queries, union):
    lines = list(promise.changes.all())
    with django_assert_num_queries(1):
        assert record_numbers_for(lines, union)
