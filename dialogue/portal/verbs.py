"""What somebody can do on their own page. Each verb answers with a page."""

from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.agreements import endorse
from dialogue.actions.expectations import receive_expectations, save_draft
from dialogue.actions.links import choose_pin, pin_fits, revoke_link
from dialogue.actions.promises import confirm_kept, deny_kept
from dialogue.models import Participation
from dialogue.portal import pages
from dialogue.portal.facts import Facts
from dialogue.portal.forms import (
    EndorsementForm,
    NewPinForm,
    PinForm,
    PointsForm,
    WordsAboutPromisesForm,
)
from dialogue.portal.once import only_once

# --- Points ---------------------------------------------------------------------------------------


def send_points(visit):
    """Take the points, and the answer about the process agreements when there is one."""
    facts = Facts(visit)
    points = PointsForm(visit.typed, questions=facts.questions)
    agreement, new_pin = EndorsementForm(visit.typed), NewPinForm(visit.typed)
    if wrong := not_well_formed(points, agreement, new_pin):
        return pages.home(visit, *wrong)
    if not points.points() and not agreement.cleaned_data["answer"]:
        return _nothing_was_said(visit, facts, points)
    pin = _pin_to_choose(visit, new_pin)
    only_once(visit.once, lambda: _take_in(visit, facts, points, agreement, pin))
    if pin:
        visit.opens()
    visit.forgets("answer", "remark")
    return pages.sent(visit, has_points=bool(points.points()))


def _take_in(visit, facts, points, agreement, pin):
    _take_turns(visit)
    if pin:
        _choose_pin(facts, pin)
    if points.points():
        _receive(visit, facts, points.points())
    if agreement.cleaned_data["answer"]:
        _endorse(visit, facts, agreement)


def _receive(visit, facts, points):
    """What was saved behind the PIN outlives what is sent from a page that did not show it."""
    unopened = facts.draft if visit.has_just_opened or not visit.may_read else None
    receive_expectations(facts.round, visit.participation, answers=points, at=visit.at)
    if unopened:
        save_draft(facts.round, visit.participation, answers=unopened.answers, at=visit.at)


def _nothing_was_said(visit, facts, points):
    if not facts.takes_points:
        raise CannotDo(_this_is_closed())
    points.miss(_("Write at least one point before you send."))
    return pages.home(visit, points)


def save_points(visit):
    """Keep an unfinished form. Only a PIN can open it again."""
    facts = Facts(visit)
    typed, new_pin = PointsForm(visit.typed, questions=facts.questions), NewPinForm(visit.typed)
    if wrong := not_well_formed(typed, new_pin):
        return pages.home(visit, *wrong)
    pin, wrong = _pin_to_save_with(visit, facts, new_pin)
    # Opened only now, what was saved before belongs to it as well.
    all_words = PointsForm(pages.words_so_far(visit, facts), questions=facts.questions)
    if wrong := wrong or not_well_formed(all_words):
        return pages.home(visit, *wrong)
    return _save(visit, facts, all_words.draft(), pin)


def _save(visit, facts, draft, pin):
    def keep():
        _take_turns(visit)
        if not facts.takes_points:
            raise CannotDo(_this_is_closed())
        if pin:
            _choose_pin(facts, pin)
        save_draft(facts.round, visit.participation, answers=draft, at=visit.at)

    only_once(visit.once, keep)
    visit.opens()
    return pages.saved(visit)


def _this_is_closed():
    return _("This form is closed. Your contact person can still hear from you.")


# --- The PIN --------------------------------------------------------------------------------------


def read_back(visit):
    """Open what the link alone does not show."""
    wrong = _try_to_open(visit)
    return pages.home(visit, *wrong)


def _try_to_open(visit):
    """Nothing when the PIN was right, else the form that says what is wrong."""
    form = PinForm(visit.typed)
    if not form.is_valid():
        return [form]
    pin = form.cleaned_data["pin"]
    if not pin:
        form.is_missing()
    elif visit.has_a_pin and pin_fits(visit.participation, pin, at=visit.at):
        visit.opens()
    else:
        form.does_not_fit()
    return not_well_formed(form)


