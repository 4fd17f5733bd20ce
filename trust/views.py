"""The pages of trust: overview, one relationship, its ledgers and timeline, how we count."""

import csv

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import localdate

from config.pages import insist
from config.paging import page_of
from dialogue.models import Meeting, Promise, RecordCheck
from stakeholders.models import Stakeholder
from trust.charts import bars_of
from trust.conduct import KINDS, PARAMETERS, PRACTICE_FOR, Band, Dimension, floor_of
from trust.facts import RECORDED, what_counts_for_us
from trust.ledgers import as_printed, delimiter, promises_for_the_heaviest_breach, table_of
from trust.records.breaches import breaches_that_wait
from trust.records.meetings import shares_of_meetings
from trust.records.promises import kept_on_time, open_promises, promises_by_month
from trust.records.relationships import (
    JUST_BEGUN,
    conduct_towards,
    now_and_before,
    overview,
)
from trust.rules import can_read_trust
from trust.timeline import NEWEST_FIRST, entry_of, timeline_of

FACTS_SHOWN = 12


def dashboard(request):
    insist(can_read_trust(request.user))
    today = localdate()
    page = page_of(Stakeholder.objects.visible_to(request.user), request, ["sort_key", "pk"])
    is_first = not page.previous_token
    context = _organisation(request.user, today) if is_first else {}
    others = context["open"].parties if is_first else {}
    context |= {"page": page, "overview": overview(page.rows, others, today), "here": "trust"}
    return render(request, "trust/dashboard.html", context | {"dimensions": list(Dimension)})


def _organisation(user, today):
    """What stands above the table: the whole organisation, on the first page only."""
    promises = Promise.objects.visible_to(user)
    months = promises_by_month(promises, today, count=24)
    return {
        "kept": kept_on_time(months[12:]),
        "kept_before": kept_on_time(months[:12]),
        "open": open_promises(promises, today),
        "breaches": breaches_that_wait(),
        "check": RecordCheck.objects.order_by("-checked_at").first(),
        "months": months[12:],
        "bars": bars_of(months[12:]),
    } | shares_of_meetings(Meeting.objects.visible_to(user), today)


def relationship(request, pk):
    stakeholder = _visible(request, pk)
    conduct, before = now_and_before(stakeholder, localdate())
    latest = conduct.mended_first if conduct.is_just_begun else conduct.newest_first
    return render(
        request,
        "trust/relationship.html",
        {
            "stakeholder": stakeholder,
            "conduct": conduct,
            "before": before,
            "latest": latest[:FACTS_SHOWN],
            "here": "stakeholders",
        },
    )


def ledger(request, pk, dimension):
    stakeholder, dimension = _visible(request, pk), _dimension(dimension)
    conduct = conduct_towards(stakeholder, localdate())
    found = conduct.ledgers[dimension]
    return render(
        request,
        "trust/ledger.html",
        {
            "stakeholder": stakeholder,
            "conduct": conduct,
            "ledger": found,
            "printed": as_printed(found),
            "get_back": promises_for_the_heaviest_breach(found),
            "suggestions": conduct.what_would_help(dimension),
            "what_counts": what_counts_for_us(dimension),
            "dimensions": list(Dimension),
            "here": "stakeholders",
        },
    )


def ledger_csv(request, pk, dimension):
    stakeholder, dimension = _visible(request, pk), _dimension(dimension)
    today = localdate()
    found = conduct_towards(stakeholder, today).ledgers[dimension]
    name = f"ledger-{stakeholder.pk}-{dimension}-{today:%Y-%m-%d}.csv"
    response = HttpResponse(
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
    response.write("\ufeff")  # so that a spreadsheet reads it as UTF-8
    csv.writer(response, delimiter=delimiter()).writerows(table_of(found))
    return response


def timeline(request, pk):
    stakeholder = _visible(request, pk)
    page = page_of(timeline_of(stakeholder, request.user), request, NEWEST_FIRST)
    return render(
        request,
        "trust/timeline.html",
        {
            "stakeholder": stakeholder,
            "page": page,
            "entries": [entry_of(row) for row in page],
            "here": "stakeholders",
        },
    )


def method(request):
    insist(can_read_trust(request.user))
    return render(
        request,
        "trust/method.html",
        {
            "parameters": PARAMETERS,
            "bands": [(band, floor_of(band)) for band in Band],
            "catalogue": [(kind, PRACTICE_FOR.get(kind.slug)) for kind in KINDS],
            "recorded": RECORDED,
            "just_begun": JUST_BEGUN,
            "here": "trust",
        },
    )


def _visible(request, pk):
    return get_object_or_404(Stakeholder.objects.visible_to(request.user), pk=pk)


def _dimension(slug):
    if slug not in list(Dimension):
        raise Http404
    return Dimension(slug)
