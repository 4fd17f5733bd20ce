"""A promise is given, changed together, kept or broken, and nobody rewrites that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction

from config.pages import CannotDo
from dialogue.actions import promises as actions
from dialogue.models import Participation, Promise, PromiseChange
from dialogue.models.promises import MOVES

State, Kind = Promise.State, PromiseChange.Kind
PATHS = {
    State.PROPOSED: [],
    State.REFUSED: [Kind.REFUSED],
    State.GIVEN: [Kind.ACCEPTED],
    State.KEPT: [Kind.ACCEPTED, Kind.KEPT],
    State.BROKEN: [Kind.ACCEPTED, Kind.BROKEN],
    State.WITHDRAWN: [Kind.ACCEPTED, Kind.WITHDRAWN_TOGETHER],
}
ANSWERS = {Kind.MOVE_ACCEPTED, Kind.MOVE_OBJECTED}


def write(promise, kind, by, on):
    """A line of this kind; a proposal comes before the answer to it."""
    new_due_on = promise.first_due_on + timedelta(days=7) if kind in MOVES else None
    if kind in ANSWERS:
        write_line(promise, Kind.MOVE_PROPOSED, by, on, new_due_on)
    write_line(promise, kind, by, on, new_due_on)


def write_line(promise, kind, by, on, new_due_on):
    change = PromiseChange(promise=promise, kind=kind, by=by, happened_on=on, new_due_on=new_due_on)
    change.save()
    promise.refresh_from_db()


@pytest.fixture
def proposed(amina, bram, union, today):
    return actions.propose_promise(
        wording="Pay on time",
        parties=[union],
        due_on=today + timedelta(days=14),
        owner=bram,
        by=amina,
        on=today,
    )


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", State)
def test_the_database_lets_follow_what_the_model_says_and_nothing_else(
    proposed, bram, today, state, kind
):
    for step in PATHS[state]:
        write(proposed, step, bram, today)
    assert proposed.state == state
    if proposed.can_take(kind):
        write(proposed, kind, bram, today)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            write(proposed, kind, bram, today)


def test_a_promise_for_a_colleague_is_not_given_before_they_say_yes(proposed, bram, today):
    assert proposed.state == State.PROPOSED
    actions.accept_promise(proposed, by=bram, on=today)
    assert proposed.state == State.GIVEN


def test_who_promises_to_deliver_it_personally_has_said_yes(promise):
    assert promise.state == State.GIVEN


def test_a_kept_promise_can_not_be_reopened(promise, amina, today):
    actions.keep_promise(promise, by=amina, on=today)
    with pytest.raises(CannotDo):
        actions.break_promise(promise, by=amina, on=today, reason="no")
    promise.refresh_from_db()
    assert promise.state == State.KEPT


def test_a_date_moved_together_becomes_the_date(promise, amina, today):
    later = today + timedelta(days=30)
    actions.move_together(
        promise, new_due_on=later, agreed_with="R. Meena, by phone", by=amina, on=today
    )
    assert promise.due_on == later
    assert promise.first_due_on == today + timedelta(days=14)


def test_a_date_moved_alone_is_a_breach_and_the_agreed_date_stays(promise, amina, today):
    change = actions.move_alone(
        promise, new_due_on=today + timedelta(days=30), reason="Busy", by=amina, on=today
    )
    assert change.is_breach
    assert promise.due_on == today + timedelta(days=14)


# --- A date that is asked for ---------------------------------------------------------------------


@pytest.fixture
def later(today):
    return today + timedelta(days=30)


@pytest.fixture
def asked(promise, amina, today, later):
    """The promise, for which another date was asked."""
    actions.propose_move(
        promise, new_due_on=later, reason="The printer is late", by=amina, on=today
    )
    return promise


@pytest.fixture
def other_seat(meeting, supplier):
    """A second party at the table."""
    return Participation.objects.create(meeting=meeting, stakeholder=supplier)


def test_a_proposal_alone_moves_nothing(asked, today):
    assert asked.due_on == today + timedelta(days=14)
    assert asked.state == State.GIVEN


def test_a_proposal_says_why(promise, amina, today, later):
    with pytest.raises(ValidationError, match="Say why"):
        actions.propose_move(promise, new_due_on=later, reason=" ", by=amina, on=today)


def test_a_proposal_that_they_accept_becomes_the_date(asked, participation, today, later):
    change = actions.accept_move(asked, new_due_on=later, participation=participation, on=today)
    assert asked.due_on == later
    assert not change.is_breach


def test_with_two_parties_the_date_moves_when_both_accepted(
    asked, union, supplier, participation, other_seat, today, later
):
    asked.parties.set([union, supplier])
    actions.accept_move(asked, new_due_on=later, participation=participation, on=today)
    assert asked.due_on == asked.first_due_on
    actions.accept_move(asked, new_due_on=later, participation=participation, on=today)
    assert asked.due_on == asked.first_due_on
    actions.accept_move(asked, new_due_on=later, participation=other_seat, on=today)
    assert asked.due_on == later


def test_an_objection_ends_the_proposal(
    asked, union, supplier, participation, other_seat, today, later
):
    asked.parties.set([union, supplier])
    actions.object_to_move(asked, new_due_on=later, participation=participation, on=today)
    assert asked.due_on == asked.first_due_on
    with pytest.raises(CannotDo, match="changed this promise"):
        actions.accept_move(asked, new_due_on=later, participation=other_seat, on=today)


def test_yes_to_one_proposal_is_no_yes_to_the_next(
    asked, amina, union, supplier, participation, other_seat, today, later
):
    asked.parties.set([union, supplier])
    actions.accept_move(asked, new_due_on=later, participation=participation, on=today)
    actions.propose_move(asked, new_due_on=later, reason="Once more", by=amina, on=today)
    actions.accept_move(asked, new_due_on=later, participation=other_seat, on=today)
    assert asked.due_on == asked.first_due_on


def settle(promise, amina, later, today):
    """Everything that makes a proposal a thing of the past."""
    return {
        "another proposal": lambda: actions.propose_move(
            promise, new_due_on=later + timedelta(days=1), reason="x", by=amina, on=today
        ),
        "moved together": lambda: actions.move_together(
            promise, new_due_on=later, agreed_with="them", by=amina, on=today
        ),
        "moved alone": lambda: actions.move_alone(
            promise, new_due_on=later, reason="x", by=amina, on=today
        ),
        "kept": lambda: actions.keep_promise(promise, by=amina, on=today),
    }


@pytest.mark.parametrize("what", ["another proposal", "moved together", "moved alone", "kept"])
@pytest.mark.parametrize("answer", [actions.accept_move, actions.object_to_move])
def test_a_proposal_that_no_longer_stands_cannot_be_answered(
    asked, amina, participation, today, later, what, answer
):
    settle(asked, amina, later, today)[what]()
    with pytest.raises(CannotDo):
        answer(asked, new_due_on=later, participation=participation, on=today)


def test_nobody_accepts_a_date_that_was_not_asked_for(asked, participation, today, later):
    with pytest.raises(CannotDo):
        actions.accept_move(
            asked, new_due_on=later + timedelta(days=1), participation=participation, on=today
        )


def test_a_new_date_in_the_past_is_refused(promise, amina, today):
    with pytest.raises(ValidationError):
        actions.move_together(
            promise, new_due_on=today - timedelta(days=1), agreed_with="x", by=amina, on=today
        )


def test_a_promise_of_ours_needs_an_owner(amina, union, today):
    with pytest.raises(ValidationError, match="somebody who delivers it"):
        actions.propose_promise(
            wording="Pay", parties=[union], due_on=today, owner=None, by=amina, on=today
        )


def test_a_promise_can_not_be_due_before_it_was_made(amina, union, today):
    with pytest.raises(ValidationError, match="due before it was made"):
        actions.propose_promise(
            wording="Pay",
            parties=[union],
            due_on=today - timedelta(days=1),
            owner=amina,
            by=amina,
            on=today,
        )


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_promisechange SET kind = 'kept'",
        "DELETE FROM dialogue_promisechange",
        "TRUNCATE dialogue_promisechange",
        "UPDATE dialogue_expectationdecision SET outcome = 'declined'",
        "DELETE FROM dialogue_endorsement",
        "UPDATE dialogue_promise SET state = 'kept'",
        "UPDATE dialogue_promise SET first_due_on = now()",
        "DELETE FROM dialogue_promise",
        "ALTER TABLE dialogue_promise DISABLE TRIGGER ALL",
        "SET session_replication_role = replica",
        "DROP TABLE dialogue_promisechange",
    ],
)
def test_the_program_has_no_right_to_rewrite_history(promise, statement):
    with (
        pytest.raises(DatabaseError) as refusal,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert refusal.value.__cause__.pgcode == "42501"


def test_a_promise_that_is_inserted_as_kept_begins_as_proposed(union, amina, today):
    promise = Promise.objects.create(
        wording="Forged",
        owner=amina,
        made_on=today,
        first_due_on=today,
        due_on=today + timedelta(days=400),
        state=State.KEPT,
        settled_on=today,
        is_confirmed=True,
    )
    promise.refresh_from_db()
    assert (promise.state, promise.due_on, promise.is_confirmed) == (State.PROPOSED, today, None)
