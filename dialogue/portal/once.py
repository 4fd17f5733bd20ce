"""A form that is sent twice makes one record, here where the answer is a page (see config.once)."""

from django.db import IntegrityError, transaction

from accounts.models import Submission


def only_once(key, act):
    """Do it, unless the form with this key was dealt with before.

    The key is stored with the change or not at all: a form that was refused may be sent again.
    """
    with transaction.atomic():
        if key is None or _is_first(key):
            act()


def _is_first(key):
    """Waits while the first sending is still under way."""
    try:
        with transaction.atomic():
            Submission.objects.create(key=key, by=None)
    except IntegrityError:
        return False
    return True
