"""What they say through their own links: our summary, a facilitator, another date, a question."""

import pytest

from dialogue.actions import facilitators, meetings, promises
from dialogue.actions.meetings import ask_through_a_link, say_what_we_heard
from dialogue.models import Facilitator, Promise
from dialogue.tests.hands import hand_of, proposal_for
from stakeholders.actions.stakeholders import add_stakeholder
from stakeholders.models import Stakeholder
from stakeholders.tests.cast import TODAY
from trust.records.promises import open_promises
from trust.tests.scenes import DUE, days, facts_about, meet, noon_of, promise_to, told

D = TODAY - days(200)


# --- C7: what we heard --------------------------------------------------------------------------------

SUMMARY = ["summary_confirmed", "summary_corrected"]


@pytest.fixture
def reported(amina, union):
    """The seat of the union at a meeting whose report was sent."""
    meeting = meet(union, by=amina, on=D)
    meetings.send_report(meeting.report, summary="x", version=0, by=amina, at=noon_of(D + days(5)))
    return meeting.participations.get()


def say(seat, is_right, after):
    say_what_we_heard(
        seat.meeting.report,
        participation=seat,
        is_right=is_right,
        remark="" if is_right else "SECRET-OTHERWISE",
        on=D + days(after),
    )


def test_a_summary_that_they_confirm(reported, union):
    say(reported, True, after=7)
    assert told(union, *SUMMARY) == [("summary_confirmed", D + days(7), "0.25", None)]
    assert told(union, *SUMMARY, as_of=D + days(6)) == []


def test_being_told_that_it_was_different_is_listed_and_weighs_nothing(reported, union):
    say(reported, False, after=7)
    assert told(union, *SUMMARY) == [("summary_corrected", D + days(7), "0", None)]
    [fact] = [fact for fact in facts_about(union) if fact.kind == "summary_corrected"]
    assert fact.url == f"/conversations/{reported.meeting_id}/afterwards/"
    assert "SECRET" not in fact.wording


def test_the_last_word_counts(reported, union):
    say(reported, False, after=7)
    say(reported, True, after=9)
    assert told(union, *SUMMARY) == [("summary_confirmed", D + days(9), "0.25", None)]
    assert [row[0] for row in told(union, *SUMMARY, as_of=D + days(8))] == ["summary_corrected"]


def test_nobody_confirms_a_summary_for_another(reported, union, supplier):
    meetings.invite(reported.meeting, meetings.Guest(supplier))
    say(reported, True, after=7)
    assert told(supplier, *SUMMARY) == []


# --- K4: a facilitator ---------------------------------------------------------------------------------

LED = ["facilitator_accepted", "facilitator_imposed"]


@pytest.fixture
def planned(amina, union, supplier):
    return meet(union, supplier, by=amina, on=D, is_held=False)


@pytest.fixture
def mediator(planned, amina):
    return propose(planned, amina)


def propose(meeting, by, back=20, name="S. Irudhayam"):
    return facilitators.propose_facilitator(
        Facilitator(name=name, about="Independent.", paid_by="Half each."),
        trajectory=meeting.trajectory,
        by=by,
        at=meeting.starts_at - days(back),
    )


def consent(facilitator, stakeholder, by, after, answer="yes"):
    facilitators.record_consent(
        facilitator, stakeholder=stakeholder, answer=answer, by=by, on=D + days(after)
    )


def hold(meeting):
    meetings.hold_meeting(meeting, at=meeting.starts_at + days(1))


def test_a_facilitator_whom_everybody_had_accepted(planned, mediator, amina, union, supplier):
    consent(mediator, union, amina, after=-9)
    consent(mediator, supplier, amina, after=-2, answer="condition")
    assert told(union, *LED) == []
    hold(planned)
    for party in (union, supplier):
        assert told(party, *LED) == [("facilitator_accepted", D, "0.5", None)]


def test_the_same_facilitator_counts_once(planned, mediator, amina, union, supplier):
    for party in (union, supplier):
        consent(mediator, party, amina, after=-2)
    hold(planned)
    meet(union, supplier, by=amina, on=D + days(50), trajectory=planned.trajectory)
    assert told(union, *LED) == [("facilitator_accepted", D, "0.5", None)]


@pytest.mark.parametrize("answer", [None, "no"])
def test_meeting_without_everybodys_yes_is_mended_when_they_agree(
    planned, mediator, amina, union, supplier, answer
):
    consent(mediator, union, amina, after=-2)
    if answer:
        consent(mediator, supplier, amina, after=-2, answer=answer)
    hold(planned)
    imposed = ("facilitator_imposed", D, "-1")
    for party in (union, supplier):
        assert told(party, *LED) == [(*imposed, None)]
    consent(mediator, supplier, amina, after=6)
    for party in (union, supplier):
        assert told(party, *LED) == [(*imposed, D + days(6))]


def test_a_facilitator_who_makes_way_is_no_longer_imposed(planned, mediator, amina, union):
    hold(planned)
    at = planned.starts_at + days(8)
    other = Facilitator(name="L. Vaidyan", about="Independent.", paid_by="Us.")
    facilitators.propose_facilitator(other, trajectory=planned.trajectory, by=amina, at=at)
    assert told(union, *LED) == [("facilitator_imposed", D, "-1", D + days(8))]


