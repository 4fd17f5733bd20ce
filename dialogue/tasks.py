"""Where Celery comes in. A task is an address, not a place: one call, and let it raise."""

import logging

from celery import shared_task
from django.db import transaction

logger = logging.getLogger(__name__)


@shared_task
def send_due_reminders():
    from config.sweep import sweep

    return sweep()


def wake_the_sweep():
    """Have letters go out now instead of within a minute. A lost wake-up is harmless."""
    transaction.on_commit(_publish, robust=True)


def _publish():
    try:
        send_due_reminders.apply_async(expires=55, retry=False)
    except Exception as error:
        logger.warning("No wake-up (%s); the next sweep will find it.", type(error).__name__)
