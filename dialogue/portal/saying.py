"""What somebody says on their own page about us: points, promises, what we heard, who leads.

Each verb writes one line and shows their page again. What they said stands there behind their PIN
only, and a later word is a new line beside the first.
"""

from functools import partial

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.expectations import say_whether_it_was_met
from dialogue.actions.facilitators import consent_to_facilitator
from dialogue.actions.meetings import answer_due_on, ask_through_a_link, say_what_we_heard
from dialogue.actions.promises import (
    accept_change,
    confirm_kept,
    confirm_mended,
    deny_kept,
    object_to_change,
)
from dialogue.models import ExpectationVerdict, FacilitatorConsent, Promise, PromiseChange
from dialogue.portal import pages, pins
from dialogue.portal.facts import Facts
from dialogue.portal.forms import NewPinForm, not_well_formed
from dialogue.portal.once import only_once
from dialogue.portal.record import number_of_last
from dialogue.portal.words import ASK, FACILITATOR, HEARD, WordsForm, boxes_of

Verdict, Consent = ExpectationVerdict.Verdict, FacilitatorConsent.Answer


def say(visit, box, write, thanks, *, must_say="", once=True, pin="", said=None):
    """Do `write(facts, word)` once with the word in `box`, and thank them.

    `said` are the rows that hold it in the record: the thanks give the number of the last one.

    A thing that no longer waits is refused while writing, so the second of two clicks is thanked
    like the first.
    """
    facts = Facts(visit)
    form = WordsForm(visit.typed, boxes=boxes_of(facts))
    form.is_valid()
    word = form.says(box)
    if must_say and not word and box in form.fields and box not in form.errors:
        form.add_error(box, must_say)
    if box in form.errors:
        return pages.home(visit, form)
    only_once(visit.once if once else None, lambda: write(facts, word))
    if pin:
        pins.open_with(visit, pin)
    visit.forgets(box)
    return pages.home(visit, notice=thanks, number=number_of_last(said, visit))


# --- Their points ---------------------------------------------------------------------------------


def judge(verdict, visit):
    """Whether their expectation was met."""

    if visit.has_a_pin and not visit.may_read:
        raise CannotDo(_("Open your page with your PIN first."))

    def write(facts, word):
        point = one_of(facts.points_to_judge, visit.about, lambda point: point.expectation.pk)
        if point is None:
            raise CannotDo(_("There is no answer to this point yet."))
        if not _was_said(point, verdict, word):
            say_whether_it_was_met(point.expectation, verdict=verdict, on=visit.today, remark=word)

    thanks = _("Thank you. We read what you say about it, and learn from it.")
    return say(visit, f"word_point{visit.about}", write, thanks, once=False)


def _was_said(point, verdict, word):
    """The same word as last time. A form that is sent twice is known by this alone: a row that names
    the form has a clock, and would tell when a confidential sender was here."""
    last = point.verdict
    return last is not None and (last.verdict, str(last.remark or "")) == (verdict, word)


def one_of(things, key, key_of):
    return next((thing for thing in things if str(key_of(thing)) == key), None)


# --- Promises -------------------------------------------------------------------------------------


def say_it_was_kept(visit):
    return _about_a_promise(
        visit, "word", confirm_kept, _("Thank you. You said that this promise was kept.")
    )


def say_it_was_not_kept(visit):
    return _about_a_promise(
        visit,
        "word",
        deny_kept,
        _("Thank you for saying so. You said that this promise was not kept; we will look at it."),
    )


def say_it_was_mended(visit):
    return _about_a_promise(
        visit, "word_mend", confirm_mended, _("Thank you. You said that this was put right.")
    )


def _about_a_promise(visit, attribute, answer, thanks):
    def write(facts, word):
        promise = _promise_with(facts, attribute, visit.about)
        answer(promise, hand=visit.hand, on=visit.today, remark=word)

    return say(visit, f"{attribute}{visit.about}", write, thanks, said=_said(visit, visit.about))


def _said(visit, key):
    """What they said with their own hand about this promise."""
    theirs = PromiseChange.objects.filter(participation=visit.participation, link__isnull=False)
    return theirs.filter(promise=key) if key.isdecimal() else theirs.none()


def _promise_with(facts, attribute, key):
    """The promise that still waits for this answer of theirs."""
    promised = one_of(facts.promises, key, lambda promised: promised.pk)
    if promised is None or attribute not in promised.boxes:
        raise CannotDo(_("This promise does not wait for an answer any more."))
    return promised.promise


