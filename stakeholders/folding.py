"""One way to make words findable and sortable: without case, without accents.

The database sorts by code point and knows no locale, so the folded text is stored beside the
name (DESIGN.md §10). Marks of scripts that need them (Devanagari, Arabic) stay.
"""

import unicodedata

LATIN_MARKS = range(0x300, 0x370)


def folded(text):
    apart = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(character for character in apart if ord(character) not in LATIN_MARKS)
    return " ".join(unicodedata.normalize("NFC", kept).split())
