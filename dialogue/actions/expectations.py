"""Taking in what people expect, deciding each point with a reason, and hearing whether it was met."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.meetings import add_agenda_item
from dialogue.models import (
    Attachment,
    Draft,
    Expectation,
    ExpectationDecision,
    ExpectationTranslation,
    ExpectationVerdict,
    Participation,
    Remark,
    SideActivity,
)
from dialogue.releases import week_of

Outcome = ExpectationDecision.Outcome


def of_sender(sender):
    """How a row names who sent it: somebody with a name, or a voice."""
    return {"participation": sender} if isinstance(sender, Participation) else {"voice": sender}


@transaction.atomic
def receive_expectations(round_, sender, *, answers, at, files=(), recorded_by=None, channel=""):
    """Store what somebody sent: one point for each answered question, and the cleaned files.

    `sender` is a participation or a voice; `answers` is question → text, a choice as its stored
    value; `files` are dialogue.attachments.Cleaned. `recorded_by` wrote it down for them, from
    `channel`.
    """
    answers = answers_to_take(round_, answers, at)
    received = take_in(
        round_,
        sender,
        answers,
        received_at=when_it_came(round_, at),
        files=files,
        recorded_by=recorded_by,
        channel=channel,
    )
    Draft.objects.filter(round=round_, **of_sender(sender)).delete()
    return received


def answers_to_take(round_, answers, at):
    """What was filled in, once it is sure that this form takes it: question → text."""
    insist_it_is_open(round_, at)
    answers = {question: text for question, text in answers.items() if text.strip()}
    insist_the_answers_fit(round_, answers)
    return answers


def take_in(
    round_, sender, answers, *, received_at, files=(), recorded_by=None, channel="", is_urgent=False
):
    """Write the rows, without asking whether the form is open."""
    received = []
    for question, text in answers.items():
        expectation = Expectation(
            round=round_,
            question=question,
            wording=text,
            received_at=received_at,
            recorded_by=recorded_by,
            channel=channel,
            is_urgent=is_urgent,
            **of_sender(sender),
        )
        expectation.full_clean()
        expectation.save()
        received.append(expectation)
    for file in files:
        Attachment.objects.create(
            round=round_,
            media_type=file.media_type,
            extension=file.extension,
            size=len(file.content),
            content=file.content,
            removed=list(file.removed),
            added_on=localdate(received_at),
            **of_sender(sender),
        )
    return received


def when_it_came(round_, at):
    """The moment; of a confidential sender only the day, so that no clock tells who it was.

    What was anonymous before one of us wrote it down is dated by week, like what was sealed.
    """
    if round_.is_named:
        return at
    day = week_of(at) if round_.is_anonymous else localdate(at)
    return make_aware(datetime.combine(day, time.min))


def insist_it_is_open(round_, at):
    if not round_.is_open_on(at.date()):
        raise CannotDo(_("This form is closed. Your contact person can still hear from you."))


def insist_the_answers_fit(round_, answers):
    """Only questions of this round, only answers they offer, none that was not asked (INP-5)."""
    questions = {question.pk: question for question in round_.questions.all()}
    given = {question.pk: text for question, text in answers.items()}
    for pk, text in given.items():
        question = questions.get(pk)
        if question is None:
            raise CannotDo(_("This question is not on this form."))
        if question.is_choice and text not in dict(question.answers):
            raise CannotDo(_("Choose one of the answers that are there."))
        if not is_asked(question, given):
            raise CannotDo(_("One of these questions is only asked after another answer."))
    for question in questions.values():
        if question.is_required and is_asked(question, given) and question.pk not in given:
            raise CannotDo(
                _("One question needs an answer: “%(question)s”") % {"question": question}
            )


def is_asked(question, given):
    """Whether a question appears, after these answers: question key → text."""
    return question.shown_if_id is None or given.get(question.shown_if_id) == (
        question.shown_if_answer
    )


@transaction.atomic
def change_expectation(expectation, *, wording, at):
    """Its sender writes it otherwise, as long as the form is open."""
    insist_it_is_open(expectation.round, at)
    # Who decides it at this moment finishes first: what they read is then older than this.
    decision = Expectation.objects.select_for_update().get(pk=expectation.pk).decision
    expectation.wording = wording
    # Later than our decision, also where only the day is kept: it must be read anew.
    after = decision.decided_at + timedelta(seconds=1) if decision else expectation.received_at
    expectation.changed_at = max(when_it_came(expectation.round, at), after)
    expectation.full_clean()
    expectation.save(update_fields=["wording", "changed_at"])
    return expectation


@transaction.atomic
def withdraw_expectation(expectation, *, at):
    """Its sender takes it back: the words are gone at once; that there was a point stays."""
    first = Expectation.objects.filter(pk=expectation.pk, withdrawn_at=None).update(
        wording="", withdrawn_at=when_it_came(expectation.round, at)
    )
    if not first:
        raise CannotDo(_("This point was taken back already."))


def save_draft(round_, sender, *, answers, at):
    """Keep an unfinished form. `answers`: question id as text → text."""
    draft, _created = Draft.objects.update_or_create(
        round=round_,
        **of_sender(sender),
        defaults={"answers": answers, "saved_at": when_it_came(round_, at)},
    )
    return draft


def hold_points_still(meeting):
    """Within this transaction no sender rewrites or takes back a point that is being decided."""
    points = Expectation.objects.filter(round__meeting=meeting).order_by("pk").only("pk")
    list(points.select_for_update(of=("self",), no_key=True))


@transaction.atomic
def decide(
    expectation,
    *,
    outcome,
    reason,
    by,
    at,
    agenda_item=None,
    agenda_title="",
    side_activity=None,
    side_title="",
    side_on=None,
    parked_until=None,
    in_our_words="",
):
    """Decide what becomes of a point, with a reason its sender can read (S29).

    On the agenda means an item that is there already, or a new one called `agenda_title`; around
    the conversation means an activity that is planned already, or a new one called `side_title`.
    A voice's point also needs `in_our_words`, which is all that others may read of it (TH11).
    """
    if not reason.strip():
        raise CannotDo(_("Give a reason; its sender will read it."))
    if expectation.main != expectation:
        raise CannotDo(_("This point goes together with another: decide that one."))
    meeting = expectation.round.meeting
    if outcome == Outcome.AGENDA and agenda_item is None:
        if not agenda_title:
            raise CannotDo(_("Name the new point yourself: everybody reads the agenda."))
        agenda_item = add_agenda_item(meeting, title=agenda_title)
    if outcome == Outcome.SIDE and side_activity is None:
        if not side_title:
            raise CannotDo(_("Say what you will do around the conversation."))
        side_activity = SideActivity.objects.create(
            meeting=meeting, title=side_title, happens_on=side_on
        )
    in_our_words = in_our_words or _title_of(outcome, agenda_item, side_activity)
    if expectation.voice_id and not in_our_words:
        raise CannotDo(
            _("Say in your own words what this is about: others never read the sender's words.")
        )
    decision = ExpectationDecision(
        expectation=expectation,
        outcome=outcome,
        agenda_item=agenda_item if outcome == Outcome.AGENDA else None,
        side_activity=side_activity if outcome == Outcome.SIDE else None,
        parked_until=parked_until if outcome == Outcome.PARKED else None,
        in_our_words=in_our_words,
        remark=Remark.objects.create(text=reason.strip()),
        by=by,
        decided_at=at,
    )
    decision.full_clean()
    decision.save()
    return decision


def _title_of(outcome, agenda_item, side_activity):
    """An agenda point or an activity has a name of ours already."""
    named = {Outcome.AGENDA: agenda_item, Outcome.SIDE: side_activity}.get(outcome)
    return str(named) if named else ""


@transaction.atomic
def merge(expectation, *, into):
    """Answer a point together with a similar one. Both senders keep theirs and read one answer."""
    rows = Expectation.objects.select_for_update()
    both = {row.pk: row for row in rows.filter(pk__in=[expectation.pk, into.pk]).order_by("pk")}
    point, main = both[expectation.pk], both[into.pk]
    if main.round.meeting_id != point.round.meeting_id or main.pk == point.pk:
        raise CannotDo(_("Only points of the same conversation go together."))
    if main.merged_into_id:
        raise CannotDo(_("That point goes together with another itself: choose the other one."))
    if point.question.is_choice or main.question.is_choice:
        raise CannotDo(_("A choice needs no decision, so it goes together with nothing."))
    Expectation.objects.filter(merged_into=point).update(merged_into=main)
    Expectation.objects.filter(pk=point.pk).update(merged_into=main)


def unmerge(expectation):
    """Decide it on its own again."""
    Expectation.objects.filter(pk=expectation.pk).update(merged_into=None)


def translate(expectation, *, language, wording, by, at):
    """Put a translation beside the original, which stays as it is. A new one replaces the last."""
    if not wording.strip():
        raise ValidationError({"wording": _("Write the translation first.")})
    translation, _created = ExpectationTranslation.objects.update_or_create(
        expectation=expectation,
        language=language,
        defaults={"wording": wording.strip(), "by": by, "written_at": at},
    )
    return translation


@transaction.atomic
def say_whether_it_was_met(expectation, *, verdict, on, remark=""):
    """Its sender says afterwards whether the expectation was met."""
    if expectation.decision is None or expectation.round.answered_at is None:
        raise CannotDo(_("There is no answer to this point yet."))
    line = ExpectationVerdict(
        expectation=expectation,
        verdict=verdict,
        said_on=on,
        remark=Remark.objects.create(text=remark) if remark else None,
    )
    line.full_clean()
    line.save()
    return line
