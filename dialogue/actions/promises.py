"""Making promises and living up to them. Every verb here writes one line of history."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.meetings import working_days_after
from dialogue.models import Evidence, EvidenceFile, Promise, PromiseChange, Remark
from dialogue.models.promises import DAYS_TO_OBJECT
from dialogue.refusals import refused_by

Kind = PromiseChange.Kind
# Working days within which a colleague says whether something can be promised (S16).
DAYS_TO_FIND_OUT = 5


@transaction.atomic
def propose_promise(
    *,
    wording,
    parties,
    due_on,
    by,
    on,
    owner=None,
    meeting=None,
    side=Promise.Side.OURS,
    find_out_by=None,
    is_taken_over=False,
    **more,
):
    """Write down a promise. One of ours is given only when its owner says yes (S16).

    Who promises to deliver it personally has said yes by writing it down. `more`: size, principle,
    depends_on. Raises ValidationError when it was made on an earlier day, is due before it was
    made, or its owner cannot promise for us.
    """
    if not parties:
        raise ValidationError({"parties": _("Say to whom this is promised.")})
    if side == Promise.Side.OURS and owner != by:
        find_out_by = find_out_by or min(working_days_after(on, DAYS_TO_FIND_OUT), due_on)
    promise = Promise(
        side=side,
        wording=wording,
        owner=owner,
        meeting=meeting,
        trajectory=meeting.trajectory if meeting else None,
        made_on=on,
        first_due_on=due_on,
        due_on=due_on,
        find_out_by=find_out_by,
        is_taken_over=is_taken_over,
        **more,
    )
    promise.full_clean()
    try:
        with transaction.atomic():
            promise.save()
    except IntegrityError as refusal:
        raise ValidationError(_why_not_written_down(refusal)) from refusal
    promise.parties.set(parties)
    promise.refresh_from_db()
    if side == Promise.Side.THEIRS or owner == by:
        accept_promise(promise, by=by, on=on)
    return promise


def accept_promise(promise, *, by, on, has_authority=True, remark=""):
    """The colleague who must deliver says: yes, and I may decide on what it takes."""
    if promise.is_ours and not has_authority:
        raise ValidationError({"has_authority": _not_without_authority()})
    return _write(
        promise,
        Kind.ACCEPTED,
        by=by,
        on=on,
        remark=remark,
        has_authority=True if promise.is_ours else None,
    )


def refuse_promise(promise, *, by, on, reason):
    """The colleague who must deliver says: no. Refusing in time is what this check is for."""
    return _write(promise, Kind.REFUSED, by=by, on=on, remark=reason)


def hand_over_promise(promise, *, to, by, on, remark=""):
    """A colleague delivers it from now on. One that is not given yet still needs their yes."""
    if to == promise.owner:
        raise ValidationError({"to": _("They deliver it already.")})
    return _write(promise, Kind.HANDED_OVER, by=by, on=on, new_owner=to, remark=remark)


@transaction.atomic
def keep_promise(promise, *, by, on, remark="", files=()):
    """`files` are cleaned (dialogue.attachments), and show that it was kept (S15)."""
    line = _write(promise, Kind.KEPT, by=by, on=on, remark=remark)
    _show(files, line)
    return line


def break_promise(promise, *, by, on, reason):
    return _write(promise, Kind.BROKEN, by=by, on=on, remark=reason)


# --- Changing it: together, or alone ----------------------------------------------------------------


def propose_change(
    promise, *, reason, on, new_due_on=None, new_words="", drops=False, by=None, hand=None
):
    """Ask the other side for another date, other words, or to be released (S17).

    Until every party agreed, what was agreed stands.
    """
    _insist_on_a_change(promise, on, new_due_on, new_words, drops)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why; they decide on that.")})
    return _write(
        promise,
        Kind.CHANGE_PROPOSED,
        by=by,
        hand=hand,
        on=on,
        remark=reason.strip(),
        **_what_is_new(promise, new_due_on, new_words, drops),
    )


def change_together(promise, *, agreed_with, by, on, new_due_on=None, new_words="", drops=False):
    """Write down that they agreed to a change, who and how. It is our word, so it waits for theirs.

    They are told at once, and it changes the promise when they say yes themselves, or have not
    objected for two weeks.
    """
    _insist_on_a_change(promise, on, new_due_on, new_words, drops)
    return _write(
        promise,
        Kind.CHANGE_RECORDED,
        by=by,
        on=on,
        remark=agreed_with,
        **_what_is_new(promise, new_due_on, new_words, drops),
    )


def accept_change(promise, proposal, *, on, hand=None, by=None):
    """The other side agrees to what it read. With the last yes the promise is changed."""
    return _write(promise, Kind.CHANGE_ACCEPTED, hand=hand, by=by, on=on, answers=proposal)


def object_to_change(promise, proposal, *, on, hand=None, by=None, remark=""):
    """The other side keeps to what was agreed. The proposal is off."""
    return _write(
        promise, Kind.CHANGE_OBJECTED, hand=hand, by=by, on=on, answers=proposal, remark=remark
    )


def let_changes_stand(at):
    """Changes that we wrote down two weeks ago, and nobody objected to, become what is agreed.

    The database looks at its own clock again. Returns how many.
    """
    stood = 0
    before = at - timedelta(days=DAYS_TO_OBJECT)
    for line in PromiseChange.objects.may_stand(before).select_related("promise", "by"):
        try:
            with transaction.atomic():
                _write(line.promise, Kind.CHANGE_STANDS, by=line.by, on=at.date(), answers=line)
        except CannotDo:
            continue
        stood += 1
    return stood


def change_alone(promise, *, reason, by, on, new_due_on=None, new_words="", drops=False):
    """We change it without their agreement: a breach. What was agreed stays (S17).

    Only of what we promised; what they promised is theirs to change (migration 0020).
    """
    _insist_on_a_change(promise, on, new_due_on, new_words, drops)
    return _write(
        promise,
        Kind.CHANGED_ALONE,
        by=by,
        on=on,
        remark=reason,
        **_what_is_new(promise, new_due_on, new_words, drops),
    )


# --- Afterwards --------------------------------------------------------------------------------------


@transaction.atomic
def mend_promise(promise, *, by, on, remark, files=()):
    """We put right what went wrong, and say how."""
    line = _write(promise, Kind.MENDED, by=by, on=on, remark=remark)
    _show(files, line)
    return line


def _show(files, line):
    for each in files:
        file = EvidenceFile(content=each.content)
        file.evidence = Evidence.objects.create(
            promise=line.promise,
            change=line,
            media_type=each.media_type,
            extension=each.extension,
            size=len(each.content),
            fingerprint=file.fingerprint,
        )
        file.save()


def confirm_kept(promise, *, on, hand=None, by=None, remark=""):
    """The other side says that the promise was kept: they with their own hand, we of theirs."""
    return _write(promise, Kind.CONFIRMED, hand=hand, by=by, on=on, remark=remark)


def deny_kept(promise, *, on, hand=None, by=None, remark=""):
    """The other side says that the promise was not kept."""
    return _write(promise, Kind.DENIED, hand=hand, by=by, on=on, remark=remark)


def confirm_mended(promise, *, hand, on, remark=""):
    """The other side says that what went wrong was put right."""
    return _write(promise, Kind.MEND_CONFIRMED, hand=hand, on=on, remark=remark)


@transaction.atomic
def _write(promise, kind, *, on, by=None, hand=None, remark="", **more):
    """Add one line of history. The database moves the promise on, or refuses.

    Raises CannotDo when somebody else changed the promise first and this cannot follow any more.
    """
    change = PromiseChange(
        promise=promise,
        kind=kind,
        happened_on=on,
        by=by,
        remark=Remark.objects.create(text=remark) if remark else None,
        **(hand.signature() if hand else {}),
        **more,
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
        "promise_is_given_by_its_owner": _not_without_authority(),
        "promise_owner_may_promise": _("This colleague cannot promise anything for us."),
        "only_ours_is_changed_alone": _("What they promised is theirs to change. Ask them."),
        "change_stands_after_two_weeks": _("They may still object to it."),
        "consent_needs_their_key": _("Open your page again with your code, and say it once more."),
    }
    return reasons.get(refused_by(refusal), _("This cannot be recorded."))


def _not_without_authority():
    return _(
        "Only the colleague who delivers it, and may decide on what it takes, gives this promise. "
        "Until then: we find out."
    )


def _why_not_written_down(refusal):
    reasons = {
        "promise_is_not_back_dated": {
            "made_on": _(
                "A promise is written down on the day it is made. What was promised earlier comes in "
                "as taken over, and is not scored."
            )
        },
        "promise_owner_may_promise": {
            "owner": _("This colleague cannot promise anything for us. Choose somebody else.")
        },
    }
    return reasons.get(refused_by(refusal), _("This cannot be recorded."))


def _insist_on_a_change(promise, on, new_due_on, new_words, drops):
    if new_due_on and new_due_on < on:
        raise ValidationError({"new_due_on": _("The new date has already passed.")})
    is_new = new_due_on not in (None, promise.due_on) or new_words.strip() not in (
        "",
        promise.wording,
    )
    if not (is_new or drops):
        raise ValidationError({"new_due_on": _("Say what would be different.")})


def _what_is_new(promise, new_due_on, new_words, drops):
    """The columns that say it; a promise that is dropped has no date or words any more."""
    words = new_words.strip()
    if drops:
        return {"drops": True}
    return {
        "new_due_on": new_due_on if new_due_on != promise.due_on else None,
        "new_words": Remark.objects.create(text=words)
        if words not in ("", promise.wording)
        else None,
    }
