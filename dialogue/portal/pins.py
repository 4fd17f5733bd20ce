"""The PIN: what the link alone does not show, and what may be sent or saved under it."""

from django.db import connection
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.actions.links import choose_pin, pin_fits
from dialogue.models import Participation
from dialogue.portal.answering_pages import page
from dialogue.portal.facts import Facts
from dialogue.portal.forms import NewPinForm, PinForm, not_well_formed
from dialogue.portal.once import only_once
from dialogue.portal.turns import checking_a_secret


def read_back(visit):
    """Open what the link alone does not show."""
    wrong = try_to_open(visit)
    return page(visit, *wrong)


def choose_beforehand(visit):
    """Choose a PIN before anything is sent, for who has a form on a page of its own."""
    form = NewPinForm(visit.typed)
    if not form.is_valid():
        return page(visit, form)
    if not form.cleaned_data["new_pin"]:
        form.miss()
        return page(visit, form)
    pin = pin_to_choose(visit, form)

    def write():
        take_turns(visit)
        choose(Facts(visit), pin)

    if pin:
        only_once(visit.once, write)
        open_with(visit, pin)
    visit.forgets("new_pin")
    return page(visit, notice=_("Your PIN is chosen. Remember it: we cannot look it up."))


def try_to_open(visit):
    """Nothing when the PIN was right, else the form that says what is wrong."""
    form = PinForm(visit.typed)
    if not form.is_valid():
        return [form]
    pin = form.cleaned_data["pin"]
    if not pin:
        form.is_missing()
    elif visit.has_a_pin and _fits(visit, pin):
        visit.opens()
    else:
        form.does_not_fit()
    return not_well_formed(form)


def pin_to_choose(visit, new_pin):
    """The PIN to set with what is sent, if any.

    Was one chosen since the page was shown, then it may be by somebody else who has the link, and
    what is sent now would be open to them.
    """
    pin = new_pin.cleaned_data["new_pin"]
    if not visit.has_a_pin or visit.may_read or "new_pin" not in visit.typed:
        return "" if visit.has_a_pin else pin
    if pin and _fits(visit, pin):
        visit.opens()
        return ""
    raise CannotDo(_somebody_chose_a_pin())


def pin_to_save_with(visit, facts, new_pin):
    """The PIN to set, if any, and the form that says why saving cannot be done yet, if so."""
    if visit.has_a_pin and not visit.may_read and not new_pin.cleaned_data["new_pin"]:
        return "", try_to_open(visit)
    pin = pin_to_choose(visit, new_pin)
    if pin or visit.may_read:
        return pin, []
    if not facts.may_choose_a_pin:
        raise CannotDo(_too_late_for_a_pin())
    new_pin.miss()
    return "", [new_pin]


def open_with(visit, pin):
    """Open what the PIN opens that was just chosen.

    Was the form sent before, then nothing was chosen now: what stands in the database decides.
    """
    visit.participation.refresh_from_db(fields=["pin_hash"])
    if visit.has_a_pin and _fits(visit, pin):
        visit.opens()


def _fits(visit, pin):
    with checking_a_secret():
        return pin_fits(visit.participation, pin, at=visit.at)


def choose(facts, pin):
    if facts.has_sent_points:
        raise CannotDo(_too_late_for_a_pin())
    with checking_a_secret():
        choose_pin(facts.participation, pin)


def take_turns(visit):
    """One at a time for each person: nobody chooses a PIN between our looking and our writing.

    The lock is no row's: locking the row would write the number of this transaction on it, and so
    join a person to the confidential answer that is written here (security.md §0.2).
    """
    with connection.cursor() as cursor:
        name = f"the turn of participation {visit.participation.pk}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])
    chosen = Participation.objects.values_list("pin_hash", flat=True).get(pk=visit.participation.pk)
    if chosen != visit.participation.pin_hash:
        raise CannotDo(_somebody_chose_a_pin())


def _somebody_chose_a_pin():
    return _(
        "A PIN was chosen for this link while you were writing, so nothing was sent yet. If that "
        "was you, send again. If it was not, do not send: end this link below and ask your contact "
        "person for a new one."
    )


def _too_late_for_a_pin():
    return _(
        "Points were sent from this link without a PIN, so a PIN can no longer be chosen: it would "
        "show them to whoever has the link. You can still send; saving for later is not possible."
    )
