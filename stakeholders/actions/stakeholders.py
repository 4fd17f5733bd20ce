"""Entering and changing stakeholders and their contact persons."""

from django.db import transaction

from config.versions import save_over
from stakeholders.folding import folded
from stakeholders.models import ContactAssignment, ContactPerson, SafetyAssessment, Stakeholder


@transaction.atomic
def add_stakeholder(stakeholder, *, by, on):
    """Enter a stakeholder; whoever enters it looks after it until somebody else does."""
    stakeholder.full_clean()
    stakeholder.save()
    if by is not None:
        ContactAssignment.objects.create(
            stakeholder=stakeholder, user=by, part=ContactAssignment.Part.PRIMARY, from_on=on
        )
    keep_findable(stakeholder)
    return stakeholder


@transaction.atomic
def change_stakeholder(stakeholder, *, fields, version):
    """Save edited `fields`. Raises Conflict when somebody saved since `version`."""
    stakeholder.full_clean()
    save_over(stakeholder, [*fields, "sort_key"], version)
    keep_findable(stakeholder)
    return stakeholder


@transaction.atomic
def add_person(person):
    person.full_clean()
    person.save()
    keep_findable(person.stakeholder)
    return person


@transaction.atomic
def change_person(person, *, fields, version):
    """Save edited `fields`. Raises Conflict when somebody saved since `version`."""
    person.full_clean()
    save_over(person, fields, version)
    keep_findable(person.stakeholder)
    return person


def assess_safety(stakeholders, *, risk, by, at, partner_was_asked=False):
    """Write down whether anybody could get into trouble; the last answer is in force (S30)."""
    SafetyAssessment.objects.bulk_create(
        SafetyAssessment(
            stakeholder=stakeholder,
            risk=risk,
            partner_was_asked=partner_was_asked,
            by=by,
            assessed_at=at,
        )
        for stakeholder in stakeholders
    )


@transaction.atomic
def note_partner_was_asked(stakeholder, *, by, at):
    """Somebody they trust was asked, so a link with a name on it may go out (S30)."""
    # What is in force is read and written again, so it must not change in between.
    Stakeholder.objects.select_for_update(no_key=True).get(pk=stakeholder.pk)
    latest = SafetyAssessment.objects.latest_of([stakeholder]).first()
    risk = latest.risk if latest else SafetyAssessment.Risk.NOT_SURE
    assess_safety([stakeholder], risk=risk, by=by, at=at, partner_was_asked=True)


def keep_findable(stakeholder):
    """What search looks in: the name, the place and who we speak with there."""
    # Two people may enter two persons at once; the second then reads the first.
    stakeholder = Stakeholder.objects.select_for_update(no_key=True).get(pk=stakeholder.pk)
    persons = ContactPerson.objects.current().filter(stakeholder=stakeholder)
    words = [stakeholder.name, stakeholder.place, stakeholder.country]
    words += persons.values_list("name", flat=True)
    Stakeholder.objects.filter(pk=stakeholder.pk).update(
        search_text=folded(" · ".join(filter(None, words)))
    )
