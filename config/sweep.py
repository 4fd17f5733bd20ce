"""One sweep over everything that is due, in every app. Beat, a command and a wake-up all call it."""

import logging

from django.utils.timezone import now

from dialogue import letters, reminders
from dialogue.actions.voices import release_what_is_due

logger = logging.getLogger(__name__)

SOURCES = (*letters.SOURCES, *reminders.SOURCES)


def sweep(at=None):
    """Release sealed answers, then tell everybody what is due; the number of messages sent."""
    at = at or now()
    try:
        release_what_is_due(at)
    except Exception:
        # A fault here must not silence the reminders.
        logger.exception("Sealed answers could not be released")
    return reminders.send_due(at, SOURCES)
