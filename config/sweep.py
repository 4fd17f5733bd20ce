"""One sweep over everything that is due, in every app. Beat, a command and a wake-up all call it."""

import logging

from django.utils.timezone import now

from dialogue import letters, record_reminders, reminders
from dialogue.actions.checks import look_after_the_record
from dialogue.actions.promises import let_changes_stand
from dialogue.actions.voices import release_what_is_due

logger = logging.getLogger(__name__)

SOURCES = (*letters.SOURCES, *reminders.SOURCES, *record_reminders.SOURCES)


def sweep(at=None):
    """Release sealed answers, let stand what nobody objected to, look after the record, then tell.

    Returns the number of messages sent.
    """
    at = at or now()
    for act in (release_what_is_due, let_changes_stand, look_after_the_record):
        try:
            act(at)
        except Exception:
            # A fault here must not silence the reminders.
            logger.exception("%s did not work", act.__name__)
    return reminders.send_due(at, SOURCES)
