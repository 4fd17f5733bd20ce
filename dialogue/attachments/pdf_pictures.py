"""The photos inside a PDF: their own metadata is cut out, and not one pixel changes."""

import base64
import binascii
import zlib

from pikepdf import Array, Name

from dialogue.attachments import jpeg
from dialogue.attachments.findings import CannotClean

# A picture may unpack to no more than this before it is a picture.
LONGEST = 60_000_000

# Boxes of JPEG 2000 that hold words: XMP and GPS live in uuid.
WORDS_OF_JPX = {b"xml ", b"uuid", b"uinf", b"jp2i", b"asoc", b"lbl "}


def clean_picture(stream):
    """The codes of what was cut out; the stream is changed in place."""
    filters = filters_of(stream)
    if not filters or filters[-1] not in CUTTERS:
        return set()
    raw = stream.read_raw_bytes()
    packed = unpacked(raw, filters[:-1])
    clean = CUTTERS[filters[-1]](packed)
    stream.write(clean, filter=Name(filters[-1]), decode_parms=last_parameters(stream))
    return {"hidden_data"} if clean != packed.rstrip(b"\r\n") else set()


def filters_of(stream):
    filters = stream.get("/Filter")
    if isinstance(filters, Array):
        return [str(name) for name in filters]
    return [str(filters)] if filters is not None else []


def last_parameters(stream):
    parameters = stream.get("/DecodeParms")
    if isinstance(parameters, Array):
        return parameters[-1] if len(parameters) else None
    return parameters


def unpacked(content, filters):
    for name in filters:
        if name not in UNPACKERS:
            raise CannotClean
        content = UNPACKERS[name](content)
    return content


def inflate(content):
    machine = zlib.decompressobj()
    unpacked = machine.decompress(content, LONGEST)
    if machine.unconsumed_tail:
        raise CannotClean("unsafe")
    return unpacked


def from_ascii85(content):
    return base64.a85decode(content.strip().removeprefix(b"<~").removesuffix(b"~>"))


def from_hex(content):
    digits = b"".join(content.split()).rstrip(b">")
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


def jpx_without_words(content):
    if content.startswith(b"\xff\x4f"):
        return content
    kept, at = [], 0
    while at + 8 <= len(content):
        size = int.from_bytes(content[at : at + 4])
        if size == 1:
            size = int.from_bytes(content[at + 8 : at + 16])
        end = at + size if size else len(content)
        if end < at + 8:
            raise CannotClean
        if content[at + 4 : at + 8] not in WORDS_OF_JPX:
            kept.append(content[at:end])
        at = end
    return b"".join(kept)


UNPACKERS = {
    "/FlateDecode": inflate,
    "/ASCII85Decode": from_ascii85,
    "/ASCIIHexDecode": from_hex,
}
CUTTERS = {"/DCTDecode": jpeg.without_metadata, "/JPXDecode": jpx_without_words}
