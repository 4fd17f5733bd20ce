"""Afterwards: the summary, sent to everybody; and answers to what they asked."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page, held_still, insist
from dialogue import rules
from dialogue.actions import meetings
from dialogue.forms.meetings import AnswerForm, ReportForm
from dialogue.heard_back import HeardBack
from dialogue.models import Outcome, Question
from dialogue.tasks import wake_the_sweep
from dialogue.views.meetings import workable_meeting
from dialogue.views.printed import who_gets_a_letter


@once
def report(request, pk):
    meeting = workable_meeting(request, pk)
    report = getattr(meeting, "report", None)
    if report is None:
        messages.info(request, _("First say that the conversation was held."))
        return redirect(meeting)
    outcomes = list(meeting.outcomes.all())
    form = ReportForm(request.POST or None, instance=report, outcomes=outcomes)
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        if "send" in request.POST:
            if carried_out(
                form,
                meetings.send_report,
                report,
                summary=wanted["summary"],
                version=wanted["version"],
                by=request.user,
                at=now(),
            ):
                wake_the_sweep()
                messages.success(request, _("Sent. Everybody reads what became of their points."))
                return redirect(meeting)
        elif carried_out(
            form,
            meetings.save_report,
            report,
            summary=wanted["summary"],
            version=wanted["version"],
        ):
            messages.success(request, _("Saved. Nothing was sent yet."))
            return redirect("dialogue:report", meeting.pk)
    return form_page(
        request,
        form,
        "dialogue/report.html",
        meeting=meeting,
        report=report,
        outcomes=outcomes,
        heard=[outcome for outcome in outcomes if outcome.kind == Outcome.Kind.HEARD],
        promises=meeting.promises.with_parties(),
        questions=meeting.questions.select_related("owner", "participation"),
        back=HeardBack(meeting),
        may_read=rules.can_read_expectations(request.user, meeting),
        written_to={seat.pk for seat in who_gets_a_letter(meeting)},
        here="conversations",
    )


@once
def question_answer(request, pk):
    questions = Question.objects.visible_to(request.user).select_related(
        "meeting", "stakeholder", "participation__contact_person", "participation__stakeholder"
    )
    question = get_object_or_404(held_still(request, questions, pk), pk=pk)
    insist(rules.can_answer_question(request.user, question))
    form = AnswerForm(request.POST or None, instance=question)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            meetings.answer_question,
            question,
            answer=form.cleaned_data["answer"],
            on=localdate(),
            version=form.cleaned_data["version"],
        )
    ):
        messages.success(request, _("Answered. It stands on their page from now on."))
        return redirect(question.meeting)
    return form_page(
        request,
        form,
        "dialogue/question.html",
        title=_("Answer a question"),
        lead=question.wording,
        question=question,
        submit_label=_("Answer"),
        cancel_url=question.meeting.get_absolute_url(),
        here="conversations",
    )
