"""The words in which our conduct is told: dimensions, bands, confidence (domain.md §4.1, §4.4)."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Dimension(StrEnum):
    """The four ways in which an organisation is trusted (domain.md §4.1)."""

    DEPENDABILITY = "dependability"
    CONNECTEDNESS = "connectedness"
    INTEGRITY = "integrity"
    COMPETENCE = "competence"

    @property
    def label(self):
        return DIMENSION_LABELS[self]


class Band(StrEnum):
    """The word shown for an indicator, weakest first (domain.md §4.4, display)."""

    NEEDS_REPAIR = "needs_repair"
    FRAGILE = "fragile"
    BUILDING = "building"
    SOLID = "solid"

    @property
    def label(self):
        return BAND_LABELS[self]


class Confidence(StrEnum):
    """How much evidence stands behind an indicator (domain.md §4.4, display)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def label(self):
        return CONFIDENCE_LABELS[self]


DIMENSION_LABELS = {
    Dimension.DEPENDABILITY: _("Dependability"),
    Dimension.CONNECTEDNESS: _("Connectedness"),
    Dimension.INTEGRITY: _("Integrity"),
    Dimension.COMPETENCE: _("Competence"),
}
BAND_LABELS = {
    Band.NEEDS_REPAIR: pgettext_lazy("band of our conduct", "needs repair"),
    Band.FRAGILE: pgettext_lazy("band of our conduct", "fragile"),
    Band.BUILDING: pgettext_lazy("band of our conduct", "building"),
    Band.SOLID: pgettext_lazy("band of our conduct", "solid"),
}
CONFIDENCE_LABELS = {
    Confidence.LOW: pgettext_lazy("confidence in a figure", "low"),
    Confidence.MEDIUM: pgettext_lazy("confidence in a figure", "medium"),
    Confidence.HIGH: pgettext_lazy("confidence in a figure", "high"),
}
