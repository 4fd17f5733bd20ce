"""What we promised somebody, where it stands, and what about it waits for their word (S17).

All of it follows from the lines of history; the date that is agreed is the one the database keeps.
"""

from dataclasses import dataclass

from django.db.models import Prefetch
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from dialogue.models import Promise, PromiseChange

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
)
# The last of these says whether a proposal is still open; the trigger in migration 0005 agrees.
ABOUT_THE_DATE = {
    Kind.MOVE_PROPOSED,
    Kind.MOVE_OBJECTED,
    Kind.MOVED_TOGETHER,
    Kind.MOVED_ALONE,
    Kind.KEPT,
    Kind.BROKEN,
}


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
        """The proposal of another date that waits for this party's yes or no."""
        proposal = self._open_proposal
        return None if proposal is None or self._said(Kind.MOVE_ACCEPTED, proposal) else proposal

    @cached_property
    def waits_for_others(self):
        """The proposal that this party accepted and another has not yet."""
        return None if self.move else self._open_proposal

    @cached_property
    def _open_proposal(self):
        if not self.promise.is_open or not self.promise.is_ours:
            return None
        about = [change for change in self.history if change.kind in ABOUT_THE_DATE]
        if not about or about[-1].kind != Kind.MOVE_PROPOSED:
            return None
        # Accepted by every party it became the date, and there is nothing left to ask.
        became_it = about[-1].new_due_on == self.promise.due_on
        return None if became_it else about[-1]

    @cached_property
    def moved_alone(self):
        """A later date that we said without asking; the agreed date stays."""
        if not self.promise.is_open:
            return None
        agreed = [
            change.pk
            for change in self.history
            if change.kind == Kind.MOVED_TOGETHER
            or (change.kind == Kind.MOVE_ACCEPTED and change.new_due_on == self.promise.due_on)
        ]
        alone = [change for change in self.history if change.kind == Kind.MOVED_ALONE]
        return alone[-1] if alone and alone[-1].pk > max(agreed, default=0) else None

    @cached_property
    def mend(self):
        """What we say we put right, until this party says so too."""
        mended = [change for change in self.history if change.kind == Kind.MENDED]
        if not mended or self._said(Kind.MEND_CONFIRMED, mended[-1]):
            return None
        return mended[-1]

    def _said(self, kind, after):
        return any(
            change.kind == kind
            and change.pk > after.pk
            and change.participation
            and change.participation.stakeholder_id == self.stakeholder_id
            for change in self.history
        )

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


def promises_between(stakeholder_id, today):
    """Promises to and by a stakeholder that were given, with their history."""
    history = PromiseChange.objects.select_related("remark", "participation").order_by("pk")
    promises = (
        Promise.objects.filter(
            parties=stakeholder_id,
            state__in=[State.GIVEN, State.KEPT, State.BROKEN, State.WITHDRAWN],
        )
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
        "settled": date_format(promise.settled_on, "DATE_FORMAT") if promise.settled_on else "",
    }
