"""What was typed: it comes back on the next page, in its field or as a hidden field."""

from dialogue.models import RoundQuestion

# Fields that a page after sending or saving does not show, but must not lose either.
BESIDE_THE_POINTS = ("word", "answer", "remark")
OF_ONE_BUTTON = {"do", "once", "pin"}


def words_so_far(visit, facts):
    """What stands in the boxes: what is being typed, or else what was saved."""
    saved = saved_words(facts) if visit.may_read else {}
    typed = {name: text for name, text in visit.typed.items() if name.startswith("q")}
    if not visit.has_just_opened:
        return typed or saved
    choices = {f"q{question.pk}" for question in facts.questions if question.is_choice}
    return {
        name: typed.get(name) or saved.get(name)
        if name in choices
        else together(saved.get(name), typed.get(name))
        for name in {**saved, **typed}
    }


def saved_words(facts):
    answers = facts.draft.answers if facts.draft else {}
    return {f"q{question}": text for question, text in answers.items()}


def together(saved, typed):
    """Both, when somebody wrote on before they opened what they had saved."""
    texts = [text for text in (saved, typed) if text and text.strip()]
    return "\n".join(dict.fromkeys(texts))


def unsent_words(visit, facts, more=()):
    """Typed in boxes that are not there (any more): shown, so that it can be copied."""
    waiting = dict(kept_for_other_rounds(visit, facts))
    shown = {f"q{question.pk}" for question in facts.questions} if facts.takes_points else set()
    return all_words_in(
        {
            name: text
            for name, text in visit.typed.items()
            if name.startswith("q") and name not in shown and name not in waiting
        }
        | dict(more)
    )


def kept_for_other_rounds(visit, facts):
    """What was typed on the page of a round that is still open, to go back to."""
    typed = [item for item in visit.typed.items() if item[0].startswith("q") and item[1].strip()]
    shown = facts.questions if facts.takes_points else []
    boxes = {name for name, _text in typed} - {f"q{question.pk}" for question in shown}
    if not boxes:
        return []
    others = RoundQuestion.objects.filter(
        round__in=[each for each in facts.rounds_to_answer if each.is_named]
    )
    names = {f"q{key}" for key in others.values_list("pk", flat=True)} & boxes
    return [item for item in typed if item[0] in names]


def all_words_in(typed):
    """Everything written so far as one text to read back or to copy."""
    names = [name for name in typed if name.startswith(("q", "remark", "word"))]
    return "\n\n".join(typed[name].strip() for name in names if typed[name].strip())


def beside_the_points(visit):
    return [item for item in visit.typed.items() if item[0].startswith(BESIDE_THE_POINTS)]
