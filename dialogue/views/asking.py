"""Ask beforehand, look at it as they will, send; look at it again afterwards."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.languages import is_spoken
from config.once import once
from config.pages import carried_out, status_of
from dialogue.actions import rounds
from dialogue.as_they_see_it import as_they_see_it, languages
from dialogue.forms.asking import SETS, AskForm
from dialogue.letters import who_can_be_written_to, who_is_safe_with_a_name, who_may_have_a_link
from dialogue.models import ExpectationRound
from dialogue.sealing import sealing_key
from dialogue.tasks import wake_the_sweep
from dialogue.views.meetings import workable_meeting


def round_ask(request, pk):
    """Write, look, send: the same form goes along hidden, so that nothing typed is lost."""
    if "send" in request.POST:
        return _round_send(request, pk)
    meeting = workable_meeting(request, pk)
    form = AskForm(request.POST or None, meeting=meeting, user=request.user)
    if request.method != "POST" or "change" in request.POST:
        return _form(request, meeting, form)
    if "set" in request.POST:
        return _form(request, meeting, _with_a_set(request, meeting, form))
    if form.is_valid() and carried_out(form, _look, request, meeting, form):
        return render(request, "dialogue/round_preview.html", form.result)
    return _form(request, meeting, form)


@once
def _round_send(request, pk):
    meeting = workable_meeting(request, pk)
    form = AskForm(request.POST, meeting=meeting, user=request.user)
    if form.is_valid() and not may_be_sent(meeting, form):
        form.add_error(None, _("Nobody may have a link yet: first ask somebody they trust."))
    if form.is_valid() and carried_out(form, _open, request, meeting, form):
        wake_the_sweep()
        messages.success(request, _what_goes_out(form.result))
        return redirect(meeting)
    return _form(request, meeting, form)


def _form(request, meeting, form):
    """A second anonymous round is a conflict with the first, not a slip of the pen (ANO-6)."""
    status = status_of(form)
    if status == 422 and _is_a_second_anonymous_round(meeting, form):
        status = 409
    return render(
        request,
        "dialogue/ask.html",
        {"meeting": meeting, "form": form, "here": "conversations"},
        status=status,
    )


def _is_a_second_anonymous_round(meeting, form):
    wants = form.data.get("mode") == ExpectationRound.Mode.ANONYMOUS
    return wants and meeting.rounds.anonymous().filter(answered_at=None).exists()


def _with_a_set(request, meeting, form):
    """The same form with the questions of a ready-made set ticked, and all else as it was typed."""
    typed, rows = form.typed()
    _words, chosen = SETS.get(request.POST["set"], ("", []))
    for name in ("questions", "more_questions"):
        offered = dict(form.fields[name].choices)
        typed[name] = [each.value for each in chosen if each.value in offered]
    return AskForm(meeting=meeting, user=request.user, initial=typed, rows=rows)


def _open(request, meeting, form):
    return rounds.open_round(meeting, **form.for_open_round(), by=request.user, at=now())


def _look(request, meeting, form):
    """Open it for real, look at it as they will, and take it back: the same checks, no other words."""
    if form.is_anonymous:
        # Its private half is a file, which no transaction takes back.
        sealing_key(localdate())
    with transaction.atomic():
        round_ = _open(request, meeting, form)
        round_.digest = ""  # made from a code that it will not have
        context = _preview(request, meeting, form, round_)
        transaction.set_rollback(True)
    return context


def _preview(request, meeting, form, round_):
    people = form.chosen_people
    reachable = _reachable(meeting, people)
    language = request.POST.get("language", "")
    return {
        "meeting": meeting,
        "form": form,
        "page": as_they_see_it(
            round_, language if is_spoken(language) else meeting.language, now()
        ),
        "languages": languages(),
        "purpose": meeting.purpose,
        "can_change": form.cleaned_data["can_change"],
        "can_not_change": form.cleaned_data["can_not_change"],
        "reachable": reachable,
        "held_back": [person for person in people if person not in reachable],
        "may_be_sent": may_be_sent(meeting, form),
        "here": "conversations",
    }


def _reachable(meeting, people):
    return [person for person in who_can_be_written_to([meeting]) if person in people]


def may_be_sent(meeting, form):
    """A link with a name on it waits until it is safe for somebody; a shared code has no name."""
    safe = who_may_have_a_link(meeting)
    return form.is_anonymous or any(each.stakeholder_id in safe for each in form.chosen_people)


def _what_goes_out(round_):
    count = len(_reachable(round_.meeting, list(round_.invited.all())))
    if not count:
        return _("Ready. Nobody gets a letter: use the link, or print it on paper.")
    if round_.opens_on > localdate():
        return ngettext(
            "Ready. It goes to one person on %(day)s.",
            "Ready. It goes to %(count)s people on %(day)s.",
            count,
        ) % {"count": count, "day": round_.opens_on}
    return ngettext("Sent to one person.", "Sent to %(count)s people.", count) % {"count": count}


# --- A round that was sent --------------------------------------------------------------------------


def round_page(request, pk, round_pk):
    """As they see it, in any language; the ways to reach people; and who was asked."""
    round_ = workable_round(request, pk, round_pk)
    meeting = round_.meeting
    people = list(
        round_.invited.filter(withdrawn_at=None).select_related("stakeholder", "contact_person")
    )
    language = request.GET.get("language", "")
    return render(
        request,
        "dialogue/round.html",
        {
            "meeting": meeting,
            "round": round_,
            "page": as_they_see_it(
                round_, language if is_spoken(language) else meeting.language, now()
            ),
            "languages": languages(),
            "purpose": meeting.purpose,
            "can_change": meeting.purpose.can_change,
            "can_not_change": meeting.purpose.can_not_change,
            "people": people,
            "safe": who_is_safe_with_a_name({each.stakeholder_id for each in people}),
            "is_open": round_.is_open_on(localdate()),
            "here": "conversations",
        },
    )


def workable_round(request, pk, round_pk):
    """A round of a conversation one works on, that was opened."""
    meeting = workable_meeting(request, pk)
    round_ = get_object_or_404(meeting.rounds.opened(), pk=round_pk)
    round_.meeting = meeting
    return round_
