"""Sound recordings: only what is heard is kept, and the container around it is made anew (UPL-5).

A cleaned recording is opened once more by mutagen, which must find some length and no tag at all.
"""

import io
from contextlib import suppress

from mutagen.mp3 import MP3
from mutagen.mp4 import MP4
from mutagen.ogg import OggPage
from mutagen.oggopus import OggOpus
from mutagen.oggvorbis import OggVorbis
from mutagen.wave import WAVE

from dialogue.attachments import mp3, mp4
from dialogue.attachments.findings import CannotClean
from dialogue.attachments.property_names import said_by

# An empty list of comments: no program that made it, no comment.
NOTHING = bytes(8)
EMPTY_COMMENTS = {
    b"OpusHead": b"OpusTags" + NOTHING,
    b"\x01vorbis": b"\x03vorbis" + NOTHING + b"\x01",
}
HEADERS = {b"OpusHead": 2, b"\x01vorbis": 3}


def clean(content, code):
    clean_kind, *opens = CLEANERS[code]
    removed = said_by_tags(content, opens)
    sound = clean_kind(content)
    check(sound, opens)
    if sound != content:
        removed = removed or {"hidden_data"}
    return sound, removed


def opened(content, opens):
    """As the first kind that mutagen recognises; it has an error of its own for every other."""
    for open_kind in opens:
        with suppress(Exception):
            return open_kind(io.BytesIO(content))
    raise CannotClean("other")


def said_by_tags(content, opens):
    tags = opened(content, opens).tags
    names = tags.keys() if tags else []
    return said_by(str(name).lstrip("©") for name in names)


def check(content, opens):
    sound = opened(content, opens)
    if sound.tags or not sound.info.length:
        raise CannotClean


def clean_ogg(content):
    """One stream of Opus or Vorbis, with an empty list of comments and no number of its own."""
    pages = ogg_pages(content)
    packets, sound = headers_and_sound(pages)
    first, *others = packets
    others[0] = EMPTY_COMMENTS[codec_of(first)]
    new = OggPage.from_packets([first]) + OggPage.from_packets(others) + sound
    for number, page in enumerate(new):
        page.sequence, page.serial = number, 1
        page.first = number == 0
    return b"".join(page.write() for page in new)


def ogg_pages(content):
    file, pages = io.BytesIO(content), []
    while file.tell() < len(content):
        try:
            pages.append(OggPage(file))
        except EOFError:
            break
    if len({page.serial for page in pages}) != 1 or any(page.first for page in pages[1:]):
        # A second stream: a film, or another recording.
        raise CannotClean("other")
    return pages


def codec_of(packet):
    for start in HEADERS:
        if packet.startswith(start):
            return start
    raise CannotClean


def headers_and_sound(pages):
    """The first packets say what the sound is, and what somebody wrote about it."""
    wanted = HEADERS[codec_of(pages[0].packets[0])]
    for count in range(2, len(pages)):
        if pages[count - 1].complete:
            packets = OggPage.to_packets(pages[:count])
            if len(packets) >= wanted:
                break
    else:
        raise CannotClean
    if len(packets) != wanted:
        raise CannotClean
    return packets, pages[count:]


def clean_wav(content):
    """The form of the sound and the sound; none of the lists, cues and letters beside them."""
    kept, at = [], 12
    while at + 8 <= len(content):
        name, size = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        if name in (b"fmt ", b"fact", b"data"):
            body = content[at + 8 : at + 8 + size]
            kept.append(name + len(body).to_bytes(4, "little") + body + bytes(len(body) % 2))
        at += 8 + size + size % 2
    chunks = b"WAVE" + b"".join(kept)
    return b"RIFF" + len(chunks).to_bytes(4, "little") + chunks


# What cleans a kind, and what must be able to open it.
CLEANERS = {
    "mp3": (mp3.only_the_sound, MP3),
    "m4a": (mp4.only_the_sound, MP4),
    "ogg": (clean_ogg, OggOpus, OggVorbis),
    "wav": (clean_wav, WAVE),
}
