"""Agreements that were not kept to: ours first, and what was done about it within five days (S80)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page, insist
from config.paging import page_of
from dialogue import rules
from dialogue.actions import breaches as actions
from dialogue.agreed import agreed_in_one
from dialogue.forms.breaches import ActForm, BreachForm, HeardForm
from dialogue.models import Breach
from dialogue.tasks import wake_the_sweep
from dialogue.views.agreements import insist_on_the_team
from dialogue.views.meetings import workable_meeting


def breaches(request):
    """Those of one's teams; what waits first, by the last day to act."""
    insist(rules.can_see_breaches(request.user))
    return _list(request, Breach.objects.visible_to(request.user))


def meeting_breaches(request, pk):
    """Those of the trajectory of one conversation."""
    meeting = insist_on_the_team(request, pk)
    found = Breach.objects.visible_to(request.user).filter(trajectory=meeting.trajectory)
    return _list(request, found, meeting=meeting)


def _list(request, found, meeting=None):
    is_open = request.GET.get("show") != "acted"
    found = (found.waiting() if is_open else found.acted_on()).with_what_it_is_about()
    page = page_of(found, request, ["act_by", "pk"] if is_open else ["-noticed_on", "-pk"])
    return render(
        request,
        "dialogue/breaches.html",
        {"page": page, "is_open": is_open, "meeting": meeting, "here": "conversations"},
    )


@once
def report_breach(request, pk):
    meeting = workable_meeting(request, pk)
    insist(rules.can_read_expectations(request.user, meeting))
    agreed = agreed_in_one(meeting.trajectory, now())
    text = agreed.in_force or agreed.newest
    if text is None:
        messages.info(request, _("There are no process agreements yet."))
        return redirect(meeting)
    form = BreachForm(
        request.POST or None,
        text=text.version,
        parties=[word.stakeholder for word in text.words] + agreed.newcomers,
        initial={"agreement": request.GET.get("line")},
    )
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            actions.report_breach,
            form.cleaned_data["agreement"],
            on=localdate(),
            by=request.user,
            **form.reported,
        )
    ):
        wake_the_sweep()
        day = date_format(form.result.act_by, "DATE_FORMAT")
        messages.success(request, _("Written down. Act on it by %(day)s.") % {"day": day})
        return redirect(form.result)
    return form_page(
        request,
        form,
        title=_("An agreement was not kept to"),
        lead=_("By us or by somebody else. If it was us, they read on their page that we say so."),
        submit_label=_("Write it down"),
        cancel_url=meeting.get_absolute_url(),
        here="conversations",
    )


def breach(request, pk):
    found = _visible(request, pk)
    done = found.actions.select_related("remark", "by").prefetch_related(
        "verdicts__remark", "verdicts__recorded_by", "verdicts__participation__stakeholder"
    )
    meetings = found.trajectory.meetings.order_by("-starts_at")
    return render(
        request,
        "dialogue/breach.html",
        {
            "breach": found,
            "actions": done,
            "meeting": meetings.first(),
            "can_act": rules.can_act_on_breach(request.user, found),
            "here": "conversations",
        },
    )


@once
def breach_act(request, pk):
    """What we did about it. The same breach may need more than one try."""
    found = _workable(request, pk)
    form = ActForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, actions.act_on_breach, found, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Written down. Now ask whether it is enough."), f"act-{pk}")
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("What did you do about it?"),
        lead=str(found.agreement),
        cancel_url=found.get_absolute_url(),
        here="conversations",
    )


@once
def breach_heard(request, pk, action_pk):
    """They told us whether it is enough: our word until they say so themselves."""
    found = _workable(request, pk)
    action = get_object_or_404(found.actions.all(), pk=action_pk)
    form = HeardForm(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, actions.judge_action, action, by=request.user, **form.cleaned_data)
    ):
        messages.success(request, _("Noted, as our word."))
        return redirect(found)
    return form_page(
        request,
        form,
        title=_("Is it enough for them?"),
        lead=str(found.harmed or found.agreement),
        cancel_url=found.get_absolute_url(),
        here="conversations",
    )


def _visible(request, pk):
    found = Breach.objects.visible_to(request.user).with_what_it_is_about()
    return get_object_or_404(found, pk=pk)


def _workable(request, pk):
    found = _visible(request, pk)
    insist(rules.can_act_on_breach(request.user, found))
    return found
