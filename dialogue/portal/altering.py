"""Asking us to change a promise of their own: another date or other words, with the reason (S17)."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.pages import CannotDo
from dialogue.actions.promises import propose_change
from dialogue.models import PromiseChange
from dialogue.portal import pages
from dialogue.portal.facts import Facts
from dialogue.portal.forms import LONGEST_REMARK, Words
from dialogue.portal.once import only_once
from dialogue.portal.record import number_of_last
from dialogue.portal.saying import one_of
from dialogue.portal.showing import show_to
from dialogue.portal.typed import OF_ONE_BUTTON

FIELDS = {"new_due_on": "alter_day", "new_words": "word_alter", "reason": "word_reason"}


class AlterForm(forms.Form):
    alter_day = forms.DateField(
        label=gettext_lazy("Another date (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    word_alter = Words(label=gettext_lazy("Other words (optional)"), most=2000, rows=3)
    word_reason = Words(label=gettext_lazy("Why?"), most=LONGEST_REMARK, rows=3)

    def refuse(self, refusal):
        """Each sentence beside its field."""
        for name, messages in refusal.message_dict.items():
            self.add_error(FIELDS.get(name, "word_alter"), messages)


def show_form(visit):
    return _page(visit, AlterForm(initial=visit.typed))


def ask_for_it(visit):
    form = AlterForm(visit.typed)
    if not form.is_valid():
        return _page(visit, form)
    try:
        only_once(visit.once, lambda: _write(visit, form.cleaned_data))
    except ValidationError as refusal:
        form.refuse(refusal)
        return _page(visit, form)
    visit.forgets(*FIELDS.values())
    said = PromiseChange.objects.filter(
        participation=visit.participation, kind=PromiseChange.Kind.CHANGE_PROPOSED
    )
    return pages.home(
        visit,
        notice=_("Thank you. Until we answer, what was agreed stays."),
        number=number_of_last(said, visit),
    )


def _write(visit, asked):
    propose_change(
        _promise(visit).promise,
        new_due_on=asked["alter_day"],
        new_words=asked["word_alter"],
        reason=asked["word_reason"],
        hand=visit.hand,
        on=visit.today,
    )


def _promise(visit):
    promised = one_of(Facts(visit).promises, visit.about, lambda promised: promised.pk)
    if promised is None or not promised.may_be_asked_to_change:
        raise CannotDo(_("This promise does not wait for an answer any more."))
    return promised


def _page(visit, form):
    return show_to(
        visit,
        "alter",
        status=400 if form.errors else 200,
        form=form,
        promised=_promise(visit),
        kept=[
            item
            for item in visit.typed.items()
            if item[0] not in OF_ONE_BUTTON and item[0] not in form.fields
        ],
        wrong_fields=[field for field in form if field.errors],
        once=uuid.uuid4(),
    )


VERBS = {"alter": show_form, "alter_now": ask_for_it}
