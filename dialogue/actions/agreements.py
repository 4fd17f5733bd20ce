"""Proposing and endorsing process agreements."""

from django.db import transaction
from django.db.models import Max

from dialogue.models import AgreementVersion, Endorsement, ProcessAgreement, Remark, Trajectory

STANDARD_AGREEMENTS = list(ProcessAgreement.Standard)


@transaction.atomic
def propose_agreements(trajectory, *, lines, by, at):
    """Propose the next version. `lines`: standard names or our own words, in order."""
    Trajectory.objects.select_for_update().get(pk=trajectory.pk)
    last = trajectory.agreement_versions.aggregate(last=Max("number"))["last"] or 0
    version = AgreementVersion.objects.create(
        trajectory=trajectory, number=last + 1, proposed_by=by, proposed_at=at
    )
    ProcessAgreement.objects.bulk_create(
        ProcessAgreement(
            version=version,
            position=position,
            **standard_or_own(ProcessAgreement, line),
        )
        for position, line in enumerate(lines, start=1)
    )
    return version


def standard_or_own(model, words):
    """How a line is stored: by name when it is a standard one, else in our own words."""
    return {"standard": words} if words in model.Standard.values else {"own_words": words}


@transaction.atomic
def endorse(version, *, participation, answer, at, remark=""):
    """A stakeholder answers through its own link."""
    return _write(
        version,
        participation.stakeholder,
        answer,
        at,
        remark=remark,
        participation=participation,
    )


@transaction.atomic
def record_endorsement(version, *, stakeholder, answer, by, at, remark=""):
    """We write down what a stakeholder told us; shown as our word, not as theirs."""
    return _write(version, stakeholder, answer, at, remark=remark, recorded_by=by)


def _write(version, stakeholder, answer, at, *, remark, participation=None, recorded_by=None):
    endorsement = Endorsement(
        version=version,
        stakeholder=stakeholder,
        participation=participation,
        recorded_by=recorded_by,
        answer=answer,
        remark=Remark.objects.create(text=remark) if remark else None,
        endorsed_at=at,
    )
    endorsement.full_clean()
    endorsement.save()
    return endorsement
