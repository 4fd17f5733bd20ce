"""The next version of the process agreements: which lines, in which order, and why."""

from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from config.fields import WordsField
from config.versions import insist_it_was_seen, seen
from dialogue.agreement_sets import set_named
from dialogue.models import Endorsement, ProcessAgreement

LONGEST_LINE = 500
MOST_LINES = 40
LAST = 99


Answer = Endorsement.Answer


class ToldForm(forms.Form):
    """What a party told us about one text. Their own word, through their own link, counts for more."""

    answer = forms.ChoiceField(
        label=gettext_lazy("What did they say?"),
        choices=[
            (Answer.ACCEPTED, gettext_lazy("They agree")),
            (Answer.WITH_RESERVATION, gettext_lazy("They agree, with a remark")),
            (Answer.REFUSED, gettext_lazy("They do not agree")),
        ],
        widget=forms.RadioSelect,
    )
    remark = WordsField(
        label=gettext_lazy("In their words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("A remark needs its words; so does a no, if they gave a reason."),
    )
    version = seen()

    def __init__(self, *args, newest, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = newest
        self.fields["version"].initial = newest.pk

    def clean(self):
        cleaned = super().clean()
        with_remark = cleaned.get("answer") == Answer.WITH_RESERVATION
        if with_remark and not cleaned.get("remark", "").strip():
            self.add_error("remark", _("Write down the remark."))
        insist_it_was_seen(
            self,
            "version",
            self.newest.pk,
            _("Another text was proposed since; it stands below. Ask them about that one, please."),
        )
        return cleaned


@dataclass(frozen=True)
class Row:
    """A line that can be ticked: `key` names it in the form, `line` is what is proposed."""

    key: str
    line: str
    words: str
    is_ticked: bool
    place: str

    @property
    def is_own(self):
        return self.key.startswith("own-")


class NextVersionForm(forms.Form):
    """Begins with the lines of the newest version; the other standard lines stand below them.

    `versions` are those whose lines are offered: the newest, and after a conflict the one that was
    read as well. Nothing that was typed is lost.
    """

    reason = WordsField(
        label=gettext_lazy("Why should it be different?"),
        max_length=2000,
        help_text=gettext_lazy("Everybody reads this beside the new text."),
    )
    own = WordsField(
        label=gettext_lazy("New lines in your own words"),
        required=False,
        max_length=10_000,
        rows=4,
        help_text=gettext_lazy("One agreement on each line. They come last."),
    )

    def __init__(self, data=None, *, versions):
        super().__init__(data)
        self.versions = versions
        self.fields["reason"].required = bool(versions)
        self.offered = self._offered()

    def _offered(self):
        """(key, line, words) of everything that can be ticked."""
        found = {}
        for version in self.versions:
            for agreement in version.agreements.all():
                key = agreement.standard or f"own-{agreement.pk}"
                found[key] = (agreement.standard or agreement.own_words, str(agreement))
        for standard in ProcessAgreement.Standard:
            found.setdefault(standard.value, (standard.value, str(standard.label)))
        return found

    @property
    def rows(self):
        return [
            Row(key, line, words, *self._as_it_stands(key))
            for key, (line, words) in self.offered.items()
        ]

    def _as_it_stands(self, key):
        if self.is_bound:
            return key in self.data.getlist("lines"), self.data.get(f"place-{key}", "")
        now_there = self.versions[0].agreements.all() if self.versions else []
        keys = [agreement.standard or f"own-{agreement.pk}" for agreement in now_there]
        return (True, str(keys.index(key) + 1)) if key in keys else (False, "")

    def clean_own(self):
        lines = [line.strip() for line in self.cleaned_data["own"].splitlines() if line.strip()]
        for line in lines:
            if len(line) > LONGEST_LINE:
                raise forms.ValidationError(
                    _("Keep each line under %(most)s characters; this one is longer: %(line)s…"),
                    params={"most": LONGEST_LINE, "line": line[:60]},
                )
        return lines

    def clean(self):
        cleaned = super().clean()
        lines = self._ticked() + cleaned.get("own", [])
        if not lines:
            raise forms.ValidationError(_("Choose at least one agreement."))
        if len(lines) > MOST_LINES:
            raise forms.ValidationError(
                ngettext(
                    "At most %(most)s line, so that everybody can keep to them.",
                    "At most %(most)s lines, so that everybody can keep to them.",
                    MOST_LINES,
                ),
                params={"most": MOST_LINES},
            )
        cleaned["lines"] = list(dict.fromkeys(lines))
        return cleaned

    def _ticked(self):
        ticked = [row for row in self.rows if row.is_ticked]
        return [row.line for row in sorted(ticked, key=lambda row: _number(row.place))]

    def is_the_same_as(self, version):
        """Whether nothing would change: useful only to let newcomers join."""
        now_there = [each.standard or each.own_words for each in version.agreements.all()]
        return self.cleaned_data["lines"] == now_there


def _number(place):
    """Where a line stands; without a number after those that have one."""
    return int(place) if place.isascii() and place.isdigit() and len(place) < 4 else LAST


def with_set_ticked(data, slug):
    """What was typed, with the lines of a ready-made set ticked as well."""
    data, chosen = data.copy(), set_named(slug)
    if chosen:
        ticked = data.getlist("lines")
        data.setlist("lines", [*ticked, *(each for each in chosen.lines if each not in ticked)])
    return data
