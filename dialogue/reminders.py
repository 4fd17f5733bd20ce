"""What is due, and telling people. Safe to run twice, or in two places at once.

Nothing is scheduled: each pass asks the facts what is due at this moment. What is stored is only
that we told somebody, once per person and occasion. A message is claimed before it is sent and
noted after, so a worker that dies in between delays it by `RETRY_AFTER`; a second copy, with the
same Message-ID, goes out only if it died between the mail server's yes and our note.
"""

import hashlib
import hmac
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.timezone import localdate, make_aware, now

from accounts.models import Role, User
from dialogue.actions.meetings import working_days_after
from dialogue.agreed import agreed_in, agreed_in_one
from dialogue.models import (
    Breach,
    Expectation,
    Meeting,
    Promise,
    PromiseChange,
    Question,
    Reminder,
    ReportBack,
    Witness,
)
from dialogue.models.breaches import DAYS_TO_ACT
from stakeholders.models import ContactAssignment, ContactPerson

logger = logging.getLogger(__name__)

# Longer than a mail server may take (EMAIL_TIMEOUT), so that nobody else tries meanwhile.
RETRY_AFTER = timedelta(minutes=5)

PROMISE_LEADS = {
    "two_weeks": -14,
    "one_week": -7,
    "tomorrow": -1,
    "today": 0,
    "week_late": 7,
    "month_late": 30,
}
REPORT_LEADS = {"two_days": -2, "today": 0, "week_late": 7}
QUESTION_LEADS = {"two_days": -2, "today": 0, "week_late": 7}
ENDORSEMENT_DAYS, DECISION_DAYS = 3, 5
# What was said about a promise is news for so long.
NEWS = timedelta(days=7)
COLLEAGUE_SAYS = [PromiseChange.Kind.ACCEPTED, PromiseChange.Kind.REFUSED]
THEY_SAY = [
    PromiseChange.Kind.CHANGE_ACCEPTED,
    PromiseChange.Kind.CHANGE_OBJECTED,
    PromiseChange.Kind.CHANGE_PROPOSED,
    PromiseChange.Kind.DENIED,
]
BREACH_HORIZON = timedelta(days=1)
# How far back a pass looks for what a stopped worker left undone.
LOOK_BACK = timedelta(days=90)


# How a Reminder row names who it goes to.
COLUMN_OF = {User: "user", ContactPerson: "contact_person", Witness: "witness"}


@dataclass(frozen=True)
class Due:
    """One message that somebody should have by now."""

    kind: str
    key: str
    to: User | ContactPerson | Witness
    compose: Callable[[], EmailMessage]

    @property
    def recipient(self):
        """How a Reminder row names the person."""
        return {COLUMN_OF[type(self.to)]: self.to}

    @property
    def message_id(self):
        """The same for every try, so that a mail program can hide a second copy."""
        name = f"{self.kind} {self.key} {next(iter(self.recipient))} {self.to.pk}"
        digest = hashlib.sha256(f"{settings.SECRET_KEY} {name}".encode()).hexdigest()[:32]
        return f"<{digest}@te-voet>"


# --- What is due for colleagues ----------------------------------------------------------------


def promises_to_answer(today):
    """A colleague should say whether they can deliver what was proposed (S16).

    They are asked at once, and again on the day by which we said that we find out.
    """
    waiting = Promise.objects.waiting_for_a_yes().filter(owner__is_active=True)
    for promise in waiting.select_related("owner"):
        yield Due(
            "promise_asked",
            f"{promise.pk} {promise.find_out_by}"
            if _should_know(promise, today)
            else f"{promise.pk}",
            promise.owner,
            tell(promise.owner, "promise_asked", promise=promise),
        )


def _should_know(promise, today):
    return promise.find_out_by is not None and promise.find_out_by <= today


def promises_handed_over(today):
    """Somebody delivers a given promise from now on: who handed it over may not have told them."""
    handed = PromiseChange.objects.filter(
        kind=PromiseChange.Kind.HANDED_OVER,
        happened_on__gte=today - LOOK_BACK,
        new_owner=F("promise__owner"),
        new_owner__is_active=True,
        promise__state=Promise.State.GIVEN,
    ).exclude(by=F("new_owner"))
    for line in handed.select_related("promise", "new_owner"):
        yield Due(
            "promise_handed",
            f"{line.pk}",
            line.new_owner,
            tell(line.new_owner, "promise_handed", promise=line.promise),
        )


