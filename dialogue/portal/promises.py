"""What we promised somebody, where it stands, and what about it waits for their word (S17).

All of it follows from the lines of history; the date that is agreed is the one the database keeps.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from dialogue.models import Evidence, Promise, PromiseChange
from dialogue.models.promises import DAYS_TO_OBJECT

State, Kind = Promise.State, PromiseChange.Kind
COLUMNS = (
    "side",
    "wording",
    "state",
    "due_on",
    "settled_on",
    "is_confirmed",
    "meeting",
    "owner",
    "owner__name",
    "find_out_by",
)


@dataclass
class Promised:
    """One promise as one of the parties sees it."""

    promise: Promise
    stakeholder_id: int
    today: object
    # Boxes for a word, given by the page.
    word: object = None
    word_move: object = None
    word_mend: object = None

    @cached_property
    def history(self):
        return list(self.promise.changes.all())

    @property
    def pk(self):
        return self.promise.pk

    @property
    def state(self):
        return in_words(self.promise, self.today)

    @property
    def awaits_confirmation(self):
        return self.promise.awaits_confirmation

    @cached_property
    def move(self):
        """The change that waits for this party's yes or no."""
        proposal = self._open_proposal
        if proposal is None or self._said(Kind.CHANGE_ACCEPTED, proposal):
            return None
        return None if self._is_theirs(proposal) else proposal

    @property
    def holds_from(self):
        """The day from which a yes that we wrote down holds, unless they object before it."""
        if not self.move or self.move.kind != Kind.CHANGE_RECORDED:
            return None
        return self.move.recorded_at + timedelta(days=DAYS_TO_OBJECT)

    @cached_property
    def waits_for_others(self):
        """The change that this party said yes to, or asked for, and another has not answered yet."""
        return None if self.move else self._open_proposal

    @property
    def is_asked_by_them(self):
        """They asked for the change that waits."""
        return bool(self.waits_for_others) and self._is_theirs(self.waits_for_others)

    @cached_property
    def our_no(self):
        """We keep to what was agreed, after they asked for something else."""
        about = [
            change for change in self.history if change.kind in PromiseChange.ABOUT_WHAT_WAS_AGREED
        ]
        is_no = self.promise.is_open and about and about[-1].kind == Kind.CHANGE_OBJECTED
        return about[-1] if is_no and about[-1].by_id else None

    @property
    def may_be_asked_to_change(self):
        """One of theirs, about which nothing waits for an answer."""
        return not self.promise.is_ours and self.promise.is_open and not self._open_proposal

    @cached_property
    def _open_proposal(self):
        return open_proposal_among(self.history) if self.promise.is_open else None

    @cached_property
    def changed_alone(self):
        """What we said would be different without asking; what was agreed stays."""
        if not self.promise.is_open:
            return None
        about = [
            change
            for change in self.history
            if change.kind in {Kind.CHANGED_ALONE, Kind.CHANGED_TOGETHER}
        ]
        return about[-1] if about and about[-1].kind == Kind.CHANGED_ALONE else None

    @cached_property
    def was_changed_alone(self):
        """We had changed it without them, and something else was agreed since: that stays to be read."""
        alone = [change for change in self.history if change.kind == Kind.CHANGED_ALONE]
        return alone[-1] if alone and not self.changed_alone else None

    @cached_property
    def kept(self):
        """The line in which we say that it was kept, and how they can see that."""
        return next((each for each in reversed(self.history) if each.kind == Kind.KEPT), None)

    @cached_property
    def mend(self):
        """What we say we put right, until this party says so too."""
        mended = [change for change in self.history if change.kind == Kind.MENDED]
        if not mended or self._said(Kind.MEND_CONFIRMED, mended[-1]):
            return None
        return mended[-1]

    @property
    def files(self):
        """What shows that it was kept, or put right; without what was erased."""
        return [file for change in self.history for file in change.evidence.all() if file.is_there]

    def was_confirmed_after(self, breach):
        """They said that what went wrong was put right."""
        return self._said(Kind.MEND_CONFIRMED, breach)

    def _said(self, kind, after):
        return any(
            change.kind == kind and change.pk > after.pk and self._is_theirs(change)
            for change in self.history
        )

    def _is_theirs(self, change):
        seat = change.participation
        return seat is not None and seat.stakeholder_id == self.stakeholder_id

    @property
    def boxes(self):
        """The names of the boxes beside it, by the attribute in which the page puts each."""
        return {
            name: f"{name}{self.pk}"
            for name, is_asked in [
                ("word", self.awaits_confirmation),
                ("word_move", self.move),
                ("word_mend", self.mend),
            ]
            if is_asked
        }


def open_proposal_among(changes):
    """The change that still waits for an answer, among the lines of one promise; None when none does."""
    about = [change for change in changes if change.kind in PromiseChange.ABOUT_WHAT_WAS_AGREED]
    is_open = about and about[-1].kind in PromiseChange.WAITS_FOR_AN_ANSWER
    return about[-1] if is_open else None


def promises_between(stakeholder_id, today):
    """Promises to and by a stakeholder, and what we may still promise, with their history."""
    history = (
        PromiseChange.objects.select_related("remark", "new_words", "participation")
        .prefetch_related(Prefetch("evidence", Evidence.objects.with_is_there()))
        .order_by("pk")
    )
    promises = (
        Promise.objects.filter(parties=stakeholder_id)
        .select_related("owner")
        .only(*COLUMNS)
        .prefetch_related(Prefetch("changes", history))
        .order_by("due_on", "pk")
    )
    return [Promised(promise, stakeholder_id, today) for promise in promises]


def in_words(promise, today):
    """Where a promise stands, as you would say it."""
    if promise.state == State.KEPT and promise.is_ours:
        return _kept_in_words(promise)
    sentence = {
        State.PROPOSED: _("We find out before %(find_out)s whether we can promise this."),
        State.REFUSED: _("We cannot promise this after all."),
        State.KEPT: _("Kept on %(settled)s."),
        State.BROKEN: _("Not kept. It was for %(due)s."),
        State.WITHDRAWN: _("Withdrawn together on %(settled)s."),
        State.GIVEN: _("Late: it was for %(due)s.")
        if promise.is_late(today)
        else _("Open, for %(due)s."),
    }[State(promise.state)]
    return sentence % _days_of(promise)


def _kept_in_words(promise):
    sentence = {
        None: _("Kept on %(settled)s, we say. Was it? You can tell us."),
        True: _("Kept on %(settled)s, and you confirmed it."),
        False: _("Kept on %(settled)s, we said; you told us it was not."),
    }[promise.is_confirmed]
    return sentence % _days_of(promise)


def _days_of(promise):
    return {
        "due": date_format(promise.due_on, "DATE_FORMAT"),
        "find_out": date_format(promise.find_out_by or promise.due_on, "DATE_FORMAT"),
        "settled": date_format(promise.settled_on, "DATE_FORMAT") if promise.settled_on else "",
    }
