"""The process in which one file is taken apart: `python -m dialogue.attachments.closed_room jpg`.

The file comes in on standard input, the answer goes out on standard output: a line of JSON, then
the cleaned file. Before the first byte is read, the process gives up all it does not need: it can
open no file and no connection, start no process, write to no disk (security.md UPL-8).

It may not import Django: a person waits for it to start.
"""

import codecs
import importlib
import json
import os
import resource
import sys

from dialogue.attachments import LARGEST, kinds
from dialogue.attachments.findings import CannotClean, in_order

# Python fetches an encoding from the disk when a file first speaks it.
ENCODINGS = ["ascii", "latin-1", "cp437", "cp1252", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"]
CPU_SECONDS = 20
MEMORY = 1024**3


def main(code):
    kind = kinds.BY_CODE[code]
    # Everything is fetched first: afterwards no module could be opened any more.
    for encoding in ENCODINGS:
        codecs.lookup(encoding)
    cleaner = importlib.import_module(f"dialogue.attachments.{kind.family}")
    answer = take_the_way_out()
    lock()
    content = sys.stdin.buffer.read(LARGEST + 1)
    answer.write(answer_for(cleaner, content, kind))
    answer.flush()


def answer_for(cleaner, content, kind):
    try:
        clean, removed = cleaner.clean(content, kind.code)
        return said(None, removed, clean)
    except CannotClean as refusal:
        return said(refusal.reason)
    except Exception:
        # Any other words could quote the file.
        return said("failed")


def said(reason, removed=(), content=b""):
    line = {"refused": reason, "removed": in_order(removed), "length": len(content)}
    return json.dumps(line).encode() + b"\n" + content


def take_the_way_out():
    """Our own way to standard output; what a library prints there goes nowhere."""
    answer = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answer


def lock():
    """From here on this process only computes.

    Without a free file descriptor nothing can be opened: no file, no socket, no device.
    """
    os.nice(10)
    # One second between the two limits: the first ends us with a signal that says why.
    limit(resource.RLIMIT_CPU, CPU_SECONDS, CPU_SECONDS + 1)
    limit(resource.RLIMIT_AS, MEMORY)
    for nothing in ["RLIMIT_CORE", "RLIMIT_FSIZE", "RLIMIT_NPROC", "RLIMIT_NOFILE"]:
        limit(getattr(resource, nothing), 0)


def limit(what, most, at_last=None):
    """Never above what the machine allows us already. What cannot be limited ends us unanswered."""
    _soft, allowed = resource.getrlimit(what)
    ends = [most, at_last or most]
    if allowed != resource.RLIM_INFINITY:
        ends = [min(end, allowed) for end in ends]
    resource.setrlimit(what, tuple(ends))


if __name__ == "__main__":
    main(sys.argv[1])
