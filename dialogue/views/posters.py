"""On paper, before: a poster and a card with the code of everybody, and a card with somebody's own."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils.timezone import now
from django.utils.translation import get_language
from django.views.decorators.http import require_POST

from config.languages import direction_of, is_spoken, spoken_or_english
from config.pages import insist
from config.printing import qr_code
from dialogue.actions import links
from dialogue.check_words import check_words
from dialogue.letters import who_is_safe_with_a_name
from dialogue.releases import day_to_send_before
from dialogue.views.asking import workable_round

SIZES = {"poster", "card"}


def poster(request, pk, round_pk):
    """The same for everybody: what it is about, the code, the check words, and what we promise."""
    round_ = workable_round(request, pk, round_pk)
    if not round_.is_anonymous:
        raise Http404
    language, size = request.GET.get("language", ""), request.GET.get("size", "poster")
    return _paper(
        request,
        "print/poster.html",
        round_,
        language=language if is_spoken(language) else round_.meeting.language,
        size=size if size in SIZES else "poster",
        code=round_.code_in_groups,
        languages=settings.PORTAL_LANGUAGES,
        check_words=check_words(round_.digest),
        send_before=day_to_send_before(round_),
    )


@require_POST
def round_card(request, pk, round_pk, participation_pk):
    """A card with a fresh code for one person. Like every personal link it is shown once."""
    round_ = workable_round(request, pk, round_pk)
    if round_.is_anonymous:
        raise Http404
    participation = get_object_or_404(
        round_.invited.filter(withdrawn_at=None).select_related(
            "stakeholder", "contact_person", "meeting"
        ),
        pk=participation_pk,
    )
    insist(participation.stakeholder_id in who_is_safe_with_a_name([participation.stakeholder_id]))
    return _paper(
        request,
        "print/card.html",
        round_,
        language=participation.language,
        size="card",
        code=links.mint_link(participation, at=now()),
        participation=participation,
    )


def _paper(request, template, round_, *, language, code, **facts):
    language = spoken_or_english(language)
    address = f"{settings.PORTAL_URL}/r#{code.replace(' ', '')}"
    return render(
        request,
        template,
        facts
        | {
            "round": round_,
            "meeting": round_.meeting,
            "language": language,
            "direction": direction_of(language),
            "ours": get_language(),
            "code": code,
            "qr": qr_code(address),
            # As people type it: without the part that every browser adds.
            "address": f"{settings.PORTAL_URL}/r".removeprefix("https://").removeprefix("http://"),
        },
    )
