"""A box for a word beside each thing that somebody can say something about on their page."""

from django import forms
from django.utils.translation import gettext_lazy as _

from dialogue.portal.breaches import actions_to_judge
from dialogue.portal.forms import LONGEST_REMARK, Words

OPTIONAL = _("Anything to add? (optional)")
ASK, HEARD, FACILITATOR = "word_ask", "word_heard", "word_facilitator"
SUGGEST = "word_suggest"


class WordsForm(forms.Form):
    """One box for each name. A name begins with “word”, so that no other page loses what is in it."""

    def __init__(self, *args, boxes, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in boxes.items():
            rows = 3 if name in {ASK, HEARD} else 2
            self.fields[name] = Words(label=label, most=LONGEST_REMARK, rows=rows)

    def says(self, name):
        """What stands in a box, without the blanks around it."""
        return self.cleaned_data.get(name, "").strip()


def boxes_of(facts):
    """Name → label of every box on their page."""
    boxes = {ASK: _("Your question")} if facts.may_ask else {}
    if facts.shows_what_we_heard:
        boxes[HEARD] = _("Was it different? Then write how it was")
    if facts.facilitator:
        boxes[FACILITATOR] = _("Your condition, or why not")
    if facts.agreements:
        boxes[SUGGEST] = _("What would you like to be different?")
    for promised in facts.promises:
        boxes |= dict.fromkeys(promised.boxes.values(), OPTIONAL)
    for action in actions_to_judge(facts):
        boxes[f"word_action{action.pk}"] = OPTIONAL
    for point in facts.points_to_judge:
        boxes[point.box] = OPTIONAL
    return boxes


def put_beside(facts, form):
    """Give each promise and point its own box, for the page to show there."""
    for promised in facts.promises:
        for attribute, name in promised.boxes.items():
            setattr(promised, attribute, form[name])
    for point in facts.points_to_judge:
        point.word = form[point.box]
    for action in actions_to_judge(facts):
        action.word = form[f"word_action{action.pk}"]


def without_a_box(typed, form):
    """Typed beside something that does not wait (any more): not to be lost either."""
    return {
        name: text
        for name, text in typed.items()
        if name.startswith("word")
        and name not in form.fields
        and text.strip()
        # On the page where a point is changed it has a box of its own.
        and not name.startswith("word_change")
    }
