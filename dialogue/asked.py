"""The rounds of a meeting as its team sees them: how each is asked, and how much came in.

What is sealed is never counted: of an anonymous round there is only what came out (ANO-5).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils.timezone import localdate

from dialogue.models import ExpectationRound
from dialogue.releases import last_hour_before, next_hour


@dataclass(frozen=True)
class Asked:
    """One round, and where it stands at a moment."""

    round: ExpectationRound
    at: datetime

    @property
    def answers(self):
        """People who answered, as far as we may know."""
        return self.round.people if self.round.is_named else self.round.voices_heard

    @property
    def is_to_come(self):
        return self.round.opens_on > localdate(self.at)

    @property
    def is_open(self):
        return self.round.is_open_on(localdate(self.at))

    @property
    def is_complete(self):
        """Nobody is waited for any more. Of who gives no name we cannot know before it closes."""
        if self.round.is_named and self.round.guests:
            return self.answers >= self.round.guests
        return self.round.closes_on < localdate(self.at)

    @property
    def next_release(self):
        """When anonymous answers come out next, as long as they still come before the meeting."""
        if not self.round.is_anonymous or self.round.answered_at:
            return None
        moment = next_hour(self.at)
        return moment if moment <= last_hour_before(self.round.meeting) else None


def rounds_of(meeting, at):
    """One query, whatever the number of rounds."""
    rounds = meeting.rounds.opened().annotate(
        people=Count("expectations__participation", distinct=True),
        voices_heard=Count("expectations__voice", distinct=True),
        guests=Count("invited", distinct=True),
    )
    return [Asked(_of(meeting, round_), at) for round_ in rounds.order_by("pk")]


def _of(meeting, round_):
    round_.meeting = meeting
    return round_
