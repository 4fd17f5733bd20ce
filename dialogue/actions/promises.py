"""Making promises and living up to them. Every verb here writes one line of history."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.models import Promise, PromiseChange, Remark

Kind = PromiseChange.Kind


@transaction.atomic
def propose_promise(
    *, wording, parties, due_on, by, on, owner=None, meeting=None, side=Promise.Side.OURS
):
    """Write down a promise. One of ours is given only when its owner says yes (S16).

    Who promises to deliver it personally has said yes by writing it down.
    """
    if not parties:
        raise ValidationError({"parties": _("Say to whom this is promised.")})
    promise = Promise(
        side=side,
        wording=wording,
        owner=owner,
        meeting=meeting,
        trajectory=meeting.trajectory if meeting else None,
        made_on=on,
        first_due_on=due_on,
        due_on=due_on,
    )
    promise.full_clean()
    promise.save()
    promise.parties.set(parties)
    if side == Promise.Side.THEIRS or owner == by:
        accept_promise(promise, by=by, on=on)
    return promise


def accept_promise(promise, *, by, on):
    """The colleague who must deliver says: yes, that can be promised."""
    return _write(promise, Kind.ACCEPTED, by=by, on=on)


def refuse_promise(promise, *, by, on, reason):
    """The colleague who must deliver says: no. Refusing in time is what this check is for."""
    return _write(promise, Kind.REFUSED, by=by, on=on, remark=reason)


def keep_promise(promise, *, by, on, remark=""):
    return _write(promise, Kind.KEPT, by=by, on=on, remark=remark)


def break_promise(promise, *, by, on, reason):
    return _write(promise, Kind.BROKEN, by=by, on=on, remark=reason)


def move_together(promise, *, new_due_on, agreed_with, by, on):
    """A new date that the other side agreed to. `agreed_with` says who, and how."""
    _insist_on_a_later_day(new_due_on, on)
    return _write(
        promise, Kind.MOVED_TOGETHER, by=by, on=on, new_due_on=new_due_on, remark=agreed_with
    )


def propose_move(promise, *, new_due_on, reason, by, on):
    """Ask the other side for another date. Until every party accepts, the agreed one stands (S17)."""
    _insist_on_a_later_day(new_due_on, on)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; they decide on that.")})
    return _write(
        promise, Kind.MOVE_PROPOSED, by=by, on=on, new_due_on=new_due_on, remark=reason.strip()
    )


def accept_move(promise, *, new_due_on, participation, on):
    """The other side accepts the date that was proposed; the last party to do so moves it."""
    return _write(
        promise, Kind.MOVE_ACCEPTED, participation=participation, on=on, new_due_on=new_due_on
    )


def object_to_move(promise, *, new_due_on, participation, on, remark=""):
    """The other side keeps to the date that was agreed. The proposal is off."""
    return _write(
        promise,
        Kind.MOVE_OBJECTED,
        participation=participation,
        on=on,
        new_due_on=new_due_on,
        remark=remark,
    )


def move_alone(promise, *, new_due_on, reason, by, on):
    """We will be later and did not agree that with them: a breach. The agreed date stays (S17)."""
    _insist_on_a_later_day(new_due_on, on)
    return _write(promise, Kind.MOVED_ALONE, by=by, on=on, new_due_on=new_due_on, remark=reason)


def withdraw_together(promise, *, agreed_with, by, on):
    return _write(promise, Kind.WITHDRAWN_TOGETHER, by=by, on=on, remark=agreed_with)


def mend_promise(promise, *, by, on, remark):
    """We put right what went wrong, and say how."""
    return _write(promise, Kind.MENDED, by=by, on=on, remark=remark)


def confirm_kept(promise, *, participation, on, remark=""):
    """The other side says, through its own link, that the promise was kept."""
    return _write(promise, Kind.CONFIRMED, participation=participation, on=on, remark=remark)


def deny_kept(promise, *, participation, on, remark=""):
    """The other side says, through its own link, that the promise was not kept."""
    return _write(promise, Kind.DENIED, participation=participation, on=on, remark=remark)


def confirm_mended(promise, *, participation, on, remark=""):
    """The other side says that what went wrong was put right."""
    return _write(promise, Kind.MEND_CONFIRMED, participation=participation, on=on, remark=remark)


@transaction.atomic
def _write(promise, kind, *, on, by=None, participation=None, new_due_on=None, remark=""):
    """Add one line of history. The database moves the promise on, or refuses.

    Raises CannotDo when somebody else changed the promise first and this cannot follow any more.
    """
    change = PromiseChange(
        promise=promise,
        kind=kind,
        happened_on=on,
        new_due_on=new_due_on,
        by=by,
        participation=participation,
        remark=Remark.objects.create(text=remark) if remark else None,
    )
    try:
        with transaction.atomic():
            change.save()
    except IntegrityError as refusal:
        raise CannotDo(_why(refusal)) from refusal
    promise.refresh_from_db()
    return change


def _why(refusal):
    reasons = {
        "promise_change_may_follow": _("Somebody else has just changed this promise. Look again."),
        "promise_change_after_promise": _("That was before the promise was made."),
    }
    constraint = getattr(getattr(refusal.__cause__, "diag", None), "constraint_name", "")
    return reasons.get(constraint, _("This cannot be recorded."))


def _insist_on_a_later_day(new_due_on, on):
    if new_due_on < on:
        raise ValidationError({"new_due_on": _("The new date has already passed.")})
