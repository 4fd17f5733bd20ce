"""Checks the record without trusting the database: neither its functions nor its triggers.

What it can show and what not is written on the page “What the record proves, and what it does not”.
"""

from itertools import islice

from django.db import connection, transaction

from dialogue.models import Chain
from dialogue.verifier.chains import FIRST_PREV, entries, hash_of
from dialogue.verifier.chains import spelled as spelled
from dialogue.verifier.contents import Contents
from dialogue.verifier.findings import Finding, Kind, Result
from dialogue.verifier.guards import check_guards
from dialogue.verifier.heads import check_heads
from dialogue.verifier.keys import check_keys
from dialogue.verifier.promises import check_promises

BATCH = 2000


def verify(kept=()):
    """Check everything at one moment; `kept` are lists of heads that were stored earlier or outside."""
    is_alone = not connection.in_atomic_block
    with transaction.atomic(), connection.cursor() as cursor:
        if is_alone:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # As the triggers spelled what they noted.
        cursor.execute("SET LOCAL timezone = 'UTC'; SET LOCAL bytea_output = 'hex'")
        cursor.execute("SET LOCAL statement_timeout = '10min'")
        return _verified(kept)


def _verified(kept):
    contents, ends, findings, count = Contents(), {}, [], 0
    following = entries()
    while batch := list(islice(following, BATCH)):
        findings += _check_links(batch, ends)
        contents.take(batch)
        count += len(batch)
    findings += _check_ends(ends)
    contents.look_for_rows_without_entry()
    contents.look_into_files()
    findings += contents.findings
    findings += check_promises(contents)
    findings += check_keys(contents)
    findings += check_guards()
    for each in kept:
        findings += check_heads(each)
    if contents.unread:
        findings.append(Finding(Kind.WORDS_UNREAD))
    older = sum(len(rows) for rows in contents.older.values())
    return Result(Chain.objects.count(), count, contents.erased, older, findings)


def _check_links(batch, ends):
    """Each entry against the one before it in its chain; `ends` remembers the last of each."""
    for entry in batch:
        last = ends.get(entry.chain_id)
        if entry.seq != (last.seq if last else 0) + 1:
            yield _about(entry, Kind.NUMBER)
        if entry.prev != (last.hash if last else FIRST_PREV):
            yield _about(entry, Kind.PREV)
        if entry.hash != hash_of(entry):
            yield _about(entry, Kind.HASH)
        if last and entry.recorded_at < last.recorded_at:
            yield _about(entry, Kind.TIME)
        ends[entry.chain_id] = entry


def _check_ends(ends):
    for chain in Chain.objects.order_by("code"):
        last = ends.get(chain.pk)
        if chain.length != (last.seq if last else 0):
            yield Finding(Kind.LENGTH, chain.code)
        if bytes(chain.head) != (last.hash if last else FIRST_PREV):
            yield Finding(Kind.HEAD, chain.code)


def _about(entry, kind):
    return Finding(kind, entry.code, entry.seq, entry.subject, entry.subject_id)
