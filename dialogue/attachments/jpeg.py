"""A JPEG without the segments that talk about it, pixel for pixel the same.

For the photos inside a PDF, where another compression would cost quality twice.
"""

import re

from dialogue.attachments.findings import CannotClean

START, END, SCAN = 0xD8, 0xD9, 0xDA
JFIF, ADOBE, COMMENT = 0xE0, 0xEE, 0xFE
ABOUT_THE_PICTURE = {*range(0xE0, 0xF0), COMMENT}

# Inside a scan FF00 is a byte and FFD0..FFD7 a restart; any other FFxx ends it.
END_OF_SCAN = re.compile(rb"\xff+[^\x00\xff\xd0-\xd7]", re.DOTALL)


def without_metadata(content):
    if content[:2] != b"\xff\xd8":
        raise CannotClean
    kept = [b"\xff\xd8"]
    at = 2
    while at < len(content):
        marker, at = marker_at(content, at)
        if marker == END:
            break
        segment, after = segment_at(content, at, marker)
        kept.append(as_kept(marker, segment))
        at = after
        if marker == SCAN:
            at = end_of_scan(content, after)
            kept.append(content[after:at])
    # Whatever follows the picture, a film of a "moving photo" for instance, is left behind.
    return b"".join([*kept, b"\xff\xd9"])


def marker_at(content, at):
    if content[at] != 0xFF:
        raise CannotClean
    while at < len(content) and content[at] == 0xFF:
        at += 1
    if at == len(content):
        return END, at
    return content[at], at + 1


def segment_at(content, at, marker):
    if marker in (START, 0x00, 0x01) or at + 2 > len(content):
        raise CannotClean
    after = at + int.from_bytes(content[at : at + 2])
    if after < at + 2 or after > len(content):
        raise CannotClean
    return content[at:after], after


def as_kept(marker, segment):
    """Without the two segments that say how to read the colours, a picture may turn green."""
    if marker == JFIF and segment[2:7] == b"JFIF\0":
        return bytes([0xFF, JFIF, 0, 16]) + segment[2:14].ljust(12, b"\0") + b"\0\0"
    if marker == ADOBE and segment[2:7] == b"Adobe":
        return bytes([0xFF, ADOBE, 0, 14]) + segment[2:14].ljust(12, b"\0")
    if marker in ABOUT_THE_PICTURE:
        return b""
    return bytes([0xFF, marker]) + segment


def end_of_scan(content, at):
    found = END_OF_SCAN.search(content, at)
    return found.start() if found else len(content)
