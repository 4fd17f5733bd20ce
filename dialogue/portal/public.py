"""What became of every point of an anonymous round, for whoever has its shared code.

In our words only, never the senders', and no number from which the size of a group follows.
"""

from dataclasses import dataclass, field

from dialogue.models import Expectation, Outcome, Promise, ReportBack
from dialogue.portal.points import points_among
from dialogue.portal.promises import in_words


@dataclass
class Fates:
    points: list = field(default_factory=list)
    promises: list = field(default_factory=list)


def fates_of(round_, today):
    """Of an answered round: its points in our words, and what we promised in the conversation."""
    meeting = round_.meeting
    is_reported = ReportBack.objects.filter(meeting=meeting, sent_at__isnull=False).exists()
    outcomes = list(Outcome.objects.filter(meeting=meeting)) if is_reported else []
    points = points_among(_shown(round_), outcomes)
    told = [point for point in points if point.decision and point.decision.in_our_words]
    promises = _promises_to_keep(meeting, today) if is_reported else []
    # Sorted by our own words: the order says nothing about theirs.
    return Fates(sorted(told, key=lambda point: point.decision.in_our_words), promises)


def _shown(round_):
    """Without those that came out alone, as long as they would stand here almost alone."""
    points = Expectation.objects.filter(round=round_).to_decide()
    voices = points.exclude(voice=None).values("voice").distinct().count()
    return points if voices >= round_.k else points.filter(is_urgent=False)


def _promises_to_keep(meeting, today):
    given = meeting.promises.ours().filter(state__in=[Promise.State.GIVEN, Promise.State.KEPT])
    return [(promise.wording, in_words(promise, today)) for promise in given.order_by("due_on")]
