"""Proving that a yes is theirs: a chain of hashes whose beginning only the holder of a link has.

From the code of a link and a salt follows a secret, slowly, so that nobody guesses it from a copy of
the database. Hashed `STEPS` times it gives the tip that is stored with the link. Each yes hands
over the step before the last one known, and the database checks that it hashes to it (migration
0011). The server sees the secret while somebody uses the link, and forgets it: what that means is
written on the page “What the record proves” (DESIGN.md §10, Consent; security.md TH16).
"""

import base64
import hashlib
import secrets
from dataclasses import dataclass

from argon2.low_level import Type, hash_secret_raw
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings

from dialogue.models import ConsentKey, Link, UsedKey

STEPS = 1000
SALT_BYTES, SECRET_BYTES = 16, 32


@dataclass(frozen=True)
class Hand:
    """Somebody who holds a link: what they say is signed with the next key of its chain."""

    link: Link
    secret: bytes

    @property
    def participation(self):
        return self.link.participation

    @property
    def stakeholder(self):
        return self.participation.stakeholder

    def signature(self):
        """The columns of a row that only they can write."""
        return {
            "participation": self.participation,
            "link": self.link,
            "key": key_after(self.secret, _steps_taken(self.link)),
        }


def lay_lock(link, digits):
    """Store with a new link the tip of its chain."""
    salt = secrets.token_bytes(SALT_BYTES)
    tip = _hashed(_secret_of(digits, salt), STEPS)
    return ConsentKey.objects.create(link=link, salt=salt, tip=tip)


def hand_of(link, digits):
    """The hand of who gave this code; None for a link of before there were locks."""
    lock = ConsentKey.objects.filter(link=link).first()
    return Hand(link, _secret_of(digits, bytes(lock.salt))) if lock else None


def key_after(secret, steps_taken):
    return _hashed(secret, STEPS - 1 - steps_taken)


def closed(hand):
    """The secret as it travels in a form: only this site opens it again, for as long as it says."""
    return _safe().encrypt(hand.secret).decode() if hand else ""


def opened(link, text):
    try:
        return Hand(link, _safe().decrypt(text.encode()))
    except InvalidToken:
        return None


def _safe():
    key = hashlib.sha256(b"the hand of a visitor" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _steps_taken(link):
    return UsedKey.objects.filter(consent_key__link=link).count()


def _secret_of(digits, salt):
    """Argon2id at the strength of a password (DESIGN.md §10)."""
    return hash_secret_raw(
        digits.encode(),
        salt,
        time_cost=2,
        memory_cost=19 * 1024,
        parallelism=1,
        hash_len=SECRET_BYTES,
        type=Type.ID,
    )


def _hashed(value, times):
    for _step in range(times):
        value = hashlib.sha256(value).digest()
    return value