def accept_the_change(visit):
    """They agree to what they read; something else that was proposed since is asked anew."""
    key, proposal = _promise_and_proposal(visit.about)

    def write(facts, _word):
        promise, asked = _proposal_with(facts, key, proposal)
        accept_change(promise, asked, hand=visit.hand, on=visit.today)

    thanks = _("Thank you. You agreed to change this promise.")
    return say(visit, f"word_move{key}", write, _named(thanks, visit, key), said=_said(visit, key))


def keep_what_was_agreed(visit):
    key, proposal = _promise_and_proposal(visit.about)

    def write(facts, word):
        promise, asked = _proposal_with(facts, key, proposal)
        object_to_change(promise, asked, hand=visit.hand, on=visit.today, remark=word)

    thanks = _("Thank you for saying so. What was agreed stays.")
    return say(visit, f"word_move{key}", write, _named(thanks, visit, key), said=_said(visit, key))


def _named(thanks, visit, key):
    """With the words of the promise, which is theirs: several may wait on one page."""
    theirs = Promise.objects.filter(parties=visit.participation.stakeholder_id)
    promise = theirs.only("wording").filter(pk=key).first() if key.isdecimal() else None
    return f"{thanks} “{promise}”" if promise else thanks


def _promise_and_proposal(about):
    """A button names the promise and the proposal that stood beside it."""
    key, _space, proposal = about.partition(" ")
    return key, proposal


def _proposal_with(facts, key, proposal):
    promised = one_of(facts.promises, key, lambda promised: promised.pk)
    asked = promised.move if promised else None
    if asked is None or str(asked.pk) != proposal:
        raise CannotDo(_("This promise does not wait for an answer any more."))
    return promised.promise, asked


# --- The conversation -----------------------------------------------------------------------------


def answer_about_the_facilitator(answer, visit):
    """They agree to whom they read about, or not; a condition needs its words."""

    def write(facts, word):
        if facts.facilitator is None or str(facts.facilitator.pk) != visit.about:
            raise CannotDo(_("Somebody else has been proposed since. Please read it again."))
        consent_to_facilitator(
            facts.facilitator,
            participation=visit.participation,
            answer=answer,
            remark=word,
            on=visit.today,
        )

    return say(
        visit,
        FACILITATOR,
        write,
        _("Thank you. Your answer about who leads the conversation has arrived."),
        must_say=_("Write what your condition is.") if answer == Consent.WITH_CONDITION else "",
    )


def say_whether_we_heard_right(is_right, visit):
    def write(facts, word):
        if not facts.shows_what_we_heard:
            raise CannotDo(
                _("Open your page with your PIN first: then you can read what we heard.")
            )
        say_what_we_heard(
            facts.report,
            participation=visit.participation,
            is_right=is_right,
            on=visit.today,
            remark=word,
        )

    return say(
        visit,
        HEARD,
        write,
        _("Thank you. What you say stands beside our summary."),
        must_say="" if is_right else _("Write how it was."),
    )


# --- Questions ------------------------------------------------------------------------------------


def ask(is_worry, visit):
    """A question to whom they know, with a day by which it is answered (S37, S93).

    It can be read again only with a PIN, so one can be chosen with it.
    """
    new_pin = NewPinForm(visit.typed)
    if wrong := not_well_formed(new_pin):
        return pages.home(visit, *wrong)
    pin = pins.pin_to_choose(visit, new_pin)

    def write(facts, word):
        if not facts.may_ask:
            raise CannotDo(_("This conversation was cancelled. Your contact person can hear you."))
        pins.take_turns(visit)
        if pin:
            pins.choose(facts, pin)
        ask_through_a_link(
            visit.participation,
            wording=word,
            is_worry=is_worry,
            owner=facts.who_to_ask,
            on=visit.today,
        )

    day = date_format(answer_due_on(visit.today, is_worry=is_worry), "DATE_FORMAT")
    thanks = _("Thank you. You get an answer by %(day)s.") % {"day": day}
    return say(visit, ASK, write, thanks, must_say=_("Write your question first."), pin=pin)


VERBS = {
    "met": partial(judge, Verdict.MET),
    "partly": partial(judge, Verdict.PARTLY),
    "not_met": partial(judge, Verdict.NOT_MET),
    "kept": say_it_was_kept,
    "not_kept": say_it_was_not_kept,
    "mended": say_it_was_mended,
    "move_fine": accept_the_change,
    "move_no": keep_what_was_agreed,
    "lead_yes": partial(answer_about_the_facilitator, Consent.YES),
    "lead_if": partial(answer_about_the_facilitator, Consent.WITH_CONDITION),
    "lead_no": partial(answer_about_the_facilitator, Consent.NO),
    "heard_right": partial(say_whether_we_heard_right, True),
    "heard_wrong": partial(say_whether_we_heard_right, False),
    "ask": partial(ask, False),
    "worry": partial(ask, True),
}
