"""Answering a round: sending points and files, saving them for later, and changing what was sent."""

from django.db import transaction
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.agreements import TextChanged, endorse
from dialogue.actions.expectations import (
    change_expectation,
    of_sender,
    receive_expectations,
    save_draft,
    withdraw_expectation,
)
from dialogue.models import Expectation
from dialogue.portal import answering_pages, pins, uploads
from dialogue.portal.answering_pages import page
from dialogue.portal.asked import RoundFacts, facts_of
from dialogue.portal.forms import (
    ChangeForm,
    EndorsementForm,
    NewPinForm,
    PointsForm,
    not_well_formed,
)
from dialogue.portal.once import only_once
from dialogue.portal.record import number_of_last
from dialogue.portal.typed import words_so_far


def send_points(visit):
    """Take the points, and the answer about the process agreements when there is one.

    That answer has a name, so it never comes with a confidential one.
    """
    facts = facts_of(visit)
    points = PointsForm(visit.typed, questions=facts.questions)
    agreement, new_pin = EndorsementForm(_typed_beside(visit, facts)), NewPinForm(visit.typed)
    files, field = uploads.cleaned(visit.files, takes_audio=True)
    if wrong := not_well_formed(points, agreement, new_pin):
        return page(visit, *wrong, files=field)
    if not points.points() and (visit.files or not agreement.cleaned_data["answer"]):
        return _nothing_was_said(visit, facts, points, field)
    if points.points() and not points.insist_on_what_is_asked():
        return page(visit, points, files=field)
    if field.errors:
        return page(visit, files=field)
    pin = "" if _is_confidential(facts) else pins.pin_to_choose(visit, new_pin)
    take_in = _take_in_confidentially if _is_confidential(facts) else _take_in
    take_in(visit, facts, points, files, agreement, pin)
    if pin:
        pins.open_with(visit, pin)
    visit.forgets("answer", "remark")
    return answering_pages.sent(
        visit,
        facts,
        has_points=bool(points.points()),
        number=_number_of_their_answer(visit, agreement),
        removed=uploads.what_was_removed(files),
    )


def _number_of_their_answer(visit, agreement):
    """Of the answer about the process agreements, when there was one."""
    if not agreement.cleaned_data["answer"]:
        return ""
    return number_of_last(visit.participation.endorsements.all(), visit)


def _is_confidential(facts):
    return facts.round is not None and facts.round.is_confidential


def _typed_beside(visit, facts):
    return {} if _is_confidential(facts) else visit.typed


def _take_in(visit, facts, points, files, agreement, pin):
    def write():
        pins.take_turns(visit)
        if pin:
            pins.choose(facts, pin)
        if points.points():
            _receive(visit, facts, visit.participation, points.points(), files)
        if agreement.cleaned_data["answer"]:
            write_endorsement(visit, facts, agreement)

    only_once(visit.once, write)


@transaction.atomic
def _take_in_confidentially(visit, facts, points, files, _agreement, _pin):
    """Without the row that names the form: it has a clock, and would tell when this was sent.

    The same words to the same question are the same form, sent again.
    """
    pins.take_turns(visit)
    answers = points.points()
    before = {(point.question_id, point.wording) for point in facts.own_points}
    if {(question.pk, text) for question, text in answers.items()} - before:
        _receive(visit, facts, facts.speaker(), answers, files)


def _receive(visit, facts, sender, points, files):
    """What was saved behind the PIN outlives what is sent from a page that did not show it."""
    unopened = facts.draft if visit.has_just_opened or not visit.may_read else None
    receive_expectations(facts.round, sender, answers=points, files=files, at=visit.at)
    if unopened:
        save_draft(facts.round, sender, answers=unopened.answers, at=visit.at)


def _nothing_was_said(visit, facts, points, field):
    if not facts.takes_points:
        raise CannotDo(_this_is_closed())
    points.miss(_("Write at least one point before you send."))
    return page(visit, points, files=field)


