"""A change that we asked for, or wrote down, and what the parties say to it (S17)."""

from dataclasses import dataclass

from dialogue.models import Promise, PromiseChange
from dialogue.portal.promises import open_proposal_among

Kind = PromiseChange.Kind


@dataclass(frozen=True)
class OpenProposal:
    """It becomes what is agreed when every party accepted it; until then what was agreed stands."""

    line: PromiseChange
    accepted: list
    waiting: list

    @property
    def is_our_word(self):
        """We wrote down that they agreed; they can still say otherwise."""
        return self.line.kind == Kind.CHANGE_RECORDED

    @property
    def asked_on(self):
        return self.line.happened_on

    @property
    def new_due_on(self):
        return self.line.new_due_on

    @property
    def new_words(self):
        return self.line.new_words

    @property
    def drops(self):
        return self.line.drops

    @property
    def reason(self):
        return str(self.line.remark or "")


def open_proposal(promise: Promise, changes: list[PromiseChange]):
    """The proposal that waits for an answer; None when there is none, or it was answered."""
    line = open_proposal_among(changes) if promise.is_open else None
    if line is None:
        return None
    said_yes = {
        change.participation.stakeholder_id
        for change in changes
        if change.participation and (change.answers_id == line.pk or change.pk == line.pk)
    }
    parties = list(promise.parties.all())
    return OpenProposal(
        line=line,
        accepted=[party for party in parties if party.pk in said_yes],
        waiting=[party for party in parties if party.pk not in said_yes],
    )


def proposal_that_waits(promise: Promise):
    """As above, for who does not need the history for anything else."""
    return open_proposal(promise, list(promise.changes.select_related("participation")))


def objection_in_force(promise: Promise, changes: list[PromiseChange]):
    """The last word about the change was a no: what was agreed stands."""
    about = [change for change in changes if change.kind in PromiseChange.ABOUT_WHAT_WAS_AGREED]
    is_no = promise.is_open and about and about[-1].kind == Kind.CHANGE_OBJECTED
    return about[-1] if is_no else None
