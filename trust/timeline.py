"""Everything between us and one stakeholder, newest first: one query over all the nouns.

Each noun is a branch of a UNION. Order, place and limit go into every branch, so that a page costs
about the same for a relationship of one year and of twenty.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    DateField,
    DateTimeField,
    Exists,
    F,
    OuterRef,
    Q,
    Subquery,
    TextField,
    Value,
    When,
)
from django.db.models.functions import Cast, Left, TruncDate
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogue.models import (
    Breach,
    BreachAction,
    Correction,
    Endorsement,
    ExpectationRound,
    ExpectationVerdict,
    FacilitatorConsent,
    InformalContact,
    Meeting,
    Participation,
    Promise,
    PromiseChange,
    Question,
    Release,
    ReportBack,
)
from stakeholders.models import ContactAssignment

NEWEST_FIRST = ["-at", "-turn"]
COLUMNS = ["at", "turn", "on", "noun", "what", "number", "words", "who", "day"]
LONGEST = 300


class Together:
    """Branches that are ordered, narrowed and cut each by itself before they are joined.

    It answers to what `config.paging.page_of` asks of a queryset and a UNION refuses.
    """

    def __init__(self, branches, order=()):
        self.branches, self.order = branches, order

    def order_by(self, *order):
        return Together([branch.order_by(*order) for branch in self.branches], order)

    def filter(self, condition):
        return Together([branch.filter(condition) for branch in self.branches], self.order)

    def __getitem__(self, piece):
        first, *others = (branch[piece] for branch in self.branches)
        return first.union(*others, all=True).order_by(*self.order)[piece]


def timeline_of(stakeholder, user):
    """What this person may see of a relationship; the words of expectations are never in it.

    Nor is anything that tells who is behind a voice, or that somebody asked to know it.
    """
    meetings = Meeting.objects.visible_to(user).filter(
        pk__in=stakeholder.participations.values("meeting")
    )
    return Together(
        [
            _meetings(meetings),
            _rounds(meetings, stakeholder),
            _releases(meetings),
            _reports(meetings),
            _corrections(meetings, stakeholder),
            _verdicts(meetings, stakeholder),
            _consents(stakeholder),
            _questions_asked(meetings, stakeholder),
            _questions_answered(meetings, stakeholder),
            _endorsements(stakeholder),
            _contacts(stakeholder, user),
            _promises(stakeholder, user),
            _assignments(stakeholder),
            _breaches(stakeholder),
            _acts(stakeholder),
        ]
    )


# --- The branches -------------------------------------------------------------------------------------

BRANCHES = 16  # as many as there are, or more
NOTHING = Value("")
NO_DAY = Value(None, output_field=DateField())


def _branch(rank, rows, noun, *, at, what, number, words=NOTHING, who=NOTHING, day=NO_DAY):
    """The same columns for every noun; `turn` is unique over all of them, whatever their ids."""
    is_moment = at.endswith("_at")
    return rows.annotate(
        at=F(at) if is_moment else Cast(at, DateTimeField()),
        turn=Cast(F("pk") * BRANCHES + rank, BigIntegerField()),
        on=TruncDate(at) if is_moment else F(at),
        noun=Cast(Value(noun), CharField()),
        what=Cast(what, CharField()),
        number=Cast(number, BigIntegerField()),
        words=Left(Cast(words, TextField()), LONGEST),
        who=Cast(who, TextField()),
        day=Cast(day, DateField()),
    ).values_list(*COLUMNS, named=True)


def _meetings(meetings):
    fate = Case(
        When(cancelled_at__isnull=False, then=Value("cancelled")),
        When(held_at__isnull=False, then=Value("held")),
        default=Value("planned"),
    )
    return _branch(0, meetings, "meeting", at="starts_at", what=fate, number="pk", words="title")


def _rounds(meetings, stakeholder):
    """Those that asked them. An anonymous one asks people we do not know, around this meeting."""
    theirs = Participation.objects.filter(rounds=OuterRef("pk"), stakeholder=stakeholder)
    rounds = ExpectationRound.objects.opened().filter(
        Q(mode=ExpectationRound.Mode.ANONYMOUS) | Exists(theirs),
        meeting__in=meetings,
        opens_on__lte=localdate(),
    )
    return _branch(
        1,
        rounds,
        "round",
        at="opens_on",
        what="mode",
        number="meeting",
        words="meeting__title",
    )


def _releases(meetings):
    """A batch is never smaller than the smallest group we show; what came out alone is not here."""
    released = Release.objects.filter(round__meeting__in=meetings)
    return _branch(
        9,
        released,
        "release",
        at="week_of",
        what=Value("released"),
        number="round__meeting",
        words="round__meeting__title",
        who="answers",
    )


def _reports(meetings):
    reports = ReportBack.objects.filter(meeting__in=meetings, sent_at__isnull=False)
    return _branch(
        2,
        reports,
        "report",
        at="sent_at",
        what=Value("sent"),
        number="meeting",
        words="meeting__title",
    )


def _corrections(meetings, stakeholder):
    """Whether we heard them right, without the words in which they say how it was."""
    heard = Case(When(is_right=True, then=Value("right")), default=Value("different"))
    said = Correction.objects.filter(
        report__meeting__in=meetings, participation__stakeholder=stakeholder
    )
    return _branch(
        10,
        said,
        "correction",
        at="said_on",
        what=heard,
        number="report__meeting",
        words="report__meeting__title",
    )


def _verdicts(meetings, stakeholder):
    """What they say became of a point they sent with their name; never one of a voice."""
    said = ExpectationVerdict.objects.filter(
        expectation__round__meeting__in=meetings,
        expectation__participation__stakeholder=stakeholder,
    )
    return _branch(
        11,
        said,
        "verdict",
        at="said_on",
        what="verdict",
        number="expectation__round__meeting",
        words="expectation__round__meeting__title",
    )


def _consents(stakeholder):
    """Through their own link, or written down by us; then it says by whom."""
    return _branch(
        12,
        FacilitatorConsent.objects.filter(stakeholder=stakeholder),
        "consent",
        at="said_on",
        what="answer",
        number="participation__meeting",
        words="facilitator__name",
        who="recorded_by__name",
    )


def _questions_asked(meetings, stakeholder):
    return _branch(
        3,
        _questions(meetings, stakeholder),
        "question",
        at="asked_on",
        what=Value("asked"),
        number="pk",
        words="wording",
        day="answer_due_on",
    )


def _questions_answered(meetings, stakeholder):
    return _branch(
        4,
        _questions(meetings, stakeholder).exclude(answered_on=None),
        "question",
        at="answered_on",
        what=Value("answered"),
        number="pk",
        words="wording",
    )


def _questions(meetings, stakeholder):
    """Theirs, and those nobody's name was put to; never those of somebody else at the table."""
    theirs = Q(stakeholder=stakeholder) | Q(stakeholder=None)
    return Question.objects.filter(theirs, meeting__in=meetings)


