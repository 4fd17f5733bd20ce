"""Places on a computer, which often hold the name of its owner: C:\\Users\\Ravi\\letter.docx."""

import re

# A drive, a share, a file address, a home folder.
PATH = r"""(file:|[A-Za-z]:[\\/]|\\\\\w|/(Users|home|Volumes|storage|mnt|var)/)"""
STARTS_AS_A_PATH = re.compile(rf"""\s*["']?{PATH}""", re.IGNORECASE)
PATH_INSIDE = re.compile(
    r"""(file:|\b[A-Za-z]:[\\/]{1,2}(?=[\w.])|\\{2,4}(?=\w))[^"'\]<>|#]*""", re.IGNORECASE
)
FILE_NAME = re.compile(
    r"[^/\\<>:\"|?*]{1,200}"
    r"\.(jpe?g|png|gif|bmp|tiff?|webp|heic|svg|emf|wmf|docx?|xlsx?|pptx?|pdf|od[tsp])\s*",
    re.IGNORECASE,
)
SAFE_LINK = re.compile(r"\s*(https?://|mailto:|tel:|#)", re.IGNORECASE)


def is_a_path(text):
    return STARTS_AS_A_PATH.match(text) is not None


def is_a_file(text):
    """A path, or nothing but the name of a file: what programs write as the title of a picture."""
    return is_a_path(text) or FILE_NAME.fullmatch(text) is not None


def without_paths(text):
    """For a formula or a code that mentions a file among other things."""
    return PATH_INSIDE.sub("", text)


def is_a_safe_link(address):
    """An address that anybody can open, and that is part of what somebody wants to say."""
    return SAFE_LINK.match(address) is not None
