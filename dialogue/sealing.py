"""Sealing what anonymous people send, so that the database cannot be read before its time.

The portal seals to a public key (HPKE, RFC 9180: X25519, HKDF-SHA256, ChaCha20-Poly1305); only the
worker can open it, with a private key that is a file outside the database and its backups. At each
weekly release the key is replaced and the old file is thrown away, so that an old copy of the
database stays closed for ever (security.md TH3).
"""

import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from django.conf import settings

from dialogue.models import SealingKey

SUITE = hpke.Suite(hpke.KEM.X25519, hpke.KDF.HKDF_SHA256, hpke.AEAD.CHACHA20_POLY1305)
KB = 1024
# A short answer and a shorter one look alike from outside.
SIZES = [size * KB for size in (1, 4, 16, 64, 256, 1024, 4096, 8192, 16_384, 24_576, 45_056)]


class CannotUnseal(Exception):
    """The private half of a key is not where it should be, or does not fit."""


def sealing_key(on):
    """The key to seal to today. Made when there is none."""
    return SealingKey.objects.filter(retired_on=None).last() or new_key(on)


def new_key(on):
    private = X25519PrivateKey.generate()
    key = SealingKey.objects.create(public=private.public_key().public_bytes_raw(), made_on=on)
    _write_privately(_file_of(key), private.private_bytes_raw())
    return key


def seal(content, key):
    """Bytes that only the holder of the private half of `key` can read, of one of a few sizes."""
    public = X25519PublicKey.from_public_bytes(bytes(key.public))
    return SUITE.encrypt(_padded(content), public, _purpose(key))


def unseal(sealed, key):
    """What was sealed. Raises CannotUnseal when the private key is not there, or is another."""
    try:
        return _without_padding(SUITE.decrypt(bytes(sealed), _private(key), _purpose(key)))
    except (InvalidTag, ValueError) as error:
        raise CannotUnseal(f"It was not sealed to the key {key.pk}.") from error


def throw_away(key):
    """From here on nothing that was sealed to this key can ever be read."""
    _file_of(key).unlink(missing_ok=True)


def _purpose(key):
    return f"te-voet answer {key.pk}".encode()


def _private(key):
    try:
        return X25519PrivateKey.from_private_bytes(_file_of(key).read_bytes())
    except OSError as error:
        raise CannotUnseal(
            f"The sealing key {key.pk} is not in {settings.SEALING_KEYS}."
        ) from error


def _file_of(key):
    # Named after the key itself: after a restore a number may be given out again.
    return Path(settings.SEALING_KEYS) / f"{bytes(key.public).hex()[:32]}.key"


def _write_privately(path, content):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _padded(content):
    wanted = len(content) + 4
    size = next((size for size in SIZES if size >= wanted), wanted)
    return len(content).to_bytes(4) + content + bytes(size - wanted)


def _without_padding(padded):
    length = int.from_bytes(padded[:4])
    return padded[4 : 4 + length]
