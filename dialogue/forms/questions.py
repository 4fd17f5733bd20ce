"""One question to ask, as a row: ready-made or our own, free words or a choice, always or not."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.fields import WordsField
from dialogue.actions.rounds import Ask
from dialogue.models import RoundQuestion

Standard, Kind = RoundQuestion.Standard, RoundQuestion.Kind
MOST_ROWS = 10
LONGEST_ANSWER = 200
# Ready-made questions that are answered with yes or no.
YES_OR_NO = {Standard.INTERPRETER, Standard.TOLD_WHAT_TO_SAY}


class QuestionRow(forms.Form):
    """`number` is what the officer sees before the row, and what a later row refers to."""

    standard = forms.ChoiceField(
        label=gettext_lazy("Question"),
        required=False,
        choices=[("", gettext_lazy("in my own words:")), *Standard.choices],
    )
    words = forms.CharField(label=gettext_lazy("My own words"), required=False, max_length=300)
    help_text = forms.CharField(
        label=gettext_lazy("A line of help under it"), required=False, max_length=300
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("They answer"), required=False, choices=Kind, initial=Kind.TEXT
    )
    options = WordsField(
        label=gettext_lazy("Answers to choose from"),
        required=False,
        max_length=1000,
        rows=2,
        help_text=gettext_lazy("One on each line. Empty means yes or no."),
    )
    is_required = forms.BooleanField(label=gettext_lazy("Must be answered"), required=False)
    after = forms.TypedChoiceField(
        label=gettext_lazy("Asked"), required=False, coerce=int, empty_value=None
    )
    after_answer = forms.CharField(
        label=gettext_lazy("… when the answer was"), required=False, max_length=LONGEST_ANSWER
    )

    ABOUT_A_QUESTION = ("help_text", "options", "is_required", "after", "after_answer")

    def __init__(self, *args, number, **kwargs):
        super().__init__(*args, prefix=f"row{number}", **kwargs)
        self.number = number
        earlier = [
            (each, _("only after question %(number)s") % {"number": each})
            for each in range(1, number)
        ]
        self.fields["after"].choices = [("", _("always")), *earlier]

    def clean_options(self):
        lines = [line.strip() for line in self.cleaned_data["options"].splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if len(lines) == 1:
            raise forms.ValidationError(_("Give at least two answers, or none for yes and no."))
        if any(len(line) > LONGEST_ANSWER for line in lines):
            raise forms.ValidationError(
                _("Keep each line under %(most)s characters."), params={"most": LONGEST_ANSWER}
            )
        return lines

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("standard") and cleaned.get("words"):
            self.add_error("words", _("Choose a ready-made question or write your own, not both."))
        if not self.is_used and any(cleaned.get(name) for name in self.ABOUT_A_QUESTION):
            self.add_error("words", _("Write the question."))
        if cleaned.get("after") and not cleaned.get("after_answer"):
            self.add_error("after_answer", _("After which answer?"))
        if cleaned.get("after_answer") and not cleaned.get("after"):
            self.add_error("after", _("After which question?"))
        return cleaned

    @property
    def is_used(self):
        return bool(self.cleaned_data.get("standard") or self.cleaned_data.get("words"))

    @property
    def is_choice(self):
        wanted = self.cleaned_data
        return bool(
            wanted.get("kind") == Kind.CHOICE
            or wanted.get("options")
            or wanted.get("standard") in YES_OR_NO
        )

    @property
    def answers(self):
        """What can be chosen, as it is stored."""
        return self.cleaned_data.get("options") or [RoundQuestion.YES, RoundQuestion.NO]

    def stored(self, answer):
        """An answer as somebody typed it, as it is stored; None when it is not offered."""
        named = {each.casefold(): each for each in self.answers}
        if not self.cleaned_data.get("options"):
            named |= {_("Yes").casefold(): RoundQuestion.YES, _("No").casefold(): RoundQuestion.NO}
        return named.get(answer.strip().casefold())

    def as_ask(self, *, shown_if, shown_if_answer):
        wanted = self.cleaned_data
        return Ask(
            wanted["standard"] or wanted["words"],
            help_text=wanted["help_text"],
            options=tuple(wanted["options"]),
            is_choice=self.is_choice,
            is_required=wanted["is_required"],
            shown_if=shown_if,
            shown_if_answer=shown_if_answer,
        )


class QuestionRows:
    """Ten rows, of which most stay empty. A row may depend on an earlier one."""

    def __init__(self, data=None, initial=()):
        initial = [*initial, *[None] * MOST_ROWS]
        self.rows = [
            QuestionRow(data, initial=initial[number - 1], number=number)
            for number in range(1, MOST_ROWS + 1)
        ]

    def __iter__(self):
        return iter(self.rows)

    def are_valid(self):
        if all([row.is_valid() for row in self.rows]):
            for row in self.used:
                self._insist_it_depends_on_a_choice(row)
        return not self.have_errors

    @property
    def have_errors(self):
        return any(row.is_bound and row.errors for row in self.rows)

    @property
    def used(self):
        return [row for row in self.rows if row.is_bound and row.is_used]

    def _insist_it_depends_on_a_choice(self, row):
        after = row.cleaned_data.get("after")
        if after is None:
            return
        earlier = self.rows[after - 1]
        if not (earlier.is_used and earlier.is_choice):
            row.add_error(
                "after", _("Question %(number)s is no choice.") % {"number": earlier.number}
            )
        elif earlier.stored(row.cleaned_data["after_answer"]) is None:
            row.add_error(
                "after_answer",
                _("Question %(number)s does not offer that answer.") % {"number": earlier.number},
            )

    def as_asks(self, start):
        """The rows as questions; `start` questions come before the first of them."""
        place = {row.number: start + index for index, row in enumerate(self.used)}
        asks = []
        for row in self.used:
            after = row.cleaned_data["after"]
            answer = self.rows[after - 1].stored(row.cleaned_data["after_answer"]) if after else ""
            asks.append(
                row.as_ask(shown_if=place[after] if after else None, shown_if_answer=answer)
            )
        return asks
