"""Who comes in: a code or a ticket in the body of a POST opens somebody's own pages.

There is no session and no cookie, so a browser sends nothing by itself that would prove who it
is. Another site can make it post to us, but has no code and no ticket to put in: there is nothing
to forge, and no CSRF token to check.
"""

import unicodedata
import uuid
from zoneinfo import ZoneInfo

from django.core import signing
from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import get_language_from_request

from accounts.models import User
from config.languages import is_spoken, spoken_or_english
from dialogue.actions.links import TICKET_SALT, open_link, open_ticket, ticket_for
from dialogue.models import Link
from dialogue.portal.tickets import is_a_ticket
from dialogue.portal.turns import checking_a_secret
from stakeholders.models import ContactPerson, Stakeholder

# What a form carries for the door; the rest is what somebody typed or asked.
KEYS = {"code", "ticket", "earlier", "language"}


class Call:
    """One request of somebody who is in: what they typed, and the button they pressed."""

    def __init__(self, *, typed, files, language, at):
        self.typed = typed
        self.files = files
        self.language = language
        self.at = at
        self.verb, _space, self.about = typed.get("do", "").partition(" ")

    @property
    def today(self):
        return self.at.date()

    @property
    def once(self):
        """The key of the form that was sent, if it has one (config.once)."""
        try:
            return uuid.UUID(self.typed.get("once", ""))
        except ValueError:
            return None

    def forgets(self, *names):
        """These fields were dealt with, so the next page does not show them again."""
        self.typed = {name: text for name, text in self.typed.items() if name not in names}


class Visit(Call):
    """One request of somebody whose link is open."""

    def __init__(self, hand, *, may_read, at, **call):
        self.hand = hand
        self.link = link = hand.link
        self.may_read = may_read
        self.participation = link.participation
        self.meeting = link.participation.meeting
        self.has_just_opened = False
        # The text that changed while they read it.
        self.read_before = None
        super().__init__(at=over_there(self.meeting, at), **call)

    @property
    def ticket(self):
        return ticket_for(self.hand, may_read=self.may_read)

    @property
    def has_a_pin(self):
        return bool(self.participation.pin_hash)

    def opens(self):
        """From here on this visit may read back, and so may the pages that follow."""
        self.has_just_opened = not self.may_read
        self.may_read = True


def over_there(meeting, at):
    """A day ends where the conversation is: "until 25 May" is the 25th over there."""
    return at.astimezone(ZoneInfo(meeting.zone))


def arrive(posted, files, *, at):
    """The visit that a personal code or its ticket opens, or None. Looking writes nothing (TH7)."""
    has_code = bool(posted.get("code", "").strip())
    hand, may_read = _open(posted, has_code, at)
    if hand is None:
        return None
    link = hand.link
    _load_people(link.participation)
    is_ours = not has_code or _goes_on_from(posted.get("earlier", ""), link)
    return Visit(
        hand,
        may_read=may_read,
        typed=without_keys(posted) if is_ours else {},
        files=files if is_ours else [],
        language=chosen_language(posted) or spoken_or_english(link.participation.language),
        at=at,
    )


def _open(posted, has_code, at):
    if has_code:
        with checking_a_secret():
            return open_link(western_digits(posted["code"]), at=at), False
    return open_ticket(posted.get("ticket", ""), at=at)


def digits_of(posted):
    """The code that was typed, without what people put between its digits."""
    return "".join(
        character
        for character in western_digits(posted.get("code", ""))
        if character in "0123456789"
    )


def western_digits(text):
    """Digits as they are on a keyboard in Hindi or Arabic are digits too."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def _load_people(participation):
    """Names only: the portal's database role may not read addresses, phones or passwords."""
    names = ("id", "name")
    people = ContactPerson.objects.only(*names, "language", "stakeholder")
    prefetch_related_objects(
        [participation],
        Prefetch("contact_person", people),
        Prefetch("stakeholder", Stakeholder.objects.only(*names)),
        Prefetch("meeting__organiser", User.objects.only(*names)),
    )


def _goes_on_from(earlier, link):
    """Whether this is the rest of a visit of the same person that took too long.

    Otherwise what came with the code is left out: any page on the internet could have put its own
    words beside the field in which somebody then types their code.
    """
    pk = link_named_by(earlier)
    return Link.objects.filter(pk=pk, participation=link.participation_id).exists()


def what_is_kept(posted):
    """The fields of a visit that took too long, to go on with once the code is given again."""
    earlier = posted.get("ticket") or posted.get("earlier", "")
    if link_named_by(earlier) is None and not is_a_ticket(earlier):
        return {}
    return {"earlier": earlier, **without_keys(posted)}


def link_named_by(ticket):
    try:
        pk, _may_read, _closed = signing.loads(ticket, salt=TICKET_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return pk


def without_keys(posted):
    return {name: text for name, text in posted.items() if name not in KEYS}


def chosen_language(posted):
    language = posted.get("language", "")
    return language if is_spoken(language) else ""


def language_for_a_stranger(request):
    """Chosen on the page, else the first of the browser's languages that we speak."""
    return chosen_language(request.POST) or get_language_from_request(request)
