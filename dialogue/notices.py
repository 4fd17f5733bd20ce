"""Whom nobody told what was done without them: a colleague tells them another way (AUD-11)."""

from django.db.models import Exists, OuterRef

from dialogue.letters import NOTICE, who_can_be_told
from dialogue.models import InformalContact, Notice, Reminder


def who_was_not_told(notices, today):
    """Those of these notices of which no letter went out, and none can: no address, or not safe.

    Whom we spoke to since was told.
    """
    spoken = InformalContact.objects.filter(
        stakeholder=OuterRef("stakeholder"), happened_at__gte=OuterRef("written_at")
    )
    written = list(
        Notice.objects.about_them()
        .filter(~Exists(spoken), pk__in=notices)
        .select_related("stakeholder")
    )
    keys = {f"{notice.pk}" for notice in written}
    sent = Reminder.objects.filter(kind=NOTICE, key__in=keys).exclude(sent_at=None)
    told = set(sent.values_list("key", flat=True))
    seats = who_can_be_told({notice.stakeholder_id for notice in written}, today)
    return [
        notice
        for notice in written
        if f"{notice.pk}" not in told and notice.stakeholder_id not in seats
    ]
