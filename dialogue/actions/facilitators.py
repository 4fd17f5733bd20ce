"""Proposing somebody from outside to lead the conversation, and what the parties say to it (S101)."""

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.models import FacilitatorConsent, Remark


def propose_facilitator(facilitator, *, trajectory, by, at):
    """Ask every party. Who was proposed before makes way."""
    facilitator.trajectory, facilitator.proposed_by, facilitator.proposed_at = trajectory, by, at
    facilitator.full_clean()
    with transaction.atomic():
        trajectory.facilitators.filter(ended_at=None).update(ended_at=at)
        facilitator.save()
    return facilitator


@transaction.atomic
def consent_to_facilitator(facilitator, *, participation, answer, remark="", on=None):
    """A stakeholder answers through its own link."""
    return _write(
        facilitator, participation.stakeholder, answer, remark, on, participation=participation
    )


@transaction.atomic
def record_consent(facilitator, *, stakeholder, answer, by, remark="", on=None):
    """We write down what a stakeholder told us; shown as our word, not as theirs."""
    return _write(facilitator, stakeholder, answer, remark, on, recorded_by=by)


def _write(facilitator, stakeholder, answer, remark, on, *, participation=None, recorded_by=None):
    if facilitator.ended_at:
        raise CannotDo(_("Somebody else has been proposed since."))
    consent = FacilitatorConsent(
        facilitator=facilitator,
        stakeholder=stakeholder,
        participation=participation,
        recorded_by=recorded_by,
        answer=answer,
        said_on=on or localdate(),
        remark=Remark.objects.create(text=remark) if remark else None,
    )
    consent.full_clean(exclude=["stakeholder", "participation", "remark"])
    consent.save()
    return consent
