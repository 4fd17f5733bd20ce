"""A promise is given, changed together, kept or broken, and nobody rewrites that."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Role
from config.pages import CannotDo
from dialogue.actions import promises as actions
from dialogue.models import Participation, Promise, PromiseChange
from dialogue.models.promises import CHANGES
from dialogue.tests.hands import hand_of, proposal_for
from dialogue.tests.rights import is_refused
from stakeholders.tests.cast import NOON, make_user

State, Kind = Promise.State, PromiseChange.Kind
PATHS = {
    State.PROPOSED: [],
    State.REFUSED: [Kind.REFUSED],
    State.GIVEN: [Kind.ACCEPTED],
    State.KEPT: [Kind.ACCEPTED, Kind.KEPT],
    State.BROKEN: [Kind.ACCEPTED, Kind.BROKEN],
    State.WITHDRAWN: [Kind.ACCEPTED, Kind.WITHDRAWN_TOGETHER],
}
ANSWERS = {Kind.CHANGE_ACCEPTED, Kind.CHANGE_OBJECTED, Kind.CHANGE_STANDS}
BY_THEM = {Kind.CONFIRMED, Kind.DENIED, Kind.MEND_CONFIRMED, Kind.CHANGE_ACCEPTED}


class Lines:
    """Writes lines of any kind, with what that kind needs, past every verb of ours."""

    def __init__(self, promise, by, seat, on):
        self.promise, self.by, self.seat, self.on = promise, by, seat, on

    def write(self, kind):
        """A proposal comes before the answer to it, and an effect after the last yes."""
        if kind == Kind.WITHDRAWN_TOGETHER:
            self.line(Kind.CHANGE_PROPOSED, drops=True)
            return self.line(Kind.CHANGE_ACCEPTED, answers=proposal_for(self.promise))
        if kind in ANSWERS:
            hand_of(self.seat)  # a link to object with
            asks = Kind.CHANGE_RECORDED if kind == Kind.CHANGE_STANDS else Kind.CHANGE_PROPOSED
            self.line(asks, new_due_on=self.promise.first_due_on + timedelta(days=7))
            return self.line(kind, answers=proposal_for(self.promise))
        return self.line(kind, **self.more(kind))

    def more(self, kind):
        if kind in CHANGES:
            return {"new_due_on": self.promise.first_due_on + timedelta(days=7)}
        return {
            Kind.ACCEPTED: {"has_authority": True},
            Kind.HANDED_OVER: {"new_owner": self.by},
        }.get(kind, {})

    def line(self, kind, **more):
        who = hand_of(self.seat).signature() if kind in BY_THEM else {"by": self.by}
        PromiseChange(promise=self.promise, kind=kind, happened_on=self.on, **who, **more).save()
        self.promise.refresh_from_db()


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


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind not in PromiseChange.EFFECTS])
@pytest.mark.parametrize("state", State)
def test_the_database_lets_follow_what_the_model_says_and_nothing_else(
    proposed, bram, participation, today, state, kind
):
    lines = Lines(proposed, bram, participation, today)
    for step in PATHS[state]:
        lines.write(step)
    assert proposed.state == state
    if proposed.can_take(kind):
        lines.write(kind)
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            lines.write(kind)


@pytest.mark.parametrize("effect", sorted(PromiseChange.EFFECTS))
def test_nobody_writes_by_hand_what_only_follows_from_a_yes(promise, amina, today, effect):
    with pytest.raises(IntegrityError, match="cannot become"), transaction.atomic():
        PromiseChange(
            promise=promise, kind=effect, happened_on=today, by=amina, new_due_on=today
        ).save()


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


def test_a_change_that_we_wrote_down_waits_for_their_own_word(promise, amina, participation, today):
    later = today + timedelta(days=30)
    actions.change_together(
        promise, new_due_on=later, agreed_with="R. Meena, by phone", by=amina, on=today
    )
    assert promise.due_on == promise.first_due_on
    actions.accept_change(promise, proposal_for(promise), hand=hand_of(participation), on=today)
    assert promise.due_on == later
    assert promise.first_due_on == today + timedelta(days=14)


def test_a_change_that_we_wrote_down_stands_after_two_weeks_in_which_they_could_object(
    promise, amina, participation, today
):
    later, phoned_on = today + timedelta(days=30), today + timedelta(days=1)
    hand_of(participation, at=NOON)
    actions.change_together(
        promise, new_due_on=later, agreed_with="R. Meena, by phone", by=amina, on=phoned_on
    )
    assert actions.let_changes_stand(NOON + timedelta(days=14)) == 0
    assert actions.let_changes_stand(NOON + timedelta(days=16)) == 1
    promise.refresh_from_db()
    assert promise.due_on == later
    assert promise.changes.last().happened_on == phoned_on


def test_without_a_link_to_object_with_nothing_that_we_wrote_down_stands(promise, amina, today):
    later = today + timedelta(days=30)
    actions.change_together(promise, new_due_on=later, agreed_with="them", by=amina, on=today)
    assert actions.let_changes_stand(NOON + timedelta(days=99)) == 0
    promise.refresh_from_db()
    assert promise.due_on == promise.first_due_on


def test_a_promise_is_dropped_only_together(promise, amina, participation, today):
    actions.propose_change(promise, drops=True, reason="Not needed any more", by=amina, on=today)
    assert promise.state == State.GIVEN
    actions.accept_change(promise, proposal_for(promise), hand=hand_of(participation), on=today)
    assert promise.state == State.WITHDRAWN


def test_other_words_hold_when_they_agreed_and_the_first_words_are_kept(
    promise, amina, participation, today
):
    actions.propose_change(
        promise, new_words="Send it in Hindi", reason="Asked by R. Meena", by=amina, on=today
    )
    assert promise.wording == "Send the translated summary"
    actions.accept_change(promise, proposal_for(promise), hand=hand_of(participation), on=today)
    assert promise.wording == "Send it in Hindi"
    assert promise.first_words.text == "Send the translated summary"


def test_what_they_ask_for_holds_when_we_agree(promise, amina, participation, today):
    later = today + timedelta(days=30)
    actions.propose_change(
        promise, new_due_on=later, reason="Harvest", hand=hand_of(participation), on=today
    )
    assert promise.due_on == promise.first_due_on
    actions.accept_change(promise, proposal_for(promise), by=amina, on=today)
    assert promise.due_on == later


def test_what_they_promised_is_not_ours_to_change_alone(amina, union, today):
    theirs = actions.propose_promise(
        wording="Register sixty workers",
        parties=[union],
        due_on=today + timedelta(days=14),
        side=Promise.Side.THEIRS,
        by=amina,
        on=today,
    )
    with pytest.raises(CannotDo, match="theirs to change"):
        actions.change_alone(
            theirs, new_due_on=today + timedelta(days=30), reason="x", by=amina, on=today
        )


def test_we_do_not_agree_to_our_own_proposal(promise, amina, bram, today):
    later = today + timedelta(days=30)
    actions.propose_change(promise, new_due_on=later, reason="Busy", by=amina, on=today)
    with pytest.raises(CannotDo):
        actions.accept_change(promise, proposal_for(promise), by=bram, on=today)


def test_only_who_delivers_it_gives_the_promise(proposed, amina, today):
    with pytest.raises(CannotDo, match="Only the colleague who delivers it"):
        actions.accept_promise(proposed, by=amina, on=today)
    assert proposed.state == State.PROPOSED


def test_who_may_not_decide_on_it_does_not_give_it(proposed, bram, today):
    with pytest.raises(ValidationError, match="may decide on what it takes"):
        actions.accept_promise(proposed, by=bram, on=today, has_authority=False)


def test_a_promise_needs_an_owner_who_can_promise_for_us(amina, union, today):
    auditor = make_user("Otto", Role.AUDITOR)
    with pytest.raises(ValidationError, match="cannot promise anything for us"):
        actions.propose_promise(
            wording="Pay", parties=[union], due_on=today, owner=auditor, by=amina, on=today
        )


def test_a_promise_for_a_colleague_says_by_when_we_find_out(proposed, today):
    assert today < proposed.find_out_by <= proposed.first_due_on


def test_a_promise_is_handed_to_a_colleague_by_a_line_of_history(promise, amina, bram, today):
    actions.hand_over_promise(promise, to=bram, by=amina, on=today)
    assert promise.owner == bram
    assert promise.state == State.GIVEN


def test_a_date_changed_alone_is_a_breach_and_the_agreed_date_stays(promise, amina, today):
    change = actions.change_alone(
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
    actions.propose_change(
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
        actions.propose_change(promise, new_due_on=later, reason=" ", by=amina, on=today)


def test_a_proposal_that_they_accept_becomes_the_date(asked, participation, today, later):
    change = actions.accept_change(
        asked, proposal_for(asked), hand=hand_of(participation), on=today
    )
    assert asked.due_on == later
    assert not change.is_breach


def test_with_two_parties_the_date_moves_when_both_accepted(
    asked, union, supplier, participation, other_seat, today, later
):
    asked.parties.set([union, supplier])
    actions.accept_change(asked, proposal_for(asked), hand=hand_of(participation), on=today)
    assert asked.due_on == asked.first_due_on
    actions.accept_change(asked, proposal_for(asked), hand=hand_of(participation), on=today)
    assert asked.due_on == asked.first_due_on
    actions.accept_change(asked, proposal_for(asked), hand=hand_of(other_seat), on=today)
    assert asked.due_on == later


def test_an_objection_ends_the_proposal(
    asked, union, supplier, participation, other_seat, today, later
):
    asked.parties.set([union, supplier])
    proposal = proposal_for(asked)
    actions.object_to_change(asked, proposal, hand=hand_of(participation), on=today)
    assert asked.due_on == asked.first_due_on
    with pytest.raises(CannotDo, match="changed this promise"):
        actions.accept_change(asked, proposal, hand=hand_of(other_seat), on=today)


def test_yes_to_one_proposal_is_no_yes_to_the_next(
    asked, amina, union, supplier, participation, other_seat, today, later
):
    asked.parties.set([union, supplier])
    actions.accept_change(asked, proposal_for(asked), hand=hand_of(participation), on=today)
    actions.propose_change(asked, new_due_on=later, reason="Once more", by=amina, on=today)
    actions.accept_change(asked, proposal_for(asked), hand=hand_of(other_seat), on=today)
    assert asked.due_on == asked.first_due_on


def settle(promise, amina, later, today):
    """Everything that makes a proposal a thing of the past."""
    return {
        "another proposal": lambda: actions.propose_change(
            promise, new_due_on=later + timedelta(days=1), reason="x", by=amina, on=today
        ),
        "moved together": lambda: actions.change_together(
            promise, new_due_on=later, agreed_with="them", by=amina, on=today
        ),
        "moved alone": lambda: actions.change_alone(
            promise, new_due_on=later, reason="x", by=amina, on=today
        ),
        "kept": lambda: actions.keep_promise(promise, by=amina, on=today),
    }


@pytest.mark.parametrize("what", ["another proposal", "moved together", "moved alone", "kept"])
@pytest.mark.parametrize("answer", [actions.accept_change, actions.object_to_change])
def test_a_proposal_that_no_longer_stands_cannot_be_answered(
    asked, amina, participation, today, later, what, answer
):
    proposal = proposal_for(asked)
    settle(asked, amina, later, today)[what]()
    with pytest.raises(CannotDo):
        answer(asked, proposal, hand=hand_of(participation), on=today)


def test_nobody_accepts_a_date_that_was_not_asked_for(promise, participation, today):
    with pytest.raises(CannotDo):
        actions.accept_change(promise, None, hand=hand_of(participation), on=today)


def test_a_new_date_in_the_past_is_refused(promise, amina, today):
    with pytest.raises(ValidationError):
        actions.change_together(
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
    assert is_refused(statement)


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
