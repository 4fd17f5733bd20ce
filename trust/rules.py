"""Who reads what our conduct adds up to: whoever reads the register itself."""

from stakeholders.models import READERS


def can_read_trust(user):
    return user.role in READERS
