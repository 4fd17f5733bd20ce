"""Has a file cleaned in a closed room: a process of its own that can do nothing else (UPL-8).

A file that hangs, crashes or eats memory takes only that process with it; the person who sent it
reads a sentence. The content goes in and comes out through pipes and never touches a disk.
"""

import json
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import BoundedSemaphore, Event, Timer

from dialogue.attachments import LARGEST
from dialogue.attachments.findings import REMOVED, CannotClean

HOUSE = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-P", "-s", "-B", "-m", "dialogue.attachments.closed_room"]
# No setting, secret or address of ours goes in: only where the code lies.
ENVIRONMENT = {"PYTHONPATH": str(HOUSE)}

AT_ONCE = 2
SECONDS_TO_WAIT = 15
SECONDS_TO_CLEAN = 25
LONGEST_ANSWER = 2 * LARGEST

places = BoundedSemaphore(AT_ONCE)


def clean(content, code):
    """The cleaned content and the codes of what was removed, or CannotClean."""
    if not places.acquire(timeout=SECONDS_TO_WAIT):
        raise CannotClean("busy")
    try:
        return understood(answer_of_the_room(content, code))
    finally:
        places.release()


def answer_of_the_room(content, code):
    try:
        room = open_room(code)
    except OSError:
        raise CannotClean("busy") from None
    out_of_time = Event()
    hurry = Timer(SECONDS_TO_CLEAN, end, [room, out_of_time])
    hurry.start()
    try:
        answer = exchange(room, content)
    finally:
        hurry.cancel()
        close(room)
    if out_of_time.is_set() or room.returncode == -signal.SIGXCPU:
        raise CannotClean("slow")
    return answer


def end(room, out_of_time):
    out_of_time.set()
    room.kill()


def open_room(code):
    # The kind is the only thing that `ps` may show.
    return subprocess.Popen(
        [*COMMAND, code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
        cwd="/",
    )


def exchange(room, content):
    """The room reads everything before it says anything, so these two cannot wait for each other."""
    with suppress(BrokenPipeError):
        room.stdin.write(content)
        room.stdin.close()
    # Whatever got hold of the room, it cannot fill our memory.
    answer = room.stdout.read(LONGEST_ANSWER)
    if len(answer) < LONGEST_ANSWER:
        room.wait()
    return answer


def close(room):
    room.kill()
    with suppress(BrokenPipeError):
        room.stdin.close()
    room.stdout.close()
    room.wait()


def understood(answer):
    """Its first line says what was done; the rest is the file, of exactly the length it says."""
    line, _newline, content = answer.partition(b"\n")
    try:
        said = json.loads(line)
        reason, removed, length = said["refused"], set(said["removed"]), said["length"]
    except (ValueError, KeyError, TypeError):
        raise CannotClean from None
    if reason is not None:
        raise CannotClean(str(reason))
    if length != len(content):
        raise CannotClean
    return content, removed & set(REMOVED)
