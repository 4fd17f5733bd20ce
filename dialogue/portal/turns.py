"""Work that costs much is done for a few at a time; whoever waits too long is told to try again.

Checking a code costs memory and time on purpose, and so does a file. A thousand of them in a minute
must not keep others out (security.md TOK-9, OVL): the rest of the pages needs no turn. Nothing is
kept of who asks; a limit for each address belongs to the proxy, which alone knows addresses.
"""

from contextlib import contextmanager
from threading import BoundedSemaphore


class Busy(Exception):
    """Too many others at this moment."""


class Turns:
    """At most so many at once in this process, the others waiting so many seconds at most."""

    def __init__(self, at_once, seconds):
        self.places = BoundedSemaphore(at_once)
        self.seconds = seconds

    @contextmanager
    def one(self):
        if not self.places.acquire(timeout=self.seconds):
            raise Busy
        try:
            yield
        finally:
            self.places.release()


checking_a_secret = Turns(at_once=2, seconds=2).one
taking_in_files = Turns(at_once=2, seconds=10).one
