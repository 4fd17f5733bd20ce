"""What goes to and from people whose name we do not know: sealed, released, replied to."""

import base64
import hashlib
import hmac
import json
import logging
import secrets
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.expectations import (
    answers_to_take,
    say_whether_it_was_met,
    take_in,
    when_it_came,
)
from dialogue.actions.links import count_failure
from dialogue.models import (
    Attachment,
    Expectation,
    ExpectationRound,
    IdentityRequest,
    IdentityRuling,
    Receipt,
    Release,
    Remark,
    Reply,
    SealedAnswer,
    SealingKey,
    Voice,
)
from dialogue.releases import SEALED_KEPT, last_hour, next_hour, week_of
from dialogue.sealing import CannotUnseal, new_key, seal, throw_away, unseal

logger = logging.getLogger(__name__)

SELECTOR_DIGITS, VERIFIER_DIGITS = 5, 15
RECEIPT_DIGITS = SELECTOR_DIGITS + VERIFIER_DIGITS
Kind = SealedAnswer.Kind


# --- Sending: nothing is written but one sealed row ----------------------------------------------


def send_anonymously(round_, *, key, answers, at, files=(), is_urgent=False):
    """Seal an answer and put it with the others; the receipt, to be shown once.

    `key` is the form's own: sent twice, it makes one row and gives the same receipt. No mark, no
    clock and no second row tells that anything was sent (security.md §0.2, §0.3).
    """
    answers = answers_to_take(round_, answers, at)
    receipt = receipt_of(key)
    content = {
        "answers": {str(question.pk): text for question, text in answers.items()},
        "files": [_packed(file) for file in files],
        "selector": receipt[:SELECTOR_DIGITS],
        "verifier_hash": make_password(receipt[SELECTOR_DIGITS:]),
    }
    _put_with_the_others(round_, key, Kind.ANSWER, content, is_urgent=is_urgent)
    return receipt


def send_verdict_anonymously(round_, *, key, expectation, verdict, remark=""):
    """Whether it was met, by somebody who holds the receipt: comes out at the weekly hour."""
    content = {"expectation": expectation.pk, "verdict": verdict, "remark": remark}
    _put_with_the_others(round_, key, Kind.VERDICT, content)


def receipt_of(key):
    """Twenty digits that follow from the form's key, so that a retry gives the same ones."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"receipt {key}".encode(), hashlib.sha256)
    return str(int.from_bytes(digest) % 10**RECEIPT_DIGITS).zfill(RECEIPT_DIGITS)


def _put_with_the_others(round_, row_key, kind, content, *, is_urgent=False):
    sealing_key = SealingKey.objects.filter(retired_on=None).last()
    if sealing_key is None:
        raise CannotDo(_("Nothing can be sent at this moment. Try again in a few minutes."))
    sealed = seal(json.dumps(content).encode(), sealing_key)
    try:
        with transaction.atomic():
            SealedAnswer.objects.bulk_create(
                [
                    SealedAnswer(
                        pk=row_key,
                        round=round_,
                        key=sealing_key,
                        kind=kind,
                        is_urgent=is_urgent,
                        sealed=sealed,
                    )
                ]
            )
    except IntegrityError:
        return  # It is there already: this is the same form, sent again.


def _packed(file):
    return {
        "media_type": file.media_type,
        "extension": file.extension,
        "removed": list(file.removed),
        "content": base64.b64encode(file.content).decode(),
    }


def _unpacked(packed):
    return SimpleNamespace(**packed | {"content": base64.b64decode(packed["content"])})


# --- Releasing: at the weekly hour, enough together, in no order ----------------------------------


def release_what_is_due(at):
    """Everything a pass does for anonymous rounds. Safe to run twice, or in two places at once."""
    urgent = SealedAnswer.objects.filter(is_urgent=True).values("round")
    has_something = Q(released_until__lt=last_hour(at)) | Q(pk__in=urgent)
    for round_ in ExpectationRound.objects.anonymous().opened().filter(has_something):
        _release_round(round_, at)
    _renew_the_key(at)
    forget_what_is_too_old(at)


@transaction.atomic
def _release_round(round_, at):
    """One transaction: the batch and the hour it belongs to, or nothing (CON-7)."""
    round_ = ExpectationRound.objects.select_for_update().get(pk=round_.pk)
    waiting = round_.sealed.select_related("key").select_for_update(of=("self",))
    if round_.released_until >= last_hour(at):
        _come_out(round_, _opened(waiting.filter(is_urgent=True)), at)
        return
    opened = _opened(waiting)
    batch = [each for each in opened if each.row.kind == Kind.ANSWER and not each.row.is_urgent]
    if len(batch) >= round_.k:
        Release.objects.create(round=round_, week_of=week_of(at), answers=len(batch))
        batch = []
    _come_out(round_, [each for each in opened if each not in batch], at)
    ExpectationRound.objects.filter(pk=round_.pk).update(released_until=last_hour(at))


@dataclass(frozen=True)
class Opened:
    """A sealed row, and what was in it."""

    row: SealedAnswer
    content: dict


def _opened(rows):
    """What can be read. What cannot stays as it is, and holds up nobody else's."""
    opened = []
    for row in rows:
        try:
            opened.append(Opened(row, json.loads(unseal(row.sealed, row.key))))
        except CannotUnseal as missing:
            logger.error("A sealed answer of round %s stays sealed: %s", row.round_id, missing)
    return opened


