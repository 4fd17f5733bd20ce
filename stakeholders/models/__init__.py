"""Who they are, and who on our side stays in touch with them."""

from stakeholders.models.assignments import ContactAssignment, Handover
from stakeholders.models.persons import ContactPerson
from stakeholders.models.safety import SafetyAssessment
from stakeholders.models.stakeholders import READERS, Stakeholder

__all__ = [
    "READERS",
    "ContactAssignment",
    "ContactPerson",
    "Handover",
    "SafetyAssessment",
    "Stakeholder",
]
