"""Whether we heard them right: what they say of our summary (catalogue C7, S36).

Being told that it was different is no failing: it stands in the ledger, and weighs nothing.
"""

from django.utils.translation import gettext as _

from trust.conduct import Fact
from trust.facts.wording import in_short, page_of


def facts_of_corrections(relationship, as_of):
    for meeting in relationship.meetings:
        for word in _last_words(meeting.corrections, as_of):
            yield _fact(word, meeting)


def _last_words(corrections, as_of):
    """Who changes their mind has said the last of it only."""
    return {word.seat: word for word in corrections if word.on <= as_of}.values()


def _fact(word, meeting):
    words = (
        _("They confirmed what we had heard: %(meeting)s")
        if word.is_right
        else _("They told us what we had heard wrongly: %(meeting)s")
    )
    return Fact(
        "summary_confirmed" if word.is_right else "summary_corrected",
        word.on,
        wording=words % {"meeting": in_short(meeting.title)},
        url=page_of("dialogue:report", meeting.pk),
    )
