"""An address outside our hands."""

from django import forms

from dialogue.models import Witness


class WitnessForm(forms.ModelForm):
    class Meta:
        model = Witness
        fields = ["name", "email", "language"]
