"""Two people, one record: the second to save sees both versions and loses no text (CON-1).

A record that is edited has a `version` number. The form carries the number it was opened with;
saving is one UPDATE that only matches while the number still stands.
"""

from django import forms
from django.db.models import F
from django.utils.translation import gettext_lazy as _


class Conflict(Exception):
    """Said to the person who came second, so keep the wording plain."""


class VersionedForm(forms.ModelForm):
    """A ModelForm that refuses to overwrite what somebody else saved in the meantime."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = self.instance.version

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("version") != self._version_now():
            self.add_error(None, self.STALE)
        return cleaned

    STALE = forms.ValidationError(
        _(
            "Somebody else saved this while you were writing. Both versions are below: "
            "put together what should stay, and save again."
        ),
        code="stale",
    )

    @property
    def is_stale(self):
        return self.has_error("__all__", code="stale")

    def differences(self):
        """(label, what you typed, what they saved) for each field that differs."""
        # `initial` is what was saved; validation has already written into the instance.
        theirs = {name: self.initial.get(name, "") for name in self.fields if name != "version"}
        return [
            (self.fields[name].label, self[name].value(), saved)
            for name, saved in theirs.items()
            if self.fields[name].has_changed(saved, self[name].value())
        ]

    def offer_again(self):
        """Let the next save count as having seen their version."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = self._version_now()

    def _version_now(self):
        return self._meta.model.objects.values_list("version", flat=True).get(pk=self.instance.pk)


def save_over(record, fields, version):
    """Write `fields` of `record` if nobody saved since `version`; else raise Conflict."""
    values = {name: getattr(record, name) for name in fields}
    saved = (
        type(record)
        .objects.filter(pk=record.pk, version=version)
        .update(version=F("version") + 1, **values)
    )
    if not saved:
        raise Conflict(VersionedForm.STALE.message)
    record.version = version + 1
