"""On paper: a letter to each who took part, and a sheet for the wall; as a page and as a PDF."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from config.languages import direction_of, is_spoken, spoken_or_english
from config.pages import insist
from config.printing import CannotPrint, as_pdf, qr_code
from dialogue import rules
from dialogue.letters import who_is_safe_with_a_name
from dialogue.models import ExpectationRound, ReportBack
from dialogue.record_numbers import record_number_for
from dialogue.views.meetings import visible_meeting, workable_meeting
from dialogue.what_became import Letters, wall_of


def letter(request, pk, participation_pk):
    meeting, seat = _seat(request, pk, participation_pk)
    return _shown(
        request,
        _letters(meeting, [seat], _chosen(request)),
        back=reverse("dialogue:report", args=[meeting.pk]),
        pdf=reverse("dialogue:letter_pdf", args=[meeting.pk, seat.pk]),
        chosen=_chosen(request) or spoken_or_english(seat.language),
    )


def letter_pdf(request, pk, participation_pk):
    meeting, seat = _seat(request, pk, participation_pk)
    return _file(
        request,
        _letters(meeting, [seat], _chosen(request)),
        name=f"letter-{meeting.pk}-{seat.pk}",
        page=reverse("dialogue:letter", args=[meeting.pk, seat.pk]),
    )


def letters(request, pk):
    """Every letter, each in the language of its reader, one after the other."""
    meeting = _readable_meeting(request, pk)
    return _shown(
        request,
        _letters(meeting, who_gets_a_letter(meeting)),
        back=reverse("dialogue:report", args=[meeting.pk]),
        pdf=reverse("dialogue:letters_pdf", args=[meeting.pk]),
    )


def letters_pdf(request, pk):
    meeting = _readable_meeting(request, pk)
    return _file(
        request,
        _letters(meeting, who_gets_a_letter(meeting)),
        name=f"letters-{meeting.pk}",
        page=reverse("dialogue:letters", args=[meeting.pk]),
    )


def outcomes(request, pk, round_pk):
    round_ = _answered_round(request, pk, round_pk)
    language = _chosen(request) or spoken_or_english(round_.meeting.language)
    return _shown(
        request,
        [_wall(round_, language)],
        back=reverse("dialogue:meeting", args=[pk]),
        pdf=reverse("dialogue:outcomes_pdf", args=[pk, round_pk]),
        chosen=language,
        hint=_("Read it before it hangs there: no reason of ours may tell who sent a point."),
    )


def outcomes_pdf(request, pk, round_pk):
    round_ = _answered_round(request, pk, round_pk)
    language = _chosen(request) or spoken_or_english(round_.meeting.language)
    return _file(
        request,
        [_wall(round_, language)],
        name=f"outcomes-{round_.pk}",
        page=reverse("dialogue:outcomes", args=[pk, round_pk]),
    )


# --- Whose, and whether -----------------------------------------------------------------------------


def who_gets_a_letter(meeting):
    """Everybody who still takes part and for whom a letter with their name is known to be safe (S30)."""
    seats = [seat for seat in meeting.participations.all() if seat.withdrawn_at is None]
    safe = who_is_safe_with_a_name({seat.stakeholder_id for seat in seats})
    return [seat for seat in seats if seat.stakeholder_id in safe]


def _readable_meeting(request, pk):
    """Their words are in it, so it is for the team that may read those (C2)."""
    meeting = workable_meeting(request, pk)
    insist(rules.can_read_expectations(request.user, meeting))
    return meeting


def _seat(request, pk, participation_pk):
    meeting = _readable_meeting(request, pk)
    seats = {seat.pk: seat for seat in meeting.participations.all() if seat.withdrawn_at is None}
    if participation_pk not in seats:
        raise Http404
    seat = seats[participation_pk]
    insist(seat in who_gets_a_letter(meeting))
    return meeting, seat


def _answered_round(request, pk, round_pk):
    """Everybody may read it, so who sees the conversation does. Before it was answered there is none."""
    meeting = visible_meeting(request, pk)
    round_ = get_object_or_404(ExpectationRound.objects.exclude(answered_at=None), pk=round_pk)
    if round_.meeting_id != meeting.pk:
        raise Http404
    round_.meeting = meeting
    return round_


# --- In their language ------------------------------------------------------------------------------


def _chosen(request):
    language = request.GET.get("language", "")
    return language if is_spoken(language) else ""


def _letters(meeting, seats, language=""):
    found = Letters(meeting, localdate())
    number = record_number_of_report(meeting)
    return [
        _letter(found, seat, language or spoken_or_english(seat.language), number) for seat in seats
    ]


def record_number_of_report(meeting):
    """What the letter can be held against later; empty before the report was sent (AUD-8)."""
    report = ReportBack.objects.filter(meeting=meeting, sent_at__isnull=False).first()
    return record_number_for(report) if report else ""


def _letter(found, seat, language, record_number):
    with override(language):
        return _sheet(
            "print/_letter.html",
            language,
            {
                "letters": found,
                "letter": found.letter_to(seat),
                "meeting": found.meeting,
                "record_number": record_number,
            },
        )


def _wall(round_, language):
    address = f"{settings.PORTAL_URL}/r#{round_.code}" if round_.is_anonymous else ""
    with override(language):
        return _sheet(
            "print/_outcomes.html",
            language,
            {
                "wall": wall_of(round_, localdate()),
                "round": round_,
                "meeting": round_.meeting,
                "code": qr_code(address) if address else "",
            },
        )


def _sheet(template, language, context):
    """One sheet as HTML, made while its own language is active."""
    context |= {
        "language": language,
        "direction": direction_of(language),
        "today": localdate(),
        "organisation": settings.ORGANISATION_NAME,
        "portal": settings.PORTAL_URL,
    }
    return {
        "html": render_to_string(template, context),
        "language": language,
        "direction": context["direction"],
    }


# --- The page and the file --------------------------------------------------------------------------


def _shown(request, sheets, *, back, pdf, chosen="", hint=""):
    return render(
        request,
        "print/sheets.html",
        _around(sheets)
        | {
            "back": back,
            "pdf": f"{pdf}?language={chosen}" if chosen else pdf,
            "chosen": chosen,
            "hint": hint,
            "languages": settings.PORTAL_LANGUAGES,
            "ours": get_language(),
            "ours_direction": direction_of(get_language()),
        },
    )


def _file(request, sheets, *, name, page):
    """The file; where it cannot be made, a page that says so and how to print all the same."""
    try:
        content = as_pdf(render_to_string("print/sheets.html", _around(sheets)))
    except CannotPrint as complaint:
        language = _chosen(request)
        return render(
            request,
            "dialogue/no_pdf.html",
            {
                "complaint": complaint,
                "page": f"{page}?language={language}" if language else page,
                "here": "conversations",
            },
        )
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )


def _around(sheets):
    first = (
        sheets[0]
        if sheets
        else {"language": get_language(), "direction": direction_of(get_language())}
    )
    return {"sheets": sheets, "language": first["language"], "direction": first["direction"]}