def _endorsements(stakeholder):
    """Through their own link, or written down by us; then it says by whom."""
    return _branch(
        5,
        Endorsement.objects.filter(stakeholder=stakeholder),
        "endorsement",
        at="endorsed_at",
        what="answer",
        number="participation__meeting",
        who="recorded_by__name",
    )


def _breaches_between_us(stakeholder):
    """Those that harmed them, or nobody in particular of those who agreed with them."""
    parties = stakeholder.agreement_parties.values("trajectory")
    return Breach.objects.filter(
        Q(harmed=stakeholder)
        | Q(by_stakeholder=stakeholder)
        | Q(harmed=None, trajectory__in=parties)
    )


def _breaches(stakeholder):
    """That it was so, and whose it was; what happened is for the team."""
    whose = Case(
        When(by_stakeholder=None, then=Value("ours")),
        When(by_stakeholder=stakeholder, then=Value("theirs")),
        default=Value("others"),
    )
    return _branch(
        13,
        _breaches_between_us(stakeholder).annotate(table=_a_meeting_of("trajectory")),
        "breach",
        at="noticed_on",
        what=whose,
        number="table",
        words="trajectory__title",
    )


def _acts(stakeholder):
    acts = BreachAction.objects.filter(breach__in=_breaches_between_us(stakeholder))
    return _branch(
        14,
        acts.annotate(table=_a_meeting_of("breach__trajectory")),
        "breach",
        at="done_on",
        what=Value("acted"),
        number="table",
        words="breach__trajectory__title",
    )


def _a_meeting_of(trajectory):
    """The newest conversation, where the process agreements stand."""
    meetings = Meeting.objects.filter(trajectory=OuterRef(trajectory)).order_by("-starts_at")
    return Subquery(meetings.values("pk")[:1])


def _contacts(stakeholder, user):
    return _branch(
        6,
        InformalContact.objects.visible_to(user).filter(stakeholder=stakeholder),
        "contact",
        at="happened_at",
        what="kind",
        number="pk",
        words="note",
        who="by__name",
    )


def _promises(stakeholder, user):
    lines = PromiseChange.objects.filter(
        promise__in=Promise.objects.visible_to(user).filter(parties=stakeholder)
    )
    return _branch(
        7,
        lines,
        "promise",
        at="happened_on",
        what="kind",
        number="promise",
        words="promise__wording",
        who="promise__side",
        day="new_due_on",
    )


