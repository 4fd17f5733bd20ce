"""Points they sent before a meeting: decided in time, or left (catalogue D4).

Whether it was met in the end is their view of it, and no fact about our conduct.
Their words are for the team of the meeting alone (C2), so a fact never repeats them.
"""

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from trust.conduct import Fact
from trust.facts.wording import page_of


def facts_of_expectations(relationship, as_of):
    for meeting in relationship.meetings:
        for point in meeting.points:
            yield from _facts_of_point(point, meeting, as_of)
        yield from _unnamed(meeting, as_of)


def _facts_of_point(point, meeting, as_of):
    url = page_of("dialogue:meeting", meeting.pk)
    if was_answered_ahead(point, meeting):
        wording = _("A point they sent was decided before the meeting, with the reason")
        yield Fact("expectation_decided", localdate(point.answered_at), wording=wording, url=url)
    elif meeting.is_held and meeting.on <= as_of and _was_undecided_at(meeting.starts_at, point):
        yield Fact(
            "expectation_undecided",
            meeting.on,
            addressed_on=point.decided_at and localdate(point.decided_at),
            wording=_("A point they sent had no answer when we met"),
            url=url,
        )


def _unnamed(meeting, as_of):
    """Points of confidential and anonymous senders are nobody's in particular, and must stay so.

    When we met although some were undecided, that counts once for everybody at the table.
    """
    if not (meeting.is_held and meeting.took_part and meeting.on <= as_of):
        return
    undecided = [each for each in meeting.voices if _was_undecided_at(meeting.starts_at, each)]
    if undecided:
        decided_on = [each.decided_at and localdate(each.decided_at) for each in undecided]
        yield Fact(
            "expectation_undecided",
            meeting.on,
            addressed_on=None if None in decided_on else max(decided_on),
            wording=_("Points sent without a name had no answer when we met"),
            url=page_of("dialogue:meeting", meeting.pk),
        )


def was_answered_ahead(point, meeting):
    """Decided, and the answer with its reason sent, before the meeting began."""
    if point.decided_at is None or point.answered_at is None:
        return False
    return point.decided_at <= point.answered_at < meeting.starts_at


def _was_undecided_at(moment, point):
    return point.decided_at is None or point.decided_at >= moment
