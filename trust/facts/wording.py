"""What every fact needs beside its date: few words, and the page it came from."""

from bisect import bisect_left
from functools import lru_cache

from django.urls import reverse

LONGEST = 120


def in_short(words):
    words = " ".join(words.split())
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


# An overview names thousands of facts, and a record keeps its address while the program runs.
@lru_cache(maxsize=20_000)
def page_of(noun, pk):
    """The page of a record: `page_of("dialogue:promise", 7)`."""
    return reverse(noun, args=[pk])


def first_from(days, day):
    """The first of these days, in order, that is not before `day`; None when there is none yet."""
    place = bisect_left(days, day)
    return days[place] if place < len(days) else None
