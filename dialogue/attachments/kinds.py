"""The kinds of file we take, how their names end, and how their first bytes look (UPL-3)."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """One kind of file. Its code is also the ending we give to what we keep."""

    code: str
    family: str
    media_type: str
    endings: tuple[str, ...]
    first_bytes: re.Pattern

    def looks_like(self, content):
        return self.first_bytes.match(content) is not None


def kind(code, family, media_type, first_bytes, *other_endings):
    return Kind(
        code, family, media_type, (code, *other_endings), re.compile(first_bytes, re.DOTALL)
    )


OPEN_XML = "application/vnd.openxmlformats-officedocument."
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
ZIP = rb"PK\x03\x04"

KINDS = [
    kind("jpg", "images", "image/jpeg", rb"\xff\xd8\xff", "jpeg"),
    kind("png", "images", "image/png", rb"\x89PNG\r\n\x1a\n"),
    kind("webp", "images", "image/webp", rb"RIFF....WEBP"),
    kind("pdf", "pdf", "application/pdf", rb"(\xef\xbb\xbf)?\s*%PDF-"),
    kind("docx", "office", OPEN_XML + "wordprocessingml.document", ZIP),
    kind("xlsx", "office", OPEN_XML + "spreadsheetml.sheet", ZIP),
    kind("pptx", "office", OPEN_XML + "presentationml.presentation", ZIP),
    kind("odt", "office", OPEN_DOCUMENT + "text", ZIP),
    kind("ods", "office", OPEN_DOCUMENT + "spreadsheet", ZIP),
    kind("odp", "office", OPEN_DOCUMENT + "presentation", ZIP),
    kind("mp3", "audio", "audio/mpeg", rb"ID3|\xff[\xe2-\xff]"),
    kind("m4a", "audio", "audio/mp4", rb"....ftyp"),
    kind("ogg", "audio", "audio/ogg", rb"OggS", "oga", "opus"),
    kind("wav", "audio", "audio/wav", rb"RIFF....WAVE"),
]

BY_CODE = {kind.code: kind for kind in KINDS}
BY_ENDING = {ending: kind for kind in KINDS for ending in kind.endings}

# Endings that deserve a sentence of their own: somebody can do something about them.
PHOTOS_OF_APPLE = {"heic", "heif", "hif"}
WITH_MACROS = {"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm"}
OTHER_SOUND = {"aac", "amr", "3gp", "3ga", "flac", "wma", "aif", "aiff", "caf", "m4b", "spx"}

HEIC = re.compile(rb"....ftyp(heic|heix|heim|heis|hevc|hevx|mif1|msf1)", re.DOTALL)
OLD_OFFICE_OR_LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def taken(takes_audio):
    return [kind for kind in KINDS if takes_audio or kind.family != "audio"]


def ending_of(name):
    return name.rpartition(".")[2].strip().lower() if "." in name else ""