def save_points(visit):
    """Keep an unfinished form. Only a PIN can open it again."""
    facts = facts_of(visit)
    typed, new_pin = PointsForm(visit.typed, questions=facts.questions), NewPinForm(visit.typed)
    if wrong := not_well_formed(typed, new_pin):
        return page(visit, *wrong)
    pin, wrong = _pin_to_save_with(visit, facts, new_pin)
    # Opened only now, what was saved before belongs to it as well.
    all_words = PointsForm(words_so_far(visit, facts), questions=facts.questions)
    if wrong := wrong or not_well_formed(all_words):
        return page(visit, *wrong)
    return _save(visit, facts, all_words.draft(), pin)


def _pin_to_save_with(visit, facts, new_pin):
    if _is_confidential(facts) and not visit.has_a_pin:
        raise CannotDo(_("To save and finish later, first choose a PIN on your own page."))
    return pins.pin_to_save_with(visit, facts, new_pin)


def _save(visit, facts, draft, pin):
    def keep():
        pins.take_turns(visit)
        if not facts.takes_points:
            raise CannotDo(_this_is_closed())
        if pin:
            pins.choose(facts, pin)
        sender = facts.speaker() if _is_confidential(facts) else visit.participation
        save_draft(facts.round, sender, answers=draft, at=visit.at)

    if _is_confidential(facts):
        # Saving twice saves the same, so no row with a clock has to name the form.
        with transaction.atomic():
            keep()
    else:
        only_once(visit.once, keep)
    if pin:
        pins.open_with(visit, pin)
    else:
        visit.opens()
    return answering_pages.saved(visit, facts)


def _this_is_closed():
    return _("This form is closed. Your contact person can still hear from you.")


# --- Changing what was sent -----------------------------------------------------------------------


def show_point(visit):
    return answering_pages.change_page(visit, _own_point(visit))


def change_point(visit):
    """Write it otherwise, as long as the form is open."""
    point = _own_point(visit)
    form = ChangeForm(visit.typed, point=point)
    if form.is_valid() and not form.wording().strip():
        form.add_error(form.name, _("Write your point, or take it back."))
    if not form.is_valid():
        return answering_pages.change_page(visit, point, form)
    if form.wording() != point.wording:
        change_expectation(point, wording=form.wording(), at=visit.at)
    visit.forgets(form.name)
    return page(visit, notice=_("Your point is changed."))


def take_point_back(visit):
    """The words are gone at once; that there was a point stays."""
    point = _own_point(visit)
    if not point.round.is_open_on(visit.today):
        raise CannotDo(_this_is_closed())
    withdraw_expectation(point, at=visit.at)
    visit.forgets(f"word_change{point.pk}")
    return page(visit, notice=_("Your point is taken back; its words are gone."))


def _own_point(visit):
    """One of theirs that still stands, behind the PIN: a named one, or one of this voice."""
    facts = facts_of(visit)
    sender = facts.sender if isinstance(facts, RoundFacts) else visit.participation
    if not visit.may_read or sender is None or not visit.about.isdecimal():
        raise CannotDo(_("Open your page with your PIN first."))
    theirs = Expectation.objects.standing().filter(**of_sender(sender))
    point = theirs.filter(pk=visit.about).select_related("question", "round__meeting").first()
    if point is None:
        raise CannotDo(_("This point was taken back already."))
    return point


# --- The process agreements -----------------------------------------------------------------------


def write_endorsement(visit, facts, form):
    """They answer the version they read, or none: changed meanwhile, they are shown both."""
    versions = facts.how_we_talk.versions if facts.agreements else []
    read = next((each for each in versions if str(each.pk) == visit.typed.get("version")), None)
    if read is None:
        raise CannotDo(
            _("The process agreements changed while you were reading. Please read them again.")
        )
    try:
        endorse(
            read,
            hand=visit.hand,
            answer=form.cleaned_data["answer"],
            remark=form.cleaned_data["remark"].strip(),
            at=visit.at,
        )
    except TextChanged as refusal:
        visit.read_before = refusal.read
        raise
