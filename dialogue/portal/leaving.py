"""Looking at what we keep, ending the link, and taking no part any more."""

from django.db import transaction
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.agreements import leave_the_agreements
from dialogue.actions.links import revoke_link
from dialogue.actions.meetings import take_no_part
from dialogue.models import Participation
from dialogue.portal.facts import Facts
from dialogue.portal.held import Held
from dialogue.portal.showing import and_forget, show, show_to
from dialogue.portal.typed import OF_ONE_BUTTON


def show_what_is_held(visit):
    _insist_it_is_open(visit)
    facts = Facts(visit)
    return show_to(visit, "held", facts=facts, held=Held(facts), kept=_everything_typed(visit))


def ask_to_end(visit):
    return show_to(visit, "end", kept=_everything_typed(visit))


def end_link(visit):
    revoke_link(visit.link, at=visit.at)
    return and_forget(show("ended", chosen=visit.language, keeps_a_pin=visit.has_a_pin))


def ask_to_leave(visit):
    _insist_it_is_open(visit)
    return show_to(visit, "leave", facts=Facts(visit), kept=_everything_typed(visit))


def leave(visit):
    """They take no part any more: no letters, and every link of theirs ends."""
    _insist_it_is_open(visit)
    with transaction.atomic():
        if not _somebody_stays(visit.participation):
            leave_the_agreements(visit.hand)
        take_no_part(visit.participation, at=visit.at)
    return and_forget(show("left", chosen=visit.language))


def _somebody_stays(participation):
    """Whether somebody else of their stakeholder is still at this table."""
    others = Participation.objects.filter(
        stakeholder=participation.stakeholder_id,
        meeting__trajectory=participation.meeting.trajectory_id,
        meeting__cancelled_at=None,
        withdrawn_at=None,
    )
    return others.exclude(pk=participation.pk).exists()


def _insist_it_is_open(visit):
    """Whoever found the link must not speak for somebody who closed their page with a PIN."""
    if visit.has_a_pin and not visit.may_read:
        raise CannotDo(_("Open your page with your PIN first."))


def _everything_typed(visit):
    return [item for item in visit.typed.items() if item[0] not in OF_ONE_BUTTON]


VERBS = {
    "held": show_what_is_held,
    "end": ask_to_end,
    "end_now": end_link,
    "leave": ask_to_leave,
    "leave_now": leave,
}
