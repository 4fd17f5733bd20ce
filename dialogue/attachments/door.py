"""What is decided before a file goes into the closed room, and after it comes out."""

from dialogue.attachments import LARGEST, Cleaned, Refused, kinds, sentences, workshop
from dialogue.attachments.findings import CannotClean, in_order


def cleaned(content, name, *, takes_audio):
    try:
        kind = kind_to_clean(content, name, takes_audio)
        clean, removed = workshop.clean(content, kind.code)
        check_size(clean)
    except CannotClean as refusal:
        # Without the cause: it could quote the file in an error page.
        raise Refused(sentences.of_refusal(refusal.reason)) from None
    return Cleaned(clean, kind.media_type, kind.code, tuple(in_order(removed)))


def kind_to_clean(content, name, takes_audio):
    """By its name; the first bytes must agree, and later the parser (UPL-3)."""
    check_size(content)
    kind = kind_named(kinds.ending_of(name), takes_audio)
    if not kind.looks_like(content):
        raise CannotClean(why_it_looks_different(content, kind))
    return kind


def check_size(content):
    if not content:
        raise CannotClean("empty")
    if len(content) > LARGEST:
        raise CannotClean("large")


def kind_named(ending, takes_audio):
    kind = kinds.BY_ENDING.get(ending)
    if kind in kinds.taken(takes_audio):
        return kind
    if not takes_audio and (kind or ending in kinds.OTHER_SOUND):
        raise CannotClean("voice")
    if ending in kinds.PHOTOS_OF_APPLE:
        raise CannotClean("heic")
    if ending in kinds.WITH_MACROS:
        raise CannotClean("macros")
    raise CannotClean("kind_or_sound" if takes_audio else "kind")


def why_it_looks_different(content, kind):
    if kind.family == "images" and kinds.HEIC.match(content):
        return "heic"
    if kind.family == "office" and content.startswith(kinds.OLD_OFFICE_OR_LOCKED):
        return "password"
    return "other"
