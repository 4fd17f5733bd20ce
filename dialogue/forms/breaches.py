"""Saying that an agreement was not kept to, what we did about it, and what the harmed party says (S80)."""

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import DayField, WordsField
from dialogue.models import ProcessAgreement

US = "us"


class BreachForm(forms.Form):
    """Ours first: whoever is at the table can be the one, we included."""

    agreement = forms.ModelChoiceField(
        ProcessAgreement.objects.none(),
        label=gettext_lazy("Which agreement?"),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    who = forms.ChoiceField(
        label=gettext_lazy("Who did not keep to it?"), widget=forms.RadioSelect, initial=US
    )
    harmed = forms.ChoiceField(label=gettext_lazy("Who was harmed?"), required=False)
    words = WordsField(label=gettext_lazy("What happened?"), max_length=10_000)
    happened_on = DayField(label=gettext_lazy("When was it?"), initial=localdate)
    is_serious = forms.BooleanField(label=gettext_lazy("This is serious"), required=False)

    def __init__(self, *args, text, parties, **kwargs):
        super().__init__(*args, **kwargs)
        self.parties = {str(party.pk): party for party in parties}
        names = [(pk, str(party)) for pk, party in self.parties.items()]
        self.fields["agreement"].queryset = text.agreements.all()
        self.fields["who"].choices = [(US, _("We ourselves")), *names]
        self.fields["harmed"].choices = [("", _("everybody, or nobody in particular")), *names]

    def clean_happened_on(self):
        return _not_to_come(self.cleaned_data["happened_on"])

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("harmed") and cleaned.get("harmed") == cleaned.get("who"):
            self.add_error("harmed", _("Choose somebody else than who did it."))
        return cleaned

    @property
    def reported(self):
        """What is written down, in the words of `report_breach`."""
        wanted = self.cleaned_data
        return {
            "words": wanted["words"],
            "happened_on": wanted["happened_on"],
            "is_serious": wanted["is_serious"],
            "by_stakeholder": self.parties.get(wanted["who"]),
            "harmed": self.parties.get(wanted["harmed"]),
        }


class ActForm(forms.Form):
    words = WordsField(
        label=gettext_lazy("What did you do about it, and with whom?"),
        max_length=10_000,
        rows=4,
        help_text=gettext_lazy("Who was harmed reads this, and says whether it is enough."),
    )
    on = DayField(label=gettext_lazy("When?"), initial=localdate)

    def clean_on(self):
        return _not_to_come(self.cleaned_data["on"])


class HeardForm(forms.Form):
    """What the harmed party told us. Their own word, through their own link, counts for more."""

    is_accepted = forms.TypedChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[("yes", gettext_lazy("It is enough")), ("no", gettext_lazy("It is not enough"))],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
    )
    remark = WordsField(label=gettext_lazy("In their words"), required=False, max_length=2000)
    on = DayField(label=gettext_lazy("When did they tell you?"), initial=localdate)

    def clean_on(self):
        return _not_to_come(self.cleaned_data["on"])


def _not_to_come(day):
    if day > localdate():
        raise forms.ValidationError(_("That day is still to come."))
    return day
