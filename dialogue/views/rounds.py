"""Ask beforehand, look at it as they will, send; then decide each answer and tell them."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from config.once import once
from config.pages import CannotDo, carried_out, form_page, insist
from dialogue import rules
from dialogue.actions import expectations
from dialogue.forms.rounds import AskForm, DecisionForm
from dialogue.letters import who_can_be_written_to, who_may_have_a_link
from dialogue.models import Expectation, ProcessAgreement, RoundQuestion
from dialogue.tasks import wake_the_sweep
from dialogue.views.meetings import workable_meeting


@once
def round_ask(request, pk):
    meeting = workable_meeting(request, pk)
    if meeting.rounds.filter(answered_at=None).exists():
        return redirect(meeting)
    form = AskForm(request.POST or None, meeting=meeting, initial=_ready_made(meeting))
    if request.method == "POST" and form.is_valid():
        if not {"send", "change"} & request.POST.keys():
            return _preview(request, meeting, form)
        if "send" in request.POST and not who_may_have_a_link(meeting):
            form.add_error(None, _("Nobody may have a link yet: first ask somebody they trust."))
        elif "send" in request.POST and carried_out(form, _send, request, meeting, form):
            wake_the_sweep()
            count = len(who_can_be_written_to([meeting]))
            messages.success(
                request,
                ngettext("Sent to one person.", "Sent to %(count)s people.", count)
                % {"count": count},
            )
            return redirect(meeting)
    return form_page(
        request,
        form,
        title=_("Ask what they expect"),
        lead=str(meeting),
        submit_label=_("Look at it as they will"),
        cancel_url=meeting.get_absolute_url(),
        here="conversations",
    )


def _ready_made(meeting):
    with override(meeting.language):
        message = _(
            "Before we meet we want to know what you expect, so that we talk about what matters to "
            "you. You will hear what we do with every point you send."
        )
    latest = meeting.starts_there.date() - timedelta(days=1)
    return {
        "message": message,
        "can_change": meeting.purpose.can_change,
        "can_not_change": meeting.purpose.can_not_change,
        "closes_on": max(localdate(), latest - timedelta(days=2)),
    }


def _send(request, meeting, form):
    return expectations.open_round(
        meeting,
        message=form.cleaned_data["message"],
        closes_on=form.cleaned_data["closes_on"],
        questions=form.all_questions,
        agreements=form.all_agreements,
        purpose=form.purpose,
        by=request.user,
        at=now(),
    )


def _preview(request, meeting, form):
    with override(meeting.language):
        questions = [_in_words(RoundQuestion, words) for words in form.all_questions]
        agreements = [_in_words(ProcessAgreement, words) for words in form.all_agreements]
    reachable = who_can_be_written_to([meeting])
    return render(
        request,
        "dialogue/round_preview.html",
        {
            "meeting": meeting,
            "form": form,
            "questions": questions,
            "agreements": agreements,
            "reachable": reachable,
            "may_be_sent": bool(who_may_have_a_link(meeting)),
            "held_back": meeting.participations.exclude(
                pk__in=[participation.pk for participation in reachable]
            ),
            "here": "conversations",
        },
    )


def _in_words(model, words):
    return str(model.Standard(words).label) if words in model.Standard.values else words


@once
def decide(request, pk):
    """One screen for all answers of a meeting: agenda, otherwise, later or no, each with a reason."""
    meeting = workable_meeting(request, pk)
    insist(rules.can_read_expectations(request.user, meeting))
    round_ = meeting.rounds.last()
    forms = _decision_forms(request, meeting)
    if request.method == "POST" and all([form.is_valid() for form in forms]):
        for form in forms:
            if form.decides:
                expectations.decide(form.expectation, **form.verdict, by=request.user, at=now())
        if "send" not in request.POST:
            messages.success(request, _("Saved. Nothing was sent yet."))
            return redirect("dialogue:decide", meeting.pk)
        if round_ and _answered(request, round_):
            return redirect(meeting)
        return redirect("dialogue:decide", meeting.pk)
    return render(
        request,
        "dialogue/decide.html",
        {"meeting": meeting, "forms": forms, "round": round_, "here": "conversations"},
        status=422 if any(form.errors for form in forms) else 200,
    )


def _decision_forms(request, meeting):
    agenda = meeting.agenda.all()
    points = Expectation.objects.visible_to(request.user).filter(round__meeting=meeting)
    return [
        DecisionForm(request.POST or None, expectation=expectation, agenda=agenda)
        for expectation in points.with_fate().select_related("round__meeting").order_by("pk")
    ]


def _answered(request, round_):
    try:
        expectations.answer_round(round_, at=now())
    except CannotDo as complaint:
        messages.error(request, str(complaint))
        return False
    wake_the_sweep()
    messages.success(request, _("Sent: everybody gets their answer and the agenda."))
    return True
