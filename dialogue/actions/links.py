"""Minting, opening and revoking personal links.

A code is 24 digits in six groups: eight find the row, sixteen prove the holder. It is shown
once, in the message it is minted for; we keep a hash (security.md TOK-2, TOK-8, TOK-9).
"""

import secrets
from datetime import timedelta

from django.contrib.auth.hashers import check_password, make_password
from django.core import signing
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.timezone import localdate

from dialogue import keys
from dialogue.models import Link, Participation

SELECTOR_DIGITS, VERIFIER_DIGITS, GROUP = 8, 16, 4
TRIES_PER_HOUR = 10
PIN_TRIES = 5
LOCKED_FOR = timedelta(hours=1)
TICKET_LASTS = timedelta(hours=2)
TICKET_SALT = "portal ticket"


def mint_link(participation, *, at):
    """A fresh code for a participation, in groups of four. The only moment it can be read."""
    verifier = _digits(VERIFIER_DIGITS)
    verifier_hash = make_password(verifier)
    while True:
        selector = _digits(SELECTOR_DIGITS)
        try:
            with transaction.atomic():
                link = Link.objects.create(
                    participation=participation,
                    selector=selector,
                    verifier_hash=verifier_hash,
                    created_at=at,
                    ends_on=participation.meeting.links_end_on,
                )
                keys.lay_lock(link, selector + verifier)
        except IntegrityError:
            continue  # Another link has this selector; throw again.
        return grouped(selector + verifier)


def grouped(digits):
    return " ".join(digits[start : start + GROUP] for start in range(0, len(digits), GROUP))


def open_link(code, *, at):
    """The hand that a code opens, or None: unknown, ended, revoked and locked look the same.

    Takes as long for an unknown code as for a known one. Opening writes nothing; only a wrong
    code does, so that guessing ends after ten tries an hour.
    """
    digits = "".join(character for character in code if character in "0123456789")
    selector, verifier = digits[:SELECTOR_DIGITS], digits[SELECTOR_DIGITS:]
    link = Link.objects.select_related("participation__meeting").filter(selector=selector).first()
    if link is None or len(verifier) != VERIFIER_DIGITS:
        check_password("0" * VERIFIER_DIGITS, _NOBODY)
        return None
    fits = check_password(verifier, link.verifier_hash)
    if link.locked_until and link.locked_until > at:
        return None
    if not fits:
        count_failure(Link.objects.filter(pk=link.pk), at=at)
        return None
    return keys.hand_of(link, digits) if is_alive(link, localdate(at)) else None


def hand_with(code):
    """The hand of a code that was just minted: whoever it was given to."""
    digits = code.replace(" ", "")
    link = Link.objects.select_related("participation__meeting", "participation__stakeholder")
    return keys.hand_of(link.get(selector=digits[:SELECTOR_DIGITS]), digits)


_NOBODY = make_password("nobody has this code")


def is_alive(link, today):
    return link.revoked_at is None and today <= link.ends_on


def ticket_for(hand, *, may_read=False):
    """What travels in the forms of an opened link instead of the code: signed, two hours."""
    return signing.dumps([hand.link.pk, may_read, keys.closed(hand)], salt=TICKET_SALT)


def open_ticket(ticket, *, at):
    """(the hand, may read back) for a ticket that is still good, else (None, False)."""
    try:
        pk, may_read, closed = signing.loads(ticket, salt=TICKET_SALT, max_age=TICKET_LASTS)
    except (signing.BadSignature, ValueError, TypeError):
        return None, False
    link = Link.objects.select_related("participation__meeting").filter(pk=pk).first()
    if link is None or not is_alive(link, localdate(at)):
        return None, False
    return keys.opened(link, closed), may_read


def revoke_link(link, *, at):
    """Ends every link of this participation at once: its holder asked for that."""
    revoke_links_of(link.participation, at=at)


def revoke_links_of(participation, *, at):
    Link.objects.filter(participation=participation, revoked_at=None).update(revoked_at=at)


def choose_pin(participation, pin):
    """Set the PIN, once. Who comes later with the link alone cannot replace it."""
    return bool(
        Participation.objects.filter(pk=participation.pk, pin_hash="").update(
            pin_hash=make_password(pin)
        )
    )


def pin_fits(participation, pin, *, at):
    """Whether the PIN is right. After five wrong ones it stays closed for an hour."""
    fits = check_password(pin, participation.pin_hash or _NOBODY)
    if participation.pin_locked_until and participation.pin_locked_until > at:
        return False
    if not fits:
        count_failure(
            Participation.objects.filter(pk=participation.pk),
            at=at,
            tries=PIN_TRIES,
            prefix="pin_",
        )
        return False
    if participation.pin_failures:
        Participation.objects.filter(pk=participation.pk).update(pin_failures=0)
    return True


def count_failure(rows, *, at, tries=TRIES_PER_HOUR, prefix=""):
    """Count in the database, where parallel guesses cannot hide from each other.

    After so many the rows stay locked for an hour. `prefix` is that of their columns.
    """
    rows.update(**{f"{prefix}failures": F(f"{prefix}failures") + 1})
    rows.filter(**{f"{prefix}failures__gte": tries}).update(
        **{f"{prefix}failures": 0, f"{prefix}locked_until": at + LOCKED_FOR}
    )


def _digits(count):
    return "".join(secrets.choice("0123456789") for _ in range(count))
