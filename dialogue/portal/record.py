"""Whether the record still says what a number stands for. Open to everybody; nothing is kept of who asks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dialogue.portal.forms import insist_it_is_readable
from dialogue.portal.showing import show
from dialogue.portal.visits import chosen_language
from dialogue.record_numbers import record_number_for, still_says


class RecordNumberForm(forms.Form):
    number = forms.CharField(
        label=_("Record number"),
        help_text=_("It stands on our letters and on your page, under what was written down."),
        required=False,
        max_length=200,
        validators=[insist_it_is_readable],
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        ),
    )
    answer = None

    def clean_number(self):
        self.answer = still_says(self.cleaned_data["number"])
        if self.answer is None:
            raise ValidationError(
                _("This is not a record number. Copy all of it, with its dashes.")
            )
        return self.cleaned_data["number"]


def number_of_last(said, visit):
    """What they keep of the last of these rows, to ask later whether the record still says so (AUD-8)."""
    row = said.order_by("pk").last() if said is not None else None
    return record_number_for(row, visit.participation.stakeholder) if row else ""


def record_page(posted):
    """The page with its field; after a number was given, with what the record says about it."""
    has_asked = bool(posted.get("number", "").strip()) or "ask" in posted
    form = RecordNumberForm(posted if has_asked else None, initial={"number": posted.get("number")})
    is_wrong = has_asked and not form.is_valid()
    return show(
        "record",
        status=400 if is_wrong else 200,
        chosen=chosen_language(posted),
        form=form,
        answer=form.answer,
    )
