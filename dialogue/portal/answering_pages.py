"""The pages around a round: its own page, and what comes after sending and saving."""

import uuid

from django.utils.translation import gettext as _

from dialogue.portal import pages
from dialogue.portal.asked import RoundFacts, facts_of
from dialogue.portal.forms import ChangeForm, NewPinForm, PinForm, PointsForm
from dialogue.portal.showing import show_to
from dialogue.portal.typed import OF_ONE_BUTTON, all_words_in, beside_the_points, words_so_far
from dialogue.portal.uploads import FilesField
from dialogue.promise_text import promise_text


def page(visit, *wrong, files=None, **said):
    """The page somebody is on: that of one round, or their home."""
    facts = facts_of(visit)
    if isinstance(facts, RoundFacts):
        return round_page(visit, facts, *wrong, files=files, **said)
    return pages.home(visit, *wrong, files=files, **said)


def round_page(visit, facts, *wrong, files=None, notice="", problem="", is_leaving=False):
    """One round: what it is about, who reads it, its questions, and what they sent so far."""
    forms = _forms_of(visit, facts) | {type(form): form for form in wrong}
    files = files or FilesField(takes_audio=True)
    return show_to(
        visit,
        "round",
        status=400 if wrong or problem or files.errors else 200,
        facts=facts,
        promise=promise_text(facts.round, visit.at),
        points=forms[PointsForm],
        new_pin=forms[NewPinForm],
        pin=forms[PinForm],
        files=files,
        wrong_fields=wrong_fields(*wrong, files=files),
        unsent="" if facts.takes_points else _unsent(visit, facts),
        notice=notice,
        problem=problem,
        is_leaving=is_leaving,
        default=_default_verb(visit, facts),
        kept=_kept_for_home(visit, facts),
        once=uuid.uuid4(),
    )


def _forms_of(visit, facts):
    words = words_so_far(visit, facts)
    return {
        PointsForm: PointsForm(initial=words, questions=facts.questions),
        NewPinForm: NewPinForm(initial=visit.typed),
        PinForm: PinForm(),
    }


def wrong_fields(*wrong, files):
    fields = [field for form in wrong for field in form if field.errors]
    return [*fields, files] if files and files.errors else fields


def _default_verb(visit, facts):
    if visit.has_a_pin and not visit.may_read:
        return "read"
    return "send" if facts.takes_points else ""


def _names_of(facts):
    return {f"q{question.pk}" for question in facts.questions}


def _unsent(visit, facts):
    return all_words_in({name: visit.typed.get(name, "") for name in _names_of(facts)})


def _kept_for_home(visit, facts):
    """What was typed on their home waits here, but never beside a confidential answer."""
    if facts.round.is_confidential:
        return []
    shown = {*_names_of(facts), *OF_ONE_BUTTON, "round", "new_pin"}
    return [item for item in visit.typed.items() if item[0] not in shown]


# --- Coming and going -----------------------------------------------------------------------------


def open_round_page(visit):
    """From their home to the page of one round. Onto a confidential one nothing else comes along."""
    typed = visit.typed
    visit.typed = typed | {"round": visit.about}
    facts = facts_of(visit)
    if not isinstance(facts, RoundFacts):
        visit.forgets("round")
        return pages.home(visit)
    if not facts.round.is_confidential:
        return round_page(visit, facts)
    theirs = _names_of(facts)
    if all_words_in({name: text for name, text in typed.items() if name not in theirs}):
        visit.typed = typed
        return pages.home(visit, problem=_first_send_what_is_here())
    visit.typed = {name: text for name, text in visit.typed.items() if name in {"round", *theirs}}
    return round_page(visit, facts)


def _first_send_what_is_here():
    return _(
        "The confidential page stands apart from this one. First send, save or take out what you "
        "typed here."
    )


def go_home(visit):
    """Back to their home. What was typed on a confidential page does not come along."""
    facts = facts_of(visit)
    if isinstance(facts, RoundFacts) and facts.round.is_confidential:
        if visit.verb != "home_now" and _unsent(visit, facts):
            return round_page(
                visit,
                facts,
                problem=_("What you typed here was not sent. Send it first, or leave without it."),
                is_leaving=True,
            )
        visit.typed = {}
    visit.forgets("round")
    return pages.home(visit)


# --- After something was done ---------------------------------------------------------------------


def sent(visit, facts, *, has_points, number="", removed=()):
    return show_to(
        visit,
        "sent",
        facts=facts,
        has_points=has_points,
        number=number,
        removed=removed,
        kept=_kept_after(visit, facts),
    )


def saved(visit, facts):
    return show_to(visit, "saved", facts=facts, kept=_kept_after(visit, facts))


def _kept_after(visit, facts):
    if not isinstance(facts, RoundFacts):
        return beside_the_points(visit)
    here = [("round", facts.round.pk)]
    return here if facts.round.is_confidential else [*here, *beside_the_points(visit)]


# --- Changing a point -----------------------------------------------------------------------------


def change_page(visit, expectation, form=None):
    """One of their own points in a box, to write otherwise or take back."""
    form = form or ChangeForm(
        initial={f"word_change{expectation.pk}": expectation.wording} | visit.typed,
        point=expectation,
    )
    kept = [item for item in visit.typed.items() if item[0] not in {*OF_ONE_BUTTON, form.name}]
    return show_to(
        visit,
        "change",
        status=400 if form.errors else 200,
        expectation=expectation,
        box=form[form.name],
        kept=kept,
        once=uuid.uuid4(),
    )
