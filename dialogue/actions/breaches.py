"""Saying that a process agreement was not kept to, and acting on it within five working days (S80)."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogue.actions.meetings import working_days_after
from dialogue.models import Breach, BreachAction, BreachVerdict, Remark
from dialogue.models.breaches import DAYS_TO_ACT


@transaction.atomic
def report_breach(
    agreement,
    *,
    happened_on,
    on,
    words,
    by=None,
    participation=None,
    by_stakeholder=None,
    harmed=None,
    is_serious=False,
):
    """Somebody did not keep to an agreement: we, or `by_stakeholder`. Said by a colleague or a party.

    `on` is the day we heard of it; from then on five working days count.
    """
    if not words.strip():
        raise ValidationError({"words": _("Say what happened.")})
    if happened_on > on:
        raise ValidationError({"happened_on": _("That day is still to come.")})
    breach = Breach(
        trajectory_id=agreement.version.trajectory_id,
        agreement=agreement,
        by_stakeholder=by_stakeholder,
        harmed=harmed,
        is_serious=is_serious,
        happened_on=happened_on,
        noticed_on=on,
        act_by=working_days_after(on, DAYS_TO_ACT),
        remark=Remark.objects.create(text=words.strip()),
        recorded_by=by,
        participation=participation,
    )
    # The portal may not look at trajectories; this one is that of the agreement.
    breach.full_clean(exclude=["trajectory"])
    breach.save()
    return breach


@transaction.atomic
def act_on_breach(breach, *, words, on, by):
    """Write down what was done about it, and with whom."""
    if not words.strip():
        raise ValidationError({"words": _("Say what you did, and with whom.")})
    if on < breach.noticed_on:
        raise ValidationError({"on": _("That was before we heard of it.")})
    return BreachAction.objects.create(
        breach=breach, done_on=on, remark=Remark.objects.create(text=words.strip()), by=by
    )


@transaction.atomic
def judge_action(action, *, is_accepted, on, hand=None, by=None, remark=""):
    """Whether the harmed party accepts what was done: with its own hand, or as it told us."""
    return BreachVerdict.objects.create(
        action=action,
        is_accepted=is_accepted,
        said_on=on,
        recorded_by=by,
        remark=Remark.objects.create(text=remark) if remark else None,
        **(hand.signature() if hand else {}),
    )
