"""The terminal: what we say in it, and whether somebody asked there to stop."""

import contextlib
import signal


class Interrupted(Exception):
    """Somebody pressed Ctrl-C, or closed the terminal, before everything stood."""


def say(sentence):
    # The terminal may be gone while we still have to stop everything.
    with contextlib.suppress(OSError):
        print(sentence, flush=True)


class StopSign:
    """Up once somebody asked to stop; whoever starts something looks at it now and then."""

    def __init__(self):
        self.is_up = False

    def listen_to_signals(self):
        for asked in (signal.SIGINT, signal.SIGTERM):
            signal.signal(asked, self.put_up)
        # With nohup the terminal may close.
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:
            signal.signal(signal.SIGHUP, self.put_up)

    def put_up(self, *_):
        self.is_up = True

    def heed(self):
        if self.is_up:
            raise Interrupted
