"""A form that is sent twice makes one record, here where the answer is a page (see config.once)."""

from django.db import transaction

from config.once import claim


def only_once(key, act):
    """Do it, unless the form with this key was dealt with before.

    The key is stored with the change or not at all: a form that was refused may be sent again.
    """
    with transaction.atomic():
        if key is None or claim(key, by=None):
            act()
