"""Somebody from outside leads the conversation: with everybody's yes, or without (catalogue K4, S101)."""

from django.utils.translation import gettext as _

from dialogue.models import FacilitatorConsent
from trust.conduct import Fact
from trust.facts.wording import in_short, page_of


def facts_of_facilitators(relationship, as_of):
    """A yes counts once for each facilitator; meeting without it, each time."""
    accepted = set()
    held = sorted(relationship.meetings_held_by(as_of), key=lambda meeting: meeting.starts_at)
    for meeting in held:
        for facilitator in meeting.facilitators:
            if not _had_everybodys_yes(facilitator, meeting.on):
                yield _imposed(facilitator, meeting)
            elif facilitator.pk not in accepted:
                accepted.add(facilitator.pk)
                yield _accepted(facilitator, meeting)


def _accepted(facilitator, meeting):
    words = _("Everybody at the table had agreed to %(facilitator)s: %(meeting)s")
    return _fact("facilitator_accepted", words, facilitator, meeting)


def _imposed(facilitator, meeting):
    """Made good when everybody agrees after all, or when this facilitator makes way."""
    words = _("We met with %(facilitator)s before everybody had agreed: %(meeting)s")
    return _fact(
        "facilitator_imposed",
        words,
        facilitator,
        meeting,
        addressed_on=_everybodys_yes_after(facilitator, meeting.on) or facilitator.ended_on,
    )


def _had_everybodys_yes(facilitator, day):
    return _are_all_in_favour(
        facilitator, {who: answer for on, who, answer in facilitator.answers if on <= day}
    )


def _everybodys_yes_after(facilitator, day):
    said = {}
    for on, who, answer in facilitator.answers:
        said[who] = answer
        if on > day and _are_all_in_favour(facilitator, said):
            return on
    return None


def _are_all_in_favour(facilitator, said):
    return all(said.get(party) in FacilitatorConsent.IN_FAVOUR for party in facilitator.parties)


def _fact(kind, words, facilitator, meeting, **more):
    names = {"facilitator": facilitator.name, "meeting": in_short(meeting.title)}
    return Fact(
        kind, meeting.on, wording=words % names, url=page_of("dialogue:meeting", meeting.pk), **more
    )
