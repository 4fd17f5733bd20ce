"""What we say to a person about a file: why it is refused, and what was removed from it."""

from django.utils.translation import gettext as _


def of_refusal(reason):
    """The sentence for a reason; a reason we do not know is one we must not repeat."""
    sentences = {
        "empty": _("This file is empty."),
        "large": _("This file is too large. A file may be 10 MB at most."),
        "kind": _(
            "We cannot take this kind of file. You can send photos (JPEG, PNG or WebP), PDF, and documents from Word, Excel, PowerPoint or LibreOffice."
        ),
        "kind_or_sound": _(
            "We cannot take this kind of file. You can send photos (JPEG, PNG or WebP), PDF, documents from Word, Excel, PowerPoint or LibreOffice, and sound (MP3, M4A, OGG or WAV)."
        ),
        "voice": _(
            "A voice tells who somebody is, so we do not take recordings here. A person you trust may write down what is said; you can send that."
        ),
        "heic": _(
            "We cannot clean a photo of this kind (HEIC). Save it as JPEG and send that one."
        ),
        "other": _(
            "This file is not what its name says. Save it again in the program you made it with, and send that one."
        ),
        "macros": _(
            "This document contains a program (a macro). Save it as a PDF and send that one."
        ),
        "password": _(
            "This file is locked with a password, or is in an old form. Save it again without a password, or as a PDF, and send that one."
        ),
        "pixels": _(
            "This picture is too large. A picture may have 40 million dots (megapixels) at most."
        ),
        "inside": _(
            "This document contains a drawing, film, sound or other file that we cannot clean. Save it as a PDF and send that one."
        ),
        "unsafe": _(
            "This document is put together in a way that is not safe to open. Save it as a PDF and send that one."
        ),
        "slow": _(
            "Cleaning this file took too long, so we did not take it. A smaller file may work."
        ),
        "busy": _("We are cleaning other files just now. Try again in a minute."),
    }
    return sentences.get(reason) or _(
        "We could not clean this file, so we did not take it. Saving it in another form, a PDF or a JPEG photo, may work."
    )


def of_what_was_removed(removed):
    """Names of what was removed, in a fixed order. A code of a later version is left out."""
    words = {
        "place": _("the place where it was made"),
        "device": _("the device or program it was made with"),
        "author": _("the names of who made it"),
        "times": _("when it was made and changed"),
        "title": _("its title and description"),
        "comments_authors": _("the names of who commented or changed something"),
        "links": _("links to files on a computer"),
        "files": _("files hidden inside it"),
        "actions": _("parts that do something by themselves"),
        "preview": _("a small preview picture"),
        "hidden_data": _("other hidden data"),
    }
    return [words[code] for code in words if code in set(removed)]
