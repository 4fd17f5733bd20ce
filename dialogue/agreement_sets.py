"""Ready-made sets of process agreements to begin from, in our own words (S77, S90).

A set is a choice of standard lines, which speak every language of the portal; people then add their
own. Nothing here is obligatory: what counts is what everybody at the table says yes to.
"""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from dialogue.models import ProcessAgreement

Line = ProcessAgreement.Standard


@dataclass(frozen=True)
class AgreementSet:
    slug: str
    name: str
    lines: tuple[str, ...]


FIRST_TALKS = (
    Line.OWN_EXPERIENCE,
    Line.STAYS_HERE,
    Line.NO_HARM,
    Line.EVERYONE_FOLLOWS,
    Line.CHANGE_TOGETHER,
)
SETS = (
    AgreementSet("first_talks", _("First talks"), FIRST_TALKS),
    AgreementSet(
        "long_trajectory",
        _("A long trajectory, with new insights on the way"),
        (
            Line.STAYS_HERE,
            Line.EQUAL_TIME,
            Line.NEW_INSIGHTS,
            Line.CHANGE_TOGETHER,
            Line.WHAT_NEXT,
        ),
    ),
    AgreementSet(
        "at_risk",
        _("Sensitive, or somebody could get into trouble"),
        (
            Line.NO_HARM,
            Line.STAYS_HERE,
            Line.OWN_EXPERIENCE,
            Line.NO_PICTURES,
            Line.NAMES_TOLD,
            Line.EVERYONE_FOLLOWS,
            Line.CHANGE_TOGETHER,
        ),
    ),
    AgreementSet(
        "in_public",
        _("With media or publications"),
        (
            Line.NO_PICTURES,
            Line.READ_FIRST,
            Line.STAYS_HERE,
            Line.NEW_INSIGHTS,
            Line.CHANGE_TOGETHER,
        ),
    ),
    AgreementSet(
        "training",
        _("A training programme"),
        (
            Line.EVERYONE_FOLLOWS,
            Line.EQUAL_TIME,
            Line.OWN_EXPERIENCE,
            Line.NO_HARM,
            Line.WHAT_NEXT,
            Line.CHANGE_TOGETHER,
        ),
    ),
)


def set_named(slug):
    """The set of that name; None when there is none."""
    return next((each for each in SETS if each.slug == slug), None)
