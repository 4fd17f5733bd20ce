"""Doors into the stakeholders' own pages, one of each kind, for whoever looks at the demo."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from config.demo.asking import key_of_form
from config.demo.people import PIN
from config.demo.survey import WHO_WAS_REPLIED_TO, WORKERS_ROUND
from dialogue.actions.links import grouped, mint_link
from dialogue.actions.voices import SELECTOR_DIGITS, receipt_of
from dialogue.models import (
    Expectation,
    ExpectationRound,
    Participation,
    Promise,
    PromiseChange,
    Receipt,
)


@dataclass(frozen=True)
class Door:
    """What somebody would see, and the seat whose link shows it, if there still is one."""

    label: str
    seat: Participation | None


def doors(today):
    return (
        Door("Asked, and has not answered yet", who_has_not_answered(today)),
        Door("Answered, and was told what we do with each point", who_heard_what_we_decided(today)),
        Door("Took part, and may say whether we kept a promise", who_may_confirm(today)),
        Door("Asked in confidence", who_is_asked_in_confidence(today)),
        Door("Was at the table, and reads what became of each point", who_was_at_the_table(today)),
        Door("We moved a date alone, and ask for another one", whose_date_we_moved(today)),
    )


def with_somebody():
    """Seats of demo stakeholders, at a table where we know whom we would write to."""
    return Participation.objects.filter(
        stakeholder__is_demo=True, contact_person__isnull=False, contact_person__left_on=None
    ).order_by("meeting__starts_at", "pk")


def who_has_not_answered(today):
    seats = with_somebody().filter(rounds__in=open_rounds(today, ExpectationRound.Mode.NAMED))
    return seats.filter(expectations=None, drafts=None).first()


def who_is_asked_in_confidence(today):
    """Whether they answered already nobody can tell, this program included."""
    rounds = open_rounds(today, ExpectationRound.Mode.CONFIDENTIAL)
    return with_somebody().filter(rounds__in=rounds).last()


def open_rounds(today, mode):
    return ExpectationRound.objects.taking_answers(today).filter(mode=mode, answered_at=None)


def who_heard_what_we_decided(today):
    answered = Expectation.objects.filter(
        participation=OuterRef("pk"), round__answered_at__isnull=False
    )
    seats = with_somebody().filter(
        Exists(answered), meeting__held_at=None, meeting__cancelled_at=None
    )
    return next((seat for seat in seats if seat.meeting.links_end_on >= today), None)


def who_was_at_the_table(today):
    decided = Expectation.objects.filter(
        participation=OuterRef("pk"), round__answered_at__isnull=False
    )
    return newest_alive(
        with_somebody().filter(Exists(decided), meeting__report__sent_at__isnull=False), today
    )


def whose_date_we_moved(today):
    changes = PromiseChange.objects.filter(promise=OuterRef("pk"))
    moved = (
        Promise.objects.ours()
        .given()
        .filter(
            Exists(changes.filter(kind="changed_alone")),
            Exists(changes.filter(kind="change_proposed")),
            parties=OuterRef("stakeholder"),
            trajectory=OuterRef("meeting__trajectory"),
        )
    )
    return newest_alive(with_somebody().filter(Exists(moved), pin_hash__gt=""), today)


def newest_alive(seats, today):
    return next((seat for seat in reversed(seats) if seat.meeting.links_end_on >= today), None)


def who_may_confirm(today):
    unconfirmed = Promise.objects.ours().filter(
        state=Promise.State.KEPT,
        is_confirmed=None,
        meeting=OuterRef("meeting"),
        parties=OuterRef("stakeholder"),
    )
    seats = with_somebody().filter(Exists(unconfirmed), meeting__report__sent_at__isnull=False)
    return next((seat for seat in seats if seat.meeting.links_end_on >= today), None)


def links(at):
    """A paragraph for each door. The codes of links are fresh, and can be read only here."""
    today = localdate(at)
    paragraphs = [paragraph(door, at) for door in doors(today)]
    return "\n\n".join([*paragraphs, shared_code(today), receipt()])


def too_late(label):
    return f"{label}\n  Nobody at the moment: the demo has grown too old, or was played on."


def paragraph(door, at):
    if door.seat is None:
        return too_late(door.label)
    seat = door.seat
    code = mint_link(seat, at=at)
    return "\n".join(
        [
            door.label,
            f"  {seat.contact_person}, {seat.stakeholder}: “{seat.meeting}”",
            f"  {settings.PORTAL_URL}/r#{code.replace(' ', '')}",
            f"  Code: {code}",
            f"  PIN:  {pin_of(seat)}",
        ]
    )


def pin_of(seat):
    if not seat.pin_hash:
        return "not chosen yet"
    return PIN if check_password(PIN, seat.pin_hash) else "the one that was chosen"


# Without a name -----------------------------------------------------------------------------------


def shared_code(today):
    """The same for everybody, as it stands on the poster."""
    label = "Asked anonymously, everybody with the same code"
    of_the_demo = Participation.objects.filter(
        meeting=OuterRef("meeting"), stakeholder__is_demo=True
    )
    rounds = open_rounds(today, ExpectationRound.Mode.ANONYMOUS).filter(Exists(of_the_demo))
    round_ = rounds.first()
    if round_ is None:
        return too_late(label)
    return "\n".join(
        [
            label,
            f"  {round_.audience}: “{round_.meeting}”",
            f"  {settings.PORTAL_URL}/r#{round_.code}",
            f"  Shared code: {round_.code_in_groups}",
        ]
    )


def receipt():
    """Of somebody whose form the demo made up, so that its twenty digits are known."""
    label = "Answered anonymously, and keeps a receipt"
    digits = receipt_of(key_of_form(WORKERS_ROUND.title, WHO_WAS_REPLIED_TO))
    if not is_ours(digits):
        return too_late(label)
    return "\n".join(
        [
            label,
            f"  {settings.PORTAL_URL}/r#{digits}",
            f"  Receipt: {grouped(digits)}",
        ]
    )


def is_ours(digits):
    """A site whose secret was renewed since has other receipts."""
    rows = Receipt.objects.filter(selector=digits[:SELECTOR_DIGITS])
    return any(check_password(digits[SELECTOR_DIGITS:], row.verifier_hash) for row in rows)
