"""What somebody can fill in. Text is stored exactly as it came, or refused beside its field."""

import re
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dialogue.actions.expectations import is_asked
from dialogue.models import Endorsement, RoundQuestion
from dialogue.portal.visits import western_digits

LONGEST_POINT, LONGEST_REMARK = 5000, 2000
Answer = Endorsement.Answer


def insist_it_is_readable(text):
    """A zero byte, or what a broken character turns into on its way here."""
    if "\0" in text or "\ufffd" in text:
        raise ValidationError(
            _("One character in this text cannot be read (it may look like �). Please remove it.")
        )


def insist_it_fits(most):
    def insist(text):
        # A browser counts a new line as one character and sends two.
        length = len(text.replace("\r\n", "\n"))
        if length > most:
            raise ValidationError(
                _(
                    "This is %(length)s characters long and %(most)s fit. "
                    "Please shorten it, or send the rest as a second point."
                ),
                params={"length": length, "most": most},
            )

    return insist


class Words(forms.CharField):
    """Free text in any language. Blank is fine."""

    def __init__(self, *, most, rows, **kwargs):
        widget = forms.Textarea(attrs={"rows": rows, "cols": None, "dir": "auto"})
        super().__init__(required=False, strip=False, widget=widget, **kwargs)
        self.validators = [insist_it_is_readable, insist_it_fits(most)]


class Pin(forms.CharField):
    """Four to eight digits, typed on any keyboard."""

    def __init__(self, **kwargs):
        # No password field: on a shared phone the browser would offer to remember it.
        attrs = {"inputmode": "numeric", "autocomplete": "off", "class": "pin"}
        super().__init__(required=False, widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value):
        return re.sub(r"\s", "", western_digits(super().to_python(value)))

    def validate(self, value):
        super().validate(value)
        if value and not re.fullmatch(r"[0-9]{4,8}", value):
            raise ValidationError(_("A PIN is four to eight digits."))


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Your code"),
        help_text=_(
            "The digits from our message, from a poster, or from your receipt. With or without "
            "spaces."
        ),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


@dataclass
class Asked:
    """A question as it stands on the page, with those that follow from each of its answers."""

    question: RoundQuestion
    field: forms.BoundField
    # Of a choice: each answer, and the questions that are asked only after it.
    options: list = dataclass_field(default_factory=list)

    @property
    def only_after(self):
        """The words of the answer after which this is asked."""
        earlier = self.question.shown_if
        return earlier.in_words(self.question.shown_if_answer) if earlier else ""


