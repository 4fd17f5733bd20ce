"""Another date that we asked for, and what the parties say to it (S17)."""

from dataclasses import dataclass
from datetime import date

from dialogue.models import Promise, PromiseChange
from dialogue.portal.promises import ABOUT_THE_DATE

Kind = PromiseChange.Kind


@dataclass(frozen=True)
class OpenProposal:
    """It becomes the date when every party has accepted it; until then the agreed one stands."""

    asked_on: date
    new_due_on: date
    reason: str
    accepted: list
    waiting: list


def open_proposal(promise: Promise, changes: list[PromiseChange]):
    """The proposal that waits for an answer; None when there is none, or it was answered."""
    about = [change for change in changes if change.kind in ABOUT_THE_DATE]
    if not promise.is_open or not about or about[-1].kind != Kind.MOVE_PROPOSED:
        return None
    proposal = about[-1]
    said_yes = {
        change.participation.stakeholder_id
        for change in changes
        if change.kind == Kind.MOVE_ACCEPTED and change.pk > proposal.pk
    }
    parties = list(promise.parties.all())
    waiting = [party for party in parties if party.pk not in said_yes]
    if not waiting:
        return None
    return OpenProposal(
        asked_on=proposal.happened_on,
        new_due_on=proposal.new_due_on,
        reason=str(proposal.remark or ""),
        accepted=[party for party in parties if party.pk in said_yes],
        waiting=waiting,
    )


def objection_in_force(promise: Promise, changes: list[PromiseChange]):
    """The last word about the date was a no: the agreed one stands."""
    about = [change for change in changes if change.kind in ABOUT_THE_DATE]
    is_no = promise.is_open and about and about[-1].kind == Kind.MOVE_OBJECTED
    return about[-1] if is_no else None
