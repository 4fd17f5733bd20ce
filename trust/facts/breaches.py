"""Process agreements that were not kept to, and how fast we acted (catalogue D6, K3; S80).

Ours count against us; acting fast counts whoever it was, towards the one who was harmed. The words
of it are for the team, so a fact tells the day and the conversations it was about, no more.
"""

from datetime import timedelta

from django.utils.translation import gettext as _

from dialogue.actions.meetings import working_days_after
from dialogue.models.breaches import DAYS_TO_ACT
from trust.conduct import Fact
from trust.facts.wording import in_short, page_of


def facts_of_breaches(relationship, as_of):
    for breach in relationship.breaches:
        their_word = _their_word(breach, relationship.stakeholder_id, as_of)
        if breach.is_ours:
            words = _("We did not keep to a process agreement: %(about)s")
            yield _fact(
                "agreement_breached",
                breach.happened_on,
                words,
                breach,
                addressed_on=breach.acted_on,
                repair_confirmed=their_word == "accepted",
                disputed=their_word == "refused",
            )
        yield from _how_fast(breach, their_word, as_of)


def _how_fast(breach, their_word, as_of):
    if breach.acted_on and breach.acted_on <= min(breach.act_by, as_of):
        yield _fact(
            "breach_acted_on",
            breach.acted_on,
            _("Acted in time on an agreement that was not kept to: %(about)s"),
            breach,
            confirmed=their_word == "accepted",
            disputed=their_word == "refused",
        )
        return
    left_on = working_days_after(breach.act_by, DAYS_TO_ACT) + timedelta(days=1)
    if left_on <= as_of and (breach.acted_on is None or breach.acted_on >= left_on):
        yield _fact(
            "breach_left",
            left_on,
            _("Ten working days without acting on an agreement that was not kept to: %(about)s"),
            breach,
            addressed_on=breach.acted_on,
            repair_confirmed=their_word == "accepted",
        )


def _their_word(breach, party, as_of):
    """What they say last of what we did. A yes counts by their own hand only, a no always."""
    said = ""
    for verdict in breach.verdicts:
        if verdict.on <= as_of and verdict.said_by in (party, None):
            is_theirs = verdict.said_by == party
            said = "refused" if not verdict.is_accepted else "accepted" if is_theirs else said
    return said


def _fact(kind, on, words, breach, **more):
    page = page_of("dialogue:agreements", breach.meeting_id) if breach.meeting_id else ""
    return Fact(kind, on, wording=words % {"about": in_short(breach.title)}, url=page, **more)
