"""The few files of one form, cleaned one after the other."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.attachments import MOST, Refused, cleaned


def all_cleaned(files, *, takes_audio):
    """(the cleaned files, a sentence for each that we do not take).

    `files` are pairs of name and content; the content is None where it was too large to keep.
    """
    if len(files) > MOST:
        sentence = ngettext(
            "Send %(most)s file at most. Choose again.",
            "Send %(most)s files at most. Choose again.",
            MOST,
        )
        return [], [sentence % {"most": MOST}]
    clean, refusals = [], []
    for name, content in files:
        try:
            clean.append(_one(name, content, takes_audio))
        except Refused as refusal:
            refusals.append(f"{name}: {refusal}")
    return clean, refusals


def _one(name, content, takes_audio):
    if content is None:
        raise Refused(_("This file is too large. A file may be 10 MB at most."))
    return cleaned(content, name, takes_audio=takes_audio)
