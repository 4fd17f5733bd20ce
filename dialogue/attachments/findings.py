"""What the cleaners say about a file: why it cannot be taken, or what they took out of it."""

# In the order in which a person reads them; `sentences` has the words.
REMOVED = [
    "place",
    "device",
    "author",
    "times",
    "title",
    "comments_authors",
    "links",
    "files",
    "actions",
    "preview",
    "hidden_data",
]


class CannotClean(Exception):
    """Carries the code of a reason, and never a word of the file."""

    def __init__(self, reason="failed"):
        super().__init__(reason)
        self.reason = reason


def in_order(removed):
    return [code for code in REMOVED if code in removed]
