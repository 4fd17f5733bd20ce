"""What travels in a form instead of a code that has no person: signed, for two hours.

A ticket names a round or a receipt, each with a salt of its own, so that one never opens what
belongs to another (TOK-11). That of a personal link is dialogue.actions.links.
"""

from django.core import signing

from dialogue.actions.links import TICKET_LASTS

ROUND, RECEIPT = "portal shared code", "portal receipt"


def ticket_to(what, kind):
    return signing.dumps(str(what), salt=kind)


def opened(ticket, kind):
    """What a ticket that is still good names, or None."""
    return _read(ticket, kind, max_age=TICKET_LASTS)


def named_by(ticket, kind):
    """The same, of a ticket that may be too old."""
    return _read(ticket, kind)


def is_a_ticket(ticket):
    return any(named_by(ticket, kind) for kind in (ROUND, RECEIPT))


def _read(ticket, kind, **limit):
    try:
        return signing.loads(ticket, salt=kind, **limit)
    except (signing.BadSignature, ValueError, TypeError):
        return None
