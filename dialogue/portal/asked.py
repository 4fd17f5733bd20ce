"""The page of one round that somebody was asked with their own link: named, or confidential.

A confidential round always has a page of its own, and hangs on a voice that nothing but the schema
`identity` joins to a person (security.md §0.1, TH14).
"""

from functools import cached_property

from dialogue import identity
from dialogue.actions.expectations import of_sender
from dialogue.models import Draft, Expectation, Voice
from dialogue.portal.facts import Facts


def facts_of(visit):
    """Those of the round whose page somebody is on, else those of their home."""
    round_ = round_of_this_page(visit)
    return RoundFacts(visit, round_) if round_ else Facts(visit)


def round_of_this_page(visit):
    """The round that the page named, if this person was asked it."""
    key = visit.typed.get("round", "")
    if not key:
        return None
    return next((each for each in Facts(visit).rounds if str(each.pk) == key), None)


class RoundFacts(Facts):
    """The same facts, about one round."""

    def __init__(self, visit, round_):
        super().__init__(visit)
        self.round = round_

    @property
    def takes_points(self):
        return self.round.is_open_on(self.today)

    @cached_property
    def sender(self):
        """The person, or their voice; None as long as they have no voice."""
        if not self.round.is_confidential:
            return self.participation
        key = identity.voice_of(self.participation, self.round)
        return Voice(pk=key, round=self.round) if key else None

    def speaker(self):
        """The same, with a voice made if they have none yet."""
        if self.round.is_confidential and self.sender is None:
            key = identity.speak(self.participation, self.round)
            self.sender = Voice(pk=key, round=self.round)
        return self.sender

    @cached_property
    def draft(self):
        if self.sender is None:
            return None
        return Draft.objects.filter(round=self.round, **of_sender(self.sender)).first()

    @cached_property
    def own_points(self):
        """What they sent in this round and did not take back."""
        if self.sender is None:
            return []
        sent = Expectation.objects.filter(round=self.round, **of_sender(self.sender))
        return list(sent.standing().select_related("question"))
