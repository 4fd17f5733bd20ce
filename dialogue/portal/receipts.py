"""What the holder of a receipt reads: our replies, and what became of each point. Never their words.

A number that we do not know, one that is not released yet and one that is locked for an hour get
one and the same page (ANO-9, ANO-17).
"""

import uuid

from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.voices import RECEIPT_DIGITS, open_receipt, send_verdict_anonymously
from dialogue.models import Expectation, ExpectationVerdict, Outcome, ReportBack, Voice
from dialogue.portal.anonymous_pages import weekly_hour
from dialogue.portal.forms import WordForm
from dialogue.portal.points import points_among
from dialogue.portal.showing import in_words, show, show_to
from dialogue.portal.tickets import RECEIPT, named_by, opened, ticket_to
from dialogue.portal.turns import checking_a_secret
from dialogue.portal.visits import Call, digits_of, over_there, without_keys
from dialogue.releases import next_hour

Verdict = ExpectationVerdict.Verdict


class Holder(Call):
    """One request of somebody who holds a receipt."""

    def __init__(self, voice, *, at, **call):
        self.voice = voice
        self.round = voice.round
        self.meeting = voice.round.meeting
        super().__init__(at=over_there(self.meeting, at), **call)

    @property
    def ticket(self):
        return ticket_to(self.voice.pk, RECEIPT)


def is_a_receipt(posted):
    return len(digits_of(posted)) == RECEIPT_DIGITS


def arrive(posted, *, language, at):
    """The visit that a receipt or its ticket opens, or None."""
    has_code = bool(posted.get("code", "").strip())
    voice = _voice_of_receipt(posted, at) if has_code else _voice_of_ticket(posted)
    if voice is None:
        return None
    is_ours = not has_code or named_by(posted.get("earlier", ""), RECEIPT) == str(voice.pk)
    typed = without_keys(posted) if is_ours else {}
    return Holder(voice, typed=typed, files=[], language=language, at=at)


def _voice_of_receipt(posted, at):
    if not is_a_receipt(posted):
        return None
    with checking_a_secret():
        return open_receipt(digits_of(posted), at=at)


def _voice_of_ticket(posted):
    key = opened(posted.get("ticket", ""), RECEIPT)
    return Voice.objects.select_related("round__meeting").filter(pk=key).first() if key else None


# --- Reading --------------------------------------------------------------------------------------


def nothing_yet(*, language, at):
    """The same whether a digit is wrong or the answer waits for its hour."""
    weekday, hour = weekly_hour(at)
    return show("not_yet", chosen=language, weekday=weekday, hour=hour)


def page(visit, *, form=None, notice="", problem=""):
    points = points_of(visit)
    boxes = form or WordForm(initial=visit.typed, names=[box_of(point) for point in points])
    return show_to(
        visit,
        "replies",
        status=400 if form or problem else 200,
        replies=_replies(visit),
        points=[(point, boxes[box_of(point)]) for point in points],
        notice=notice,
        problem=problem,
        wrong_fields=[field for field in boxes if field.errors] if form else [],
        comes_out=in_words(over_there(visit.meeting, next_hour(visit.at))),
        once=uuid.uuid4(),
    )


def points_of(visit):
    """What they sent in their own words, as points; a choice has no answer of its own."""
    is_reported = ReportBack.objects.filter(meeting=visit.meeting, sent_at__isnull=False).exists()
    outcomes = list(Outcome.objects.filter(meeting=visit.meeting)) if is_reported else []
    sent = Expectation.objects.filter(voice=visit.voice)
    return [point for point in points_among(sent, outcomes) if not point.is_choice]


def _replies(visit):
    written = visit.voice.replies.filter(visible_from__lte=visit.at)
    return list(written.select_related("remark"))


def box_of(point):
    return f"word_point{point.expectation.pk}"


# --- Saying whether it was met --------------------------------------------------------------------


def judge(verdict, visit):
    """Sealed like the answer itself, and without a second row that tells it was said."""
    points = points_of(visit)
    form = WordForm(visit.typed, names=[box_of(point) for point in points])
    point = next((each for each in points if str(each.expectation.pk) == visit.about), None)
    if point is None or not point.may_be_judged:
        raise CannotDo(_("There is no answer to this point yet."))
    if not form.is_valid() and box_of(point) in form.errors:
        return page(visit, form=form)
    send_verdict_anonymously(
        visit.round,
        key=visit.once or uuid.uuid4(),
        expectation=point.expectation,
        verdict=verdict,
        remark=form.cleaned_data.get(box_of(point), "").strip(),
    )
    visit.forgets(box_of(point))
    return page(visit, notice=_("Thank you. It comes out with the others, at the weekly hour."))


VERBS = {
    "met": lambda visit: judge(Verdict.MET, visit),
    "partly": lambda visit: judge(Verdict.PARTLY, visit),
    "not_met": lambda visit: judge(Verdict.NOT_MET, visit),
}