def _assignments(stakeholder):
    joint = Case(When(handover__was_joint=True, then=Value("joint")), default=Value(""))
    return _branch(
        8,
        ContactAssignment.objects.filter(stakeholder=stakeholder),
        "assignment",
        at="from_on",
        what="part",
        number="stakeholder",
        words="user__name",
        who=joint,
    )


# --- In plain words ------------------------------------------------------------------------------------

PAGES = {
    "meeting": "dialogue:meeting",
    "round": "dialogue:meeting",
    "release": "dialogue:meeting",
    "report": "dialogue:meeting",
    "correction": "dialogue:report",
    "verdict": "dialogue:meeting",
    "consent": "dialogue:meeting",
    "endorsement": "dialogue:meeting",
    "question": "dialogue:question_answer",
    "contact": "dialogue:contact",
    "promise": "dialogue:promise",
    "assignment": "stakeholders:page",
    "breach": "dialogue:agreements",
}
HEADS = {
    "meeting": {
        "held": gettext_lazy("Conversation"),
        "planned": gettext_lazy("Conversation planned"),
        "cancelled": gettext_lazy("Conversation cancelled"),
    },
    "round": {
        "named": gettext_lazy("We asked what they expect"),
        "confidential": gettext_lazy("We asked in confidence what they expect"),
        "anonymous": gettext_lazy("We asked anonymously what people expect"),
    },
    "release": {"released": gettext_lazy("Anonymous answers came in together")},
    "report": {"sent": gettext_lazy("We reported back")},
    "correction": {
        "right": gettext_lazy("They say that we heard them right"),
        "different": gettext_lazy("They say that it was different"),
    },
    "verdict": {
        "met": gettext_lazy("They say of a point: met"),
        "partly": gettext_lazy("They say of a point: partly met"),
        "not_met": gettext_lazy("They say of a point: not met"),
    },
    "consent": {
        "yes": gettext_lazy("They agreed to the facilitator"),
        "condition": gettext_lazy("They agreed to the facilitator, on a condition"),
        "no": gettext_lazy("They did not agree to the facilitator"),
    },
    "question": {
        "asked": gettext_lazy("They asked"),
        "answered": gettext_lazy("We answered their question"),
    },
    "endorsement": {
        "accepted": gettext_lazy("They agreed to the process agreements"),
        "with_reservation": gettext_lazy("They agreed to the process agreements, with a remark"),
        "refused": gettext_lazy("They did not agree to the process agreements"),
    },
    "breach": {
        "ours": gettext_lazy("We did not keep to a process agreement"),
        "theirs": gettext_lazy("They did not keep to a process agreement"),
        "others": gettext_lazy("Somebody else did not keep to a process agreement"),
        "acted": gettext_lazy("We acted on an agreement that was not kept to"),
    },
    "contact": dict(InformalContact.Kind.choices),
    "promise": dict(PromiseChange.Kind.choices),
    "assignment": {
        "primary": gettext_lazy("Contact person"),
        "deputy": gettext_lazy("Deputy"),
    },
}
LOOKS = {
    "held": "ok",
    "kept": "ok",
    "confirmed": "ok",
    "mended": "ok",
    "mend_confirmed": "ok",
    "planned": "soon",
    "changed_alone": "late",
    "broken": "late",
    "ours": "late",
    "acted": "ok",
    "denied": "late",
}


@dataclass(frozen=True)
class Entry:
    """One row of the timeline, ready to be read."""

    on: date
    title: str
    detail: str
    url: str
    look: str
    day: date | None  # another day that the row names, and what it is
    day_is: str


def entry_of(row):
    head = str(HEADS[row.noun][row.what])
    is_detail = row.noun in {"contact", "verdict"}
    return Entry(
        on=row.on,
        title=head if is_detail or not row.words else f"{head}: {row.words}",
        detail=" · ".join(filter(None, [_by_whom(row), row.words if is_detail else ""])),
        url=reverse(PAGES[row.noun], args=[row.number]) if row.number else "",
        look=_look_of(row),
        day=row.day,
        day_is=_("answer by") if row.noun == "question" else _("new date"),
    )


def _look_of(row):
    """Their broken promise is no failing of ours, so it does not stand out as one."""
    is_theirs = row.noun == "promise" and row.who == Promise.Side.THEIRS
    look = LOOKS.get(row.what, "")
    return "" if is_theirs and look == "late" else look


def _by_whom(row):
    if row.noun == "promise":
        return _("Our promise") if row.who == Promise.Side.OURS else _("Their promise")
    if row.noun == "assignment":
        return _("handed over with them at the table") if row.who else ""
    if row.noun == "release":
        return _("%(count)s answers") % {"count": row.who}
    if row.noun in {"endorsement", "consent"}:
        return _("written down by %(name)s") % {"name": row.who} if row.who else ""
    return row.who
