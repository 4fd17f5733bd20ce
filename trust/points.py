"""Which points we owe a decision, and when each was decided (catalogue D4)."""

from django.db.models import Case, F, OuterRef, Subquery, When
from django.db.models.functions import Coalesce

from dialogue.models import Expectation, ExpectationDecision, RoundQuestion

LAST_WRITTEN = Coalesce("changed_at", "received_at")
MAIN_LAST_WRITTEN = Coalesce("merged_into__changed_at", "merged_into__received_at")


def points_to_answer():
    """Of whoever sent them. What was taken back and what was only ticked needs no decision.

    `decided_at` is the first decision since the point was last written: what was said before
    answers another wish. A point told together with a similar one is decided with that one.
    """
    decided = ExpectationDecision.objects.filter(
        expectation=OuterRef("main_point"), decided_at__gte=OuterRef("last_written")
    )
    return (
        Expectation.objects.standing()
        .filter(question__kind=RoundQuestion.Kind.TEXT)
        .annotate(
            main_point=Coalesce("merged_into", "pk"),
            last_written=Case(When(merged_into=None, then=LAST_WRITTEN), default=MAIN_LAST_WRITTEN),
            decided_at=Subquery(decided.order_by("decided_at").values("decided_at")[:1]),
        )
    )


def sent_in_time(points):
    """What comes out later was sealed when we met: nobody could have decided it."""
    return points.filter(received_at__lt=F("round__meeting__starts_at"))
