"""Planning, holding and cancelling meetings."""

from dataclasses import dataclass
from datetime import timedelta

import holidays
from django.conf import settings
from django.db import transaction
from django.db.models import Count, Max, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override

from config.pages import CannotDo
from config.versions import save_over
from dialogue.actions.links import revoke_links_of
from dialogue.models import (
    AgendaItem,
    Correction,
    Expectation,
    ExpectationRound,
    Meeting,
    Outcome,
    Participation,
    PurposeStatement,
    Question,
    Remark,
    ReportBack,
    Trajectory,
)
from dialogue.releases import last_day_of_an_anonymous_round
from stakeholders.actions.stakeholders import assess_safety

REPORT_WORKING_DAYS = 10  # S20
ANSWER_WORKING_DAYS = 10  # S37
WORRY_WORKING_DAYS = 5  # S93
SENT_ALREADY = gettext_lazy("This report was sent already.")


@dataclass(frozen=True)
class Guest:
    """Somebody who is invited: a stakeholder, through one of its contact persons if known."""

    stakeholder: object
    contact_person: object = None


@transaction.atomic
def plan_meeting(meeting, *, aim, guests, risk, by, at):
    """Plan a conversation. Its trajectory, purpose and first agenda item come by themselves."""
    if not guests:
        raise CannotDo(_("Choose at least one stakeholder."))
    meeting.organiser = by
    meeting.created_at = at
    if meeting.trajectory_id is None:
        meeting.trajectory = Trajectory.objects.create(title=meeting.title)
    meeting.full_clean()
    meeting.save()
    meeting.trajectory.members.add(by)
    PurposeStatement.objects.create(meeting=meeting, aim=aim)
    for guest in guests:
        invite(meeting, guest)
    with override(meeting.language):
        add_agenda_item(
            meeting,
            title=str(AgendaItem.Kind.RECAP.label),
            kind=AgendaItem.Kind.RECAP,
        )
    assess_safety([guest.stakeholder for guest in guests], risk=risk, by=by, at=at)
    return meeting


def invite(meeting, guest):
    participation, _created = Participation.objects.get_or_create(
        meeting=meeting, stakeholder=guest.stakeholder, contact_person=guest.contact_person
    )
    return participation


@transaction.atomic
def change_meeting(meeting, *, fields, version, aim=None):
    """Save edited `fields`. Raises Conflict when somebody saved since `version`.

    A moved meeting moves what hangs on its day: open rounds never close after it.
    """
    _insist_it_goes_on(meeting)
    meeting.full_clean()
    save_over(meeting, fields, version)
    if aim is not None:
        PurposeStatement.objects.filter(meeting=meeting).update(aim=aim)
    _close_rounds_in_time(meeting)
    return meeting


def _close_rounds_in_time(meeting):
    """Open forms close the day before; anonymous ones so that their answers still come out."""
    the_day_before = meeting.starts_there.date() - timedelta(days=1)
    for round_ in meeting.rounds.filter(answered_at=None):
        last_day = (
            last_day_of_an_anonymous_round(meeting) if round_.is_anonymous else the_day_before
        )
        closes_on = max(round_.opens_on, min(round_.closes_on, last_day))
        ExpectationRound.objects.filter(pk=round_.pk).update(closes_on=closes_on)


def add_agenda_item(meeting, *, title, kind=AgendaItem.Kind.POINT):
    _insist_it_goes_on(meeting)
    # The meeting's row is the lock: two officers never take the same position.
    Meeting.objects.select_for_update().filter(pk=meeting.pk).first()
    last = meeting.agenda.aggregate(last=Max("position"))["last"] or 0
    item = AgendaItem(meeting=meeting, position=last + 1, title=title, kind=kind)
    item.full_clean()
    item.save()
    return item


@transaction.atomic
def recap_agreements(meeting, *, at):
    """The process agreements were read out at the start of the meeting (S79)."""
    _move_on(meeting, "agreements_recapped_at", at)


def write_down(meeting, *, kind, wording, by, at, agenda_item=None):
    """One line while we talk: something agreed, or something heard."""
    _insist_it_goes_on(meeting)
    outcome = Outcome(
        meeting=meeting,
        kind=kind,
        wording=wording,
        by=by,
        written_at=at,
        agenda_item=agenda_item,
    )
    outcome.full_clean()
    outcome.save()
    return outcome


def take_question(meeting, *, wording, by, on, stakeholder=None):
    """A question that gets an answer within ten working days."""
    _insist_it_goes_on(meeting)
    question = Question(
        meeting=meeting,
        stakeholder=stakeholder,
        wording=wording,
        asked_on=on,
        answer_due_on=working_days_after(on, ANSWER_WORKING_DAYS),
        owner=by,
    )
    question.full_clean()
    question.save()
    return question


def ask_through_a_link(participation, *, wording, is_worry, owner, on):
    """Somebody asks on their own page. A worry is answered within five working days (S93)."""
    _insist_it_goes_on(participation.meeting)
    question = Question(
        meeting=participation.meeting,
        stakeholder=participation.stakeholder,
        participation=participation,
        is_worry=is_worry,
        wording=wording,
        asked_on=on,
        answer_due_on=answer_due_on(on, is_worry=is_worry),
        owner=owner,
    )
    question.full_clean(exclude=["stakeholder", "participation", "owner"])
    question.save()
    return question


