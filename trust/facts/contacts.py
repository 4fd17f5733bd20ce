"""Contacts outside meetings: introduction, informal contact, meeting in person (catalogue C1–C3).

A contact counts once. The first introduction is C1; a visit or a meal is being together, so C3; a
call, a message and every later introduction is C2.
"""

from django.utils.translation import gettext as _

from dialogue.models import InformalContact
from trust.conduct import Fact
from trust.facts.wording import first_from, in_short, page_of

Kind = InformalContact.Kind
# After one of these nobody is a stranger: a first meeting then skips nothing.
GETTING_ACQUAINTED = {Kind.INTRODUCTION, *InformalContact.IN_PERSON}


def facts_of_contacts(relationship, as_of):
    introduction = _first_introduction(relationship, as_of)
    for contact in relationship.contacts:
        yield _fact_of_contact(contact, is_first_introduction=contact is introduction)
    yield from _introduction_skipped(relationship, as_of)


def _first_introduction(relationship, as_of):
    """The introduction that came before the first meeting, or that no meeting followed yet."""
    first_meeting = _first_meeting_held(relationship, as_of)
    for contact in relationship.contacts:
        if contact.kind == Kind.INTRODUCTION:
            in_time = first_meeting is None or contact.on <= first_meeting.on
            return contact if in_time else None
    return None


def _fact_of_contact(contact, *, is_first_introduction):
    label = str(Kind(contact.kind).label)
    if is_first_introduction:
        kind, wording = "introduction_held", _("We got acquainted before the first meeting")
    elif contact.kind in InformalContact.IN_PERSON:
        kind, wording = "met_in_person", _("In person: %(kind)s") % {"kind": label}
    else:
        kind, wording = "informal_contact", _("In touch: %(kind)s") % {"kind": label}
    return Fact(kind, contact.on, wording=wording, url=page_of("dialogue:contact", contact.pk))


def _introduction_skipped(relationship, as_of):
    """Mended on the day they got acquainted after all."""
    meeting = _first_meeting_held(relationship, as_of)
    acquainted = [each.on for each in relationship.contacts if each.kind in GETTING_ACQUAINTED]
    if meeting is None or (acquainted and acquainted[0] <= meeting.on):
        return
    yield Fact(
        "introduction_skipped",
        meeting.on,
        addressed_on=first_from(acquainted, meeting.on),
        wording=_("First meeting without getting acquainted: %(meeting)s")
        % {"meeting": in_short(meeting.title)},
        url=page_of("dialogue:meeting", meeting.pk),
    )


def _first_meeting_held(relationship, as_of):
    held = relationship.meetings_held_by(as_of)
    return min(held, key=lambda meeting: meeting.starts_at, default=None)
