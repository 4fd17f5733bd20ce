"""Process agreements of a trajectory: what is in force, what is proposed, and proposing the next (S77)."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page, insist
from dialogue import rules
from dialogue.actions.agreements import TextChanged, propose_agreements, record_endorsement
from dialogue.agreed import agreed_in_one
from dialogue.agreement_sets import SETS
from dialogue.compared import compared
from dialogue.forms.agreements import NextVersionForm, ToldForm, with_set_ticked
from dialogue.letters import who_is_safe_with_a_name
from dialogue.models import AgreementSuggestion, Breach, Endorsement
from dialogue.views.meetings import stakeholder_at, visible_meeting, workable_meeting


def agreements(request, pk):
    """Of the trajectory of this conversation."""
    meeting = visible_meeting(request, pk)
    reads_all = rules.can_read_expectations(request.user, meeting)
    seats = [seat for seat in meeting.participations.all() if not seat.withdrawn_at]
    return render(
        request,
        "dialogue/agreements.html",
        {
            "meeting": meeting,
            "agreed": agreed_in_one(meeting.trajectory, now()),
            "can_work": rules.can_work_on(request.user, meeting),
            "reads_all": reads_all,
            "seats": {seat.stakeholder_id: seat.pk for seat in seats},
            "safe": who_is_safe_with_a_name({seat.stakeholder_id for seat in seats}),
            "suggestions": _suggestions(meeting) if reads_all else [],
            "breaches": Breach.objects.visible_to(request.user)
            .filter(trajectory=meeting.trajectory)
            .count()
            if reads_all
            else 0,
            "here": "conversations",
        },
    )


def _suggestions(meeting):
    """What parties want to see different in the newest text, newest first."""
    newest = meeting.trajectory.agreement_versions.last()
    said = AgreementSuggestion.objects.filter(version=newest).order_by("-pk")
    return said.select_related("remark", "participation__stakeholder")[:50]


@once
def endorsement_record(request, pk, stakeholder_pk):
    """What they told us: written down as our word until they say so themselves."""
    meeting = workable_meeting(request, pk)
    stakeholder = stakeholder_at(meeting, stakeholder_pk)
    newest = _newest(meeting)
    if newest is None:
        return redirect(meeting)
    form = ToldForm(request.POST or None, newest=newest)
    if request.method == "POST" and form.is_valid():
        told = {name: form.cleaned_data[name] for name in ("answer", "remark")}
        if carried_out(
            form,
            record_endorsement,
            newest,
            stakeholder=stakeholder,
            by=request.user,
            at=now(),
            **told,
        ):
            messages.success(request, _what_our_word_is_worth(told["answer"]))
            return redirect("dialogue:agreements", meeting.pk)
    return form_page(
        request,
        form,
        "dialogue/endorsement_record.html",
        title=_("What they told us"),
        lead=stakeholder,
        newest=newest,
        cancel_url=reverse("dialogue:agreements", args=[meeting.pk]),
        here="conversations",
    )


def _what_our_word_is_worth(answer):
    if answer in Endorsement.IN_FAVOUR:
        return _(
            "Noted, as our word. It counts two weeks after they had a link to say otherwise with."
        )
    return _("Noted. This text is not in force without them.")


@once
def agreements_next(request, pk):
    """Edit together, and say yes to it ourselves; that yes is asked for again at the desk (AUT-10)."""
    meeting = workable_meeting(request, pk)
    newest = _newest(meeting)
    if request.method != "POST":
        return _page(request, meeting, NextVersionForm(versions=[newest] if newest else []), newest)
    read = _read(request, meeting, newest)
    if "begin" in request.POST:
        data = with_set_ticked(request.POST, request.POST["begin"])
        form = NextVersionForm(data, versions=[read] if read else [])
        return _page(request, meeting, form, read)
    form = NextVersionForm(request.POST, versions=[read] if read else [])
    if not form.is_valid():
        return _page(request, meeting, form, read, status=422)
    return _propose(request, meeting, form, read)


@reauthentication_required
def _propose(request, meeting, form, read):
    has_newcomers = bool(agreed_in_one(meeting.trajectory, now()).newcomers)
    if read and form.is_the_same_as(read) and not has_newcomers:
        form.add_error(None, _("Nothing is different yet: tick, untick or add a line."))
        return _page(request, meeting, form, read, status=422)
    try:
        propose_agreements(
            meeting.trajectory,
            lines=form.cleaned_data["lines"],
            reason=form.cleaned_data["reason"],
            instead_of=read,
            by=request.user,
            at=now(),
        )
    except TextChanged as change:
        return _both_texts(request, meeting, form, change)
    messages.success(
        request,
        _("Proposed, with our own yes. What was in force stays so until everybody agreed."),
    )
    return redirect("dialogue:agreements", meeting.pk)


def _both_texts(request, meeting, form, change):
    """Somebody proposed another text meanwhile: both are shown, and what was typed goes on."""
    data = form.data.copy()
    data["read"] = str(change.newest.pk)
    versions = [change.newest, *([change.read] if change.read else [])]
    again = NextVersionForm(data, versions=versions)
    mine = [again.offered.get(line, (line, line))[1] for line in form.cleaned_data["lines"]]
    comparison = compared(change.newest.agreements.all(), mine)
    return _page(request, meeting, again, change.newest, status=409, comparison=comparison)


def _newest(meeting):
    return meeting.trajectory.agreement_versions.prefetch_related("agreements").last()


def _read(request, meeting, newest):
    """The version that its writer had before them; the newest when the form does not say."""
    versions = meeting.trajectory.agreement_versions.prefetch_related("agreements")
    pk = request.POST.get("read", "")
    if not pk:
        return None if "lines" in request.POST or "own" in request.POST else newest
    is_number = pk.isascii() and pk.isdigit() and len(pk) < 18
    return (versions.filter(pk=pk).first() if is_number else None) or newest


def _page(request, meeting, form, read, status=200, **more):
    if status == 200 and form.is_bound:
        form.errors.clear()  # a set was ticked; nothing was sent yet
    agreed = agreed_in_one(meeting.trajectory, now())
    context = {
        "meeting": meeting,
        "form": form,
        "read": read,
        "sets": SETS,
        "agreed": agreed,
        "suggestions": _suggestions(meeting)
        if rules.can_read_expectations(request.user, meeting)
        else [],
        "here": "conversations",
    }
    return render(request, "dialogue/agreements_next.html", context | more, status=status)


def insist_on_the_team(request, pk):
    """A visible meeting of which this person may read what is only for the team."""
    meeting = visible_meeting(request, pk)
    insist(rules.can_read_expectations(request.user, meeting))
    return meeting
