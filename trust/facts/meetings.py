"""Meetings: the report, being there in person and as the known person, purpose, preparation,
process agreements (catalogue D5, C3, C6, I1, K1, K2)."""

from datetime import timedelta

from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from trust.conduct import Fact
from trust.facts.wording import first_from, in_short, page_of

MONTH_LATE = 31  # "more than thirty days"
IN_TIME = timedelta(days=3)  # ready "three days before" (S71)


def facts_of_meetings(relationship, as_of):
    held = sorted(relationship.meetings_held_by(as_of), key=lambda meeting: meeting.starts_at)
    for meeting in held:
        yield from _report(meeting, as_of)
        yield from _in_person(meeting)
    yield from _attendance(relationship, held)
    yield from _purpose(relationship.meetings, held)
    yield from _preparation(held)
    yield from _process_agreements(held)


# --- The report-back (D5) ----------------------------------------------------------------------------


def _report(meeting, as_of):
    """Late for up to thirty days is a fact once it is sent; missing for longer is one at once."""
    if meeting.report_due_on is None:
        return
    sent_on = meeting.report_sent_at and localdate(meeting.report_sent_at)
    days = ((sent_on or as_of) - meeting.report_due_on).days
    if days >= MONTH_LATE:
        yield _report_missing(meeting, sent_on)
    elif sent_on and days > 0:
        words = ngettext(
            "Report sent %(days)d day late: %(meeting)s",
            "Report sent %(days)d days late: %(meeting)s",
            days,
        )
        yield _fact("report_late", sent_on, words, meeting, addressed_on=sent_on, days=days)
    elif sent_on:
        yield _fact("report_on_time", sent_on, _("Report sent on time: %(meeting)s"), meeting)


def _report_missing(meeting, sent_on):
    words = (
        _("Report sent more than a month late: %(meeting)s")
        if sent_on
        else _("Report not sent more than a month after its date: %(meeting)s")
    )
    missing_on = meeting.report_due_on + timedelta(days=MONTH_LATE)
    return _fact("report_missing", missing_on, words, meeting, addressed_on=sent_on)


# --- Being there (C3, C6) ----------------------------------------------------------------------------


def _in_person(meeting):
    if meeting.is_in_person:
        yield _fact("met_in_person", meeting.on, _("We met in person: %(meeting)s"), meeting)


def _attendance(relationship, held):
    """Whether whoever held it is the person they know, or the deputy. Mended the next time it is.

    Where nobody was their contact person that day, nobody stood in for one.
    """
    assigned = [(meeting, _assigned_on(relationship, meeting.on)) for meeting in held]
    known_on = [meeting.on for meeting, them in assigned if meeting.organiser_id in them]
    for meeting, them in assigned:
        if meeting.organiser_id in them:
            words = _("Held by the person they know: %(meeting)s")
            yield _fact("attended_by_fixed_contact", meeting.on, words, meeting)
        elif them:
            words = _("Held by somebody else than their contact person: %(meeting)s")
            next_time = first_from(known_on, meeting.on + timedelta(days=1))
            yield _fact(
                "attended_by_somebody_else", meeting.on, words, meeting, addressed_on=next_time
            )


def _assigned_on(relationship, day):
    return {each.user_id for each in relationship.assignments if each.is_in_force_on(day)}


# --- Purpose (I1) ------------------------------------------------------------------------------------


def _purpose(meetings, held):
    """Stated when shared before the meeting; one that was missing is mended by the next shared."""
    shared_on = sorted(each.purpose_shared_on for each in meetings if each.purpose_shared_on)
    for meeting in meetings:
        if meeting.purpose_was_stated_ahead:
            words = _("Purpose stated before the meeting: %(meeting)s")
            yield _fact("purpose_stated", meeting.purpose_shared_on, words, meeting)
    for meeting in held:
        if not meeting.purpose_was_stated_ahead:
            words = _("We met without having stated the purpose: %(meeting)s")
            next_time = first_from(shared_on, meeting.on)
            yield _fact("purpose_missing", meeting.on, words, meeting, addressed_on=next_time)


# --- Preparation (K1) ----------------------------------------------------------------------------------


def _preparation(held):
    """Good when the agenda and our answers were sent three days ahead; bad when somebody had
    answered us and we sent none before we met. Mended by the next meeting prepared in time.

    Between the two, sent but in the last days, there is no fact; nor where nothing was asked.
    """
    prepared_on = [meeting.on for meeting in held if _was_prepared_in_time(meeting)]
    for meeting in held:
        if _was_prepared_in_time(meeting):
            words = _about(_("We were fully prepared three days before the meeting"))
            yield _fact("prepared_in_time", meeting.on, words, meeting)
        elif meeting.has_answers and not _had_the_agenda(meeting):
            words = _about(_("We met without preparing"))
            next_time = first_from(prepared_on, meeting.on + timedelta(days=1))
            yield _fact("preparation_skipped", meeting.on, words, meeting, addressed_on=next_time)


def _was_prepared_in_time(meeting):
    sent_at = meeting.agenda_sent_at
    return sent_at is not None and localdate(sent_at) <= meeting.on - IN_TIME


def _had_the_agenda(meeting):
    return meeting.agenda_sent_at is not None and meeting.agenda_sent_at < meeting.starts_at


def _about(words):
    """The catalogue's own words, followed by the meeting."""
    return words + ": %(meeting)s"


# --- Process agreements (K2) ---------------------------------------------------------------------------


def _process_agreements(held):
    """Good when they had agreed and we repeated them; bad when we had proposed none at all.

    Between the two, proposed but not accepted or not repeated, there is no fact: whether they answer
    is theirs to choose.
    """
    recapped_on = [meeting.on for meeting in held if _were_agreed_and_recapped(meeting)]
    for meeting in held:
        if _were_agreed_and_recapped(meeting):
            words = _("Process agreements accepted, and repeated at the start: %(meeting)s")
            yield _fact("process_agreements_recapped", meeting.on, words, meeting)
        elif not _versions_by_then(meeting):
            words = _("We met without process agreements: %(meeting)s")
            next_time = first_from(recapped_on, meeting.on + timedelta(days=1))
            yield _fact(
                "process_agreements_absent", meeting.on, words, meeting, addressed_on=next_time
            )


def _were_agreed_and_recapped(meeting):
    return meeting.was_recapped and _had_agreed(meeting)


def _had_agreed(meeting):
    """They were one of those whose yes had put the version of that day in force."""
    agreed = [each for each in meeting.agreements if each.since and each.since <= meeting.starts_at]
    return bool(agreed) and agreed[-1].binds


def _versions_by_then(meeting):
    return [each for each in meeting.agreements if each.proposed_on <= meeting.on]


def _fact(kind, on, words, meeting, *, addressed_on=None, **numbers):
    return Fact(
        kind,
        on,
        addressed_on=addressed_on,
        wording=words % {"meeting": in_short(meeting.title), **numbers},
        url=page_of("dialogue:meeting", meeting.pk),
    )
