"""Promises of ours: month by month, and those that are open now."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    CharField,
    Count,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, JSONObject, Least, TruncMonth

from dialogue.models import Promise, PromiseChange
from stakeholders.models import Stakeholder
from trust.records.shares import Share

MOST_OPEN_PROMISES = 30

# --- Promises by month -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Month:
    """Promises of ours, each once: in the month it was settled, or due when it is still open."""

    first_on: date
    kept: int = 0
    kept_late: int = 0
    broken: int = 0  # not kept, or its date moved by us alone
    open_late: int = 0

    @property
    def settled(self) -> int:
        return self.kept + self.kept_late + self.broken

    @property
    def all(self) -> int:
        return self.settled + self.open_late


def kept_on_time(months: Iterable[Month]) -> Share:
    months = list(months)
    return Share(sum(month.kept for month in months), sum(month.settled for month in months))


def promises_by_month(promises: QuerySet, today: date, count: int = 12) -> list[Month]:
    """The last `count` months, oldest first, this month included."""
    first = _months_before(today, count - 1)
    rows = (
        promises.ours()
        .scored()
        .annotate(outcome=_outcome(today), month=_month_that_counts(today))
        .filter(month__range=(first, today), outcome__isnull=False)
        .values_list("month", "outcome")
        .annotate(n=Count("pk"))
    )
    counted = Counter({(month, outcome): n for month, outcome, n in rows})
    return [
        Month(month, *(counted[month, outcome] for outcome in OUTCOMES))
        for month in (_months_before(today, back) for back in reversed(range(count)))
    ]


OUTCOMES = ("kept", "kept_late", "broken", "open_late")


def _outcome(today):
    changed_alone = PromiseChange.objects.filter(kind=PromiseChange.Kind.CHANGED_ALONE)
    return Case(
        When(pk__in=changed_alone.values("promise"), then=Value("broken")),
        When(state=Promise.State.BROKEN, then=Value("broken")),
        When(state=Promise.State.KEPT, settled_on__lte=F("due_on"), then=Value("kept")),
        When(state=Promise.State.KEPT, then=Value("kept_late")),
        When(state=Promise.State.GIVEN, due_on__lt=today, then=Value("open_late")),
        output_field=CharField(),
    )


def _month_that_counts(today):
    return TruncMonth(Coalesce("settled_on", Least("due_on", Value(today))))


def _months_before(day, count):
    months = day.year * 12 + day.month - 1 - count
    return date(months // 12, months % 12 + 1, 1)


# --- What is open now --------------------------------------------------------------------------------


@dataclass(frozen=True)
class OpenPromises:
    """Promises of ours that are late, or breached and not acted upon; the breaches first.

    Those taken over are among them: they weigh nothing, but somebody waits for them.
    """

    rows: list[Promise]
    count: int = 0
    late: int = 0
    oldest_days: int = 0

    @property
    def parties(self) -> dict[int, str]:
        return {party["pk"]: party["name"] for row in self.rows for party in row.made_to}


def open_promises(promises: QuerySet, today: date) -> OpenPromises:
    ours, is_late = promises.ours(), Q(state=Promise.State.GIVEN, due_on__lt=today)
    # Two searches that each have an index, instead of one condition that has none.
    breached = ours.filter(pk__in=PromiseChange.objects.breaches_left().values("promise"))
    found = ours.late(today).values("pk").union(breached.values("pk"))
    rows = list(
        promises.filter(pk__in=found)
        .with_open_breach()
        .annotate(
            made_to=_parties(),
            count=Window(Count("pk")),
            late=Window(Count("pk", filter=is_late)),
            oldest_on=Window(Min("due_on", filter=is_late)),
        )
        .select_related("owner")
        .order_by("-has_open_breach", "due_on", "pk")[:MOST_OPEN_PROMISES]
    )
    if not rows:
        return OpenPromises(rows)
    oldest_days = (today - rows[0].oldest_on).days if rows[0].oldest_on else 0
    return OpenPromises(rows, rows[0].count, rows[0].late, oldest_days)


def _parties():
    parties = Stakeholder.objects.filter(promises=OuterRef("pk")).order_by("sort_key")
    return ArraySubquery(parties.values(json=JSONObject(pk="pk", name="name")))
