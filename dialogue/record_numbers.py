"""One short number that a person can keep, to ask later whether the record still says the same.

It names a chain, an entry and the beginning of its hash, and nothing of what was said (AUD-8). What
it shows and what not is written on the page “What the record proves, and what it does not”.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from dialogue.models import Chain, ChainEntry, Promise
from dialogue.verifier.chains import entries, hash_of

DIGITS, GROUP = 20, 4
SHAPE = re.compile(rf"([0-9a-f]{{10}})-([0-9]{{1,9}})-([0-9a-f]{{{DIGITS}}})")


@dataclass(frozen=True)
class Answer:
    """What the record says about a number.

    `is_there`: it holds this entry, with this hash. `is_whole`: every hash from this entry to the end
    of its chain, worked out again, is right.
    """

    is_there: bool = False
    is_whole: bool = False
    written_at: datetime | None = None
    since: int = 0

    @property
    def still_says_so(self):
        return self.is_there and self.is_whole


def number_of(entry):
    digits = bytes(entry.hash).hex()[:DIGITS]
    groups = [digits[start : start + GROUP] for start in range(0, DIGITS, GROUP)]
    return "-".join([entry.chain.code, str(entry.seq), *groups])


def record_number_for(row, stakeholder=None):
    """The number of what the record holds about a row of history; an empty text when it holds nothing.

    `stakeholder` is who gets it: something promised outside of a trajectory stands in the chain of
    each party.
    """
    return record_numbers_for([row], stakeholder).get(row.pk, "")


def record_numbers_for(rows, stakeholder=None):
    """Key → number for rows of one table. One query, for a promise two."""
    rows = list(rows)
    if not rows:
        return {}
    places = _places_in_the_record(rows)
    found = ChainEntry.objects.filter(
        subject=_subject_of(rows[0]), subject_id__in=places
    ).select_related("chain")
    theirs = stakeholder.pk if stakeholder else None
    # The last one counts: the entry in their own chain.
    found = sorted(found, key=lambda entry: (entry.chain.stakeholder_id == theirs, entry.pk))
    return {places[entry.subject_id]: number_of(entry) for entry in found}


def _subject_of(row):
    return (Promise.parties.through if isinstance(row, Promise) else row)._meta.db_table


def _places_in_the_record(rows):
    """Number in the record → key of the row. A promise is recorded with each of its parties."""
    if not isinstance(rows[0], Promise):
        return {row.pk: row.pk for row in rows}
    parties = Promise.parties.through.objects.filter(promise__in=rows)
    return dict(parties.values_list("pk", "promise_id"))


def still_says(number):
    """Whether the record still holds what this number stands for; None when it is no such number."""
    parts = _read(number)
    if parts is None:
        return None
    code, seq, digits = parts
    chain = Chain.objects.filter(code=code).first()
    following = list(entries(chain=chain, seq__gte=seq)) if chain else []
    if not following or following[0].seq != seq or not following[0].hash.hex().startswith(digits):
        return Answer()
    return Answer(
        is_there=True,
        is_whole=_is_unbroken(following, chain),
        written_at=following[0].recorded_at,
        since=len(following) - 1,
    )


def _is_unbroken(following, chain):
    prev, seq = following[0].prev, following[0].seq
    for entry in following:
        if (entry.prev, entry.seq) != (prev, seq) or hash_of(entry) != entry.hash:
            return False
        prev, seq = entry.hash, entry.seq + 1
    return (bytes(chain.head), chain.length) == (prev, seq - 1)


def _read(number):
    """Chain, entry and digits. Spaces, capitals, long dashes and digits of any script are welcome."""
    text = "".join(str(unicodedata.decimal(each, each)) for each in number.strip().lower())
    # The groups are for the eye: only what stands before them needs its dashes.
    code, _dash, rest = re.sub(r"[\s‐‑‒–—―−_]+", "-", text).partition("-")
    seq, _dash, digits = rest.partition("-")
    match = SHAPE.fullmatch(f"{code}-{seq}-{digits.replace('-', '')}")
    return (match[1], int(match[2]), match[3]) if match else None
