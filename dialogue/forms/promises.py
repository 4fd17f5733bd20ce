"""Making promises, and living up to them."""

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from config.fields import DayField, WordsField
from dialogue.forms.contacts import ByName
from dialogue.models import Promise
from stakeholders.models import Stakeholder


class PromiseForm(forms.Form):
    to = ByName(
        label=gettext_lazy("To whom?"), help_text=gettext_lazy("A piece of the name is enough.")
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Who promises?"),
        choices=[
            (Promise.Side.OURS, gettext_lazy("We do")),
            (Promise.Side.THEIRS, gettext_lazy("They do")),
        ],
        initial=Promise.Side.OURS,
        widget=forms.RadioSelect,
    )
    wording = WordsField(label=gettext_lazy("What is promised?"), max_length=2000)
    due_on = DayField(label=gettext_lazy("By when?"))
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who of us delivers it?"),
        required=False,
        help_text=gettext_lazy(
            "A colleague says yes first, by mail. Until then it is not promised."
        ),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].stakeholders = Stakeholder.objects.visible_to(user)
        self.fields["owner"].queryset = User.objects.who_keep_promises()

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < localdate():
            raise forms.ValidationError(_("A promise cannot be due in the past."))
        return day

    def clean(self):
        cleaned = super().clean()
        ours = cleaned.get("side") == Promise.Side.OURS
        if ours and not cleaned.get("owner") and not self.has_error("owner"):
            self.add_error("owner", _("A promise of ours needs somebody who delivers it."))
        if not ours:
            cleaned["owner"] = None
        return cleaned


class KeepForm(forms.Form):
    on = DayField(label=gettext_lazy("When was it done?"), initial=localdate)
    remark = WordsField(
        label=gettext_lazy("How can they see that?"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("They read this, and say whether they agree."),
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > localdate():
            raise forms.ValidationError(_("That day is still to come."))
        return day


class MoveForm(forms.Form):
    TOGETHER, ALONE = "together", "alone"

    new_due_on = DayField(label=gettext_lazy("New date"))
    how = forms.ChoiceField(
        label=gettext_lazy("Did they agree?"),
        widget=forms.RadioSelect,
        choices=[
            (TOGETHER, gettext_lazy("Yes, we agreed it together")),
            (ALONE, gettext_lazy("No, we will be later and did not agree that")),
        ],
        help_text=gettext_lazy(
            "A date we move alone is written down as a breach; the agreed date stays."
        ),
    )
    words = WordsField(
        label=gettext_lazy("With whom and how was it agreed, or why alone?"), max_length=2000
    )

    def clean_new_due_on(self):
        day = self.cleaned_data["new_due_on"]
        if day < localdate():
            raise forms.ValidationError(_("The new date has already passed."))
        return day


class AskToMoveForm(forms.Form):
    """Another date, and why: they say yes or no to it on their own page (S17)."""

    new_due_on = DayField(label=gettext_lazy("By when will it be done?"))
    reason = WordsField(
        label=gettext_lazy("Why later?"),
        max_length=2000,
        help_text=gettext_lazy("They read this, and decide. Until they agree the old date stands."),
    )

    def __init__(self, *args, agreed_on, **kwargs):
        super().__init__(*args, **kwargs)
        self.agreed_on = agreed_on

    def clean_new_due_on(self):
        day = self.cleaned_data["new_due_on"]
        if day < localdate():
            raise forms.ValidationError(_("The new date has already passed."))
        if day <= self.agreed_on:
            raise forms.ValidationError(_("For a day that is not later you need not ask."))
        return day


class ReasonForm(forms.Form):
    """A word of explanation that stays with the record."""

    reason = WordsField(label=gettext_lazy("Why?"), max_length=2000)


class MendForm(forms.Form):
    reason = WordsField(
        label=gettext_lazy("How did you put it right?"),
        max_length=2000,
        help_text=gettext_lazy("What you said to them, and what you did."),
    )
