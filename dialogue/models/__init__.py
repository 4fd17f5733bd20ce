"""What happens between us."""

from dialogue.models.agreements import AgreementVersion, Endorsement, ProcessAgreement
from dialogue.models.contacts import InformalContact
from dialogue.models.expectations import (
    Attachment,
    Expectation,
    ExpectationDecision,
    ExpectationTranslation,
    ExpectationVerdict,
    SideActivity,
)
from dialogue.models.facilitators import Facilitator, FacilitatorConsent
from dialogue.models.links import Link
from dialogue.models.meetings import (
    AgendaItem,
    Meeting,
    Participation,
    PurposeStatement,
    Trajectory,
)
from dialogue.models.outcomes import Correction, Outcome, Question, ReportBack
from dialogue.models.promises import Promise, PromiseChange
from dialogue.models.remarks import Remark
from dialogue.models.reminders import Reminder
from dialogue.models.rounds import Draft, ExpectationRound, RoundQuestion
from dialogue.models.voices import (
    IdentityRequest,
    IdentityRuling,
    Receipt,
    Release,
    Reply,
    SealedAnswer,
    SealingKey,
    Voice,
)

__all__ = [
    "AgendaItem",
    "AgreementVersion",
    "Attachment",
    "Correction",
    "Draft",
    "Endorsement",
    "Expectation",
    "ExpectationDecision",
    "ExpectationRound",
    "ExpectationTranslation",
    "ExpectationVerdict",
    "Facilitator",
    "FacilitatorConsent",
    "IdentityRequest",
    "IdentityRuling",
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
    "Receipt",
    "Release",
    "Remark",
    "Reminder",
    "Reply",
    "ReportBack",
    "RoundQuestion",
    "SealedAnswer",
    "SealingKey",
    "SideActivity",
    "Trajectory",
    "Voice",
]
