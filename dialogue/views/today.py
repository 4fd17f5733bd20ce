"""Today: what to do, for whom, how late."""

from django.shortcuts import render
from django.utils.timezone import now

from dialogue import rules
from dialogue.today import today_of


def today(request):
    mine = today_of(request.user, now())
    return render(
        request,
        "dialogue/today.html",
        {
            "mine": mine,
            "workable": rules.workable_among(request.user, [*mine.late, *mine.soon]),
            "today_count": mine.count,
            "here": "today",
        },
    )
