"""What one person should do today, and why: each line with the button that does it."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from accounts.models import Role
from dialogue.models import (
    Breach,
    Expectation,
    ExpectationRound,
    InformalContact,
    Meeting,
    Promise,
    Question,
    Reminder,
    ReportBack,
)
from dialogue.readiness import readiness_of
from dialogue.record_reminders import WHO_HEARS_OF_FAULTS, trouble_with_the_record
from stakeholders.models import Stakeholder

PROMISES_AHEAD = timedelta(days=14)
MEETINGS_AHEAD = timedelta(days=30)
QUIET_AFTER = timedelta(days=90)  # RM9
MOST = 20


@dataclass(frozen=True)
class Today:
    on: object
    late: list
    soon: list
    to_accept: list
    adrift: list
    to_decide: list
    questions: list
    reports: list
    meetings: list
    breaches: list
    quiet: list
    not_delivered: int
    record_is_wrong: bool
    next_meeting: object = None
    readiness: list = field(default_factory=list)

    @property
    def count(self):
        lists = (self.late, self.soon, self.to_accept, self.to_decide, self.questions, self.reports)
        lists += (self.breaches, self.adrift)
        return sum(len(each) for each in lists)


def today_of(user, at):
    """Everything that waits for `user`. Managers see what is late in the whole organisation."""
    today = localdate(at)
    adrift = list(_promises_adrift(user, today)[:MOST])
    promises = _promises_of(user).exclude(pk__in=[promise.pk for promise in adrift])
    meetings = list(_meetings_of(user, at))
    following = meetings[0] if meetings else None
    return Today(
        on=today,
        late=list(promises.late(today).order_by("due_on", "pk")[:MOST]),
        soon=list(
            promises.given()
            .filter(due_on__range=(today, today + PROMISES_AHEAD))
            .order_by("due_on", "pk")[:MOST]
        ),
        to_accept=list(
            Promise.objects.waiting_for_a_yes().filter(owner=user).with_parties()[:MOST]
        ),
        adrift=adrift,
        to_decide=list(_rounds_to_decide(user)),
        questions=list(
            Question.objects.unanswered()
            .filter(owner=user)
            .select_related("meeting", "stakeholder")
            .order_by("answer_due_on", "pk")[:MOST]
        ),
        reports=list(
            ReportBack.objects.filter(sent_at=None, meeting__organiser=user)
            .select_related("meeting")
            .order_by("due_on")[:MOST]
        ),
        meetings=meetings,
        breaches=list(
            Breach.objects.visible_to(user)
            .waiting()
            .with_what_it_is_about()
            .order_by("act_by", "pk")[:MOST]
        ),
        quiet=list(_going_quiet(user, at)),
        not_delivered=Reminder.objects.given_up().filter(user=user).count(),
        record_is_wrong=_hears_of_the_record(user) and trouble_with_the_record(today) is not None,
        next_meeting=following,
        readiness=readiness_of(following) if following else [],
    )


def _hears_of_the_record(user):
    return user.role in WHO_HEARS_OF_FAULTS


def _promises_of(user):
    promises = Promise.objects.visible_to(user).ours().with_parties().with_open_breach()
    return promises if user.role == Role.MANAGER else promises.filter(owner=user)


def _promises_adrift(user, today):
    """Of the whole organisation for managers, of the relationships one looks after for others."""
    adrift = Promise.objects.visible_to(user).adrift(today).with_parties().order_by("due_on", "pk")
    if user.role == Role.MANAGER:
        return adrift
    looked_after = user.assignments.open().values("stakeholder")
    return adrift.filter(
        pk__in=Promise.parties.through.objects.filter(stakeholder__in=looked_after).values(
            "promise"
        )
    )


def _meetings_of(user, at):
    mine = Q(organiser=user) | Q(pk__in=Meeting.objects.of_the_team_of(user).values("pk"))
    return (
        Meeting.objects.visible_to(user)
        .planned()
        .filter(mine, starts_at__range=(at - timedelta(days=2), at + MEETINGS_AHEAD))
        .select_related("trajectory", "purpose")
        .order_by("starts_at", "pk")[:5]
    )


def _rounds_to_decide(user):
    """Rounds of the meetings one organises with points that have no decision, or no answer sent.

    A point that came after the answers were sent, or was forgotten, stays here until decided.
    """
    points = Expectation.objects.filter(round=OuterRef("pk"))
    undecided = points.undecided().order_by().values("round").annotate(n=Count("pk")).values("n")
    return (
        ExpectationRound.objects.filter(meeting__organiser=user, meeting__cancelled_at=None)
        .filter(Exists(points.undecided()) | Q(Exists(points), answered_at=None))
        .annotate(undecided=Coalesce(Subquery(undecided), 0))
        .select_related("meeting")
        .order_by("meeting__starts_at")[:MOST]
    )


def _going_quiet(user, at):
    """Relationships of mine without any contact for ninety days (S9, S47)."""
    lately = at - QUIET_AFTER
    contacts = InformalContact.objects.filter(stakeholder=OuterRef("pk"))
    met = Meeting.objects.held().filter(
        participations__stakeholder=OuterRef("pk"), starts_at__gte=lately
    )
    return (
        Stakeholder.objects.visible_to(user)
        .of_the_team_of(user)
        .exclude(Exists(contacts.filter(happened_at__gte=lately)))
        .exclude(Exists(met))
        .annotate(
            spoke=Subquery(contacts.order_by("-happened_at", "-pk").values("happened_at")[:1])
        )
        .order_by(F("spoke").asc(nulls_first=True), "sort_key")[:5]
    )
