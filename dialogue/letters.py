"""Letters to stakeholders: at most three around a meeting, derived and claimed like reminders.

A letter that carries a link mints it at the moment of sending: nothing that opens a door is ever
stored. Nobody gets a letter with their name on it before that is known to be safe (S30).
"""

from datetime import datetime, time, timedelta

from django.utils import translation
from django.utils.timezone import make_aware, now

from dialogue.actions.links import mint_link
from dialogue.models import ExpectationRound, InformalContact, Participation, ReportBack
from dialogue.reminders import Due, letter
from stakeholders.models import SafetyAssessment

ROUND = ("meeting__organiser", "meeting__purpose")
LOOK_BACK_FOR_LETTERS = timedelta(days=30)


def invitations(today):
    """A round was opened: everybody invited gets the question and a link of their own."""
    rounds = ExpectationRound.objects.filter(
        opened_at__isnull=False,
        closes_on__gte=today,
        answered_at=None,
        meeting__held_at=None,
        meeting__cancelled_at=None,
    )
    yield from _to_everybody("invitation", rounds.select_related(*ROUND))


def answers_and_agendas(today):
    """The decisions of a round were sent: everybody gets their answer and the agenda."""
    rounds = ExpectationRound.objects.filter(
        answered_at__gte=_lately(today), meeting__held_at=None, meeting__cancelled_at=None
    )
    yield from _to_everybody("answers", rounds.select_related(*ROUND))


def report_backs(today):
    """A report was sent: everybody who took part gets it."""
    reports = ReportBack.objects.filter(sent_at__gte=_lately(today))
    yield from _to_everybody("report", reports.select_related("meeting__organiser"))


def messages(today):
    """A message an officer wrote here, to the contact person it is for."""
    written = InformalContact.objects.exclude(mail_subject="").filter(
        happened_at__gte=_lately(today), contact_person__isnull=False
    )
    for contact in written.exclude(contact_person__email="").select_related("contact_person", "by"):
        yield Due("message", f"{contact.pk}", contact.contact_person, _as_written(contact))


SOURCES = (invitations, answers_and_agendas, report_backs, messages)


def who_can_be_written_to(meetings):
    """Participations with an address, of stakeholders for whom a named link is known to be safe."""
    participations = list(
        Participation.objects.filter(meeting__in=meetings)
        .exclude(contact_person=None)
        .exclude(contact_person__email="")
        .select_related("contact_person", "stakeholder", "meeting")
    )
    safe = who_is_safe_with_a_name(
        {participation.stakeholder_id for participation in participations}
    )
    return [person for person in participations if person.stakeholder_id in safe]


def who_may_have_a_link(meeting):
    """Stakeholders of a meeting, by key, for whom a link with their name is known to be safe."""
    return who_is_safe_with_a_name(meeting.participations.values("stakeholder"))


def who_is_safe_with_a_name(stakeholder_ids):
    latest = SafetyAssessment.objects.latest_of(stakeholder_ids)
    return {safety.stakeholder_id for safety in latest if safety.allows_a_named_link}


def _to_everybody(template, occasions):
    """One letter for each person and occasion; the same few queries for any number of meetings."""
    by_meeting = {}
    for occasion in occasions:
        by_meeting.setdefault(occasion.meeting_id, []).append(occasion)
    for participation in who_can_be_written_to(by_meeting):
        for occasion in by_meeting[participation.meeting_id]:
            yield Due(
                template,
                f"{occasion.pk} {participation.pk}",
                participation.contact_person,
                _with_a_link(template, participation, occasion),
            )


def _lately(today):
    """The moment from which on a pass looks for letters that a stopped worker left undone."""
    return make_aware(datetime.combine(today - LOOK_BACK_FOR_LETTERS, time.min))


def _with_a_link(template, participation, occasion):
    def compose():
        code = mint_link(participation, at=now())
        person, meeting = participation.contact_person, occasion.meeting
        facts = {
            "occasion": occasion,
            "meeting": meeting,
            "person": person,
            "organiser": meeting.organiser,
            "code": code,
            "fragment": code.replace(" ", ""),
        }
        with translation.override(person.language):
            return letter(template, facts, to=person.email, reply_to=[meeting.organiser.email])

    return compose


def _as_written(contact):
    def compose():
        return letter(
            "message",
            {"contact": contact},
            to=contact.contact_person.email,
            reply_to=[contact.by.email],
        )

    return compose
