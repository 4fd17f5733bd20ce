"""What the records hold about each relationship: six queries, however many are asked for.

The result is plain values, so that the facts of a relationship (trust.facts) can be worked out for
any day without asking the database again. Words that only the team may read (C2) are not read here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject, TruncDate
from django.utils.timezone import localdate

from dialogue.models import (
    AgreementParty,
    AgreementVersion,
    Breach,
    BreachAction,
    BreachVerdict,
    Correction,
    Expectation,
    Facilitator,
    FacilitatorConsent,
    InformalContact,
    Meeting,
    Participation,
    Promise,
    PromiseChange,
    Question,
)
from stakeholders.models import ContactAssignment
from trust.points import points_to_answer, sent_in_time

Kind = PromiseChange.Kind


@dataclass(frozen=True)
class Line:
    """One line in the history of a promise. `said_by`: the stakeholder who wrote it, if not us."""

    kind: str
    on: date
    new_due_on: date | None
    said_by: int | None


@dataclass(frozen=True)
class PromiseRecord:
    pk: int
    wording: str
    first_due_on: date
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class PointRecord:
    """A point that was sent: when it was decided, and when the answer went to its sender."""

    decided_at: datetime | None
    answered_at: datetime | None


@dataclass(frozen=True)
class QuestionRecord:
    pk: int
    wording: str
    due_on: date
    answered_on: date | None


@dataclass(frozen=True)
class AgreementRecord:
    """One version of the process agreements: since when every party had agreed, if ever.

    `binds` says whether this stakeholder was one of those parties, or joined later.
    """

    proposed_on: date
    since: datetime | None
    binds: bool


@dataclass(frozen=True)
class JudgedRecord:
    """Whether what we did is enough; `said_by`: the stakeholder whose own hand says so, if any."""

    is_accepted: bool
    on: date
    said_by: int | None


@dataclass(frozen=True)
class BreachRecord:
    """A process agreement that was not kept to, by us or by somebody else; without a word of it."""

    meeting_id: int | None  # a conversation of its trajectory, where the agreements stand
    title: str
    is_ours: bool
    by: int | None
    happened_on: date
    act_by: date
    acted_on: date | None  # the first time that something was done about it
    verdicts: tuple[JudgedRecord, ...]


@dataclass(frozen=True)
class CorrectionRecord:
    """Whether we heard them right, as one of their people says; `seat` tells these apart."""

    seat: int
    on: date
    is_right: bool


@dataclass(frozen=True)
class FacilitatorRecord:
    """Somebody from outside who was to lead the meeting, and what each party at it answered."""

    pk: int
    name: str
    ended_on: date | None
    parties: frozenset[int]
    answers: tuple[tuple[date, int, str], ...]  # in order: day, stakeholder, answer


@dataclass(frozen=True)
class MeetingRecord:
    """A meeting to which this stakeholder was invited; `on` is the organisation's day."""

    pk: int
    title: str
    starts_at: datetime
    on: date
    is_held: bool
    took_part: bool  # had not withdrawn by then
    is_in_person: bool
    was_recapped: bool
    organiser_id: int
    purpose_shared_at: datetime | None
    agenda_sent_at: datetime | None
    has_answers: bool  # of anybody invited
    report_due_on: date | None
    report_sent_at: datetime | None
    points: tuple[PointRecord, ...]
    # Where we met although points had no answer: those of people who are not named.
    voices: tuple[PointRecord, ...]
    corrections: tuple[CorrectionRecord, ...]
    facilitators: tuple[FacilitatorRecord, ...]
    questions: tuple[QuestionRecord, ...]
    agreements: tuple[AgreementRecord, ...]

    @property
    def purpose_shared_on(self) -> date | None:
        return self.purpose_shared_at and localdate(self.purpose_shared_at)

    @property
    def purpose_was_stated_ahead(self) -> bool:
        return self.purpose_shared_at is not None and self.purpose_shared_at < self.starts_at


@dataclass(frozen=True)
class ContactRecord:
    pk: int
    kind: str
    on: date


