"""What a scenario is written in: plain rows, readable as a story.

Days are counted from the day the demo is loaded, so -20 is twenty days ago. Colleagues go by first
name, stakeholders by a short key. A *guest* is somebody at the table: a contact person by name or
key, or a whole stakeholder by its key where we know nobody by name.
"""

from dataclasses import dataclass

from config.demo.pictures import picture
from dialogue.actions import promises
from dialogue.actions.rounds import STANDARD_QUESTIONS
from dialogue.models import (
    Endorsement,
    Expectation,
    ExpectationDecision,
    ExpectationRound,
    ExpectationVerdict,
    FacilitatorConsent,
    InformalContact,
    Meeting,
    Outcome,
    Promise,
)
from stakeholders.models import ContactAssignment, SafetyAssessment, Stakeholder

Kind = Stakeholder.Kind
Touched = InformalContact.Kind
Mode = Meeting.Mode
Risk = SafetyAssessment.Risk
Way = ExpectationRound.Mode
ByHand = Expectation.Channel
Size = Promise.Size
Principle = Promise.Principle

INDIA, TURKEY, HOME = "Asia/Kolkata", "Europe/Istanbul", "Europe/Amsterdam"


# Who they are ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """A contact person. `key` tells people apart who are only known by their office."""

    name: str
    function: str
    email: str = ""
    language: str = "en"
    left: int | None = None
    key: str = ""


@dataclass(frozen=True)
class Stay:
    """Somebody of us took over. `was_joint`: with them, among ourselves, or (None) not at all."""

    who: str
    since: int
    part: str = ContactAssignment.Part.PRIMARY
    was_joint: bool | None = None
    note: str = ""


def deputy(who, since, **more):
    return Stay(who, since, ContactAssignment.Part.DEPUTY, **more)


@dataclass(frozen=True)
class Party:
    """A stakeholder, and who of us has looked after it since which day."""

    key: str
    name: str
    kind: str
    place: str
    country: str
    languages: str
    by: str
    since: int
    about: str = ""
    risk: str = Risk.NO
    partner_was_asked: bool = False
    is_rights_holder: bool = False
    is_sensitive: bool = False
    persons: tuple[Person, ...] = ()
    then: tuple[Stay, ...] = ()


# What they expect --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Fate:
    """What became of a point, and the reason its sender reads; on the round's day, unless."""

    outcome: str
    reason: str
    point: str = ""
    activity: str = ""
    on: int | None = None
    until: int | None = None
    day: int | None = None
    in_our_words: str = ""


def agenda(point, reason):
    return Fate(ExpectationDecision.Outcome.AGENDA, reason, point=point)


def side(activity, on, reason):
    """Around the conversation, on a day."""
    return Fate(ExpectationDecision.Outcome.SIDE, reason, activity=activity, on=on)


def otherwise(reason, **more):
    return Fate(ExpectationDecision.Outcome.OTHERWISE, reason, **more)


def later(until, reason, **more):
    return Fate(ExpectationDecision.Outcome.PARKED, reason, until=until, **more)


def declined(reason, **more):
    return Fate(ExpectationDecision.Outcome.DECLINED, reason, **more)


@dataclass(frozen=True)
class Found:
    """Whether it was met, as its sender said afterwards."""

    verdict: str
    day: int
    words: str = ""


def met(day, words=""):
    return Found(ExpectationVerdict.Verdict.MET, day, words)


def partly_met(day, words=""):
    return Found(ExpectationVerdict.Verdict.PARTLY, day, words)


def not_met(day, words=""):
    return Found(ExpectationVerdict.Verdict.NOT_MET, day, words)


@dataclass(frozen=True)
class Said:
    """One point that was sent; without a fate nobody has decided about it.

    `guest` sat at the table, or of an anonymous round is any word that tells senders apart. What
    was sent `by_hand` an officer wrote down; `english` stands beside the original; `joins` are the
    words of a similar point of the same round, with which it is decided.
    """

    guest: str
    day: int
    question: str
    words: str
    fate: Fate | None = None
    channel: str = ""
    english: str = ""
    joins: str = ""
    picture: str = ""
    replied: str = ""
    is_urgent: bool = False
    found: Found | None = None


