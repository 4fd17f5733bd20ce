"""What the check of the record can find. Each finding is one line that names its place, and no words."""

from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    NUMBER = "number", _("its number does not follow the one before it")
    PREV = "prev", _("it does not continue the entry before it")
    HASH = "hash", _("its hash does not fit what it says")
    TIME = "time", _("it is dated before the entry before it")
    LENGTH = "length", _("the chain does not have as many entries as it says")
    HEAD = "head", _("the last hash is not the one that the chain shows")
    ROW_GONE = "row_gone", _("the row it speaks of is gone")
    ROW_DIFFERS = "row_differs", _("the row says something else than the record")
    WORDS_DIFFER = "words_differ", _("the words are not those that were recorded")
    FILE_DIFFERS = "file_differs", _("the file is not the one that was recorded")
    NO_ENTRY = "no_entry", _("the row is not in the record")
    TWICE = "twice", _("the row is in the record twice")
    WRONG_CHAIN = "wrong_chain", _("the row belongs in another chain")
    SUMMARY = "summary", _("the promise says something else than its history")
    NOT_AGREED = "not_agreed", _("changed together without the yes of everybody")
    KEY = "key", _("this key does not fit the lock of the link")
    NO_KEY = "no_key", _("what they said does not have their key")
    KEY_ALONE = "key_alone", _("a key was used, and nothing was said with it")
    GUARD_GONE = "guard_gone", _("a guard is missing")
    GUARD_OFF = "guard_off", _("a guard is not always on")
    GUARD_NEW = "guard_new", _("a trigger that we do not know")
    FUNCTION_GONE = "function_gone", _("a function of the guards is missing")
    FUNCTION_DIFFERS = "function_differs", _("a function of the guards was changed")
    OWNS = "owns", _("the program may change tables and guards")
    MAY_CHANGE = "may_change", _("the program may change or remove history")
    TELLING = "telling", _("days of our own choosing are taken for real ones")
    HEAD_GONE = "head_gone", _("what was kept outside is not in the record any more")
    HEAD_DIFFERS = "head_differs", _("what was kept outside says something else")
    DATED_BACK = "dated_back", _("dated before a day whose list does not have it")
    # Not found but known: what this installation cannot enforce (README, “Database roles”).
    ONE_ROLE_OWNS = "one_role_owns", _("one role: the program could switch off every guard")
    ONE_ROLE_READS = "one_role_reads", _("one role: the portal could read and write everything")
    WORDS_UNREAD = "words_unread", _("this role may not read words, so they were not compared")


LIMITS = {Kind.ONE_ROLE_OWNS, Kind.ONE_ROLE_READS, Kind.WORDS_UNREAD}


@dataclass(frozen=True, slots=True)
class Finding:
    kind: str
    chain: str = ""
    seq: int | None = None
    table: str = ""
    row: int | None = None
    # A column, a trigger or a function; never what stands in it.
    detail: str = ""

    @property
    def is_limit(self):
        """Something that this installation does not enforce, rather than something that was done."""
        return self.kind in LIMITS

    @property
    def place(self):
        parts = [
            self.chain and _("chain %s") % self.chain,
            self.seq is not None and _("entry %s") % self.seq,
            self.table and _("table %s") % self.table,
            self.row is not None and _("row %s") % self.row,
            self.detail,
        ]
        return ", ".join(str(part) for part in parts if part)

    def __str__(self):
        sentence = str(Kind(self.kind).label)
        return f"{self.place}: {sentence}" if self.place else sentence

    def as_stored(self):
        return {name: value for name, value in asdict(self).items() if value not in ("", None)}


@dataclass(frozen=True)
class Result:
    """Outcome of one check. `from_before` counts entries about what is older than the record."""

    chains: int
    entries: int
    erased: int
    from_before: int
    findings: list

    @property
    def faults(self):
        return [finding for finding in self.findings if not finding.is_limit]

    @property
    def limits(self):
        return [finding for finding in self.findings if finding.is_limit]

    @property
    def is_whole(self):
        return not self.faults