def _come_out(round_, opened, at):
    """Shuffled, so that no number, place on disk or transaction tells who came first (ANO-3)."""
    for each in secrets.SystemRandom().sample(opened, len(opened)):
        write = _write_answer if each.row.kind == Kind.ANSWER else _write_verdict
        write(round_, each.content, at, is_urgent=each.row.is_urgent)
    SealedAnswer.objects.filter(pk__in=[each.row.pk for each in opened]).delete()


def _write_answer(round_, content, at, *, is_urgent):
    voice = Voice.objects.create(round=round_)
    Receipt.objects.create(
        voice=voice, selector=content["selector"], verifier_hash=content["verifier_hash"]
    )
    questions = {str(question.pk): question for question in round_.questions.all()}
    take_in(
        round_,
        voice,
        {questions[pk]: text for pk, text in content["answers"].items()},
        received_at=when_it_came(round_, at),
        files=[_unpacked(file) for file in content["files"]],
        is_urgent=is_urgent,
    )


def _write_verdict(round_, content, at, *, is_urgent):
    expectation = Expectation.objects.get(pk=content["expectation"], round=round_)
    try:
        with transaction.atomic():
            say_whether_it_was_met(
                expectation, verdict=content["verdict"], remark=content["remark"], on=week_of(at)
            )
    except (CannotDo, ValidationError) as fault:
        # The portal asked first; one that slipped through must not hold up the others.
        logger.warning("A verdict of round %s says nothing: %s", round_.pk, type(fault).__name__)


def _renew_the_key(at):
    """After each weekly hour what still waits is sealed anew, and the old key is thrown away."""
    today = localdate(at)
    with transaction.atomic():
        keys = list(SealingKey.objects.select_for_update().order_by("pk"))
        current = [key for key in keys if key.retired_on is None]
        if not current:
            return
        newest = current[-1]
        if newest.made_on < localdate(last_hour(at)):
            newest = new_key(today)
            SealingKey.objects.filter(pk__in=[key.pk for key in current]).update(retired_on=today)
        _seal_anew(newest)
    # A form that was on its way while the key changed still arrives under the old one.
    in_use = SealedAnswer.objects.values("key")
    for key in SealingKey.objects.filter(retired_on__lt=today).exclude(pk__in=in_use):
        throw_away(key)


def _seal_anew(key):
    old = SealedAnswer.objects.exclude(key=key).select_related("key")
    opened = _opened(old.select_for_update(of=("self",)))
    for each in secrets.SystemRandom().sample(opened, len(opened)):
        sealed = seal(json.dumps(each.content).encode(), key)
        SealedAnswer.objects.filter(pk=each.row.pk).update(sealed=sealed, key=key)


