"""Proposing process agreements, saying yes or no to them, and leaving them."""

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.models import (
    AgreementDeparture,
    AgreementParty,
    AgreementSuggestion,
    AgreementVersion,
    Endorsement,
    Participation,
    ProcessAgreement,
    Remark,
)
from dialogue.refusals import refused_by

# What a first set holds; the other standard lines are there to choose from.
STANDARD_AGREEMENTS = [
    ProcessAgreement.Standard.OWN_EXPERIENCE,
    ProcessAgreement.Standard.STAYS_HERE,
    ProcessAgreement.Standard.NO_HARM,
    ProcessAgreement.Standard.EVERYONE_FOLLOWS,
    ProcessAgreement.Standard.CHANGE_TOGETHER,
]


class TextChanged(CannotDo):
    """Another version was proposed meanwhile. `read` is what they had before them, `newest` what is."""

    def __init__(self, sentence, *, read, newest):
        super().__init__(sentence)
        self.read, self.newest = read, newest


@transaction.atomic
def propose_agreements(trajectory, *, lines, by, at, instead_of=None, reason=""):
    """Propose the next version, to which we say yes ourselves with it (AUD-9).

    `lines`: standard names or our own words, in order. `instead_of` is the version that its writer
    had before them, None for a first one; raises TextChanged when it is not the newest any more.
    """
    last = instead_of.number if instead_of else 0
    bring_in_newcomers(trajectory)
    version = AgreementVersion(
        trajectory=trajectory,
        number=last + 1,
        proposed_by=by,
        proposed_at=at,
        reason=Remark.objects.create(text=reason.strip()) if reason.strip() else None,
    )
    try:
        with transaction.atomic():
            version.save()
    except DatabaseError as refusal:
        if refused_by(refusal) not in {
            "agreement_version_follows",
            "one_agreement_version_per_number",
        }:
            raise
        raise _changed_meanwhile(trajectory.pk, read=instead_of) from refusal
    ProcessAgreement.objects.bulk_create(
        ProcessAgreement(
            version=version,
            position=position,
            **standard_or_own(ProcessAgreement, line),
        )
        for position, line in enumerate(lines, start=1)
    )
    _write(version, None, Endorsement.Answer.ACCEPTED, at, recorded_by=by)
    return version


def bring_in_newcomers(trajectory):
    """Everybody at the table is a party; who joins later is one from the next version (S78)."""
    at_the_table = Participation.objects.filter(meeting__trajectory=trajectory, withdrawn_at=None)
    known = trajectory.agreement_parties.values("stakeholder")
    new = at_the_table.exclude(stakeholder__in=known).values_list("stakeholder", flat=True)
    for stakeholder in sorted(set(new)):
        AgreementParty.objects.create(
            trajectory=trajectory, stakeholder_id=stakeholder, from_version=0
        )


def standard_or_own(model, words):
    """How a line is stored: by name when it is a standard one, else in our own words."""
    return {"standard": words} if words in model.Standard.values else {"own_words": words}


@transaction.atomic
def endorse(version, *, hand, answer, at, remark=""):
    """A stakeholder answers with its own hand. Raises TextChanged when it read an older version."""
    return _write(version, hand.stakeholder, answer, at, remark=remark, **hand.signature())


@transaction.atomic
def record_endorsement(version, *, stakeholder, answer, by, at, remark=""):
    """We write down what a stakeholder told us; weaker than their own hand, and they are told so."""
    return _write(version, stakeholder, answer, at, remark=remark, recorded_by=by)


@transaction.atomic
def suggest_a_change(version, *, participation, words):
    """A party says what it would like to see different; whoever proposes the next version reads it."""
    if not words.strip():
        raise ValidationError({"words": _("Write what you would like to see different.")})
    return AgreementSuggestion.objects.create(
        version=version,
        participation=participation,
        remark=Remark.objects.create(text=words.strip()),
    )


def leave_the_agreements(hand):
    """Their stakeholder takes no part any more: the next version does without its yes."""
    parties = AgreementParty.objects.filter(
        trajectory=hand.participation.meeting.trajectory_id,
        stakeholder=hand.stakeholder,
        departure=None,
    )
    for party in parties:
        AgreementDeparture.objects.create(party=party, **hand.signature())


def _write(version, stakeholder, answer, at, *, remark="", recorded_by=None, **signature):
    endorsement = Endorsement(
        version=version,
        stakeholder=stakeholder,
        recorded_by=recorded_by,
        answer=answer,
        remark=Remark.objects.create(text=remark) if remark else None,
        endorsed_at=at,
        **signature,
    )
    endorsement.full_clean(exclude=["key"])
    try:
        with transaction.atomic():
            endorsement.save()
    except DatabaseError as refusal:
        if refused_by(refusal) != "newest_version_is_answered":
            raise
        raise _changed_meanwhile(version.trajectory_id, read=version) from refusal
    return endorsement


def _changed_meanwhile(trajectory, *, read):
    versions = AgreementVersion.objects.filter(trajectory=trajectory)
    newest = versions.prefetch_related("agreements").last()
    return TextChanged(
        _("The process agreements changed while you were reading. Please read them again."),
        read=read,
        newest=newest,
    )
