"""Who was told what before the demo was loaded: nobody gets a letter about the past."""

from datetime import timedelta

from django.utils.timezone import localdate

from config.sweep import SOURCES
from dialogue.models import Reminder


def mark_the_past_as_told(at):
    """As if the sweep had run until yesterday; what falls due today still goes out."""
    yesterday = localdate(at) - timedelta(days=1)
    Reminder.objects.bulk_create(
        Reminder(
            kind=due.kind,
            key=due.key,
            **due.recipient,
            claimed_at=at,
            next_try_at=at,
            attempts=1,
            sent_at=at,
        )
        for source in SOURCES
        for due in source(yesterday)
    )
