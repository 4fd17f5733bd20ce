"""What happens between us."""

from dialogue.models.agreements import AgreementVersion, Endorsement, ProcessAgreement
from dialogue.models.contacts import InformalContact
from dialogue.models.expectations import (
    Draft,
    Expectation,
    ExpectationDecision,
    ExpectationRound,
    RoundQuestion,
)
from dialogue.models.links import Link
from dialogue.models.meetings import (
    AgendaItem,
    Meeting,
    Participation,
    PurposeStatement,
    Trajectory,
)
from dialogue.models.outcomes import Outcome, Question, ReportBack
from dialogue.models.promises import Promise, PromiseChange
from dialogue.models.remarks import Remark
from dialogue.models.reminders import Reminder

__all__ = [
    "AgendaItem",
    "AgreementVersion",
    "Draft",
    "Endorsement",
    "Expectation",
    "ExpectationDecision",
    "ExpectationRound",
    "InformalContact",
    "Link",
    "Meeting",
    "Outcome",
    "Participation",
    "ProcessAgreement",
    "Promise",
    "PromiseChange",
    "PurposeStatement",
    "Question",
    "Remark",
    "Reminder",
    "ReportBack",
    "RoundQuestion",
    "Trajectory",
]