def answer_due_on(asked_on, *, is_worry):
    """By when a question is answered; a worry waits less long."""
    return working_days_after(asked_on, WORRY_WORKING_DAYS if is_worry else ANSWER_WORKING_DAYS)


def answer_question(question, *, answer, on, version=None):
    """Answer it, or answer it otherwise. Raises Conflict when somebody did so since `version`.

    Without one it is the version of `question` as it was loaded.
    """
    question.answer, question.answered_on = answer, on
    question.full_clean()
    save_over(question, ["answer", "answered_on"], question.version if version is None else version)
    return question


@transaction.atomic
def hold_meeting(meeting, *, at, despite=""):
    """The conversation took place. From now a report-back is due within ten working days.

    Not while somebody's point has no answer, unless we say why: `despite` is kept, and counts
    against us (S29).
    """
    if meeting.cancelled_at:
        raise CannotDo(_("This conversation was cancelled."))
    if not meeting.has_begun(at):
        raise CannotDo(_("This conversation is still to come. Move its date if it was earlier."))
    waiting = undecided_of(meeting).count()
    if waiting and not despite.strip():
        raise CannotDo(
            ngettext(
                "One point they sent has no decision yet. Decide it first, or say why you did not.",
                "%(count)s points they sent have no decision yet. Decide them first, or say why you "
                "did not.",
                waiting,
            )
            % {"count": waiting}
        )
    if waiting:
        Meeting.objects.filter(pk=meeting.pk, held_at=None).update(held_despite=despite.strip())
    _move_on(meeting, "held_at", at)
    ReportBack.objects.get_or_create(
        meeting=meeting,
        defaults={"due_on": working_days_after(meeting.starts_there.date(), REPORT_WORKING_DAYS)},
    )


def undecided_of(meeting):
    """Points of its rounds that nobody has decided yet."""
    return Expectation.objects.undecided().filter(round__meeting=meeting)


def rounds_with_undecided(meeting):
    """Its rounds in which points wait, each with how many: `undecided`."""
    points = undecided_of(meeting).filter(round=OuterRef("pk")).order_by().values("round")
    counted = points.annotate(n=Count("pk")).values("n")
    return meeting.rounds.annotate(undecided=Coalesce(Subquery(counted), 0)).filter(undecided__gt=0)


@transaction.atomic
def cancel_meeting(meeting, *, at):
    if meeting.held_at:
        raise CannotDo(_("A conversation that was held cannot be cancelled."))
    _move_on(meeting, "cancelled_at", at)


@transaction.atomic
def send_report(report, *, summary, version, by, at):
    """Everybody who took part hears what became of it. Mails follow from the sweep."""
    if not summary.strip():
        raise CannotDo(_("Write a line or two first: what did this conversation bring?"))
    save_report(report, summary=summary, version=version)
    ReportBack.objects.filter(pk=report.pk).update(sent_at=at, sent_by=by)
    report.refresh_from_db()
    return report


@transaction.atomic
def save_report(report, *, summary, version):
    """Keep an unfinished summary. Raises Conflict when somebody saved since `version`.

    Raises CannotDo when it was sent: what they received stands in the record (AUD-8).
    """
    # The row is the lock: of two who send at once the second finds it sent.
    if ReportBack.objects.select_for_update().get(pk=report.pk).sent_at:
        raise CannotDo(SENT_ALREADY)
    report.summary = summary
    save_over(report, ["summary"], version)
    return report


@transaction.atomic
def say_what_we_heard(report, *, participation, is_right, on, remark=""):
    """They say whether our summary is what was said; if not, how it was (S36)."""
    if report.sent_at is None:
        raise CannotDo(_("There is no summary yet."))
    line = Correction(
        report=report,
        participation=participation,
        is_right=is_right,
        said_on=on,
        remark=Remark.objects.create(text=remark) if remark else None,
    )
    line.full_clean(exclude=["participation", "remark"])
    line.save()
    return line


def take_no_part(participation, *, at):
    """They withdraw: no more letters, and every link of theirs ends. What they said stays theirs."""
    Participation.objects.filter(pk=participation.pk, withdrawn_at=None).update(withdrawn_at=at)
    revoke_links_of(participation, at=at)


def working_days_after(day, count):
    """The `count`-th working day after `day`, public holidays left out."""
    free = holidays.country_holidays(settings.ORGANISATION_COUNTRY)
    while count:
        day += timedelta(days=1)
        if day.weekday() < 5 and day not in free:
            count -= 1
    return day


def _move_on(meeting, moment, at):
    """Set a moment once; the second to try changes nothing."""
    Meeting.objects.filter(pk=meeting.pk, **{moment: None}).update(**{moment: at})
    meeting.refresh_from_db(fields=[moment])


def _insist_it_goes_on(meeting):
    if meeting.cancelled_at:
        raise CannotDo(_("This conversation was cancelled."))
