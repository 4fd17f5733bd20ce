"""M4A: boxes in boxes. What we do not know is overwritten in place, so that no offset changes.

Of the boxes only those remain that are needed to play the sound, and of the data only the bytes
that the sound's own tables point at. Places live in `udta`, `meta` and tracks of their own.
"""

from dataclasses import dataclass

from dialogue.attachments.findings import CannotClean

NEEDED = {
    b"moov": {b"mvhd", b"trak"},
    b"trak": {b"tkhd", b"edts", b"mdia"},
    b"edts": {b"elst"},
    b"mdia": {b"mdhd", b"hdlr", b"minf"},
    b"minf": {b"smhd", b"dinf", b"stbl"},
    b"dinf": {b"dref"},
    b"stbl": {b"stsd", b"stts", b"ctts", b"stsc", b"stsz", b"stco", b"co64", b"sgpd", b"sbgp"},
}
WITH_TIMES = {b"mvhd", b"tkhd", b"mdhd"}
FILMS = {b"vide", b"subp", b"text", b"sbtl"}


@dataclass(frozen=True)
class Box:
    name: bytes
    start: int
    inside: int
    end: int


def only_the_sound(content):
    data = bytearray(content)
    boxes = boxes_in(data, 0, len(data))
    del data[boxes[-1].end :]
    if [box.name for box in boxes].count(b"moov") != 1 or any(box.name == b"moof" for box in boxes):
        raise CannotClean
    for box in boxes:
        if box.name == b"moov":
            clean_box(data, box)
        elif box.name not in (b"ftyp", b"mdat"):
            blank(data, box)
    keep_only_what_is_played(data, boxes)
    return bytes(data)


def boxes_in(data, start, end):
    """Bytes after the last whole box are no box; at the top they are cut off."""
    boxes = []
    while start + 8 <= end:
        size, inside = number(data, start, 4), start + 8
        if size == 1:
            size, inside = number(data, inside, 8), start + 16
        elif size == 0:
            size = end - start
        if start + size > end or start + size < inside:
            break
        boxes.append(Box(bytes(data[start + 4 : start + 8]), start, inside, start + size))
        start += size
    if not boxes:
        raise CannotClean
    return boxes


def number(data, at, length):
    return int.from_bytes(data[at : at + length])


def blank(data, box):
    data[box.start + 4 : box.start + 8] = b"free"
    empty(data, box, box.inside, box.end)


def empty(data, box, start, end):
    if not box.inside <= start <= end <= box.end:
        raise CannotClean
    data[start:end] = bytes(end - start)


def clean_box(data, box):
    if box.name in WITH_TIMES:
        # Version 1 writes the two moments in eight bytes each.
        version = data[box.inside]
        empty(data, box, box.inside + 4, box.inside + (20 if version else 12))
    elif box.name == b"hdlr":
        # What kind of track it is stays; the name of the program does not.
        empty(data, box, box.inside + 4, box.inside + 8)
        empty(data, box, box.inside + 12, box.end)
    elif box.name == b"dref":
        point_at_itself(data, box)
    elif box.name in NEEDED:
        for child in boxes_in(data, box.inside, box.end):
            if child.name in NEEDED[box.name] and not is_another_track(data, child):
                clean_box(data, child)
            else:
                blank(data, child)


def is_another_track(data, box):
    """A film is refused; anything else beside the sound, often the place, is left out."""
    if box.name != b"trak":
        return False
    handler = find(data, box, b"mdia", b"hdlr")
    what = bytes(data[handler.inside + 8 : handler.inside + 12])
    if what in FILMS:
        raise CannotClean("other")
    return what != b"soun"


def point_at_itself(data, box):
    """Where the sound lies: in this very file, and never at a path or an address."""
    for entry in boxes_in(data, box.inside + 8, box.end):
        data[entry.start + 4 : entry.start + 8] = b"url "
        empty(data, entry, entry.inside, entry.end)
        data[entry.inside + 3] = 1


def find(data, box, *names):
    for name in names:
        found = [child for child in boxes_in(data, box.inside, box.end) if child.name == name]
        if len(found) != 1:
            raise CannotClean
        box = found[0]
    return box


def keep_only_what_is_played(data, boxes):
    moov = next(box for box in boxes if box.name == b"moov")
    played = [
        extent
        for track in boxes_in(data, moov.inside, moov.end)
        if track.name == b"trak"
        for extent in extents(data, find(data, track, b"mdia", b"minf", b"stbl"))
    ]
    if not played:
        raise CannotClean("other")
    for box in boxes:
        if box.name == b"mdat":
            keep_only(data, box, played)


def keep_only(data, box, extents):
    kept = bytearray(box.end - box.inside)
    for start, end in extents:
        if box.inside <= start <= end <= box.end:
            kept[start - box.inside : end - box.inside] = data[start:end]
    data[box.inside : box.end] = kept


def extents(data, tables):
    """Where the samples of a track lie: chunk by chunk, each a run of samples."""
    boxes = {box.name: box for box in boxes_in(data, tables.inside, tables.end)}
    chunks = (
        numbers(data, boxes[b"stco"], 4) if b"stco" in boxes else numbers(data, boxes[b"co64"], 8)
    )
    runs = numbers(data, boxes[b"stsc"], 4, per_entry=3)
    sizes = sizes_of_samples(data, boxes[b"stsz"])
    samples_in = dict(zip(runs[0::3], runs[1::3], strict=True))
    sample, in_chunk = 0, 0
    for count, start in enumerate(chunks, 1):
        in_chunk = samples_in.get(count, in_chunk)
        yield start, start + sizes(sample, sample + in_chunk)
        sample += in_chunk


def sizes_of_samples(data, box):
    """How many bytes the samples from one to another take together."""
    fixed = number(data, box.inside + 4, 4)
    if fixed:
        return lambda first, last: fixed * (last - first)
    sizes = numbers(data, box, 4, at=8)
    return lambda first, last: sum(sizes[first:last])


def numbers(data, box, length, per_entry=1, at=4):
    start = box.inside + at + 4
    count = number(data, box.inside + at, 4) * per_entry
    if start + count * length > box.end:
        raise CannotClean
    return [number(data, start + length * place, length) for place in range(count)]
