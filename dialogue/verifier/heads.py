"""The ends of the chains on a day, as somebody outside kept them.

A list is plain text that survives being mailed, quoted and pasted: a line with the moment it was
taken, then for each chain its code, length and last hash.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from dialogue.models import Chain, ChainEntry
from dialogue.verifier.findings import Finding, Kind
from dialogue.verifier.rows import fetched

TAKEN = re.compile(r"taken (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)Z")
HEAD = re.compile(r"\b([0-9a-f]{10}) (\d+) ([0-9a-f]{64})\b")
# An entry gets its moment a little before others can see it: no transaction of ours takes longer.
LONGEST_TRANSACTION = timedelta(minutes=10)


@dataclass
class Kept:
    """One list: when it was taken, and the length and last hash of each chain."""

    taken_at: datetime | None = None
    heads: dict = field(default_factory=dict)


def heads_now():
    """Code, length and last hash of every chain that has entries, sorted."""
    chains = Chain.objects.filter(length__gt=0).order_by("code")
    return [f"{code} {length} {bytes(head).hex()}" for code, length, head in _columns(chains)]


def _columns(chains):
    return chains.values_list("code", "length", "head")


def database_clock():
    """The clock by which entries are dated."""
    [(moment,)] = fetched("SELECT clock_timestamp()")
    return moment


def root_of(lines):
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(lines)).encode()).digest()


def list_of(lines, taken_at):
    """The text of a list, as it is mailed and as `verify_ledger --heads` reads it."""
    moment = taken_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "\n".join([f"taken {moment}", *lines, f"root {root_of(lines).hex()}"]) + "\n"


def read_lists(text):
    """Every list in a text; a mail may stand around it, or several under each other."""
    kept = []
    for line in text.splitlines():
        if taken := TAKEN.search(line):
            moment = datetime.strptime(taken[1], "%Y-%m-%dT%H:%M:%S").replace(tzinfo=UTC)
            kept.append(Kept(moment))
        elif head := HEAD.search(line):
            kept = kept or [Kept()]
            kept[-1].heads[head[1]] = (int(head[2]), head[3])
    return kept


def check_heads(kept):
    """Findings about what a list says and the record does not, and what came into the record too early."""
    found = _entries_at(kept.heads)
    for code, (seq, digest) in sorted(kept.heads.items()):
        if code not in found:
            yield Finding(Kind.HEAD_GONE, code, seq)
        elif bytes(found[code][0]).hex() != digest:
            yield Finding(Kind.HEAD_DIFFERS, code, seq, *found[code][1:])
    if kept.taken_at:
        yield from _dated_back(kept)


def _entries_at(heads):
    rows = fetched(
        "SELECT kept.code, e.hash, e.subject, e.subject_id "
        "FROM unnest(%s::text[], %s::int[]) AS kept (code, seq) "
        "JOIN dialogue_chain c ON c.code = kept.code "
        "JOIN dialogue_chainentry e ON e.chain_id = c.id AND e.seq = kept.seq",
        list(heads),
        [seq for seq, _digest in heads.values()],
    )
    return {code: place for code, *place in rows}


def _dated_back(kept):
    early = ChainEntry.objects.filter(recorded_at__lt=kept.taken_at - LONGEST_TRANSACTION)
    rows = early.order_by("chain__code", "seq").values_list(
        "chain__code", "seq", "subject", "subject_id"
    )
    for code, seq, subject, pk in rows.iterator():
        if seq > kept.heads.get(code, (0, ""))[0]:
            yield Finding(Kind.DATED_BACK, code, seq, subject, pk)
