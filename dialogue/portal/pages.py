"""The pages somebody can meet here. Each is one answer to one POST; none has an address of its own.

What was typed anywhere on a page comes back on the next one, in its field or as a hidden field.
"""

import uuid

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from dialogue.portal.facts import Facts
from dialogue.portal.forms import (
    CodeForm,
    EndorsementForm,
    NewPinForm,
    PinForm,
    PointsForm,
    WordsAboutPromisesForm,
)
from dialogue.portal.visits import LANGUAGES, chosen_language, what_is_kept

# Fields that a page after sending or saving does not show, but must not lose either.
BESIDE_THE_POINTS = ("word", "answer", "remark")
OF_ONE_BUTTON = {"do", "once", "pin"}


def show(template, *, status=200, **context):
    """Rendered without the request: nothing about the browser can get into a page."""
    house = {
        "css": settings.PORTAL_CSS,
        "js": settings.PORTAL_JS,
        "languages": LANGUAGES.choices,
        "organisation": settings.ORGANISATION_NAME,
    }
    return HttpResponse(render_to_string(f"portal/{template}.html", house | context), status=status)


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


def all_words_in(typed):
    """Everything written so far as one text to read back or to copy."""
    names = [name for name in typed if name.startswith(("q", "remark", "word"))]
    return "\n\n".join(typed[name].strip() for name in names if typed[name].strip())


# --- Their own page -------------------------------------------------------------------------------


def home(visit, *wrong, notice="", problem=""):
    """Their own page. `wrong` are the forms that were filled in wrongly, if any."""
    facts = Facts(visit)
    forms = forms_of(visit, facts) | {type(form): form for form in wrong}
    promises = forms[WordsAboutPromisesForm]
    return show_to(
        visit,
        "home",
        status=400 if wrong or problem else 200,
        facts=facts,
        points=forms[PointsForm],
        endorsement=forms[EndorsementForm],
        new_pin=forms[NewPinForm],
        pin=forms[PinForm],
        promises=[(p, promises[f"word{p.pk}"]) for p in facts.promises_to_confirm],
        wrong_fields=[field for form in wrong for field in form if field.errors],
        unsent=unsent_words(visit, facts),
        notice=notice,
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
        WordsAboutPromisesForm: WordsAboutPromisesForm(
            initial=visit.typed, promises=facts.promises_to_confirm
        ),
    }


def words_so_far(visit, facts):
    """What stands in the boxes: what is being typed, or else what was saved."""
    saved = saved_words(facts) if visit.may_read else {}
    typed = {name: text for name, text in visit.typed.items() if name.startswith("q")}
    if not visit.has_just_opened:
        return typed or saved
    return {name: together(saved.get(name), typed.get(name)) for name in {**saved, **typed}}


def saved_words(facts):
    answers = facts.draft.answers if facts.draft else {}
    return {f"q{question}": text for question, text in answers.items()}


def together(saved, typed):
    """Both, when somebody wrote on before they opened what they had saved."""
    texts = [text for text in (saved, typed) if text and text.strip()]
    return "\n".join(dict.fromkeys(texts))


def unsent_words(visit, facts):
    """Typed in boxes that are not there (any more): shown, so that it can be copied."""
    shown = {f"q{question.pk}" for question in facts.questions} if facts.takes_points else set()
    return all_words_in(
        {
            name: text
            for name, text in visit.typed.items()
            if name.startswith("q") and name not in shown
        }
    )


def default_verb(visit, facts):
    """What the Enter key does: never more than what somebody in that field would expect."""
    if visit.has_a_pin and not visit.may_read:
        return "read"
    return "send" if facts.takes_points else ""


# --- After something was done ----------------------------------------------------------------------


def sent(visit, *, has_points):
    kept = beside_the_points(visit)
    return show_to(visit, "sent", facts=Facts(visit), has_points=has_points, kept=kept)


def saved(visit):
    return show_to(visit, "saved", facts=Facts(visit), kept=beside_the_points(visit))


def ask_to_end(visit):
    kept = {name: text for name, text in visit.typed.items() if name not in OF_ONE_BUTTON}
    return show_to(visit, "end", kept=kept.items())


def ended(visit):
    return and_forget(show("ended", chosen=visit.language))


def beside_the_points(visit):
    return [item for item in visit.typed.items() if item[0].startswith(BESIDE_THE_POINTS)]


def show_to(visit, template, **context):
    return show(template, visit=visit, chosen=visit.language, ticket=visit.ticket, **context)


def and_forget(response):
    """Have the browser drop what it kept of the pages before (security.md TH25)."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response
