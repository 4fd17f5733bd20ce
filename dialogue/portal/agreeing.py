"""Answering the process agreements, and saying what should be different (S77–S79)."""

from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.agreements import suggest_a_change
from dialogue.models import AgreementSuggestion, Endorsement
from dialogue.portal import pages
from dialogue.portal.answering import write_endorsement
from dialogue.portal.facts import Facts
from dialogue.portal.forms import EndorsementForm
from dialogue.portal.once import only_once
from dialogue.portal.record import number_of_last
from dialogue.portal.saying import say
from dialogue.portal.words import SUGGEST


def answer_agreements(visit):
    form = EndorsementForm(visit.typed, must_answer=True)
    return _answer(visit, form)


def say_it_is_not_so(visit):
    """We wrote down a yes for them; by their own hand it is a no."""
    form = EndorsementForm({**visit.typed, "answer": Endorsement.Answer.REFUSED}, must_answer=True)
    return _answer(visit, form)


def _answer(visit, form):
    facts = Facts(visit)
    if not form.is_valid():
        return pages.home(visit, form)
    only_once(visit.once, lambda: write_endorsement(visit, facts, form))
    visit.forgets("answer", "remark")
    return pages.home(
        visit,
        notice=_("Thank you. Your answer about the process agreements has arrived."),
        number=number_of_last(visit.participation.endorsements.all(), visit),
    )


def suggest(visit):
    def write(facts, word):
        if facts.agreements is None:
            raise CannotDo(_("There are no process agreements to change."))
        suggest_a_change(facts.agreements, participation=visit.participation, words=word)

    return say(
        visit,
        SUGGEST,
        write,
        _("Thank you. We read it before we propose the next text."),
        must_say=_("Write what you would like to see different."),
        said=AgreementSuggestion.objects.filter(participation=visit.participation),
    )


VERBS = {"endorse": answer_agreements, "not_said": say_it_is_not_so, "suggest": suggest}
