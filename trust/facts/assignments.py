"""The person they deal with: who changed, how it was handed over, who stayed (catalogue C5)."""

from datetime import timedelta
from itertools import pairwise

from django.utils.translation import gettext as _

from trust.conduct import Fact
from trust.facts.wording import page_of

HALF_A_YEAR = timedelta(days=182)  # 26 weeks
A_YEAR = timedelta(days=365)
SOON_AFTER = timedelta(days=30)  # a handover held within a month belongs to the change


def facts_of_assignments(relationship, as_of):
    url = page_of("stakeholders:page", relationship.stakeholder_id)
    primary = [each for each in relationship.assignments if each.is_primary]
    for assignment in primary:
        yield from _half_years(assignment, as_of, url)
    for before, after in pairwise(primary):
        if before.user_id != after.user_id:
            yield _change(before, after, as_of, url)


def _half_years(assignment, as_of, url):
    """One for every half year that the same person stayed."""
    until = min(assignment.until_on or as_of, as_of)
    for count in range(1, (until - assignment.from_on) // HALF_A_YEAR + 1):
        yield Fact(
            "contact_stable_half_year",
            assignment.from_on + count * HALF_A_YEAR,
            wording=_("%(name)s stayed their contact person for another half year")
            % {"name": assignment.name},
            url=url,
        )


def _change(before, after, as_of, url):
    was_handed_over = bool(after.was_joint) and after.handed_over_on <= after.from_on + SOON_AFTER
    words = (
        _("%(new)s took over from %(old)s, with them at the table")
        if was_handed_over
        else _("%(new)s took over from %(old)s without handing over with them")
    )
    return Fact(
        "contact_handed_over" if was_handed_over else "contact_changed_without_handover",
        after.from_on,
        addressed_on=_settled_on(after, was_handed_over, as_of),
        wording=words % {"new": after.name, "old": before.name},
        url=url,
    )


def _settled_on(after, was_handed_over, as_of):
    """A change is mended by handing over together after all, or by a year of the same person."""
    days = []
    if after.was_joint and not was_handed_over:
        days.append(after.handed_over_on)
    if after.from_on + A_YEAR <= min(after.until_on or as_of, as_of):
        days.append(after.from_on + A_YEAR)
    return min(days, default=None)