def promises_answered(today):
    """Whoever waits for it hears what a colleague or the other side said (S16, S17).

    Our colleague's yes or no goes to who looks after the relationship, theirs to who delivers it.
    """
    lines = PromiseChange.objects.filter(happened_on__gte=today - NEWS)
    lines = lines.select_related("promise__owner").prefetch_related("promise__parties")
    # Whoever promised it personally made nobody wait.
    ours = list(lines.filter(kind__in=COLLEAGUE_SAYS, promise__find_out_by__isnull=False))
    who = who_looks_after([line.promise for line in ours])
    told = [(line, person) for line in ours for person in who[line.promise_id]]
    theirs = lines.filter(kind__in=THEY_SAY, participation__isnull=False)
    told += [(line, line.promise.owner) for line in theirs if line.promise.owner]
    for line, person in told:
        if person.is_active and person.pk != line.by_id:
            yield Due(
                "promise_answered",
                f"{line.pk}",
                person,
                tell(person, "promise_answered", promise=line.promise, line=line),
            )


def promises_due(today):
    """Our open promises at 14, 7, 1 and 0 days before and 7 and 30 days after their date (RM1)."""
    horizon = today + timedelta(days=-min(PROMISE_LEADS.values()))
    promises = (
        Promise.objects.ours()
        .given()
        .filter(due_on__range=(today - LOOK_BACK, horizon), owner__is_active=True)
    )
    for promise in promises.select_related("owner"):
        if lead := current_lead(PROMISE_LEADS, promise.due_on, today, since=promise.made_on):
            yield Due(
                "promise_due",
                f"{promise.pk} {lead} {promise.due_on}",
                promise.owner,
                tell(promise.owner, "promise_due", promise=promise, today=today),
            )


def promises_adrift(today):
    """Nobody stands behind a promise any more; who looks after the relationship finds somebody (S16).

    Once for each colleague who left it, and for each day by which we said that we find out.
    """
    promises = list(
        Promise.objects.adrift(today).select_related("owner").prefetch_related("parties")
    )
    who = who_looks_after(promises)
    for promise in promises:
        for person in who[promise.pk]:
            yield Due(
                "promise_adrift",
                f"{promise.pk} {promise.owner_id} {promise.find_out_by}",
                person,
                tell(person, "promise_adrift", promise=promise),
            )


def who_looks_after(promises):
    """By promise: our contact persons of its parties, else the managers."""
    contacts = contact_persons_of({party.pk for each in promises for party in each.parties.all()})
    managers = list(User.objects.filter(is_active=True, role=Role.MANAGER)) if promises else []
    found = {}
    for promise in promises:
        parties = [party.pk for party in promise.parties.all()]
        found[promise.pk] = list({contacts[pk] for pk in parties if pk in contacts}) or managers
    return found


def contact_persons_of(stakeholders):
    """By stakeholder the colleague who is its contact person, and still works here."""
    primary = ContactAssignment.objects.open().filter(
        stakeholder__in=stakeholders, part=ContactAssignment.Part.PRIMARY, user__is_active=True
    )
    return {each.stakeholder_id: each.user for each in primary.select_related("user")}


def endorsements_missing(today):
    """Three days before a meeting the process agreements do not bind everybody yet (RM5, S78).

    Some have not agreed to the newest text; newcomers join from the next one, so it is proposed.
    """
    meetings = meetings_within(today, ENDORSEMENT_DAYS)
    agreed = agreed_in({meeting.trajectory_id for meeting in meetings}, now())
    for meeting in meetings:
        its = agreed[meeting.trajectory_id]
        if its.missing:
            yield Due(
                "endorsement_missing",
                f"{meeting.pk} {meeting.starts_there.date()}",
                meeting.organiser,
                tell(
                    meeting.organiser,
                    "endorsement_missing",
                    meeting=meeting,
                    count=len(its.newest.waiting_for),
                    newcomers=len(its.newcomers),
                    is_in_force=its.proposed is None,
                ),
            )