def forget_what_is_too_old(at):
    """Erase unread what never found company, and the words we promised to keep no longer."""
    today = localdate(at)
    SealedAnswer.objects.filter(kind=Kind.ANSWER, round__closes_on__lt=today - SEALED_KEPT).delete()
    kept = timedelta(days=settings.ANONYMOUS_KEPT_DAYS)
    of_the_past = ExpectationRound.objects.anonymous().filter(closes_on__lte=today - kept)
    Expectation.objects.filter(round__in=of_the_past, erased_at=None, recorded_by=None).update(
        wording="", erased_at=at
    )
    Attachment.objects.filter(round__in=of_the_past, participation=None).delete()


# --- Reading back: replies and fates, never the words that were sent -------------------------------


def open_receipt(digits, *, at):
    """The voice a receipt belongs to, or None: unknown, not released yet and locked look the same.

    Takes as long for an unknown number as for a known one (ANO-17); a wrong one is counted, so
    that guessing ends after ten tries an hour.
    """
    selector, verifier = digits[:SELECTOR_DIGITS], digits[SELECTOR_DIGITS:]
    rows = list(Receipt.objects.filter(selector=selector).select_related("voice__round__meeting"))
    if not rows or len(digits) != RECEIPT_DIGITS:
        check_password(verifier, _NOBODY)
        return None
    fitting = next((row for row in rows if check_password(verifier, row.verifier_hash)), None)
    open_rows = [row for row in rows if row.locked_until is None or row.locked_until <= at]
    if fitting in open_rows:
        return fitting.voice
    if fitting is None:
        count_failure(Receipt.objects.filter(pk__in=[row.pk for row in open_rows]), at=at)
    return None


_NOBODY = make_password("nobody has this receipt")


# --- Replying ------------------------------------------------------------------------------------


@transaction.atomic
def reply(voice, *, text, by, at):
    """Write back to a voice. An anonymous one reads it after the next weekly hour.

    Whoever is in danger and chose not to wait for the hour, reads our answer at once as well.
    """
    if not text.strip():
        raise CannotDo(_("Write something first."))
    if voice.closed_at:
        raise CannotDo(_("This thread was closed."))
    waits = voice.round.is_anonymous and not voice.expectations.filter(is_urgent=True).exists()
    return Reply.objects.create(
        voice=voice,
        remark=Remark.objects.create(text=text.strip()),
        by=by,
        visible_from=next_hour(at) if waits else at,
    )


def close_voice(voice, *, at):
    """Stop a thread that is abused. Who it was stays unknown."""
    Voice.objects.filter(pk=voice.pk, closed_at=None).update(closed_at=at)


# --- Knowing who a confidential voice is: two people, a reason, and a notice -----------------------


@transaction.atomic
def ask_who_it_is(voice, *, reason, by, at):
    """The privacy officer asks to learn who a confidential voice is, and says why."""
    if not reason.strip():
        raise CannotDo(_("Say why somebody must know who this is; it is kept."))
    if not voice.round.is_confidential:
        raise CannotDo(_("Nobody can find out who an anonymous sender is."))
    if voice.identity_requests.waiting().exists():
        raise CannotDo(_("This was asked already and waits for a second person."))
    return IdentityRequest.objects.create(
        voice=voice, reason=Remark.objects.create(text=reason.strip()), by=by, asked_at=at
    )


def rule_on_identity(request, *, is_allowed, by, at):
    """A second person allows or refuses it. A yes stands on the page of the person it is about."""
    if request.by_id == by.pk:
        raise CannotDo(_("Somebody else decides on your own request."))
    try:
        with transaction.atomic():
            return IdentityRuling.objects.create(
                request=request, is_allowed=is_allowed, by=by, ruled_at=at
            )
    except IntegrityError as error:
        raise CannotDo(_("This was decided already.")) from error
