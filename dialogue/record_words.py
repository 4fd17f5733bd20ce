"""What the verbs of the record are called on a page."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "promised": _("Promise written down"),
    "promise_changed": _("Line in the history of a promise"),
    "evidence_shown": _("File that shows that it was kept, or put right"),
    "agreements_proposed": _("Process agreements proposed"),
    "agreement_line": _("One agreement of those"),
    "party_joined": _("A party joined"),
    "party_left": _("A party left"),
    "change_suggested": _("A party suggested a change"),
    "agreements_answered": _("Process agreements answered"),
    "breach_reported": _("Breach reported"),
    "breach_acted_on": _("Breach acted on"),
    "breach_judged": _("What was done about a breach, judged"),
    "link_made": _("Link made"),
    "link_ended": _("Link ended"),
    "report_sent": _("Report sent"),
}


def in_words(verb):
    return VERBS.get(verb, verb)
