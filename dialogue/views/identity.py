"""Who is behind a confidential answer: asked by one, allowed by another, told to the person (TH14).

None of these pages shows a word that anybody sent.
"""

import logging

from django.contrib import messages
from django.db.models import Count, Exists, OuterRef, Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from config.once import once
from config.pages import CannotDo, carried_out, form_page, insist
from dialogue import identity as behind
from dialogue import rules
from dialogue.actions import voices
from dialogue.answers import name_of_voice, numbered, short_mark_of
from dialogue.forms.identity import AskWhoForm, RulingForm
from dialogue.models import (
    Attachment,
    Expectation,
    ExpectationRound,
    IdentityRequest,
    Participation,
    Voice,
)

# One line for each event: what, who, about which row; never a name or a word (AUD-12).
security = logging.getLogger("te_voet.security")
MOST = 50


def identity(request):
    insist(rules.can_see_identity_requests(request.user))
    waiting = _requests().waiting()
    settled = _requests().exclude(ruling=None).order_by("-pk")[:MOST]
    can_ask = rules.can_ask_who_it_is(request.user)
    return render(
        request,
        "dialogue/identity.html",
        {
            "waiting": _with_marks(waiting),
            "settled": _with_marks(settled),
            "rounds": _rounds_with_voices()[:MOST] if can_ask else [],
            "can_ask": can_ask,
            "here": "identity",
        },
    )


@once
def identity_ask(request, round_pk):
    insist(rules.can_ask_who_it_is(request.user))
    round_ = get_object_or_404(_rounds_with_voices(), pk=round_pk)
    form = AskWhoForm(request.POST or None, round_=round_, numbers=_numbers_of(round_))
    if request.method == "POST" and form.is_valid():
        reason, by = form.cleaned_data["reason"], request.user
        if carried_out(form, voices.ask_who_it_is, form.voice, reason=reason, by=by, at=now()):
            _note("identity asked", request, form.result)
            messages.success(request, _("Asked. Somebody else allows or refuses it."))
            return redirect("dialogue:identity_request", form.result.pk)
    return form_page(
        request,
        form,
        title=_("Ask who a confidential sender is"),
        lead=str(round_.meeting),
        submit_label=_("Ask a second person"),
        cancel_url=reverse("dialogue:identity"),
        here="identity",
    )


def identity_request(request, pk):
    asked = _request_or_404(request, pk)
    person = _whose(request, asked) if rules.can_see_who_it_is(request.user, asked) else None
    return render(
        request,
        "dialogue/identity_request.html",
        {
            "asked": asked,
            "sender": _sender_of(asked.voice),
            "ruling": getattr(asked, "ruling", None),
            "can_rule": rules.can_rule_on_identity(request.user, asked),
            "may_know": rules.can_see_who_it_is(request.user, asked),
            "person": person,
            "here": "identity",
        },
    )


@once
@require_POST
def identity_rule(request, pk):
    """The second person's yes or no. Nobody rules on their own request (AUZ-7)."""
    asked = _request_or_404(request, pk)
    insist(rules.can_rule_on_identity(request.user, asked))
    form = RulingForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Allow it or refuse it."))
        return redirect("dialogue:identity_request", pk)
    is_allowed = form.cleaned_data["is_allowed"]
    try:
        voices.rule_on_identity(asked, is_allowed=is_allowed, by=request.user, at=now())
    except CannotDo as complaint:
        messages.error(request, str(complaint))
        return redirect("dialogue:identity_request", pk)
    _note("identity allowed" if is_allowed else "identity refused", request, asked)
    messages.success(
        request,
        _("Allowed. The person reads on their own page that this was opened.")
        if is_allowed
        else _("Refused. Nobody learns who it is."),
    )
    return redirect("dialogue:identity_request", pk)


def _with_marks(requests):
    return [(asked, short_mark_of(asked.voice)) for asked in requests]


def _requests():
    return IdentityRequest.objects.select_related(
        "reason", "by", "voice__round__meeting", "ruling__by"
    )


def _request_or_404(request, pk):
    """Requests exist for those who ask and those who rule."""
    if not rules.can_see_identity_requests(request.user):
        raise Http404
    return get_object_or_404(_requests(), pk=pk)


def _whose(request, asked):
    key = behind.whose(asked)
    people = Participation.objects.select_related("stakeholder", "contact_person")
    person = people.filter(pk=key).first()
    if person is not None:
        _note("identity shown", request, asked)
    return person


def _voices():
    """Voices that sent something; somebody may also have only begun to write."""
    points = Expectation.objects.filter(voice=OuterRef("pk"))
    files = Attachment.objects.filter(voice=OuterRef("pk"))
    return Voice.objects.filter(
        Exists(points) | Exists(files), round__mode=ExpectationRound.Mode.CONFIDENTIAL
    )


def _rounds_with_voices():
    return (
        ExpectationRound.objects.annotate(
            senders=Count("voices", filter=Q(voices__in=_voices()), distinct=True)
        )
        .filter(senders__gt=0)
        .select_related("meeting")
        .order_by("-pk")
    )


def _numbers_of(round_):
    by_key = {voice.pk: voice for voice in _voices().filter(round=round_)}
    numbers = numbered((round_.pk, key) for key in by_key)
    return {by_key[key]: number for key, number in numbers.items()}


def _sender_of(voice):
    numbers = {each.pk: number for each, number in _numbers_of(voice.round).items()}
    name = name_of_voice(voice.round, numbers.get(voice.pk, "?"))
    return f"{name} · {short_mark_of(voice)}"


def _note(event, request, asked):
    security.info("%s: request=%s by=%s", event, asked.pk, request.user.pk)
