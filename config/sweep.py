"""One sweep over everything that is due, in every app. Beat, a command and a wake-up all call it."""

from django.utils.timezone import now

from dialogue import letters, reminders

SOURCES = (*letters.SOURCES, *reminders.SOURCES)


def sweep(at=None):
    """Tell everybody what is due and was not told yet; the number of messages sent."""
    return reminders.send_due(at or now(), SOURCES)
