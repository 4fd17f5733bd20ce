"""MP3: a row of frames. The frames are kept; all that stands before, between and behind them goes."""

import re

from dialogue.attachments.findings import CannotClean

# Kilobits per second of layer III, by version of MPEG; and samples per second.
RATES = {
    3: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    2: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
}
RATES[0] = RATES[2]
FREQUENCIES = {3: [44100, 48000, 32000], 2: [22050, 24000, 16000], 0: [11025, 12000, 8000]}
LAYER_III = 1
SYNC = re.compile(rb"\xff[\xe2-\xff]")


def only_the_sound(content):
    kept, kind = [], None
    at = behind_id3(content, 0)
    while (at := next_frame(content, at, kind)) is not None:
        frame = content[at : at + length_at(content, at)]
        kind = kind or kind_at(content, at)
        kept.append(frame)
        at += len(frame)
    if len(kept) < 2:
        raise CannotClean("other")
    return b"".join([without_words(kept[0]), *kept[1:]])


def behind_id3(content, at):
    """A tag may hold a picture that looks like sound, so it is stepped over by its own length."""
    while content[at : at + 3] == b"ID3" and len(content) >= at + 10:
        size = 0
        for seven_bits in content[at + 6 : at + 10]:
            size = size << 7 | seven_bits & 0x7F
        at += 10 + size + (10 if content[at + 5] & 0x10 else 0)
    return at


def next_frame(content, at, kind):
    """Where the next whole frame begins. The first must be followed by another of its kind."""
    while found := SYNC.search(content, at):
        at = found.start()
        length = length_at(content, at)
        if (
            length
            and at + length <= len(content)
            and kind_at(content, at) == (kind or kind_at(content, at + length))
        ):
            return at
        at += 1
    return None


def kind_at(content, at):
    """Version, layer and frequency, which stay the same through a recording."""
    header = content[at : at + 4]
    return (header[1] >> 1, header[2] >> 2 & 3) if len(header) == 4 else None


def length_at(content, at):
    header = content[at : at + 4]
    if len(header) < 4:
        return 0
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3
    rate, frequency = header[2] >> 4, header[2] >> 2 & 3
    if version not in RATES or layer != LAYER_III or rate in (0, 15) or frequency == 3:
        return 0
    samples = 144 if version == 3 else 72
    padding = header[2] >> 1 & 1
    return samples * RATES[version][rate] * 1000 // FREQUENCIES[version][frequency] + padding


def without_words(frame):
    """The first frame often holds no sound but a table for seeking, and the name of the encoder."""
    found = re.search(rb"Xing|Info", frame[:60])
    if not found:
        return frame if b"VBRI" not in frame[:60] else frame[:4] + bytes(len(frame) - 4)
    flags = int.from_bytes(frame[found.end() : found.end() + 4])
    sizes = {1: 4, 2: 4, 4: 100, 8: 4}
    table = found.end() + 4 + sum(size for flag, size in sizes.items() if flags & flag)
    return frame[:table].ljust(len(frame), b"\0")
