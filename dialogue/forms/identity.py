"""Asking who a confidential sender is, and ruling on it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from config.fields import WordsField
from dialogue.answers import mark_of, name_of_voice, short_mark_of


class AskWhoForm(forms.Form):
    """Which sender, by the number and mark that the team of the conversation sees, and why."""

    sender = forms.ChoiceField(
        label=_("Which sender?"),
        help_text=_("The team of the conversation sees the same numbers and marks."),
    )
    reason = WordsField(
        label=_("Why must somebody know who this is?"),
        max_length=2000,
        help_text=_("The second person reads this, and it is kept."),
    )

    def __init__(self, *args, round_, numbers, **kwargs):
        """`numbers`: the voices of the round, each with its number."""
        super().__init__(*args, **kwargs)
        self.voices = {mark_of(voice): voice for voice in numbers}
        self.fields["sender"].choices = [
            ("", _("Choose one")),
            *(
                (mark_of(voice), f"{name_of_voice(round_, number)} · {short_mark_of(voice)}")
                for voice, number in numbers.items()
            ),
        ]

    @property
    def voice(self):
        return self.voices[self.cleaned_data["sender"]]


class RulingForm(forms.Form):
    is_allowed = forms.TypedChoiceField(
        choices=[("yes", _("Allow it")), ("no", _("Refuse"))], coerce=lambda value: value == "yes"
    )
