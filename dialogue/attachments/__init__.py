"""A file that a stakeholder sends, made to say nothing about who made it (security.md TH10, UPL-1..8).

`cleaned` gives back a new file, or raises `Refused` with a sentence for the person who sent it.
Nothing here knows a model, a database or a disk; the bytes live in memory and pipes only.

The closed room, in which files are taken apart, imports this package too, and must start at once:
that is why Django is reached inside the functions.
"""

from dataclasses import dataclass, field

from dialogue.attachments import kinds

LARGEST = 10 * 1024 * 1024
MOST = 3


class Refused(Exception):
    """Why we do not take a file, in a sentence for the person who sent it."""


@dataclass(frozen=True)
class Cleaned:
    """What we keep of a file. The name it was sent with is not part of it (UPL-7)."""

    # Not in its repr: an error page or a log must not quote it.
    content: bytes = field(repr=False)
    media_type: str
    extension: str
    removed: tuple[str, ...]


def accepts(takes_audio):
    """For the accept attribute of the field.

    Media types as well as endings: a phone of Apple turns its HEIC photos into JPEG by itself
    for a field that names image/jpeg.
    """
    taken = kinds.taken(takes_audio)
    endings = [f".{ending}" for kind in taken for ending in kind.endings]
    return ",".join([kind.media_type for kind in taken] + endings)


def cleaned(content: bytes, name: str, *, takes_audio: bool) -> Cleaned:
    """A version that says nothing about who made it. The original is the caller's to forget."""
    from dialogue.attachments import door

    return door.cleaned(content, name, takes_audio=takes_audio)


def in_words(removed) -> list[str]:
    """What was removed, for the person who sent the file (ASVS 14.2.8)."""
    from dialogue.attachments import sentences

    return sentences.of_what_was_removed(removed)
