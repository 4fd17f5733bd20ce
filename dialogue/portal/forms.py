"""What somebody can fill in. Text is stored exactly as it came, or refused beside its field."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

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
        help_text=_("24 digits, with or without spaces. It is in the message we sent you."),
        required=False,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false"}
        ),
    )


class PointsForm(forms.Form):
    """The questions of a round, one box each."""

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
        for name, question in self.questions.items():
            self.fields[name] = Words(
                label=str(question),
                help_text=self.HINTS.get(question.standard, ""),
                most=LONGEST_POINT,
                rows=4,
            )

    def points(self):
        """question → text, for what was filled in."""
        return {
            question: self.cleaned_data[name]
            for name, question in self.questions.items()
            if self.cleaned_data[name].strip()
        }

    def draft(self):
        """As it is kept until it is sent: question id → text."""
        return {str(question.pk): text for question, text in self.points().items()}

    def miss(self, sentence):
        self.add_error(next(iter(self.fields), None), sentence)


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


class WordsAboutPromisesForm(forms.Form):
    """A word beside each promise that waits for their yes or no."""

    def __init__(self, *args, promises, **kwargs):
        super().__init__(*args, **kwargs)
        for promise in promises:
            self.fields[f"word{promise.pk}"] = Words(
                label=_("Anything to add? (optional)"), most=LONGEST_REMARK, rows=2
            )
