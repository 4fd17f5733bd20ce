"""Asking beforehand, and deciding each answer."""

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import DayField, WordsField
from dialogue.models import ExpectationDecision, ProcessAgreement, RoundQuestion

Outcome = ExpectationDecision.Outcome
# What stands there before somebody writes something better.
USUAL_REASONS = {
    Outcome.AGENDA: gettext_lazy("We take this up in the conversation."),
    Outcome.OTHERWISE: gettext_lazy(
        "We take care of this outside the conversation, and tell you how."
    ),
    Outcome.PARKED: gettext_lazy("This deserves more time than we have now; we come back to it."),
}


class AskForm(forms.Form):
    """Three questions, the usual agreements and a message are ready; everything can be changed."""

    message = WordsField(label=gettext_lazy("Your message"), max_length=4000, rows=5)
    can_change = WordsField(
        label=gettext_lazy("What can still change"), required=False, max_length=2000, rows=2
    )
    can_not_change = WordsField(
        label=gettext_lazy("What cannot change now"),
        required=False,
        max_length=2000,
        rows=2,
        help_text=gettext_lazy("Honest beforehand saves disappointment afterwards."),
    )
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions"),
        required=False,
        choices=RoundQuestion.Standard,
        initial=RoundQuestion.Standard.values,
        widget=forms.CheckboxSelectMultiple,
    )
    own_questions = WordsField(
        label=gettext_lazy("Questions of your own"),
        required=False,
        max_length=1500,
        rows=2,
        help_text=gettext_lazy("One on each line, in the language they read."),
    )
    agreements = forms.MultipleChoiceField(
        label=gettext_lazy("Process agreements we propose"),
        required=False,
        choices=ProcessAgreement.Standard,
        initial=ProcessAgreement.Standard.values,
        widget=forms.CheckboxSelectMultiple,
    )
    own_agreements = WordsField(
        label=gettext_lazy("Process agreements of your own"),
        required=False,
        max_length=2500,
        rows=2,
        help_text=gettext_lazy("One on each line."),
    )
    closes_on = DayField(
        label=gettext_lazy("Answers until"),
        help_text=gettext_lazy("Leave yourself time to decide each answer before you meet."),
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        if meeting.trajectory.agreement_versions.exists():
            # They are there since an earlier round, and change only together.
            del self.fields["agreements"], self.fields["own_agreements"]

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < localdate():
            raise forms.ValidationError(_("That day has already passed."))
        if day > self.meeting.starts_there.date():
            raise forms.ValidationError(_("That is after the conversation."))
        return day

    def clean_own_questions(self):
        return self._lines("own_questions", 300)

    def clean_own_agreements(self):
        return self._lines("own_agreements", 500)

    def _lines(self, name, most):
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        if any(len(line) > most for line in lines):
            raise forms.ValidationError(
                _("Keep each line under %(most)s characters."), params={"most": most}
            )
        return lines

    def clean(self):
        cleaned = super().clean()
        if not self.all_questions and not self.errors:
            self.add_error("questions", _("Ask at least one question."))
        return cleaned

    @property
    def purpose(self):
        return {name: self.cleaned_data[name] for name in ("can_change", "can_not_change")}

    @property
    def all_questions(self):
        return [
            *self.cleaned_data.get("questions", []),
            *self.cleaned_data.get("own_questions", []),
        ]

    @property
    def all_agreements(self):
        return [
            *self.cleaned_data.get("agreements", []),
            *self.cleaned_data.get("own_agreements", []),
        ]


class DecisionForm(forms.Form):
    """What becomes of one point. `seen` is the decision that stood when the page was opened."""

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"),
        required=False,
        choices=Outcome,
        widget=forms.RadioSelect,
    )
    reason = WordsField(
        label=gettext_lazy("Reason; they read it"), required=False, max_length=5000, rows=2
    )
    agenda_item = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Agenda point"),
        required=False,
        empty_label=gettext_lazy("a new point"),
    )
    agenda_title = forms.CharField(
        label=gettext_lazy("Name of the new point"), required=False, max_length=200
    )
    parked_until = DayField(label=gettext_lazy("Later: until when?"), required=False)
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, expectation, agenda, **kwargs):
        self.expectation = expectation
        self.standing = expectation.decision
        super().__init__(
            *args, initial=self._standing_words(), prefix=f"e{expectation.pk}", **kwargs
        )
        points = self.fields["agenda_item"]
        points.queryset = agenda
        # The same list for every row of the page, so that it is read once.
        points.choices = [("", points.empty_label), *((item.pk, str(item)) for item in agenda)]
        self.usual = {outcome.value: str(reason) for outcome, reason in USUAL_REASONS.items()}

    def _standing_words(self):
        if self.standing is None:
            return {}
        return {
            "outcome": self.standing.outcome,
            "reason": self.standing.reason,
            "agenda_item": self.standing.agenda_item_id,
            "parked_until": self.standing.parked_until,
            "seen": self.standing.pk,
        }

    def clean(self):
        cleaned = super().clean()
        outcome = cleaned.get("outcome")
        if not outcome:
            return cleaned
        cleaned["reason"] = cleaned.get("reason") or self.usual.get(outcome, "")
        if not cleaned["reason"]:
            self.add_error("reason", _("A no deserves a reason of your own."))
        if outcome == Outcome.AGENDA and not (
            cleaned.get("agenda_item") or cleaned.get("agenda_title")
        ):
            self.add_error(
                "agenda_title", _("Name the new point yourself: everybody reads the agenda.")
            )
        if (cleaned.get("parked_until") or localdate()) < localdate():
            self.add_error("parked_until", _("That day has already passed."))
        if outcome == Outcome.PARKED and not cleaned.get("parked_until"):
            self.add_error("parked_until", _("Say until when it is parked."))
        if cleaned.get("seen") != (self.standing and self.standing.pk):
            self.add_error(
                None,
                _(
                    "A colleague decided this meanwhile: %(outcome)s. “%(reason)s” Save again to replace it."
                )
                % {"outcome": self.standing.get_outcome_display(), "reason": self.standing.reason},
            )
            self._offer_again()
        return cleaned

    def _offer_again(self):
        self.data = self.data.copy()
        self.data[self.add_prefix("seen")] = self.standing.pk

    @property
    def decides(self):
        """Whether this row says something new."""
        return bool(self.cleaned_data.get("outcome")) and self.has_changed()

    @property
    def verdict(self):
        wanted = ("outcome", "reason", "agenda_item", "agenda_title", "parked_until")
        return {name: self.cleaned_data.get(name) for name in wanted}