@dataclass(frozen=True)
class Asked:
    """A round: opened, answered until `closes`, decided, and told to the senders on `told`.

    An anonymous one is decided and told in the hours after its answers came out, whatever those
    days say. `invited` are guests; everybody at the table unless said otherwise.
    """

    opens: int
    closes: int
    message: str
    answers: tuple[Said, ...] = ()
    agreements: tuple[str, ...] = ()
    decided: int | None = None
    told: int | None = None
    drafts: tuple[tuple[str, str, str], ...] = ()  # guest, question, words not yet sent
    mode: str = Way.NAMED
    title: str = ""
    questions: tuple = tuple(STANDARD_QUESTIONS)
    invited: tuple[str, ...] | None = None
    audience: str = ""
    audience_size: int | None = None


# Conversations -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    kind: str
    words: str
    point: str = ""


def agreed(words, point=""):
    return Line(Outcome.Kind.DECISION, words, point)


def heard(words, point=""):
    return Line(Outcome.Kind.HEARD, words, point)


@dataclass(frozen=True)
class Wondered:
    """A question they asked, and the day and words of our answer if there is one."""

    party: str
    words: str
    answer: str = ""
    answered: int | None = None


@dataclass(frozen=True)
class Report:
    """What we sent to everybody: on a day, or so many days after it was due."""

    summary: str
    day: int | None = None
    late: int = 0


@dataclass(frozen=True)
class Talk:
    """A conversation; it was held when its day has passed and it was not called off."""

    key: str
    course: str
    title: str
    day: int
    clock: str
    by: str
    planned: int
    guests: tuple[str, ...]
    aim: str
    zone: str = HOME
    mode: str = Mode.ONLINE
    place: str = ""
    language: str = "en"
    colleagues: tuple[str, ...] = ()
    can_change: str = ""
    can_not_change: str = ""
    next: str = ""
    # A purpose that was never shared is a mistake, and the demo has one.
    purpose_was_shared: bool = True
    points: tuple[str, ...] = ()
    dilemmas: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    were_agreements_recapped: bool = True
    lines: tuple[Line, ...] = ()
    questions: tuple[Wondered, ...] = ()
    report: Report | None = None
    called_off: int | None = None


# Process agreements ------------------------------------------------------------------------------


@dataclass(frozen=True)
class Yes:
    """A guest agreed through its own link; or, with `told_to`, told us and we wrote it down."""

    guest: str
    day: int
    remark: str = ""
    told_to: str = ""

    @property
    def answer(self):
        answers = Endorsement.Answer
        return answers.WITH_RESERVATION if self.remark and not self.told_to else answers.ACCEPTED

    @property
    def consent(self):
        """The same, to somebody from outside who leads the conversation."""
        answers = FacilitatorConsent.Answer
        return answers.WITH_CONDITION if self.remark and not self.told_to else answers.YES


@dataclass(frozen=True)
class Pact:
    """A version of the process agreements; without lines, the one that is there already."""

    course: str
    by: str
    proposed: int
    lines: tuple[str, ...] = ()
    answers: tuple[Yes, ...] = ()
    reason: str = ""


@dataclass(frozen=True)
class Deed:
    """What was done about a breach, and what the harmed party said: `guest` with its own hand."""

    day: int
    who: str
    words: str
    guest: str = ""
    judged: int | None = None
    is_accepted: bool = True
    verdict: str = ""


@dataclass(frozen=True)
class Lapse:
    """Once that a process agreement was not kept to: by us, unless a party did it.

    `agreement` are the words of the line, or its standard name. Written down by a colleague.
    """

    course: str
    agreement: str
    happened: int
    noticed: int
    words: str
    recorded_by: str
    party: str = ""
    harmed: str = ""
    is_serious: bool = False
    deeds: tuple[Deed, ...] = ()


