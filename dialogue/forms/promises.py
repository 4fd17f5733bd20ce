"""Making promises, and living up to them."""

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from config.fields import DayField, WordsField
from config.versions import insist_it_was_seen, seen
from dialogue.forms.contacts import ByName
from dialogue.forms.files import FilesField, say_that_files_are_chosen_again
from dialogue.models import Promise, PromiseChange
from stakeholders.models import Stakeholder


class PromiseForm(forms.Form):
    to = ByName(
        label=gettext_lazy("To whom?"), help_text=gettext_lazy("A piece of the name is enough.")
    )
    side = forms.ChoiceField(
        label=gettext_lazy("Who promises?"),
        choices=[
            (Promise.Side.OURS, gettext_lazy("We do")),
            (Promise.Side.THEIRS, gettext_lazy("They do")),
        ],
        initial=Promise.Side.OURS,
        widget=forms.RadioSelect,
    )
    wording = WordsField(label=gettext_lazy("What is promised?"), max_length=2000)
    due_on = DayField(label=gettext_lazy("By when?"))
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who of us delivers it?"),
        required=False,
        help_text=gettext_lazy(
            "A colleague says yes first, by mail. Until then it is not promised."
        ),
    )
    find_out_by = DayField(
        label=gettext_lazy("By when do we find out?"),
        required=False,
        help_text=gettext_lazy(
            "Only when a colleague delivers it: they read this day until it is promised. Left empty: "
            "five working days."
        ),
    )
    size = forms.ChoiceField(
        label=gettext_lazy("How big is it?"),
        choices=Promise.Size,
        initial=Promise.Size.SMALL,
        required=False,
    )
    depends_on = forms.CharField(
        label=gettext_lazy("Which other departments does it depend on?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("For colleagues only."),
    )
    principle = forms.ChoiceField(
        label=gettext_lazy("Is it about how we buy?"),
        choices=[("", gettext_lazy("No")), *Promise.Principle.choices],
        required=False,
        help_text=gettext_lazy("Then it stands on the list of purchasing as well."),
    )

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"].stakeholders = Stakeholder.objects.visible_to(user)
        self.fields["owner"].queryset = User.objects.who_keep_promises()

    @property
    def opens_more(self):
        """Something is wrong with, or was filled in, what is folded away at first."""
        folded = {"find_out_by", "size", "depends_on", "principle"}
        return bool(folded & ({*self.errors} | ({*self.changed_data} if self.is_bound else set())))

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < localdate():
            raise forms.ValidationError(_("A promise cannot be due in the past."))
        return day

    def clean(self):
        cleaned = super().clean()
        ours = cleaned.get("side") == Promise.Side.OURS
        if ours and not cleaned.get("owner") and not self.has_error("owner"):
            self.add_error("owner", _("A promise of ours needs somebody who delivers it."))
        if not ours:
            cleaned["owner"] = None
        found_out, due = cleaned.get("find_out_by"), cleaned.get("due_on")
        if found_out and (found_out < localdate() or (due and found_out > due)):
            self.add_error("find_out_by", _("Choose a day from today until it is due."))
        cleaned["size"] = cleaned.get("size") or Promise.Size.SMALL
        return cleaned


class LineForm(forms.Form):
    """Adds a line to the history of a promise as it was on the page; else 409 with what came since."""

    seen = seen()

    def __init__(self, *args, promise, **kwargs):
        super().__init__(*args, **kwargs)
        self.promise = promise
        self.last = promise.changes.select_related(
            "by", "participation__stakeholder", "new_words"
        ).last()
        self.fields["seen"].initial = self.last and self.last.pk
        if not self.is_bound:  # what comes back has its focus on what is wrong
            self.visible_fields()[0].field.widget.attrs["autofocus"] = True

    def clean(self):
        cleaned = super().clean()
        if self.last:
            insist_it_was_seen(self, "seen", self.last.pk, self._what_came_since())
        return cleaned

    def _what_came_since(self):
        return _(
            "Meanwhile: %(what)s (%(who)s). Agreed now: “%(wording)s”, by %(day)s. Send it again if "
            "you still want this."
        ) % {
            "what": _what_it_says(self.last),
            "who": self.last.by or self.last.participation.stakeholder,
            "wording": self.promise.wording,
            "day": date_format(self.promise.due_on, "DATE_FORMAT"),
        }


def _what_it_says(line):
    """The kind of a line, with the date and the words that it brings."""
    day = date_format(line.new_due_on, "DATE_FORMAT") if line.new_due_on else ""
    words = f"“{line.new_words}”" if line.new_words else ""
    return " → ".join(filter(None, [line.get_kind_display(), day, words]))


class ShownForm(LineForm):
    """A line that files may show to be true."""

    files = FilesField(label=gettext_lazy("Photos or documents that show it"))
    field_order = ["on", "remark", "reason", "files"]

    def clean(self):
        cleaned = super().clean()
        say_that_files_are_chosen_again(self, "files")
        return cleaned


class KeepForm(ShownForm):
    on = DayField(label=gettext_lazy("When was it done?"), initial=localdate)
    remark = WordsField(
        label=gettext_lazy("How can they see that?"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("They read this, and say whether they agree."),
    )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day > localdate():
            raise forms.ValidationError(_("That day is still to come."))
        given = self.promise.changes.filter(kind=PromiseChange.Kind.ACCEPTED).first()
        if given and day < given.happened_on:
            raise forms.ValidationError(_("It was not promised yet on that day."))
        return day


class ChangeForm(LineForm):
    """Another date, other words, or no promise any more (S17)."""

    new_due_on = DayField(label=gettext_lazy("New date"), required=False)
    new_words = WordsField(
        label=gettext_lazy("In other words"),
        required=False,
        max_length=2000,
        help_text=gettext_lazy("Leave it as it is when only the date changes."),
    )
    drops = forms.BooleanField(label=gettext_lazy("Let the promise go altogether"), required=False)
    words_seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, *args, promise, **kwargs):
        super().__init__(*args, promise=promise, **kwargs)
        self.initial = {"new_words": promise.wording, "words_seen": promise.wording} | self.initial

    def clean_new_due_on(self):
        day = self.cleaned_data["new_due_on"]
        if day and day < localdate():
            raise forms.ValidationError(_("The new date has already passed."))
        return day

    def clean(self):
        cleaned = super().clean()
        self._leave_words_that_were_left()
        words, day = cleaned.get("new_words", "").strip(), cleaned.get("new_due_on")
        is_other = words not in ("", self.promise.wording) or day not in (None, self.promise.due_on)
        if not (is_other or cleaned.get("drops") or self.errors):
            self.add_error("new_due_on", _("Say what would be different."))
        return cleaned

    def _leave_words_that_were_left(self):
        """Who did not touch the words does not bring back older ones."""
        if self.cleaned_data.get("new_words") == self.cleaned_data.get("words_seen"):
            self.cleaned_data["new_words"] = ""
            self.data = self.data.copy()
            for name in ("new_words", "words_seen"):
                self.data[self.add_prefix(name)] = self.promise.wording

    @property
    def change(self):
        """What would be different, as the verbs of dialogue.actions.promises take it."""
        return {name: self.cleaned_data[name] for name in ("new_due_on", "new_words", "drops")}


class MoveForm(ChangeForm):
    TOGETHER, ALONE = "together", "alone"

    how = forms.ChoiceField(
        label=gettext_lazy("Did they agree?"),
        widget=forms.RadioSelect,
        choices=[
            (TOGETHER, gettext_lazy("Yes, we agreed it together")),
            (ALONE, gettext_lazy("No, we do this without their yes")),
        ],
        help_text=gettext_lazy(
            "They are told of either at once. What they agreed to holds when they confirm it on their own "
            "page, or did not object for two weeks. What we do alone is a breach; what was agreed stays."
        ),
    )
    words = WordsField(
        label=gettext_lazy("With whom and how was it agreed, or why alone?"), max_length=2000
    )

    def __init__(self, *args, promise, **kwargs):
        super().__init__(*args, promise=promise, **kwargs)
        if not promise.is_ours:  # theirs is not ours to change alone
            self.fields["how"].initial = self.TOGETHER
            self.fields["how"].widget = forms.HiddenInput()
            self.fields["words"].label = _("With whom and how was it agreed?")

    def clean_how(self):
        return self.cleaned_data["how"] if self.promise.is_ours else self.TOGETHER


class AskToMoveForm(ChangeForm):
    """They say yes or no to it on their own page."""

    reason = WordsField(
        label=gettext_lazy("Why?"),
        max_length=2000,
        help_text=gettext_lazy(
            "They read this, and decide. Until they agree, what was agreed stands."
        ),
    )


class HandOverForm(LineForm):
    """Who of us delivers it from now on."""

    to = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("To whom?"))
    remark = WordsField(
        label=gettext_lazy("What should they know?"), required=False, max_length=2000
    )

    def __init__(self, *args, promise, **kwargs):
        super().__init__(*args, promise=promise, **kwargs)
        colleagues = User.objects.who_keep_promises().exclude(pk=promise.owner_id)
        self.fields["to"].queryset = colleagues


class ReasonForm(LineForm):
    """A word of explanation that stays with the record."""

    reason = WordsField(label=gettext_lazy("Why?"), max_length=2000)


class MendForm(ShownForm):
    reason = WordsField(
        label=gettext_lazy("How did you put it right?"),
        max_length=2000,
        help_text=gettext_lazy("What you said to them, and what you did."),
    )
