"""Who of us looks after a relationship, and handing it over (S53–S55)."""

from django.db import transaction

from stakeholders.models import ContactAssignment, Handover, Stakeholder


@transaction.atomic
def assign(stakeholder, *, user, part, on, handover_note="", was_joint=None):
    """Make `user` the contact person or deputy from the day `on`; whoever was it, ends that day.

    `was_joint` says how it was handed over: together with the stakeholder (True), among
    ourselves (False), or not at all (None).
    """
    # The row of the relationship is the lock, also while nobody looks after it yet.
    Stakeholder.objects.select_for_update(no_key=True).get(pk=stakeholder.pk)
    before = (
        ContactAssignment.objects.select_for_update()
        .open()
        .filter(stakeholder=stakeholder, part=part)
    )
    if before.filter(user=user).exists():
        return before.get(user=user)
    before.update(until_on=on)
    assignment = ContactAssignment(stakeholder=stakeholder, user=user, part=part, from_on=on)
    assignment.full_clean()
    assignment.save()
    if was_joint is not None:
        Handover.objects.create(
            incoming=assignment, held_on=on, was_joint=was_joint, note=handover_note
        )
    return assignment
