"""Two texts of process agreements, line by line beside each other."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest


@dataclass(frozen=True)
class Line:
    """A place in the text: what stood there and what would; one of them is empty when there is none."""

    was: str
    is_now: str

    @property
    def changes(self):
        return self.was != self.is_now


def compared(before, after):
    """Both texts in order; a line that was replaced stands beside what replaces it."""
    old, new = [str(line) for line in before], [str(line) for line in after]
    return [
        Line(was, is_now)
        for _tag, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
        for was, is_now in zip_longest(old[a:b], new[c:d], fillvalue="")
    ]
