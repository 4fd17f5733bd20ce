"""Process agreements that we did not keep to, and did nothing about yet: how many, and since when."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min

from dialogue.models import Breach


@dataclass(frozen=True)
class WaitingBreaches:
    count: int
    act_by: date | None  # of the one that waits longest


def breaches_that_wait() -> WaitingBreaches:
    """Without a word of what happened: that is for the teams (C2)."""
    found = Breach.objects.ours().waiting().aggregate(count=Count("pk"), act_by=Min("act_by"))
    return WaitingBreaches(**found)
