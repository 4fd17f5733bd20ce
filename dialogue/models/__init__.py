"""What happens between us."""

from dialogue.models.agreements import (
    AgreementDeparture,
    AgreementParty,
    AgreementSuggestion,
    AgreementVersion,
    Endorsement,
    ProcessAgreement,
)
from dialogue.models.breaches import Breach, BreachAction, BreachVerdict
from dialogue.models.chains import Chain, ChainEntry, Notice
from dialogue.models.checks import DailyHeads, RecordCheck
from dialogue.models.contacts import InformalContact
from dialogue.models.evidence import Evidence, EvidenceFile
from dialogue.models.expectations import (
    Attachment,
    Expectation,
    ExpectationDecision,
    ExpectationTranslation,
    ExpectationVerdict,
    SideActivity,
)
from dialogue.models.facilitators import Facilitator, FacilitatorConsent
from dialogue.models.links import ConsentKey, Link, UsedKey
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
from dialogue.models.witnesses import Witness

__all__ = [
    "AgendaItem",
    "AgreementDeparture",
    "AgreementParty",
    "AgreementSuggestion",
    "AgreementVersion",
    "Attachment",
    "Breach",
    "BreachAction",
    "BreachVerdict",
    "Chain",
    "ChainEntry",
    "ConsentKey",
    "Correction",
    "DailyHeads",
    "Draft",
    "Endorsement",
    "Evidence",
    "EvidenceFile",
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
    "Notice",
    "Outcome",
    "Participation",
    "ProcessAgreement",
    "Promise",
    "PromiseChange",
    "PurposeStatement",
    "Question",
    "Receipt",
    "RecordCheck",
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
    "UsedKey",
    "Voice",
    "Witness",
]