@dataclass(frozen=True)
class AssignmentRecord:
    """Who of us looked after them, from when to when."""

    user_id: int
    name: str
    is_primary: bool
    from_on: date
    until_on: date | None
    handed_over_on: date | None
    was_joint: bool | None

    def is_in_force_on(self, day: date) -> bool:
        """The last day itself belongs to the successor."""
        return self.from_on <= day and (self.until_on is None or day < self.until_on)


@dataclass
class Relationship:
    """Our organisation and one stakeholder, as the records tell it."""

    stakeholder_id: int
    promises: list[PromiseRecord] = field(default_factory=list)
    meetings: list[MeetingRecord] = field(default_factory=list)
    contacts: list[ContactRecord] = field(default_factory=list)
    assignments: list[AssignmentRecord] = field(default_factory=list)
    breaches: list[BreachRecord] = field(default_factory=list)

    def meetings_held_by(self, day: date) -> list[MeetingRecord]:
        return [
            meeting
            for meeting in self.meetings
            if meeting.is_held and meeting.took_part and meeting.on <= day
        ]


def relationships_with(stakeholder_ids: Iterable[int]) -> dict[int, Relationship]:
    """The relationship with each of these stakeholders, by the stakeholder's id."""
    ids = list(stakeholder_ids)
    found = {pk: Relationship(pk) for pk in ids}
    for name, records in (
        ("promises", _promises(ids)),
        ("meetings", _meetings(ids)),
        ("contacts", _contacts(ids)),
        ("assignments", _assignments(ids)),
        ("breaches", _breaches(ids)),
    ):
        for stakeholder_id, belonging in records.items():
            setattr(found[stakeholder_id], name, belonging)
    return found


# --- Promises: only ours. What they promised is theirs to keep, and no measure of us. --------------


def _promises(ids):
    lines = JSONObject(
        kind="kind",
        on="happened_on",
        new_due_on="new_due_on",
        said_by="participation__stakeholder",
    )
    history = PromiseChange.objects.filter(promise=OuterRef("promise")).order_by("pk")
    rows = (
        Promise.parties.through.objects.filter(stakeholder__in=ids, promise__side=Promise.Side.OURS)
        .exclude(promise__state__in=[Promise.State.PROPOSED, Promise.State.REFUSED])
        .exclude(promise__is_taken_over=True)
        .order_by("stakeholder_id", "promise_id")
        .values_list("stakeholder_id", "promise_id", "promise__wording", "promise__first_due_on")
        .annotate(lines=ArraySubquery(history.values(json=lines)))
    )
    return _gathered(
        (to, PromiseRecord(pk, wording, due_on, tuple(_lines(history))))
        for to, pk, wording, due_on, history in rows
    )


def _lines(history) -> Iterator[Line]:
    """The history as it is told; what was changed together has a line of its own."""
    for json in history:
        yield Line(json["kind"], _day(json["on"]), _day(json["new_due_on"]), json["said_by"])


# --- Meetings, with what hangs on them --------------------------------------------------------------


def _meetings(ids):
    rows = (
        Participation.objects.filter(stakeholder__in=ids)
        .order_by("stakeholder_id", "meeting_id")
        .distinct("stakeholder_id", "meeting_id")
        .select_related("meeting__purpose", "meeting__report")
        .only(
            "stakeholder_id",
            *(f"meeting__{name}" for name in ("title", "starts_at", "mode", "held_at")),
            *(f"meeting__{name}" for name in ("agreements_recapped_at", "organiser_id")),
            "meeting__agenda_sent_at",
            "meeting__trajectory_id",
            "meeting__purpose__shared_at",
            "meeting__report__due_on",
            "meeting__report__sent_at",
        )
        .annotate(points=_points(), voices=_voices(), questions=_questions())
        .annotate(heard=_corrections(), facilitators=_facilitators())
        .annotate(agreements=_agreements())
        .annotate(has_answers=Exists(_answers()), took_part=Exists(_seats_taken()))
    )
    rows = list(rows)
    since = AgreementVersion.objects.agreed_since({row.meeting.trajectory_id for row in rows})
    return _gathered((row.stakeholder_id, _meeting(row, since)) for row in rows)


def _answers():
    return Expectation.objects.standing().filter(round__meeting=OuterRef("meeting"))


