"""Somebody from outside who leads the conversation: whom we propose, and what they told us (S101)."""

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import DayField, WordsField
from config.versions import insist_it_was_seen, seen
from dialogue.models import Facilitator, FacilitatorConsent

Answer = FacilitatorConsent.Answer


class FacilitatorForm(forms.ModelForm):
    """Somebody to propose. `before` is who makes way, or None."""

    before = seen()

    class Meta:
        model = Facilitator
        fields = ["name", "about", "paid_by"]
        labels = {
            "name": gettext_lazy("Who?"),
            "about": gettext_lazy("Who is this, and how independent of us?"),
            "paid_by": gettext_lazy("Who pays?"),
        }
        help_texts = {
            "about": gettext_lazy("Say it when this person ever worked for one of those who meet."),
            "paid_by": gettext_lazy("They decide on that, so it is never left out."),
        }
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, *args, before, **kwargs):
        super().__init__(*args, **kwargs)
        self.before = before
        self.fields["before"].initial = before and before.pk

    def clean(self):
        cleaned = super().clean()
        insist_it_was_seen(
            self,
            "before",
            self.before and self.before.pk,
            _("Meanwhile %(name)s was proposed. Send it again to propose somebody else instead.")
            % {"name": self.before},
        )
        return cleaned


class ConsentForm(forms.Form):
    """What a party told us. Their own word, through their own link, counts for more."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[
            (Answer.YES, gettext_lazy("They agree")),
            (Answer.WITH_CONDITION, gettext_lazy("They agree, on a condition")),
            (Answer.NO, gettext_lazy("They do not agree")),
        ],
        widget=forms.RadioSelect,
    )
    remark = WordsField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("A condition needs its words; so does a no, if they gave a reason."),
    )
    on = DayField(label=gettext_lazy("When did they tell you?"), initial=localdate)
    about = seen()

    def __init__(self, *args, facilitator, **kwargs):
        super().__init__(*args, **kwargs)
        self.facilitator = facilitator
        self.fields["about"].initial = facilitator.pk

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > localdate():
            raise forms.ValidationError(_("That day is still to come."))
        return day

    def clean(self):
        cleaned = super().clean()
        has_condition = cleaned.get("answer") == Answer.WITH_CONDITION
        if has_condition and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Write down the condition."))
        insist_it_was_seen(
            self,
            "about",
            self.facilitator.pk,
            _(
                "Meanwhile %(name)s was proposed. Send it again only if what they told you is about "
                "%(name)s."
            )
            % {"name": self.facilitator},
        )
        return cleaned
