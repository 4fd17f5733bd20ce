"""Two people, one record: the second to save sees both versions and loses no text (CON-1).

A record that is edited has a `version` number. The form carries the number it was opened with, and
what stood in its fields then, so that only what both of them changed has to be put together.
"""

import json

from django import forms
from django.db.models import F
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

SOMEBODY_WAS_FIRST = gettext_lazy(
    "Somebody else saved this while you were writing. Both versions are below: "
    "put together what should stay, and save again."
)
TRAVELLING = ("version", "served")
OVERTAKEN = "overtaken"


class Conflict(Exception):
    """Said to the person who came second, so keep the wording plain."""


def _hidden():
    """Goes along with a draft: words are saved over the version that they were written for."""
    return forms.HiddenInput(attrs={"data-drafted": True})


def seen():
    """A field for what stood on the page about a record, where no version number tells."""
    return forms.CharField(widget=_hidden(), required=False, max_length=64)


def insist_it_was_seen(form, name, stands, sentence):
    """Complain when the page did not show what `stands` there now; the next try has seen it."""
    stands = "" if stands is None else str(stands)
    if form.cleaned_data.get(name, "") == stands:
        return
    form.add_error(None, forms.ValidationError(sentence, code=OVERTAKEN))
    form.data = form.data.copy()
    form.data[form.add_prefix(name)] = stands


class VersionedForm(forms.ModelForm):
    """A ModelForm that refuses to overwrite what somebody else saved in the meantime.

    Its record is loaded as config.pages.held_still says, so that nobody saves between our look at
    the version and our own save.
    """

    version = forms.IntegerField(widget=_hidden(), min_value=0)
    served = forms.CharField(widget=_hidden(), required=False, strip=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version
        self.fields["served"].initial = self._saved_as_text

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") != self.instance.version:
            self.add_error(None, forms.ValidationError(SOMEBODY_WAS_FIRST, code="stale"))
        return cleaned

    @property
    def is_stale(self):
        return self.has_error("__all__", code="stale")

    # What each of the two changed -------------------------------------------------------------

    def both_versions(self):
        """What to put together, and what only one of you changed; each with the label of its field.

        `to_put_together` has both words, what you wrote and what they saved; the others have one.
        """
        both, theirs, yours = [], [], []
        for field, mine, saved in self._different():
            if not self._changed_by_you(field, mine):
                theirs.append((field.label, in_words(field, saved)))
            elif not self._changed_by_them(field, saved):
                yours.append((field.label, in_words(field, mine)))
            else:
                both.append((field.label, in_words(field, mine), in_words(field, saved)))
        return {"to_put_together": both, "only_theirs": theirs, "only_yours": yours}

    def _different(self):
        for field in self._words:
            mine, theirs = as_sent(field, field.data), self._saved[field.name]
            if mine != theirs:
                yield field, mine, theirs

    def _changed_by_you(self, field, mine):
        return mine != self._as_served.get(field.name)

    def _changed_by_them(self, field, theirs):
        return theirs != self._as_served.get(field.name)

    @property
    def _words(self):
        return [self[name] for name in self.fields if name not in TRAVELLING]

    @property
    def _saved(self):
        """What stands in the record; `initial` knows, validation has written into the instance."""
        return {field.name: as_sent(field, field.initial) for field in self._words}

    def _saved_as_text(self):
        return json.dumps(self._saved, ensure_ascii=False)

    @property
    def _as_served(self):
        """What stood in each field when the form was opened; empty when that is not known."""
        try:
            served = json.loads(self["served"].data or "")
        except ValueError:
            return {}
        return served if isinstance(served, dict) else {}

    # The same form once more --------------------------------------------------------------------

    def offer_again(self):
        """Ask only for what must be put together; the next save counts as having seen theirs."""
        del self.errors["__all__"]  # the page says it, with both versions
        asked = [field for field in self._words if field.errors]
        self.data, different = self.data.copy(), list(self._different())
        for field, mine, saved in different:
            if not self._changed_by_you(field, mine):
                self.data.setlist(field.html_name, saved)
            elif self._changed_by_them(field, saved):
                asked.append(field)
        self.data[self.add_prefix("served")] = self._saved_as_text()
        self.data[self.add_prefix("version")] = self.instance.version
        for field in self._words:
            if field not in asked:
                field.field.widget = field.field.hidden_widget()


def as_sent(field, value):
    """The value of a bound field as a list of what the browser sends, so that it compares."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return ["on"] if widget.check_test(value) else []
    shown = widget.format_value(field.field.prepare_value(value))
    values = shown if isinstance(shown, list) else [shown]
    return ["" if each is None else each.replace("\r\n", "\n").strip() for each in values]


def in_words(field, sent):
    """What a person reads: the words of a choice, a day by the name of its month."""
    widget = field.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return _("Yes") if sent else _("No")
    return ", ".join(_one_in_words(field.field, each) for each in sent)


def _one_in_words(field, sent):
    if hasattr(field, "choices"):
        return str(dict(_flat(field.choices)).get(sent, sent))
    # Both kinds of moment are typed on the clock that the form shows, so no zone comes in here.
    for kind, parse, shape in (
        (forms.DateTimeInput, parse_datetime, "DATETIME_FORMAT"),
        (forms.DateInput, parse_date, "DATE_FORMAT"),
    ):
        if isinstance(field.widget, kind):
            return _moment_in_words(sent, parse, shape)
    return sent


def _moment_in_words(sent, parse, shape):
    try:
        moment = parse(sent)
    except ValueError:
        moment = None
    return date_format(moment, shape) if moment else sent


def _flat(choices):
    return [(str(value), label) for value, label in choices]


def save_over(record, fields, version):
    """Write `fields` of `record` if nobody saved since `version`; else raise Conflict."""
    values = {name: getattr(record, name) for name in fields}
    saved = (
        type(record)
        .objects.filter(pk=record.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not saved:
        raise Conflict(str(SOMEBODY_WAS_FIRST))
    record.version = version + 1