def breaches_to_act_on(today):
    """Somebody did not keep to an agreement, and nothing was done yet (RM8, S80).

    The day before it should be done, on that day, and five working days later.
    """
    breaches = Breach.objects.waiting().filter(
        act_by__range=(today - LOOK_BACK, today + BREACH_HORIZON)
    )
    breaches = list(breaches.select_related("trajectory"))
    who = who_acts_on(breaches)
    for breach in breaches:
        if lead := _breach_lead(breach, today):
            for person in who[breach.pk]:
                yield Due(
                    "breach_due",
                    f"{breach.pk} {lead}",
                    person,
                    tell(person, "breach_due", breach=breach, today=today),
                )


def _breach_lead(breach, today):
    """The latest of its three days that has come."""
    again_on = working_days_after(breach.act_by, DAYS_TO_ACT)
    days = {
        "tomorrow": breach.act_by - timedelta(days=1),
        "today": breach.act_by,
        "left": again_on,
    }
    come = [name for name, day in days.items() if day <= today]
    return come[-1] if come else None


def who_acts_on(breaches):
    """By breach: our contact person of the harmed party, else who organises the latest meeting."""
    contacts = contact_persons_of({breach.harmed_id for breach in breaches})
    meetings = Meeting.objects.filter(
        trajectory__in={breach.trajectory_id for breach in breaches}, organiser__is_active=True
    )
    organisers = {
        meeting.trajectory_id: meeting.organiser
        for meeting in meetings.select_related("organiser").order_by("starts_at", "pk")
    }
    found = {}
    for breach in breaches:
        person = contacts.get(breach.harmed_id) or organisers.get(breach.trajectory_id)
        found[breach.pk] = [person] if person else []
    return found


def expectations_undecided(today):
    """Five days before a meeting a point that somebody sent has no decision yet (RM2)."""
    meetings = meetings_within(today, DECISION_DAYS)
    undecided = Expectation.objects.undecided().filter(round__meeting__in=meetings)
    counts = Counter(undecided.values_list("round__meeting", flat=True))
    for meeting in meetings:
        if count := counts[meeting.pk]:
            yield Due(
                "expectations_undecided",
                f"{meeting.pk} {meeting.starts_there.date()}",
                meeting.organiser,
                tell(meeting.organiser, "expectations_undecided", meeting=meeting, count=count),
            )


def reports_due(today):
    """The report-back of a meeting that was held (RM6)."""
    soon = today + timedelta(days=-min(REPORT_LEADS.values()))
    reports = ReportBack.objects.filter(sent_at=None, due_on__range=(today - LOOK_BACK, soon))
    for report in reports.select_related("meeting__organiser"):
        if lead := current_lead(REPORT_LEADS, report.due_on, today):
            organiser = report.meeting.organiser
            yield Due(
                "report_due",
                f"{report.pk} {lead} {report.due_on}",
                organiser,
                tell(organiser, "report_due", report=report, meeting=report.meeting, today=today),
            )


def answers_due(today):
    """A question somebody asked, with the day by which they were to hear (RM7)."""
    soon = today + timedelta(days=-min(QUESTION_LEADS.values()))
    questions = Question.objects.unanswered().filter(
        answer_due_on__range=(today - LOOK_BACK, soon), owner__is_active=True
    )
    for question in questions.select_related("owner", "meeting"):
        if lead := current_lead(QUESTION_LEADS, question.answer_due_on, today):
            yield Due(
                "answer_due",
                f"{question.pk} {lead} {question.answer_due_on}",
                question.owner,
                tell(question.owner, "answer_due", question=question, today=today),
            )


def urgent_messages(today):
    """Somebody in danger chose not to wait for the weekly hour: who reads those is told (ANO-16).

    One mail for each voice, without a word of it; the key does not say which voice.
    """
    recently = make_aware(datetime.combine(today - LOOK_BACK, time.min))
    urgent = Expectation.objects.standing().filter(
        is_urgent=True, received_at__gte=recently, round__urgent_reader__is_active=True
    )
    points = urgent.select_related("round__urgent_reader", "round__meeting").order_by("pk")
    for point in {point.voice_id: point for point in points}.values():
        reader = point.round.urgent_reader
        yield Due(
            "urgent",
            blind_key("urgent", point.voice_id),
            reader,
            tell(reader, "urgent", meeting=point.round.meeting),
        )


SOURCES = (
    urgent_messages,
    promises_to_answer,
    promises_handed_over,
    promises_answered,
    promises_due,
    promises_adrift,
    endorsements_missing,
    breaches_to_act_on,
    expectations_undecided,
    reports_due,
    answers_due,
)