@dataclass(frozen=True)
class Mediator:
    """Somebody from outside whom we proposed, and what each party said to that."""

    course: str
    name: str
    about: str
    paid_by: str
    by: str
    proposed: int
    answers: tuple[Yes, ...] = ()


# What they say through their own links -----------------------------------------------------------


@dataclass(frozen=True)
class Corrected:
    """Whether the report of a talk says what was said; if not, how it was."""

    talk: str
    guest: str
    day: int
    words: str = ""

    @property
    def is_right(self):
        return not self.words


@dataclass(frozen=True)
class AskedBack:
    """A question through their link, with the day and words of our answer if there is one."""

    talk: str
    guest: str
    day: int
    words: str
    owner: str
    is_worry: bool = False
    answer: str = ""
    answered: int | None = None


# Promises ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Vow:
    """A promise, and one step for each line of its history."""

    words: str
    to: tuple[str, ...]
    made: int
    due: int
    owner: str = ""
    by: str = ""  # who wrote it down: the owner, unless
    talk: str = ""
    is_theirs: bool = False
    steps: tuple = ()
    size: str = Promise.Size.SMALL
    principle: str = ""
    depends_on: str = ""
    find_out: int | None = None


def accepted(day, who):
    return lambda story, promise: promises.accept_promise(
        promise, by=story.people[who], on=story.day(day)
    )


def refused(day, who, reason):
    return lambda story, promise: promises.refuse_promise(
        promise, by=story.people[who], on=story.day(day), reason=reason
    )


def kept(day, who, remark="", shown=None):
    """`shown` names the picture that shows it."""
    return lambda story, promise: promises.keep_promise(
        promise,
        by=story.people[who],
        on=story.day(day),
        remark=remark,
        files=[picture(shown)] if shown else [],
    )


def broken(day, who, reason):
    return lambda story, promise: promises.break_promise(
        promise, by=story.people[who], on=story.day(day), reason=reason
    )


def changed_together(day, who, new, agreed_with):
    """Agreed by phone, written down, and confirmed by each of them through their own link."""

    def agree(story, promise):
        promises.change_together(
            promise,
            new_due_on=story.day(new),
            agreed_with=agreed_with,
            by=story.people[who],
            on=story.day(day),
        )
        story.everybody_agrees(promise, day)

    return agree


def asked_to_move(day, who, new, reason):
    """Another date, about which they have still to say yes or no."""
    return lambda story, promise: promises.propose_change(
        promise,
        new_due_on=story.day(new),
        reason=reason,
        by=story.people[who],
        on=story.day(day),
    )


def changed_alone(day, who, new, reason):
    return lambda story, promise: promises.change_alone(
        promise,
        new_due_on=story.day(new),
        reason=reason,
        by=story.people[who],
        on=story.day(day),
    )


def withdrawn_together(day, who, agreed_with):
    def agree(story, promise):
        promises.change_together(
            promise,
            drops=True,
            agreed_with=agreed_with,
            by=story.people[who],
            on=story.day(day),
        )
        story.everybody_agrees(promise, day)

    return agree


def mended(day, who, remark):
    return lambda story, promise: promises.mend_promise(
        promise, by=story.people[who], on=story.day(day), remark=remark
    )


def confirmed(day, guest, remark=""):
    return lambda story, promise: promises.confirm_kept(
        promise, hand=story.hand_of(guest, day), on=story.day(day), remark=remark
    )


def mend_confirmed(day, guest, remark=""):
    return lambda story, promise: promises.confirm_mended(
        promise, hand=story.hand_of(guest, day), on=story.day(day), remark=remark
    )


def handed_to(who):
    """Its owner left; a colleague delivers it from now on."""
    return lambda story, promise: story.give_to(promise, who)


# Contacts ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Touch:
    """Somebody of us was in touch. With a subject, Te Voet sent the note as a mail."""

    day: int
    guest: str
    kind: str
    by: str
    note: str
    subject: str = ""
