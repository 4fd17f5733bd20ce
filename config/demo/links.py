"""Doors into the stakeholders' own pages, one of each kind, for whoever looks at the demo."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.db.models import Exists, OuterRef
from django.utils.timezone import localdate

from config.demo.people import PIN
from dialogue.actions.links import mint_link
from dialogue.models import Expectation, ExpectationRound, Participation, Promise


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
    )


def with_somebody():
    """Seats of demo stakeholders, at a table where we know whom we would write to."""
    return Participation.objects.filter(
        stakeholder__is_demo=True, contact_person__isnull=False, contact_person__left_on=None
    ).order_by("meeting__starts_at", "pk")


def who_has_not_answered(today):
    rounds = ExpectationRound.objects.filter(
        opened_at__isnull=False, answered_at=None, closes_on__gte=today
    )
    seats = with_somebody().filter(
        meeting__rounds__in=rounds, meeting__held_at=None, meeting__cancelled_at=None
    )
    return seats.filter(expectations=None, drafts=None).first()


def who_heard_what_we_decided(today):
    answered = Expectation.objects.filter(
        participation=OuterRef("pk"), round__answered_at__isnull=False
    )
    seats = with_somebody().filter(
        Exists(answered), meeting__held_at=None, meeting__cancelled_at=None
    )
    return next((seat for seat in seats if seat.meeting.links_end_on >= today), None)


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
    """A paragraph for each door. The codes in it are fresh, and can be read only here."""
    return "\n\n".join(paragraph(door, at) for door in doors(localdate(at)))


def paragraph(door, at):
    if door.seat is None:
        return (
            f"{door.label}\n  Nobody at the moment: the demo has grown too old, or was played on."
        )
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
