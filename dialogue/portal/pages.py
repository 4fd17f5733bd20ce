"""The pages somebody can meet here. Each is one answer to one POST; none has an address of its own.

What was typed anywhere on a page comes back on the next one, in its field or as a hidden field.
"""

import uuid

from django.utils.translation import gettext as _

from dialogue.portal.facts import Facts
from dialogue.portal.forms import (
    CodeForm,
    EndorsementForm,
    NewPinForm,
    PinForm,
    PointsForm,
)
from dialogue.portal.showing import and_forget, show, show_to
from dialogue.portal.typed import (
    all_words_in,
    kept_for_other_rounds,
    unsent_words,
    words_so_far,
)
from dialogue.portal.uploads import FilesField
from dialogue.portal.visits import chosen_language, what_is_kept
from dialogue.portal.words import WordsForm, boxes_of, put_beside, without_a_box
from dialogue.promise_text import promise_text

# --- Before somebody is in ------------------------------------------------------------------------


def landing(posted):
    return and_forget(show("landing", chosen=chosen_language(posted)))


def code_page(posted):
    """The field for the code: for a stranger, after a wrong code, and after two hours."""
    kept = what_is_kept(posted)
    form = CodeForm(initial={"code": posted.get("code", "")})
    has_failed = bool(posted.get("code", "").strip())
    if has_failed:
        form = CodeForm(posted)
        form.add_error(
            "code",
            _(
                "This code does not open anything, or not any more. Check the digits, or ask your "
                "contact person for a new link."
            ),
        )
    return show(
        "code",
        status=404 if has_failed or posted.get("ticket") else 200,
        chosen=chosen_language(posted),
        form=form,
        kept=kept.items(),
        words=all_words_in(kept),
    )


# --- Their own page -------------------------------------------------------------------------------


def home(visit, *wrong, files=None, notice="", number="", problem=""):
    """Their own page. `wrong` are the forms that were filled in wrongly, if any."""
    facts = Facts(visit)
    forms = forms_of(visit, facts) | {type(form): form for form in wrong}
    files = files or FilesField(takes_audio=True)
    words = forms[WordsForm]
    put_beside(facts, words)
    # What stands beside their points waits, out of sight, until the PIN is given again.
    without, opened = without_a_box(visit.typed, words), visit.may_read or not visit.has_a_pin
    return show_to(
        visit,
        "home",
        status=400 if wrong or problem or files.errors else 200,
        facts=facts,
        points=forms[PointsForm],
        files=files if facts.takes_points else None,
        promise=promise_text(facts.round, visit.at) if facts.takes_points else None,
        kept=[*kept_for_other_rounds(visit, facts), *([] if opened else without.items())],
        endorsement=forms[EndorsementForm],
        new_pin=forms[NewPinForm],
        pin=forms[PinForm],
        words=words,
        wrong_fields=[
            *(field for form in wrong for field in form if field.errors),
            *([files] if files.errors else []),
        ],
        unsent=unsent_words(visit, facts, without if opened else {}),
        notice=notice,
        number=number,
        problem=problem,
        default=default_verb(visit, facts),
        once=uuid.uuid4(),
    )


def forms_of(visit, facts):
    """Every form of the page, holding what was typed or saved, without complaints."""
    words = words_so_far(visit, facts)
    return {
        PointsForm: PointsForm(initial=words, questions=facts.questions),
        EndorsementForm: EndorsementForm(initial=visit.typed),
        NewPinForm: NewPinForm(initial=visit.typed),
        PinForm: PinForm(),
        WordsForm: WordsForm(initial=visit.typed, boxes=boxes_of(facts)),
    }


def default_verb(visit, facts):
    """What the Enter key does: never more than what somebody in that field would expect."""
    if visit.has_a_pin and not visit.may_read:
        return "read"
    return "send" if facts.takes_points else ""
