"""Saying that something that was agreed was not kept, and whether what was done about it will do (S80)."""

import uuid
from functools import partial

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.pages import CannotDo
from dialogue.actions.breaches import judge_action, report_breach
from dialogue.models import Breach, BreachVerdict
from dialogue.portal import pages
from dialogue.portal.breaches import actions_to_judge, others_at_the_table
from dialogue.portal.facts import Facts
from dialogue.portal.forms import LONGEST_REMARK, Words
from dialogue.portal.once import only_once
from dialogue.portal.record import number_of_last
from dialogue.portal.saying import one_of, say
from dialogue.portal.showing import show_to
from dialogue.portal.typed import OF_ONE_BUTTON
from stakeholders.models import Stakeholder

FIELDS = {"happened_on": "breach_day", "words": "word_breach"}


class BreachForm(forms.Form):
    breach_line = forms.ChoiceField(
        label=gettext_lazy("Which agreement was not kept?"), widget=forms.RadioSelect
    )
    breach_by = forms.ChoiceField(
        label=gettext_lazy("Who did not keep to it?"), widget=forms.RadioSelect
    )
    breach_day = forms.DateField(
        label=gettext_lazy("When was it?"), widget=forms.DateInput(attrs={"type": "date"})
    )
    word_breach = Words(
        label=gettext_lazy("What happened?"),
        help_text=gettext_lazy("You need not name anybody."),
        most=LONGEST_REMARK,
        rows=4,
    )

    def __init__(self, *args, lines, others, organisation, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {str(line.pk): line for line in lines}
        self.fields["breach_line"].choices = [(pk, str(line)) for pk, line in self.lines.items()]
        self.fields["breach_by"].choices = [("us", organisation), *others.items()]

    def line(self):
        return self.lines[self.cleaned_data["breach_line"]]

    def by_stakeholder(self):
        """Whose breach it is; None when it is ours."""
        chosen = self.cleaned_data["breach_by"]
        return None if chosen == "us" else Stakeholder(pk=int(chosen))

    def refuse(self, refusal):
        for name, messages in refusal.message_dict.items():
            self.add_error(FIELDS.get(name, "word_breach"), messages)


def show_form(visit):
    facts = Facts(visit)
    return _page(visit, _form(facts, initial=visit.typed))


def report(visit):
    facts = Facts(visit)
    form = _form(facts, visit.typed)
    if not form.is_valid():
        return _page(visit, form)
    try:
        only_once(visit.once, lambda: _write(visit, form))
    except ValidationError as refusal:
        form.refuse(refusal)
        return _page(visit, form)
    visit.forgets(*form.fields)
    return _thanks(visit)


def _form(facts, *typed, **more):
    if not facts.may_report:
        raise CannotDo(_("There is nothing here that was agreed."))
    if facts.visit.has_a_pin and not facts.visit.may_read:
        raise CannotDo(_("Open your page with your PIN first."))
    return BreachForm(
        *typed,
        lines=facts.how_we_talk.that_hold,
        others=others_at_the_table(facts.participation),
        organisation=settings.ORGANISATION_NAME,
        **more,
    )


def _write(visit, form):
    report_breach(
        form.line(),
        happened_on=form.cleaned_data["breach_day"],
        on=visit.today,
        words=form.cleaned_data["word_breach"],
        participation=visit.participation,
        by_stakeholder=form.by_stakeholder(),
        harmed=visit.participation.stakeholder,
    )


def _thanks(visit):
    said = Breach.objects.filter(participation=visit.participation)
    last = said.order_by("pk").last()
    if last is None:
        # The key of this form was used for something else.
        return pages.home(visit)
    day = date_format(last.act_by, "DATE_FORMAT")
    return pages.home(
        visit,
        notice=_("Thank you for saying so. We act on it by %(day)s.") % {"day": day},
        number=number_of_last(said, visit),
    )


def _page(visit, form):
    return show_to(
        visit,
        "breach",
        status=400 if form.errors else 200,
        form=form,
        kept=[
            item
            for item in visit.typed.items()
            if item[0] not in OF_ONE_BUTTON and item[0] not in form.fields
        ],
        wrong_fields=[field for field in form if field.errors],
        once=uuid.uuid4(),
    )


def judge(is_accepted, visit):
    """Whether they accept what was done about it."""

    def write(facts, word):
        action = one_of(actions_to_judge(facts), visit.about, lambda action: action.pk)
        if action is None:
            raise CannotDo(_("This does not wait for an answer any more."))
        judge_action(action, is_accepted=is_accepted, hand=visit.hand, on=visit.today, remark=word)

    thanks = _("Thank you. What you say stands beside what we did.")
    said = BreachVerdict.objects.filter(participation=visit.participation)
    return say(visit, f"word_action{visit.about}", write, thanks, said=said)


VERBS = {
    "breach": show_form,
    "breach_now": report,
    "act_fine": partial(judge, True),
    "act_no": partial(judge, False),
}
