"""Questions they asked: answered by the day we named, or left (catalogue C4)."""

from datetime import timedelta

from django.utils.translation import gettext as _

from trust.conduct import Fact
from trust.facts.wording import in_short, page_of


def facts_of_questions(relationship, as_of):
    for meeting in relationship.meetings:
        for question in meeting.questions:
            yield _fact_of_question(question)


def _fact_of_question(question):
    """An open question becomes a fact on the day after its date; until then it lies ahead."""
    answered_on = question.answered_on
    if answered_on and answered_on <= question.due_on:
        words = _("Question answered in time: %(question)s")
        return _fact("question_answered", answered_on, words, question)
    words = (
        _("Question answered after the day we named: %(question)s")
        if answered_on
        else _("Question not answered by the day we named: %(question)s")
    )
    overdue_on = question.due_on + timedelta(days=1)
    return _fact("question_overdue", overdue_on, words, question, addressed_on=answered_on)


def _fact(kind, on, words, question, **more):
    return Fact(
        kind,
        on,
        wording=words % {"question": in_short(question.wording)},
        url=page_of("dialogue:question_answer", question.pk),
        **more,
    )