def blind_key(kind, pk):
    """Names an occasion to us alone: with a copy of the database nobody finds what it was about."""
    return hmac.new(
        settings.SECRET_KEY.encode(), f"{kind} {pk}".encode(), hashlib.sha256
    ).hexdigest()[:32]


def current_lead(leads, due_on, today, since=None):
    """The latest lead whose day has come, leaving out days before the thing was there."""
    come = [
        name
        for name, days in leads.items()
        if (since is None or since < due_on + timedelta(days=days))
        and due_on + timedelta(days=days) <= today
    ]
    return come[-1] if come else None


def meetings_within(today, days):
    return [
        meeting
        for meeting in Meeting.objects.planned()
        .filter(
            starts_at__date__range=(today, today + timedelta(days=days)),
            organiser__is_active=True,
        )
        .select_related("organiser", "trajectory")
    ]


def who_has_not_endorsed(meeting):
    """Stakeholders who have not agreed to the newest process agreements, newcomers among them."""
    return agreed_in_one(meeting.trajectory, now()).missing


def tell(user, template, **facts):
    """A mail to a colleague, in their language, made at the moment it is sent."""

    def compose():
        with translation.override(user.language):
            return letter(template, facts | {"user": user}, to=user.email)

    return compose


def letter(template, facts, *, to, reply_to=()):
    """The first line of the template is the subject, the rest the text."""
    context = facts | {
        "site": settings.SITE_URL,
        "portal": settings.PORTAL_URL,
        "organisation": settings.ORGANISATION_NAME,
    }
    subject, text = render_to_string(f"mail/{template}.txt", context).strip().split("\n", 1)
    return EmailMessage(
        subject=subject.strip(),
        body=text.strip() + "\n",
        to=[to],
        reply_to=list(reply_to),
        headers={"Auto-Submitted": "auto-generated"},
    )


# --- Telling: claim, try, note, continue --------------------------------------------------------


def send_due(at, sources=SOURCES):
    """Tell everybody what is due at `at` and was not told yet; the number of messages sent."""
    sent = 0
    for source in sources:
        try:
            due = _not_yet_told(source(localdate(at)), at)
        except Exception:
            # One source with a fault must not silence the others.
            logger.exception("Reminders of %s could not be worked out", source.__name__)
            continue
        sent += sum(_send(message, at) for message in due)
    return sent


def _not_yet_told(due, at):
    """One query for all of a kind, so that an idle pass costs the same at any size."""
    due = list(due)
    told = Reminder.objects.filter(
        kind__in={message.kind for message in due}, key__in={message.key for message in due}
    ).exclude(sent_at=None, next_try_at__lte=at, attempts__lt=Reminder.MOST_ATTEMPTS)
    done = set(told.values_list("kind", "key", *COLUMN_OF.values()))
    return [message for message in due if _place(message) not in done]


def _place(message):
    keys = [message.to.pk if name in message.recipient else None for name in COLUMN_OF.values()]
    return (message.kind, message.key, *keys)


def _send(due, at):
    reminder = _claim(due, at)
    if reminder is None:
        return False
    try:
        message = due.compose()
        message.extra_headers["Message-ID"] = due.message_id
        message.send()
    except Exception as error:
        # The kind of fault only: a mail server's answer may repeat an address.
        logger.warning("Reminder %s was not sent: %s", reminder.pk, type(error).__name__)
        Reminder.objects.filter(pk=reminder.pk).update(failure=type(error).__name__)
        return False
    Reminder.objects.filter(pk=reminder.pk).update(sent_at=at, failure="")
    return True


def _claim(due, at):
    """Push the next try forward before trying, so one bad row can never hold up the rest."""
    reminder, _created = Reminder.objects.get_or_create(
        kind=due.kind,
        key=due.key,
        **(dict.fromkeys(COLUMN_OF.values()) | due.recipient),
        defaults={"claimed_at": at, "next_try_at": at},
    )
    mine = Reminder.objects.filter(
        pk=reminder.pk,
        sent_at=None,
        next_try_at__lte=at,
        attempts__lt=Reminder.MOST_ATTEMPTS,
    ).update(next_try_at=at + RETRY_AFTER, attempts=F("attempts") + 1)
    return reminder if mine else None