def _seats_taken():
    return _seats_that_stayed().filter(
        meeting=OuterRef("meeting"), stakeholder=OuterRef("stakeholder")
    )


def _seats_that_stayed():
    return Participation.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gte=F("meeting__starts_at"))
    )


def _points():
    """Their points for this meeting, without a word of them."""
    return _dated(points_to_answer().filter(participation__stakeholder=OuterRef("stakeholder")))


def _voices():
    """Points of nobody we may name, where we say why we met with some of them undecided."""
    unnamed = sent_in_time(points_to_answer().exclude(voice=None))
    return _dated(unnamed.exclude(round__meeting__held_despite=""))


def _dated(points):
    return ArraySubquery(
        points.filter(round__meeting=OuterRef("meeting"))
        .order_by("pk")
        .values(json=JSONObject(decided_at="decided_at", answered_at="round__answered_at"))
    )


def _corrections():
    """What their people said of our summary, in order and without a word of it."""
    theirs = Correction.objects.filter(
        report__meeting=OuterRef("meeting"), participation__stakeholder=OuterRef("stakeholder")
    )
    said = JSONObject(seat="participation_id", on="said_on", is_right="is_right")
    return ArraySubquery(theirs.order_by("pk").values(json=said))


def _facilitators():
    """Who was proposed to lead this meeting, with the answers of everybody at its table."""
    seats = _seats_that_stayed().filter(meeting=OuterRef(OuterRef("meeting")))
    consents = FacilitatorConsent.objects.filter(facilitator=OuterRef("pk")).order_by("pk")
    answers = JSONObject(on="said_on", of="stakeholder_id", answer="answer")
    at_that_time = Q(ended_at=None) | Q(ended_at__gt=OuterRef("meeting__starts_at"))
    proposed = Facilitator.objects.filter(
        at_that_time,
        trajectory=OuterRef("meeting__trajectory"),
        proposed_at__lte=OuterRef("meeting__starts_at"),
    )
    return ArraySubquery(
        proposed.order_by("pk").values(
            json=JSONObject(
                pk="pk",
                name="name",
                ended_on=TruncDate("ended_at"),
                parties=ArraySubquery(seats.values("stakeholder")),
                answers=ArraySubquery(consents.values(json=answers)),
            )
        )
    )


def _questions():
    """Theirs, and those nobody's name was put to: the answer is owed to everybody at the table."""
    asked = Question.objects.filter(
        Q(stakeholder=OuterRef("stakeholder")) | Q(stakeholder=None), meeting=OuterRef("meeting")
    )
    return ArraySubquery(
        asked.order_by("pk").values(
            json=JSONObject(
                pk="pk", wording="wording", due_on="answer_due_on", answered_on="answered_on"
            )
        )
    )


def _agreements():
    parties = AgreementParty.objects.filter(
        trajectory=OuterRef("trajectory"),
        stakeholder=OuterRef(OuterRef("stakeholder")),
        from_version__lte=OuterRef("number"),
    )
    versions = AgreementVersion.objects.filter(trajectory=OuterRef("meeting__trajectory"))
    return ArraySubquery(
        versions.order_by("number").values(
            json=JSONObject(pk="pk", proposed_on=TruncDate("proposed_at"), binds=Exists(parties))
        )
    )


def _meeting(row, since):
    meeting = row.meeting
    purpose, report = getattr(meeting, "purpose", None), getattr(meeting, "report", None)
    return MeetingRecord(
        pk=meeting.pk,
        title=meeting.title,
        starts_at=meeting.starts_at,
        on=localdate(meeting.starts_at),
        is_held=meeting.held_at is not None,
        took_part=row.took_part,
        is_in_person=meeting.mode != Meeting.Mode.ONLINE,
        was_recapped=meeting.agreements_recapped_at is not None,
        organiser_id=meeting.organiser_id,
        purpose_shared_at=purpose and purpose.shared_at,
        agenda_sent_at=meeting.agenda_sent_at,
        has_answers=row.has_answers,
        report_due_on=report and report.due_on,
        report_sent_at=report and report.sent_at,
        points=tuple(map(_point, row.points)),
        voices=tuple(map(_point, row.voices)),
        corrections=tuple(map(_correction, row.heard)),
        facilitators=tuple(map(_facilitator, row.facilitators)),
        questions=tuple(map(_question, row.questions)),
        agreements=tuple(_agreement(json, since) for json in row.agreements),
    )


