"""Promises of ours: kept, late, broken, moved (catalogue D1–D3).

A promise is told in stretches: the days in which one agreed date stood. Lateness belongs to a
stretch, so a date that was moved together begins anew, and a date that we moved alone does not.
While a new date is only proposed, the one that was agreed stands.
Each failing counts once: a change alone says that it will be late, and a break that it failed, so
lateness is not counted on top of either.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dialogue.models import PromiseChange
from trust.conduct import Fact, kind_when_kept, kind_while_open
from trust.facts.wording import in_short, page_of
from trust.relationships import Line, PromiseRecord

Kind = PromiseChange.Kind

ENDS_A_STRETCH = {Kind.CHANGED_TOGETHER, Kind.KEPT, Kind.BROKEN, Kind.WITHDRAWN_TOGETHER}
DAYS_LATE = {"promise_late_8_days": 8, "promise_late_31_days": 31}


def facts_of_promises(relationship, as_of):
    for promise in relationship.promises:
        lines = tuple(line for line in promise.lines if line.on <= as_of)
        if any(line.kind == Kind.ACCEPTED for line in lines):
            yield from Story(promise, relationship.stakeholder_id, lines, as_of).facts()


@dataclass(frozen=True)
class Stretch:
    """The days in which one agreed date stood, and the line that ended them, if any did."""

    due_on: date
    was_changed_alone: bool
    end: Line | None = None
    since: tuple[Line, ...] = ()  # that line and all that followed

    @property
    def ended_by(self):
        return self.end and self.end.kind

    def days_late(self, as_of: date) -> int:
        return ((self.end.on if self.end else as_of) - self.due_on).days


@dataclass(frozen=True)
class Story:
    """One promise as one of its parties knows it on one day."""

    promise: PromiseRecord
    party: int
    lines: tuple[Line, ...]
    as_of: date

    def facts(self) -> Iterator[Fact]:
        for place, line in enumerate(self.lines, start=1):
            if line.kind in TOLD_BY_ONE_LINE:
                kind, words = TOLD_BY_ONE_LINE[line.kind]
                is_breach = line.kind in PromiseChange.BREACHES
                repair = self._repair_in(self.lines[place:]) if is_breach else {}
                yield self._fact(kind, line.on, words, **repair)
        for stretch in self._stretches():
            if stretch.ended_by != Kind.BROKEN:
                yield from self._how_it_went(stretch)

    def _stretches(self) -> Iterator[Stretch]:
        due_on, was_changed_alone = self.promise.first_due_on, False
        for place, line in enumerate(self.lines):
            if line.kind == Kind.CHANGED_ALONE:
                was_changed_alone = True
            if line.kind not in ENDS_A_STRETCH:
                continue
            yield Stretch(due_on, was_changed_alone, line, self.lines[place:])
            if line.kind != Kind.CHANGED_TOGETHER:
                return
            due_on, was_changed_alone = line.new_due_on, False
        yield Stretch(due_on, was_changed_alone)

    def _how_it_went(self, stretch: Stretch) -> Iterator[Fact]:
        days = stretch.days_late(self.as_of)
        was_kept = stretch.ended_by == Kind.KEPT
        kind = kind_when_kept(days) if was_kept else kind_while_open(days)
        if kind in DAYS_LATE:
            if not stretch.was_changed_alone:
                yield self._late(kind, stretch, days)
        elif was_kept:
            yield self._kept(kind, stretch, days)

    def _kept(self, kind, stretch, days) -> Fact:
        return self._fact(
            kind,
            stretch.end.on,
            words_for_kept(days),
            days,
            confirmed=self._their_word == Kind.CONFIRMED,
            disputed=self._their_word == Kind.DENIED,
        )

    def _late(self, kind, stretch, days) -> Fact:
        """Dated on the day it became that late, so that it is the same fact before and after."""
        became_late_on = stretch.due_on + timedelta(days=DAYS_LATE[kind])
        words = words_for_late(stretch.end, days)
        return self._fact(kind, became_late_on, words, days, **self._repair_in(stretch.since))

    def _repair_in(self, later):
        """What was done about it in these lines, and whether this party confirms it."""
        acts = [line for line in later if line.kind in PromiseChange.MENDS]
        if not acts:
            return {}
        was_kept = any(line.kind == Kind.KEPT for line in acts)
        return {
            "addressed_on": acts[0].on,
            "repair_confirmed": (was_kept and self._their_word == Kind.CONFIRMED)
            or any(line.kind == Kind.MEND_CONFIRMED and self._is_theirs(line) for line in later),
            "disputed": was_kept and self._their_word == Kind.DENIED,
        }

    @property
    def _their_word(self):
        """What this party said last about its being kept; no party confirms for another."""
        said = [line.kind for line in self.lines if self._speaks_for_them(line)]
        return said[-1] if said else None

    def _speaks_for_them(self, line):
        """A yes counts through their own link only; a no also when we wrote it down for them."""
        if line.kind == Kind.CONFIRMED:
            return self._is_theirs(line)
        return line.kind == Kind.DENIED and line.said_by in (self.party, None)

    def _is_theirs(self, line):
        return line.said_by == self.party

    def _fact(self, kind, on, words, days=0, **more) -> Fact:
        wording = words % {"promise": in_short(self.promise.wording), "days": abs(days)}
        url = page_of("dialogue:promise", self.promise.pk)
        return Fact(kind, on, wording=wording, url=url, **more)


# --- In plain words ---------------------------------------------------------------------------------

# What one line of history tells by itself.
TOLD_BY_ONE_LINE = {
    Kind.CHANGED_TOGETHER: (
        "promise_changed_together",
        gettext_lazy("New date agreed together: %(promise)s"),
    ),
    Kind.WITHDRAWN_TOGETHER: (
        "promise_withdrawn_together",
        gettext_lazy("Promise withdrawn together: %(promise)s"),
    ),
    Kind.CHANGE_PROPOSED: (
        "promise_change_proposed",
        gettext_lazy("We asked for another date: %(promise)s"),
    ),
    Kind.CHANGE_OBJECTED: (
        "promise_change_objected",
        gettext_lazy("They keep to the date that was agreed: %(promise)s"),
    ),
    Kind.CHANGED_ALONE: (
        "promise_changed_alone",
        gettext_lazy("Date moved without their agreement: %(promise)s"),
    ),
    Kind.BROKEN: ("promise_broken", gettext_lazy("Promise not kept: %(promise)s")),
}


def words_for_kept(days_late):
    if days_late == 0:
        return _("Promise kept on the day: %(promise)s")
    if days_late < 0:
        return ngettext(
            "Promise kept, %(days)d day early: %(promise)s",
            "Promise kept, %(days)d days early: %(promise)s",
            -days_late,
        )
    return ngettext(
        "Promise kept %(days)d day late: %(promise)s",
        "Promise kept %(days)d days late: %(promise)s",
        days_late,
    )


def words_for_late(end, days_late):
    """`end`: the line after which it was no longer late; None while it still is."""
    if end is None:
        return _("Promise still open, %(days)d days late: %(promise)s")
    if end.kind == Kind.KEPT:
        return words_for_kept(days_late)
    return _("Promise %(days)d days late before we settled it together: %(promise)s")
