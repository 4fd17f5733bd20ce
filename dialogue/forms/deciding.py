"""Deciding each point with a reason its sender reads, and writing back to a voice."""

import re
from hashlib import sha256

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from config import versions
from config.fields import DayField, LanguageField, WordsField
from dialogue.models import ExpectationDecision

Outcome = ExpectationDecision.Outcome
# What stands there before somebody writes something better.
USUAL_REASONS = {
    Outcome.AGENDA: gettext_lazy("We take this up in the conversation."),
    Outcome.SIDE: gettext_lazy("We do this around the conversation, and tell you when."),
    Outcome.OTHERWISE: gettext_lazy(
        "We take care of this outside the conversation, and tell you how."
    ),
    Outcome.PARKED: gettext_lazy("This deserves more time than we have now; we come back to it."),
}
DECIDING = (
    "outcome",
    "reason",
    "agenda_item",
    "agenda_title",
    "side_activity",
    "side_title",
    "side_on",
    "parked_until",
    "in_our_words",
)
# A shorter run of the same words happens to anybody.
WORDS_OF_THEIR_OWN = 4


class DecisionForm(forms.Form):
    """What becomes of one point, with what it goes together, and how it reads in another language.

    `seen` is the decision that stood when the page was opened, `read` the text and `translated` the
    translations that were on it, so that nobody overrules a colleague, or decides a text nobody
    read, without noticing.
    """

    outcome = forms.ChoiceField(
        label=gettext_lazy("What becomes of it?"),
        required=False,
        choices=Outcome,
        widget=forms.RadioSelect,
    )
    agenda_item = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Agenda point"),
        required=False,
        empty_label=gettext_lazy("a new point"),
    )
    agenda_title = forms.CharField(
        label=gettext_lazy("Name of the new point"), required=False, max_length=200
    )
    side_activity = forms.ModelChoiceField(
        None,
        label=gettext_lazy("What we do around the conversation"),
        required=False,
        empty_label=gettext_lazy("something new"),
    )
    side_title = forms.CharField(
        label=gettext_lazy("What: a visit, a training, a meal"), required=False, max_length=200
    )
    side_on = DayField(label=gettext_lazy("On which day, if you know"), required=False)
    parked_until = DayField(label=gettext_lazy("Later: until when?"), required=False)
    in_our_words = forms.CharField(
        label=gettext_lazy("What it is about, in our words"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "Others may read this line. Never the sender’s own words: a way of writing gives away "
            "who it is."
        ),
    )
    reason = WordsField(
        label=gettext_lazy("Reason; they read it"), required=False, max_length=5000, rows=2
    )
    still_holds = forms.BooleanField(
        label=gettext_lazy("I read it again: this decision still holds"), required=False
    )
    together_with = forms.CharField(
        label=gettext_lazy("Answer together with point number"),
        required=False,
        max_length=200,
        help_text=gettext_lazy(
            "Each sender keeps their own words and reads the same answer. They do not learn about "
            "each other."
        ),
    )
    language = LanguageField(label=gettext_lazy("Add a translation"), required=False)
    translation = WordsField(
        label=gettext_lazy("The translation; the original stays"),
        required=False,
        max_length=5000,
        rows=2,
    )
    seen = versions.seen()
    read = versions.seen()
    translated = versions.seen()

    def __init__(self, data=None, *, row, answers, agenda, activities, shown_as=()):
        """`shown_as`: marks of all points in the order in which their numbers were shown."""
        self.row, self.answers, self.shown_as = row, answers, shown_as
        self.standing = row.point.decision
        super().__init__(data, prefix=row.mark)
        served = self._decision_that_was_served()
        self.initial = {"language": get_language(), **self._words_of(served)}
        self._offer("agenda_item", agenda)
        self._offer("side_activity", activities)
        self.fields["together_with"].widget.attrs |= {"list": "points", "autocomplete": "off"}
        if not row.has_a_voice:
            del self.fields["in_our_words"]
        if not row.point.was_changed_since:
            del self.fields["still_holds"]

    def _offer(self, name, choices):
        field = self.fields[name]
        field.queryset = choices
        # The same list for every row of the page, so that it is read once.
        field.choices = [("", field.empty_label), *((each.pk, str(each)) for each in choices)]

    def _decision_that_was_served(self):
        seen = self.data.get(self.add_prefix("seen"), "") if self.is_bound else None
        if seen is None:
            return self.standing
        decisions = self.row.point.main.decisions.all()
        return next((each for each in decisions if str(each.pk) == seen), None)

    def _words_of(self, decision):
        words = {
            "read": self._digest,
            "seen": decision and decision.pk,
            "translated": self._digest_of_translations,
        }
        if decision is None:
            return words
        return words | {
            "outcome": decision.outcome,
            "reason": decision.reason,
            "agenda_item": decision.agenda_item_id,
            "side_activity": decision.side_activity_id,
            "parked_until": decision.parked_until,
            "in_our_words": decision.in_our_words,
        }

    @property
    def _digest(self):
        return _digest_of(self.row.point.wording)

    @property
    def _digest_of_translations(self):
        return _digest_of(*(each.wording for each in self.row.point.translations.all()))

    def clean(self):
        cleaned = super().clean()
        if self.decides:
            self._insist_on_what_the_outcome_needs(cleaned)
            self._insist_on_words_of_our_own(cleaned)
            self._insist_it_was_read()
            self._insist_nobody_was_first()
        if cleaned.get("translation"):
            self._insist_nobody_translated_it(cleaned)
        return cleaned

    def clean_together_with(self):
        """A number, alone or with the words behind it, as it stood on the page that was sent."""
        typed = self.cleaned_data["together_with"].strip()
        if not typed:
            return None
        number = re.match(r"\d{1,4}", typed)
        place = int(number[0]) if number else 0
        row = 0 < place <= len(self.shown_as) and self.answers.row_marked(self.shown_as[place - 1])
        if not row:
            raise forms.ValidationError(_("There is no such point here."))
        if row is self.row:
            raise forms.ValidationError(_("That is this point itself."))
        settled = row.point.decision
        if self.row.has_a_voice and settled and not settled.in_our_words:
            raise forms.ValidationError(
                _("First say in our own words, at that point, what it is about.")
            )
        return row

    def _insist_on_what_the_outcome_needs(self, cleaned):
        outcome = cleaned["outcome"]
        cleaned["reason"] = cleaned.get("reason") or str(USUAL_REASONS.get(outcome, ""))
        if not cleaned["reason"]:
            self.add_error("reason", _("A no deserves a reason of your own."))
        if outcome == Outcome.AGENDA and not self._names("agenda_item", "agenda_title"):
            self.add_error(
                "agenda_title", _("Name the new point yourself: everybody reads the agenda.")
            )
        if outcome == Outcome.SIDE and not self._names("side_activity", "side_title"):
            self.add_error("side_title", _("Say what you will do around the conversation."))
        if outcome == Outcome.PARKED:
            self._insist_on_a_day_to_come(cleaned)
        titled = outcome in (Outcome.AGENDA, Outcome.SIDE)
        if "in_our_words" in self.fields and not titled and not cleaned.get("in_our_words"):
            self.add_error(
                "in_our_words",
                _("Say what it is about: others never read the words of this sender."),
            )

    def _names(self, *fields):
        return any(self.cleaned_data.get(name) or name in self.errors for name in fields)

    def _insist_on_a_day_to_come(self, cleaned):
        if "parked_until" in self.errors:
            return
        if not cleaned.get("parked_until"):
            self.add_error("parked_until", _("Say until when it is parked."))
        elif cleaned["parked_until"] < localdate():
            self.add_error("parked_until", _("That day has already passed."))

    def _insist_on_words_of_our_own(self, cleaned):
        """A voice is not repeated where others read it (TH11)."""
        theirs = [f" {_plain(words)} " for words in self.row.all_words]
        for name in ("agenda_title", "side_title", "in_our_words"):
            ours = _plain(cleaned.get(name) or "")
            if len(ours.split()) >= WORDS_OF_THEIR_OWN and any(
                f" {ours} " in words for words in theirs
            ):
                self.add_error(
                    name, _("These are the sender’s own words. Say it in words of ours.")
                )

    def _insist_it_was_read(self):
        sentence = _("Its sender rewrote this meanwhile. Read it again, then save.")
        versions.insist_it_was_seen(self, "read", self._digest, sentence)

    def _insist_nobody_was_first(self):
        if self.standing is None:
            sentence = _("This point was put apart meanwhile. Save again to decide it.")
        else:
            sentence = _(
                "A colleague decided this meanwhile: %(outcome)s. “%(reason)s” Save again to replace it."
            ) % {"outcome": self.standing.get_outcome_display(), "reason": self.standing.reason}
        stands = self.standing and self.standing.pk
        versions.insist_it_was_seen(self, "seen", stands, sentence)

    def _insist_nobody_translated_it(self, cleaned):
        language = cleaned.get("language") or get_language()
        for theirs in self.row.point.translations.all():
            if theirs.language == language and theirs.wording != cleaned["translation"]:
                sentence = _(
                    "A colleague translated this meanwhile: “%(words)s” Save again to replace it."
                ) % {"words": theirs.wording}
                stands = self._digest_of_translations
                versions.insist_it_was_seen(self, "translated", stands, sentence)

    @property
    def decides(self):
        """Whether this row says something new, compared with the page that was served."""
        if not self.cleaned_data.get("outcome") or self.cleaned_data.get("together_with"):
            return False
        changed = set(self.changed_data) & set(DECIDING)
        return bool(changed or self.cleaned_data.get("still_holds"))

    @property
    def verdict(self):
        verdict = {name: self.cleaned_data.get(name) for name in DECIDING}
        has_a_title = verdict["outcome"] in (Outcome.AGENDA, Outcome.SIDE)
        verdict["in_our_words"] = "" if has_a_title else verdict["in_our_words"] or ""
        return verdict


def _digest_of(*words):
    return sha256("\n".join(words).encode()).hexdigest()


def _plain(words):
    """Without capitals, signs and line ends, to compare."""
    return " ".join(re.findall(r"\w+", words.casefold()))


class ReplyForm(forms.Form):
    """What we write back to somebody whose name we do not know."""

    text = WordsField(label=gettext_lazy("Your reply"), required=False, max_length=4000, rows=2)

    def __init__(self, data=None, *, sender, is_sent):
        self.sender, self.is_sent = sender, is_sent
        super().__init__(data, prefix=sender.mark)

    def clean_text(self):
        text = self.cleaned_data["text"].strip()
        if self.is_sent and not text:
            raise forms.ValidationError(_("Write something first."))
        if text and not self.is_sent:
            raise forms.ValidationError(
                _("This was not sent yet. Press “Reply” to send it, or empty the box.")
            )
        return text


class HoldForm(forms.Form):
    """Why we met while points they sent had no answer; kept, and counts against us (S29)."""

    despite = WordsField(label=gettext_lazy("Hold it anyway: why?"), max_length=2000, rows=3)

    def __init__(self, *args, points_wait, **kwargs):
        super().__init__(*args, **kwargs)
        if not points_wait:
            del self.fields["despite"]