def _point(json):
    return PointRecord(_moment(json["decided_at"]), _moment(json["answered_at"]))


def _correction(json):
    return CorrectionRecord(json["seat"], _day(json["on"]), json["is_right"])


def _facilitator(json):
    answers = tuple((_day(each["on"]), each["of"], each["answer"]) for each in json["answers"])
    parties = frozenset(json["parties"])
    return FacilitatorRecord(json["pk"], json["name"], _day(json["ended_on"]), parties, answers)


def _question(json):
    return QuestionRecord(
        json["pk"], json["wording"], _day(json["due_on"]), _day(json["answered_on"])
    )


def _agreement(json, since):
    return AgreementRecord(_day(json["proposed_on"]), since.get(json["pk"]), json["binds"])


# --- Agreements that were not kept to ------------------------------------------------------------------


def _breaches(ids):
    """Of each party that was harmed; where nobody was in particular, of every party."""
    parties = AgreementParty.objects.filter(stakeholder__in=ids)
    theirs = parties.filter(trajectory=OuterRef("trajectory")).values("stakeholder")
    meetings = Meeting.objects.filter(trajectory=OuterRef("trajectory")).order_by("-starts_at")
    found = (
        Breach.objects.filter(
            Q(harmed__in=ids) | Q(harmed=None, trajectory__in=parties.values("trajectory"))
        )
        .select_related("trajectory")
        .annotate(
            parties=ArraySubquery(theirs),
            newest_meeting=Subquery(meetings.values("pk")[:1]),
            acted_on=Subquery(_acts().values("done_on")[:1]),
            heard=ArraySubquery(_verdicts()),
        )
        .order_by("happened_on", "pk")
    )
    return _gathered(
        (stakeholder_id, _breach(row))
        for row in found
        for stakeholder_id in ([row.harmed_id] if row.harmed_id else row.parties)
        if stakeholder_id != row.by_stakeholder_id
    )


def _acts():
    return BreachAction.objects.filter(breach=OuterRef("pk")).order_by("done_on", "pk")


def _verdicts():
    said = JSONObject(is_accepted="is_accepted", on="said_on", said_by="participation__stakeholder")
    theirs = BreachVerdict.objects.filter(action__breach=OuterRef("pk"))
    return theirs.order_by("pk").values(json=said)


def _breach(row):
    return BreachRecord(
        meeting_id=row.newest_meeting,
        title=row.trajectory.title,
        is_ours=row.is_ours,
        by=row.by_stakeholder_id,
        happened_on=row.happened_on,
        act_by=row.act_by,
        acted_on=row.acted_on,
        verdicts=tuple(
            JudgedRecord(json["is_accepted"], _day(json["on"]), json["said_by"])
            for json in row.heard
        ),
    )


# --- Contacts, and who looked after them -------------------------------------------------------------


def _contacts(ids):
    rows = (
        InformalContact.objects.filter(stakeholder__in=ids)
        .order_by("happened_at", "pk")
        .values_list("stakeholder_id", "pk", "kind", TruncDate("happened_at"))
    )
    return _gathered((to, ContactRecord(pk, kind, on)) for to, pk, kind, on in rows)


def _assignments(ids):
    rows = (
        ContactAssignment.objects.filter(stakeholder__in=ids)
        .order_by("from_on", "pk")
        .values_list(
            "stakeholder_id",
            "user_id",
            "user__name",
            "part",
            "from_on",
            "until_on",
            "handover__held_on",
            "handover__was_joint",
        )
    )
    primary = ContactAssignment.Part.PRIMARY
    return _gathered(
        (to, AssignmentRecord(user_id, name, part == primary, *days))
        for to, user_id, name, part, *days in rows
    )


def _gathered(pairs):
    belonging = defaultdict(list)
    for stakeholder_id, record in pairs:
        belonging[stakeholder_id].append(record)
    return belonging


def _day(text):
    return text and date.fromisoformat(text)


def _moment(text):
    return text and datetime.fromisoformat(text)
