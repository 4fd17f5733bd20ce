"""Checking the record, and sending its ends outside, where nobody of us can change them."""

import logging
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from dialogue.models import DailyHeads, RecordCheck, Witness
from dialogue.verifier import verify
from dialogue.verifier.heads import database_clock, heads_now, list_of, read_lists, root_of

logger = logging.getLogger(__name__)


def look_after_the_record(at):
    """Once a day: keep the ends of all chains, and check everything (AUD-4, AUD-7)."""
    keep_daily_heads(at)
    if not RecordCheck.objects.filter(day=localdate(at), by=None).exists():
        check_the_record(at=at)


def check_the_record(*, at, by=None):
    """Check everything now, against the list of the last day too. What was found is written down."""
    result = verify(_last_list())
    check = RecordCheck(
        day=localdate(at),
        by=by,
        chains=result.chains,
        entries=result.entries,
        erased=result.erased,
        from_before=result.from_before,
        faults=len(result.faults),
        findings=[each.as_stored() for each in result.findings[: RecordCheck.MOST]],
    )
    try:
        with transaction.atomic():
            check.save()
    except IntegrityError:
        # Another worker was first today.
        return RecordCheck.objects.filter(day=check.day, by=None).first()
    return check


def _last_list():
    last = DailyHeads.objects.first()
    return read_lists(last.heads) if last else []


def keep_daily_heads(at):
    """The list of this day, made when it is not there yet; None when somebody else makes it."""
    day = localdate(at)
    if DailyHeads.objects.filter(day=day).exists():
        return None
    taken_at, lines = database_clock(), heads_now()
    heads = DailyHeads(
        day=day,
        taken_at=taken_at,
        count=len(lines),
        root=root_of(lines),
        heads=list_of(lines, taken_at),
    )
    try:
        with transaction.atomic():
            heads.save()
    except IntegrityError:
        return None
    _append_to_their_file(heads.heads)
    return heads


def _append_to_their_file(text):
    """A file outside of the database, for example on a disk that is only written to."""
    if not settings.RECORD_HEADS_FILE:
        return
    try:
        with Path(settings.RECORD_HEADS_FILE).open("a") as file:
            file.write(text + "\n")
    except OSError as fault:
        logger.error("RECORD_HEADS_FILE could not be written: %s", fault.strerror)


# --- Who keeps them -------------------------------------------------------------------------------


def add_witness(witness, *, by, at):
    """From the next list on, this address gets the ends of the chains every day."""
    witness.added_by, witness.added_at = by, at
    witness.full_clean()
    witness.save()
    return witness


def end_witness(witness, *, at):
    """Nothing goes there any more. Ending it twice changes nothing."""
    Witness.objects.keeping().filter(pk=witness.pk).update(ended_at=at)