def _pin_to_choose(visit, new_pin):
    """The PIN to set with what is sent, if any.

    Was one chosen since the page was shown, then it may be by somebody else who has the link, and
    what is sent now would be open to them.
    """
    pin = new_pin.cleaned_data["new_pin"]
    if not visit.has_a_pin or visit.may_read or "new_pin" not in visit.typed:
        return "" if visit.has_a_pin else pin
    if pin and pin_fits(visit.participation, pin, at=visit.at):
        visit.opens()
        return ""
    raise CannotDo(_somebody_chose_a_pin())


def _pin_to_save_with(visit, facts, new_pin):
    """The PIN to set, if any, and the form that says why saving cannot be done yet, if so."""
    if visit.has_a_pin and not visit.may_read and not new_pin.cleaned_data["new_pin"]:
        return "", _try_to_open(visit)
    pin = _pin_to_choose(visit, new_pin)
    if pin or visit.may_read:
        return pin, []
    if not facts.may_choose_a_pin:
        raise CannotDo(_too_late_for_a_pin())
    new_pin.miss()
    return "", [new_pin]


def _choose_pin(facts, pin):
    if facts.has_sent_points:
        raise CannotDo(_too_late_for_a_pin())
    choose_pin(facts.participation, pin)


def _take_turns(visit):
    """One at a time for each person: nobody chooses a PIN between our looking and our writing."""
    rows = Participation.objects.select_for_update(no_key=True)
    if rows.get(pk=visit.participation.pk).pin_hash != visit.participation.pin_hash:
        raise CannotDo(_somebody_chose_a_pin())


def _somebody_chose_a_pin():
    return _(
        "A PIN was chosen for this link while you were writing, so nothing was sent yet. If that "
        "was you, send again. If it was not, do not send: end this link below and ask your contact "
        "person for a new one."
    )


def _too_late_for_a_pin():
    return _(
        "Points were sent from this link without a PIN, so a PIN can no longer be chosen: it would "
        "show them to whoever has the link. You can still send; saving for later is not possible."
    )


# --- Process agreements and promises --------------------------------------------------------------


def answer_agreements(visit):
    facts = Facts(visit)
    form = EndorsementForm(visit.typed, must_answer=True)
    if not form.is_valid():
        return pages.home(visit, form)
    only_once(visit.once, lambda: _endorse(visit, facts, form))
    visit.forgets("answer", "remark")
    return pages.home(
        visit, notice=_("Thank you. Your answer about the process agreements has arrived.")
    )


def _endorse(visit, facts, form):
    """They answer the version they read, or none."""
    if facts.agreements is None or str(facts.agreements.pk) != visit.typed.get("version"):
        raise CannotDo(
            _("The process agreements changed while you were reading. Please read them again.")
        )
    endorse(
        facts.agreements,
        participation=visit.participation,
        answer=form.cleaned_data["answer"],
        remark=form.cleaned_data["remark"].strip(),
        at=visit.at,
    )


def say_it_was_kept(visit):
    return _answer_about_a_promise(
        visit, confirm_kept, _("Thank you. You said that this promise was kept.")
    )


def say_it_was_not_kept(visit):
    return _answer_about_a_promise(
        visit,
        deny_kept,
        _("Thank you for saying so. You said that this promise was not kept; we will look at it."),
    )


def _answer_about_a_promise(visit, answer, thanks):
    """A promise that no longer waits is left alone; the second of two clicks finds it so."""
    promises = Facts(visit).promises_to_confirm
    form = WordsAboutPromisesForm(visit.typed, promises=promises)
    promise = next((promise for promise in promises if str(promise.pk) == visit.about), None)
    word = f"word{visit.about}"
    if word in form.errors:
        return pages.home(visit, form)
    only_once(
        visit.once, lambda: _write_answer(visit, answer, promise, form.cleaned_data.get(word, ""))
    )
    visit.forgets(word)
    return pages.home(visit, notice=thanks)


def _write_answer(visit, answer, promise, word):
    if promise is None:
        raise CannotDo(_("This promise does not wait for an answer any more."))
    answer(promise, participation=visit.participation, on=visit.today, remark=word.strip())


# --- The end --------------------------------------------------------------------------------------


def end_link(visit):
    revoke_link(visit.link, at=visit.at)
    return pages.ended(visit)


def not_well_formed(*forms):
    return [form for form in forms if not form.is_valid()]


VERBS = {
    "send": send_points,
    "save": save_points,
    "read": read_back,
    "endorse": answer_agreements,
    "kept": say_it_was_kept,
    "not_kept": say_it_was_not_kept,
    "end": pages.ask_to_end,
    "end_now": end_link,
}
