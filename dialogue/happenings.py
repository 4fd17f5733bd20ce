"""The newest of everything between us and one stakeholder, for the overview of its page.

The whole history is the timeline of `trust`; this is what somebody needs before a phone call.
"""

from dataclasses import dataclass
from datetime import date

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from dialogue.models import InformalContact, Meeting, Promise

MOST = 6


@dataclass(frozen=True)
class Happening:
    on: date
    title: str
    detail: str
    url: str
    look: str = ""
    tag: str = ""


def latest_with(stakeholder, user):
    found = [
        *_meetings(stakeholder, user),
        *_contacts(stakeholder, user),
        *_promises(stakeholder, user),
    ]
    return sorted(found, key=lambda happening: happening.on, reverse=True)[: 2 * MOST]


def _meetings(stakeholder, user):
    meetings = Meeting.objects.visible_to(user).filter(participations__stakeholder=stakeholder)
    for meeting in meetings.distinct().order_by("-starts_at")[:MOST]:
        held = bool(meeting.held_at)
        yield Happening(
            on=localdate(meeting.starts_at),
            title=_("Conversation: %(title)s") % {"title": meeting.title},
            detail=" · ".join(filter(None, [meeting.get_mode_display(), meeting.place])),
            url=meeting.get_absolute_url(),
            look="ok" if held else "soon" if meeting.is_planned else "",
            tag=_("held") if held else _("planned") if meeting.is_planned else _("cancelled"),
        )


def _contacts(stakeholder, user):
    contacts = InformalContact.objects.visible_to(user).filter(stakeholder=stakeholder)
    for contact in contacts.select_related("by", "contact_person").order_by("-happened_at")[:MOST]:
        yield Happening(
            on=localdate(contact.happened_at),
            title=contact.get_kind_display(),
            detail=" · ".join(filter(None, [str(contact.by), contact.note[:120]])),
            url=contact.get_absolute_url(),
        )


def _promises(stakeholder, user):
    promises = Promise.objects.visible_to(user).filter(parties=stakeholder)
    today = localdate()
    for promise in promises.order_by("-due_on")[:MOST]:
        late = promise.is_late(today)
        yield Happening(
            on=promise.settled_on or promise.due_on,
            title=promise.wording,
            detail=_("Our promise") if promise.is_ours else _("Their promise"),
            url=promise.get_absolute_url(),
            look="late"
            if late or promise.state == "broken"
            else "ok"
            if promise.settled_on
            else "soon",
            tag=_("late") if late else promise.get_state_display(),
        )
