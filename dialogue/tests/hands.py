"""What a stakeholder says with its own hand, in tests: through a fresh link of one participation."""

from dialogue.actions.links import hand_with, mint_link
from dialogue.portal.promises import open_proposal_among
from stakeholders.tests.cast import NOON


def hand_of(participation, at=NOON):
    return hand_with(mint_link(participation, at=at))


def proposal_for(promise):
    """The change of this promise that waits for an answer."""
    return open_proposal_among(list(promise.changes.all()))
