"""The pages behind the shared code of an anonymous round."""

import uuid

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.formats import time_format
from django.utils.timezone import localtime

from config.printing import qr_code
from dialogue.check_words import check_words
from dialogue.models import PurposeStatement
from dialogue.portal.answering_pages import wrong_fields
from dialogue.portal.forms import PointsForm
from dialogue.portal.public import fates_of
from dialogue.portal.showing import in_words, show_to
from dialogue.portal.typed import all_words_in
from dialogue.portal.uploads import FilesField
from dialogue.portal.visits import over_there
from dialogue.promise_text import promise_text
from dialogue.releases import arrives_in_time, next_hour, send_before


def page(visit, *wrong, files=None, problem=""):
    """The form while the round is open; once it was answered what became of everything."""
    if not visit.is_open:
        return closed(visit, problem=problem)
    questions = list(visit.round.questions.all())
    files = files or FilesField(takes_audio=False)
    return show_to(
        visit,
        "anonymous",
        status=400 if wrong or problem or files.errors else 200,
        purpose=PurposeStatement.objects.filter(meeting=visit.meeting).first(),
        check_words=check_words(visit.round.digest),
        before=in_words(over_there(visit.meeting, send_before(visit.round))),
        is_in_time=arrives_in_time(visit.round, visit.at),
        comes_out=in_words(over_there(visit.meeting, next_hour(visit.at))),
        promise=promise_text(visit.round, visit.at),
        points=wrong[0] if wrong else PointsForm(initial=visit.typed, questions=questions),
        files=files,
        wrong_fields=wrong_fields(*wrong, files=files),
        problem=problem,
        default="",
        once=uuid.uuid4(),
    )


def closed(visit, problem=""):
    """Not open yet, closed, or answered: then the public page of the round."""
    return show_to(
        visit,
        "round_public",
        status=400 if problem else 200,
        problem=problem,
        is_coming=visit.today < visit.round.opens_on and visit.meeting.is_planned,
        unsent=all_words_in(visit.typed),
        fates=fates_of(visit.round, visit.today) if visit.round.answered_at else None,
    )


def urgent(visit, points):
    """The cost of not waiting, said again beside what they typed."""
    typed = {name: text for name, text in visit.typed.items() if name.startswith("q")}
    return show_to(
        visit,
        "urgent",
        said=[(question, question.in_words(text)) for question, text in points.points().items()],
        kept=typed.items(),
        files=FilesField(takes_audio=False),
        chose_files=bool(visit.files),
        comes_out=in_words(over_there(visit.meeting, next_hour(visit.at))),
        once=uuid.uuid4(),
    )


def receipt(visit, digits, removed, *, is_urgent):
    """The twenty digits, shown this once."""
    return show_to(
        visit,
        "receipt",
        groups=[digits[start : start + 4] for start in range(0, len(digits), 4)],
        qr=qr_code(f"{settings.PORTAL_URL}/r#{digits}"),
        removed=removed,
        is_urgent=is_urgent,
        comes_out=in_words(over_there(visit.meeting, next_hour(visit.at))),
        is_in_time=arrives_in_time(visit.round, visit.at),
    )


def weekly_hour(at):
    """(weekday, hour) at which answers come out, on the clock of the organisation."""
    return WEEKDAYS[settings.RELEASE_WEEKDAY], time_format(localtime(next_hour(at)), "TIME_FORMAT")
