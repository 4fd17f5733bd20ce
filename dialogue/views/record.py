"""The record, for who checks it: chains, entries, checks and who keeps their ends. No words anywhere."""

import json

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.once import once
from config.pages import carried_out, form_page, insist
from config.paging import page_of
from dialogue import rules
from dialogue.actions import checks
from dialogue.forms.witnesses import WitnessForm
from dialogue.models import Chain, DailyHeads, RecordCheck, Witness
from dialogue.record_words import in_words
from dialogue.verifier.findings import Finding

MOST = 10


def record(request):
    insist(rules.can_see_the_record(request.user))
    chains = Chain.objects.visible_to(request.user).filter(length__gt=0)
    page = page_of(chains, request, ["code"])
    last = list(RecordCheck.objects.select_related("by")[:MOST])
    return render(
        request,
        "dialogue/record.html",
        {
            "page": page,
            "checks": last,
            "found": _found_in(last[0]) if last else [],
            "can_check": rules.can_check_the_record(request.user),
            "can_see_witnesses": rules.can_see_witnesses(request.user),
            "last_list": DailyHeads.objects.first(),
            "here": "record",
        },
    )


@once
@require_POST
def record_check(request):
    insist(rules.can_check_the_record(request.user))
    check = checks.check_the_record(at=now(), by=request.user)
    if check.is_whole:
        messages.success(request, _("Checked: everything fits."))
    else:
        messages.error(request, _("Checked: something does not fit."))
    return redirect("dialogue:record")


def record_chain(request, code):
    chain = get_object_or_404(Chain.objects.visible_to(request.user), code=code)
    page = page_of(chain.entries.all(), request, ["seq"])
    for entry in page.rows:
        entry.in_words = in_words(entry.verb)
        entry.says = [(name, _plain(value)) for name, value in sorted(entry.content.items())]
        entry.digits = bytes(entry.hash).hex()
    return render(
        request,
        "dialogue/record_chain.html",
        {
            "chain": chain,
            "head": bytes(chain.head).hex(),
            "page": page,
            "here": "record",
        },
    )


def record_proves(request):
    return render(request, "dialogue/record_proves.html", {"here": "record"})


def _plain(value):
    return value if isinstance(value, str) else json.dumps(value)


def _found_in(check):
    return [Finding(**stored) for stored in check.findings]


# --- Who keeps the ends of the chains ---------------------------------------------------------------


def record_witnesses(request):
    insist(rules.can_see_witnesses(request.user))
    return render(
        request,
        "dialogue/record_witnesses.html",
        {
            "witnesses": Witness.objects.keeping(),
            "can_name": rules.can_name_witnesses(request.user),
            "last_list": DailyHeads.objects.first(),
            "here": "record",
        },
    )


@once
def record_witness_new(request):
    insist(rules.can_name_witnesses(request.user))
    form = WitnessForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        witness = form.save(commit=False)
        if carried_out(form, checks.add_witness, witness, by=request.user, at=now()):
            messages.success(request, _("From the next list on, this address gets it every day."))
            return redirect("dialogue:record_witnesses")
    return form_page(
        request,
        form,
        title=_("Add somebody who keeps the list"),
        lead=_(
            "Best is somebody outside whom the stakeholders trust: a union, a notary, a partner."
        ),
        submit_label=_("Add"),
        cancel_url=reverse("dialogue:record_witnesses"),
        here="record",
    )


@once
@require_POST
def record_witness_end(request, witness_pk):
    insist(rules.can_name_witnesses(request.user))
    checks.end_witness(get_object_or_404(Witness, pk=witness_pk), at=now())
    messages.success(request, _("Nothing goes to this address any more."))
    return redirect("dialogue:record_witnesses")