def test_a_facilitator_who_was_proposed_afterwards_did_not_lead(planned, amina, union):
    hold(planned)
    propose(planned, amina, back=-3)
    assert told(union, *LED) == []


def test_who_came_to_the_table_later_did_not_have_to_agree_before(
    planned, mediator, amina, union, supplier
):
    consent(mediator, union, amina, after=-2)
    consent(mediator, supplier, amina, after=-2)
    hold(planned)
    newcomer = add_stakeholder(Stakeholder(name="New", kind="ngo"), by=amina, on=D)
    later = meet(
        union, newcomer, by=amina, on=D + days(50), trajectory=planned.trajectory, is_held=False
    )
    hold(later)
    assert [row[:2] for row in told(union, *LED)] == [
        ("facilitator_accepted", D),
        ("facilitator_imposed", D + days(50)),
    ]
    assert [row[0] for row in told(supplier, *LED)] == ["facilitator_accepted"]


# --- D1–D3: another date, asked through their links -----------------------------------------------------

NEW = DUE + days(50)
DATES = ["promise_changed_together", "promise_change_proposed", "promise_change_objected"]


@pytest.fixture
def promise(amina, union, supplier):
    return promise_to(union, supplier, by=amina)


@pytest.fixture
def seats(amina, union, supplier):
    meeting = meet(union, supplier, by=amina, on=DUE - days(40))
    seats = meeting.participations.all()
    return seats.get(stakeholder=union), seats.get(stakeholder=supplier)


ASKED = DUE - days(9)


def ask_for(promise, by, on=ASKED, new=NEW):
    promises.propose_change(promise, new_due_on=new, reason="Late steel", by=by, on=on)


def test_a_date_that_was_only_proposed_changes_nothing(promise, seats, amina, union):
    ask_for(promise, amina)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(seats[0]), on=DUE - days(8))
    assert told(union, *DATES) == [("promise_change_proposed", DUE - days(9), "0", None)]
    promises.keep_promise(promise, by=amina, on=DUE + days(9))
    assert told(union, "promise_late_8_days")[0][1] == DUE + days(8)


def test_the_yes_of_the_last_party_is_a_date_agreed_together(
    promise, seats, amina, union, supplier
):
    ask_for(promise, amina)
    for seat, back in zip(seats, (8, 5), strict=True):
        promises.accept_change(
            promise, proposal_for(promise), hand=hand_of(seat), on=DUE - days(back)
        )
    promises.keep_promise(promise, by=amina, on=NEW)
    for party in (union, supplier):
        assert told(party, *DATES, "promise_kept", "promise_late_31_days") == [
            ("promise_change_proposed", DUE - days(9), "0", None),
            ("promise_changed_together", DUE - days(5), "0", None),
            ("promise_kept", NEW, "1", None),
        ]


def test_an_objection_is_listed_and_the_agreed_date_stands(promise, seats, amina, union):
    ask_for(promise, amina)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(seats[0]), on=DUE - days(8))
    promises.object_to_change(
        promise, proposal_for(promise), hand=hand_of(seats[1]), on=DUE - days(7)
    )
    promises.keep_promise(promise, by=amina, on=DUE)
    assert told(union, *DATES, "promise_kept") == [
        ("promise_change_proposed", DUE - days(9), "0", None),
        ("promise_change_objected", DUE - days(7), "0", None),
        ("promise_kept", DUE, "1", None),
    ]


def test_a_yes_to_an_earlier_proposal_is_none_to_the_next(promise, seats, amina, union):
    ask_for(promise, amina)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(seats[0]), on=DUE - days(8))
    other = NEW + days(5)
    ask_for(promise, amina, on=DUE - days(7), new=other)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(seats[1]), on=DUE - days(6))
    assert told(union, "promise_changed_together") == []
    promise.refresh_from_db()
    assert promise.due_on == DUE


def test_a_date_that_they_accept_acts_upon_one_that_we_changed_alone(promise, seats, amina, union):
    promises.change_alone(promise, new_due_on=NEW, reason="x", by=amina, on=DUE - days(20))
    later = TODAY + days(9)
    ask_for(promise, amina, new=later)
    for seat, back in zip(seats, (8, 5), strict=True):
        assert told(union, "promise_changed_alone")[0][-1] is None
        assert open_promises(Promise.objects.all(), TODAY).count == 1
        promises.accept_change(
            promise, proposal_for(promise), hand=hand_of(seat), on=DUE - days(back)
        )
    assert told(union, "promise_changed_alone")[0][-1] == DUE - days(5)
    assert open_promises(Promise.objects.all(), TODAY).count == 0


# --- C4: a question through their link --------------------------------------------------------------------


@pytest.mark.parametrize(("is_worry", "working_days"), [(True, 5), (False, 10)])
def test_a_question_asked_through_a_link_counts_by_its_own_date(
    amina, union, supplier, is_worry, working_days
):
    seat = meet(union, supplier, by=amina, on=D).participations.get(stakeholder=union)
    question = ask_through_a_link(seat, wording="When?", is_worry=is_worry, owner=amina, on=D)
    assert (question.answer_due_on - D).days == working_days * 7 // 5
    late = [("question_overdue", question.answer_due_on + days(1), "-0.5", None)]
    assert told(union, "question_overdue") == late
    assert told(supplier, "question_overdue") == []
