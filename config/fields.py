"""Form fields that refuse nonsense with a sentence."""

from datetime import date

from django import forms
from django.conf import settings
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive, localdate
from django.utils.translation import gettext_lazy as _

EARLIEST = date(2000, 1, 1)
YEARS_AHEAD = 20


def insist_on_a_sensible_day(day):
    """No year 1900 by a slip of the finger, no 9999 by a trick."""
    latest = localdate().replace(day=1, month=1)
    latest = latest.replace(year=latest.year + YEARS_AHEAD)
    if not EARLIEST <= day <= latest:
        raise forms.ValidationError(
            _("Choose a date between %(earliest)s and %(latest)s."),
            params={"earliest": EARLIEST.year, "latest": latest.year},
        )


class DayField(forms.DateField):
    """A date, picked or typed."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_validators = [insist_on_a_sensible_day]


class MomentField(forms.DateTimeField):
    """A date and a time on the clock of the organisation."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def validate(self, value):
        super().validate(value)
        if value is not None:
            insist_on_a_sensible_day(value.date())


class MomentSomewhereField(forms.CharField):
    """A date and a time without a zone: the zone is asked beside it."""

    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        try:
            moment = parse_datetime(text)
        except ValueError:
            moment = None
        if moment is None or not is_naive(moment):
            raise forms.ValidationError(_("Enter a date and a time."), code="invalid")
        insist_on_a_sensible_day(moment.date())
        return moment


class WordsField(forms.CharField):
    """A few lines of text, with room to see them."""

    def __init__(self, *args, rows=3, **kwargs):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(*args, **kwargs)


class LanguageField(forms.ChoiceField):
    """One of the languages that the stakeholder pages speak, by its own name."""

    def __init__(self, *, max_length=None, **kwargs):
        super().__init__(choices=lambda: settings.PORTAL_LANGUAGES, **kwargs)