class PointsForm(forms.Form):
    """The questions of a round: a box for each, or its answers to choose from."""

    HINTS = {
        RoundQuestion.Standard.AGENDA: _(
            "One point per line is enough. You may write in your own language."
        ),
        RoundQuestion.Standard.SAFETY: _(
            "For example: an interpreter, another place, who is in the room."
        ),
    }

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = {f"q{question.pk}": question for question in questions}
        by_key = {question.pk: question for question in questions}
        for name, question in self.questions.items():
            # Each question knows the one it follows from, without asking the database again.
            question.shown_if = by_key.get(question.shown_if_id)
            self.fields[name] = self._field_of(question)

    def _field_of(self, question):
        hint = question.help_text or self.HINTS.get(question.standard, "")
        if not question.is_choice:
            field = Words(label=str(question), help_text=hint, most=LONGEST_POINT, rows=4)
            field.widget.attrs["data-most"] = LONGEST_POINT
            if question.is_required:
                field.widget.attrs["aria-required"] = "true"
            return field
        # Without JavaScript a radio button cannot be taken back, so there is one that says nothing.
        nothing = (
            [] if question.is_required and not question.shown_if_id else [("", _("No answer"))]
        )
        return forms.ChoiceField(
            label=str(question),
            help_text=hint,
            required=False,
            choices=[*question.answers, *nothing],
            widget=forms.RadioSelect,
        )

    def asked(self):
        """The questions as they stand on the page; those that follow from an answer, below it."""
        after = {}
        for name, question in self.questions.items():
            after.setdefault(question.shown_if_id, []).append((name, question))

        def those_after(key, answer=""):
            return [
                Asked(question, self[name], options_of(name, question))
                for name, question in after.get(key, [])
                if question.shown_if_answer == answer
            ]

        def options_of(name, question):
            if not question.is_choice:
                return []
            return [
                (option, those_after(question.pk, option.data["value"])) for option in self[name]
            ]

        return those_after(None)

    def points(self):
        """question → text, for what was filled in."""
        return {
            question: self.cleaned_data[name]
            for name, question in self.questions.items()
            if self.cleaned_data.get(name, "").strip()
        }

    def draft(self):
        """As it is kept until it is sent: question id → text."""
        return {str(question.pk): text for question, text in self.points().items()}

    def insist_on_what_is_asked(self):
        """Every question that needs an answer has one, and no answer is to what was not asked.

        Only for sending: what is saved may be half of it. True when nothing is wrong.
        """
        given = {question.pk: text for question, text in self.points().items()}
        for name, question in self.questions.items():
            if question.pk in given and not is_asked(question, given):
                self.add_error(name, self._why_not(question))
            elif question.is_required and is_asked(question, given) and question.pk not in given:
                self.add_error(name, _("This question needs an answer."))
        return self.is_valid()

    def _why_not(self, question):
        return _(
            "This is only asked after the answer “%(answer)s” to “%(question)s”. Take your answer "
            "out here, or change the one above."
        ) % {
            "answer": question.shown_if.in_words(question.shown_if_answer),
            "question": question.shown_if,
        }

    def miss(self, sentence):
        self.add_error(next(iter(self.fields), None), sentence)


class ChangeForm(forms.Form):
    """One of their own points, to be written otherwise."""

    def __init__(self, *args, point, **kwargs):
        super().__init__(*args, **kwargs)
        self.name = f"word_change{point.pk}"
        self.fields[self.name] = Words(label=_("Your point"), most=LONGEST_POINT, rows=4)

    def wording(self):
        return self.cleaned_data[self.name]


class WordForm(forms.Form):
    """A box beside each of several things, for a word about it."""

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        for name in names:
            label = _("Anything to add? (optional)")
            self.fields[name] = Words(label=label, most=LONGEST_REMARK, rows=2)


class NewPinForm(forms.Form):
    new_pin = Pin(
        label=_("Choose a PIN (optional)"),
        help_text=_(
            "Four to eight digits. With this link and your PIN you can later read your points and "
            "our answers here. Without it the link shows nothing you wrote, to nobody. Remember "
            "it: we cannot look it up."
        ),
    )

    def miss(self):
        self.add_error(
            "new_pin",
            _("To save and finish later, choose a PIN: without one nobody can read it back."),
        )


class PinForm(forms.Form):
    pin = Pin(label=_("Your PIN"))

    def is_missing(self):
        self.add_error("pin", _("Type your PIN first."))

    def does_not_fit(self):
        self.data = {}
        self.add_error(
            "pin", _("That PIN does not fit. After five wrong ones it stays closed for an hour.")
        )


class EndorsementForm(forms.Form):
    """Whether these process agreements are fine with them."""

    answer = forms.ChoiceField(
        label=_("Do you agree with this?"),
        required=False,
        choices=Answer.choices,
        widget=forms.RadioSelect,
    )
    remark = Words(label=_("Your remark"), most=LONGEST_REMARK, rows=2)

    def __init__(self, *args, must_answer=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.must_answer = must_answer

    def clean(self):
        cleaned = super().clean()
        answer, remark = cleaned.get("answer"), cleaned.get("remark", "").strip()
        if not answer and (remark or self.must_answer):
            self.add_error("answer", _("Choose one of the three answers."))
        if answer == Answer.WITH_RESERVATION and not remark and "remark" not in self.errors:
            self.add_error("remark", _("Write what your remark is."))
        return cleaned


def not_well_formed(*forms):
    return [form for form in forms if not form.is_valid()]
