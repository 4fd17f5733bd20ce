"""Entries of a chain, and their hashes worked out again from plain columns.

Nothing here calls a function of ours in the database: the spelling stands in migration 0010 and, for
a second time and on purpose, below.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import TextField
from django.db.models.functions import Cast

from dialogue.models import ChainEntry

FIRST_PREV = bytes(32)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as the database holds it; `content` is the text that was hashed."""

    chain_id: int
    code: str
    seq: int
    verb: str
    subject: str
    subject_id: int
    content: str
    recorded_at: datetime
    prev: bytes
    hash: bytes


def entries(**conditions):
    """Entries in the order of their chains, without holding all of them in memory."""
    columns = ("verb", "subject", "subject_id", "text", "recorded_at", "prev", "hash")
    rows = (
        ChainEntry.objects.filter(**conditions)
        .annotate(text=Cast("content", TextField()))
        .order_by("chain", "seq")
        .values_list("chain", "chain__code", "seq", *columns)
    )
    for *plain, prev, digest in rows.iterator(chunk_size=2000):
        yield Entry(*plain, bytes(prev), bytes(digest))


def spelled(entry):
    """What is hashed of an entry, after the hash before it."""
    at = entry.recorded_at.astimezone(UTC).replace(tzinfo=None)
    parts = (
        entry.code,
        str(entry.seq),
        entry.verb,
        entry.subject,
        str(entry.subject_id),
        at.isoformat(timespec="microseconds"),
        entry.content,
    )
    return "|".join(parts).encode()


def hash_of(entry):
    return hashlib.sha256(entry.prev + spelled(entry)).digest()
