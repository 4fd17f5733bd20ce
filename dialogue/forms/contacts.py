"""Logging a contact: three clicks and twenty seconds."""

from django import forms
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext_lazy as _

from config.fields import MomentField
from config.versions import VersionedForm
from dialogue.models import InformalContact
from stakeholders.models import ContactPerson, Stakeholder


class ByName(forms.CharField):
    """A stakeholder found by its name or a piece of it; when several fit, says which."""

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("max_length", 200)
        kwargs.setdefault("label", _("With whom?"))
        super().__init__(*args, **kwargs)
        self.stakeholders = Stakeholder.objects.none()

    def clean(self, value):
        words = super().clean(value)
        if not words:
            return None
        exact = self.stakeholders.filter(name__iexact=words).first()
        if exact:
            return exact
        found = list(self.stakeholders.found_by(words).order_by("sort_key")[:6])
        if len(found) == 1:
            return found[0]
        if not found:
            raise forms.ValidationError(
                _(
                    "Nobody of that name is in the register. New? Enter them under Stakeholders first."
                )
            )
        names = "; ".join(stakeholder.name for stakeholder in found[:5])
        raise forms.ValidationError(
            _("Which one? %(names)s"), params={"names": names}, code="several"
        )


class ContactForm(forms.ModelForm):
    stakeholder = ByName(
        widget=forms.TextInput(attrs={"list": "known", "autocomplete": "off", "autofocus": True}),
        help_text=_("Type a piece of the name, of a person or of a place."),
    )
    happened_at = MomentField(label=_("When"), initial=localtime)

    class Meta:
        model = InformalContact
        fields = ["stakeholder", "kind", "happened_at", "note"]
        widgets = {"kind": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["stakeholder"].stakeholders = Stakeholder.objects.visible_to(user)
        self.known = (
            Stakeholder.objects.visible_to(user).of_the_team_of(user).order_by("sort_key")[:30]
        )

    def clean_happened_at(self):
        moment = self.cleaned_data["happened_at"]
        if moment.date() > localdate():
            raise forms.ValidationError(_("That is still to come. Plan a conversation instead."))
        return moment


class ContactChangeForm(VersionedForm):
    class Meta:
        model = InformalContact
        fields = ["kind", "happened_at", "note"]
        field_classes = {"happened_at": MomentField}
        widgets = {"kind": forms.RadioSelect, "note": forms.Textarea(attrs={"rows": 3})}


class MessageForm(forms.Form):
    """A message that Te Voet sends by mail and keeps as a contact."""

    to = forms.ModelChoiceField(ContactPerson.objects.none(), label=_("To"))
    subject = forms.CharField(
        label=_("Subject"),
        max_length=150,
        help_text=_("Neutral: others may see it on a screen."),
    )
    text = forms.CharField(
        label=_("Message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 9})
    )

    def clean_text(self):
        if "…" in self.cleaned_data["text"]:
            raise forms.ValidationError(_("Fill in your own words where the … stands."))
        return self.cleaned_data["text"]

    def __init__(self, *args, persons, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].queryset = persons
        self.fields["to"].label_from_instance = lambda each: f"{each}, {each.stakeholder}"
        self.fields["to"].empty_label = None
