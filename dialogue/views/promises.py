"""Promises: list, page, making them, and every way one can go."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.once import once
from config.pages import CannotDo, carried_out, form_page, held_still, insist
from config.paging import page_of
from dialogue import rules
from dialogue.actions import promises
from dialogue.forms.promises import (
    AskToMoveForm,
    HandOverForm,
    KeepForm,
    MendForm,
    MoveForm,
    PromiseForm,
    ReasonForm,
)
from dialogue.models import Evidence, Link, Notice, Promise
from dialogue.notices import who_was_not_told
from dialogue.proposals import objection_in_force, open_proposal, proposal_that_waits
from dialogue.record_numbers import record_numbers_for
from dialogue.tasks import wake_the_sweep
from dialogue.views.chosen import stakeholder_in

# What the tabs of the list show, beside what is settled.
SHOW = {
    "open": lambda found, user: found,
    "mine": lambda found, user: found.filter(owner=user),
    "late": lambda found, user: found.late(localdate()),
    "unsure": lambda found, user: found.waiting_for_a_yes(),
    "asked": lambda found, user: found.with_a_change_that_waits(),
    "purchasing": lambda found, user: rules.own_list_of_purchasing(user, found.purchasing()),
}
SETTLED = "settled"


def promise_list(request):
    insist(rules.can_see_conversations(request.user))
    show = request.GET.get("show", "")
    show = show if show in {*SHOW, SETTLED} else "open"
    found = Promise.objects.visible_to(request.user).with_parties().with_open_breach()
    order = ["due_on", "pk"]
    if show == SETTLED:
        found, order = found.exclude(state__in=["given", "proposed"]), ["-due_on", "-pk"]
    else:
        found = SHOW[show](found.filter(state__in=["given", "proposed"]), request.user)
    page = page_of(found, request, order)
    return render(
        request,
        "dialogue/promises.html",
        {
            "page": page,
            "workable": rules.workable_among(request.user, page.rows),
            "show": show,
            "can_propose": rules.can_propose_promises(request.user),
            "here": "promises",
        },
    )


def promise_page(request, pk):
    promise = visible_promise(request, pk)
    changes = list(
        promise.changes.select_related(
            "by",
            "remark",
            "new_words",
            "new_owner",
            "participation__stakeholder",
            "participation__contact_person",
        ).prefetch_related(Prefetch("evidence", Evidence.objects.with_is_there()))
    )
    numbers = record_numbers_for(changes)
    for change in changes:
        change.record_number = numbers.get(change.pk, "")
    proposal, today = open_proposal(promise, changes), localdate()
    return render(
        request,
        "dialogue/promise.html",
        {
            "promise": promise,
            "changes": changes,
            "is_late": promise.is_late(today),
            "proposal": proposal,
            "first_words": _other_first_words(promise),
            "is_for_us_to_answer": rules.can_answer_their_proposal(request.user, promise, proposal),
            "objection": objection_in_force(promise, changes),
            "not_told": _whom_nobody_told(promise, today),
            "can_answer": rules.can_answer_for(request.user, promise),
            "can_hand_over": rules.can_hand_over(request.user, promise),
            "can_work": rules.can_work_on_promise(request.user, promise),
            "can_judge_theirs": rules.can_judge_theirs(request.user, promise),
            "here": "promises",
        },
    )


def _other_first_words(promise):
    """What it said when it was made, where that is not what it says now."""
    first = promise.first_words.text
    return first if first != promise.wording else ""


def _whom_nobody_told(promise, today):
    notices = Notice.objects.filter(promise_change__promise=promise)
    return {notice.stakeholder for notice in who_was_not_told(notices, today)}


@once
def promise_new(request):
    insist(rules.can_propose_promises(request.user))
    form = PromiseForm(request.POST or None, user=request.user, initial=_to(request))
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data
        if carried_out(
            form,
            promises.propose_promise,
            wording=wanted["wording"],
            parties=[wanted["to"]],
            due_on=wanted["due_on"],
            owner=wanted["owner"],
            side=wanted["side"],
            find_out_by=wanted["find_out_by"],
            size=wanted["size"],
            depends_on=wanted["depends_on"],
            principle=wanted["principle"],
            by=request.user,
            on=localdate(),
        ):
            wake_the_sweep()
            messages.success(request, _said_of(form.result))
            return redirect(form.result)
    return form_page(
        request, form, "dialogue/promise_new.html", title=_("Make a promise"), here="promises"
    )


def _said_of(promise):
    if promise.state == Promise.State.PROPOSED:
        return _(
            "%(name)s is asked first. Until then, tell them: we find out before we promise."
        ) % {"name": promise.owner}
    return _("Promised. You will be reminded in time.")


@once
@require_POST
def promise_accept(request, pk):
    promise = visible_promise(request, pk)
    insist(rules.can_answer_for(request.user, promise))
    return _carry_out(
        request,
        promise,
        lambda: promises.accept_promise(promise, by=request.user, on=localdate()),
        _("Thank you. The promise is given now."),
    )


def promise_refuse(request, pk):
    return _with_a_form(
        request,
        pk,
        rules.can_answer_for,
        ReasonForm,
        lambda promise, form: promises.refuse_promise(
            promise, reason=form.cleaned_data["reason"], by=request.user, on=localdate()
        ),
        title=_("This cannot be promised"),
        said=_("Good that you say so in time. It is not promised."),
    )


def promise_keep(request, pk):
    return _with_a_form(
        request,
        pk,
        rules.can_work_on_promise,
        KeepForm,
        lambda promise, form: promises.keep_promise(
            promise,
            on=form.cleaned_data["on"],
            remark=form.cleaned_data["remark"],
            files=form.cleaned_data["files"],
            by=request.user,
        ),
        title=_("Kept"),
        said=_("Well done. They can confirm it on their own page."),
    )


def promise_break(request, pk):
    return _with_a_form(
        request,
        pk,
        rules.can_work_on_promise,
        ReasonForm,
        lambda promise, form: promises.break_promise(
            promise, reason=form.cleaned_data["reason"], by=request.user, on=localdate()
        ),
        title=_("We will not keep this promise"),
        said=_("Written down. Tell them yourself, and how you put it right."),
        danger=True,
    )


def promise_mend(request, pk):
    return _with_a_form(
        request,
        pk,
        rules.can_work_on_promise,
        MendForm,
        lambda promise, form: promises.mend_promise(
            promise,
            remark=form.cleaned_data["reason"],
            files=form.cleaned_data["files"],
            by=request.user,
            on=localdate(),
        ),
        title=_("Put right"),
        said=_("Written down. They can say whether it is so."),
    )


def promise_move(request, pk):
    def move(promise, form):
        who = {"by": request.user, "on": localdate()}
        words = form.cleaned_data["words"]
        if form.cleaned_data["how"] == form.ALONE:
            return promises.change_alone(promise, reason=words, **form.change, **who)
        return promises.change_together(promise, agreed_with=words, **form.change, **who)

    return _with_a_form(
        request,
        pk,
        rules.can_work_on_promise,
        MoveForm,
        move,
        title=_("Write down a change"),
        said=_("Written down. What was agreed stands."),
        notice=_what_it_takes_the_place_of,
    )


def promise_ask_to_move(request, pk):
    """Ask them for another date; they decide on their own page, and until then nothing moves."""
    return _with_a_form(
        request,
        pk,
        _can_ask_to_move,
        AskToMoveForm,
        lambda promise, form: promises.propose_change(
            promise,
            reason=form.cleaned_data["reason"],
            by=request.user,
            on=localdate(),
            **form.change,
        ),
        title=_("Ask for a change"),
        said=_("Asked. They get a letter, and answer on their own page."),
        notice=lambda promise: _who_cannot_see_it(promise) or _what_it_takes_the_place_of(promise),
        submit_label=_("Ask them"),
    )


def _what_it_takes_the_place_of(promise):
    if proposal_that_waits(promise) is None:
        return ""
    return _("A change still waits for their answer. What you save here takes its place.")


def promise_hand_over(request, pk):
    return _with_a_form(
        request,
        pk,
        rules.can_hand_over,
        HandOverForm,
        lambda promise, form: promises.hand_over_promise(
            promise,
            to=form.cleaned_data["to"],
            remark=form.cleaned_data["remark"],
            by=request.user,
            on=localdate(),
        ),
        title=_("Hand it to a colleague"),
        said=_("Handed over. They hear of it by mail."),
    )


def promise_agree(request, pk):
    """We agree to what they asked for, about a promise of theirs."""
    return _answer_their_proposal(
        request, pk, promises.accept_change, _("Agreed. It is changed now.")
    )


def promise_object(request, pk):
    return _answer_their_proposal(
        request, pk, promises.object_to_change, _("Written down. What was agreed stands.")
    )


@once
@require_POST
def _answer_their_proposal(request, pk, answer, said):
    promise = visible_promise(request, pk)
    proposal = proposal_that_waits(promise)
    insist(rules.can_answer_their_proposal(request.user, promise, proposal))
    if request.POST.get("proposal") != str(proposal.line.pk):
        messages.error(request, _("Meanwhile they asked for something else. Read it first."))
        return redirect(promise)
    return _carry_out(
        request,
        promise,
        lambda: answer(promise, proposal.line, by=request.user, on=localdate()),
        said,
    )


def promise_confirm(request, pk):
    """Of what they promised, we say whether it was kept."""
    return _say_of_theirs(request, pk, promises.confirm_kept, _("Written down: they kept it."))


def promise_deny(request, pk):
    return _say_of_theirs(request, pk, promises.deny_kept, _("Written down: it was not kept."))


@once
@require_POST
def _say_of_theirs(request, pk, say, said):
    promise = visible_promise(request, pk)
    insist(rules.can_judge_theirs(request.user, promise))
    return _carry_out(request, promise, lambda: say(promise, by=request.user, on=localdate()), said)


def _carry_out(request, promise, verb, said):
    try:
        verb()
    except CannotDo as complaint:
        messages.error(request, str(complaint))
    else:
        messages.success(request, said)
    return redirect(promise)


def _can_ask_to_move(user, promise):
    return promise.is_ours and rules.can_work_on_promise(user, promise)


def _who_cannot_see_it(promise):
    """Parties without a page that is open today: they are asked by phone, not by waiting."""
    parties = list(promise.parties.all())
    reached = set(
        Link.objects.alive(localdate())
        .filter(participation__stakeholder__in=parties)
        .values_list("participation__stakeholder", flat=True)
    )
    unreached = [str(party) for party in parties if party.pk not in reached]
    if not unreached:
        return ""
    return _("No page is open for %(names)s now: call them, and write down what you agree.") % {
        "names": ", ".join(unreached)
    }


@once
def _with_a_form(
    request,
    pk,
    may,
    form_class,
    verb,
    *,
    title,
    said,
    danger=False,
    notice=None,
    submit_label="",
):
    """A page that asks one thing and then does one thing to a promise; `notice` says what to know first."""
    promise = visible_promise(request, pk)
    insist(may(request.user, promise))
    back = where_from(request) or promise.get_absolute_url()
    form = form_class(request.POST or None, request.FILES or None, promise=promise)
    if request.method == "POST" and form.is_valid() and carried_out(form, verb, promise, form):
        messages.success(request, said)
        return redirect(back)
    return form_page(
        request,
        form,
        "dialogue/promise_form.html",
        title=title,
        lead=promise.wording,
        cancel_url=back,
        submit_label=submit_label,
        danger=danger,
        notice=notice(promise) if notice else "",
        here="promises",
    )


def where_from(request):
    """Who works through a list goes back to it; its rows say which with ?list=."""
    show = request.GET.get("list")
    return f"{reverse('dialogue:promises')}?show={show}" if show in {*SHOW, SETTLED} else None


def visible_promise(request, pk):
    promises = Promise.objects.visible_to(request.user).with_parties().with_open_breach()
    promises = promises.select_related("first_words")
    return get_object_or_404(held_still(request, promises, pk), pk=pk)


def _to(request):
    return {"to": stakeholder_in(request, "to"), "owner": request.user.pk}
