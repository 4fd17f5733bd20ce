"""An answer on paper, by phone or in person, written down by one of us (S28)."""

from datetime import datetime, time

from django import forms
from django.utils.timezone import localdate, make_aware, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import DayField, WordsField
from dialogue.actions.expectations import is_asked
from dialogue.models import Expectation

NOON = time(12)


class WriteDownForm(forms.Form):
    """The questions of the round, with the checks that its senders meet, and how it reached us."""

    who = forms.ModelChoiceField(None, label=gettext_lazy("Who said it?"), empty_label=None)
    channel = forms.ChoiceField(
        label=gettext_lazy("How did it reach you?"),
        choices=Expectation.Channel,
        widget=forms.RadioSelect,
    )
    told_on = DayField(label=gettext_lazy("When?"), initial=localdate)
    is_anonymous = forms.BooleanField(
        label=gettext_lazy("I do not know who said this, or will never tell anybody"),
        help_text=gettext_lazy("Write down only what was anonymous already. It is dated by week."),
    )

    def __init__(self, *args, round_, **kwargs):
        super().__init__(*args, **kwargs)
        self.round = round_
        self._ask_who()
        self.questions = {}
        for question in round_.questions.select_related("shown_if"):
            name = f"q{question.pk}"
            self.questions[name] = question
            self.fields[name] = _field_for(question)

    def _ask_who(self):
        """Who does not give a name is not asked for one, and has no field in which it could stand."""
        if self.round.is_named:
            people = self.round.invited.filter(withdrawn_at=None)
            self.fields["who"].queryset = people.select_related("stakeholder", "contact_person")
        else:
            del self.fields["who"]
        if not self.round.is_anonymous:
            del self.fields["is_anonymous"]

    def clean_told_on(self):
        day = self.cleaned_data["told_on"]
        if not self.round.opens_on <= day <= min(self.round.closes_on, localdate()):
            raise forms.ValidationError(
                _("This round takes what was said from %(from)s until %(until)s."),
                params={"from": self.round.opens_on, "until": self.round.closes_on},
            )
        return day

    def clean(self):
        cleaned = super().clean()
        given = {question.pk: text for question, text in self.answers.items()}
        for name, question in self.questions.items():
            if question.pk in given and not is_asked(question, given):
                self.add_error(name, _("This is only asked after another answer."))
            if question.is_required and is_asked(question, given) and question.pk not in given:
                self.add_error(name, _("This question needs an answer."))
        if not given and not self.errors:
            self.add_error(None, _("Write down at least one answer."))
        return cleaned

    @property
    def answers(self):
        """Question → what they said."""
        return {
            question: self.cleaned_data[name]
            for name, question in self.questions.items()
            if self.cleaned_data.get(name, "").strip()
        }

    @property
    def told_at(self):
        """The moment it counts from: now, or the middle of the day on which it was said."""
        day = self.cleaned_data["told_on"]
        return now() if day == localdate() else make_aware(datetime.combine(day, NOON))


def _field_for(question):
    facts = {"label": str(question), "required": False, "help_text": _help_for(question)}
    if question.is_choice:
        return forms.ChoiceField(
            choices=[("", _("not said")), *question.answers], widget=forms.RadioSelect, **facts
        )
    return WordsField(max_length=5000, rows=2, **facts)


def _help_for(question):
    said = [question.help_text] if question.help_text else []
    if question.is_required:
        said.append(_("Needs an answer."))
    if question.shown_if:
        answer = question.shown_if.in_words(question.shown_if_answer)
        said.append(
            _("Only after “%(answer)s” to “%(question)s”")
            % {"answer": answer, "question": question.shown_if}
        )
    return " ".join(said)
