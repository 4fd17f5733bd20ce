"""Taking turns with a clock, and looking over the shoulder of the database."""

import time
from contextlib import contextmanager
from statistics import median

from django.db import connection

RUNS, PATIENCE = 30, 30  # as many runs as fit in so many seconds, but five at least


def medians(*works):
    """The p50 of each, in milliseconds. They take turns, so that a slow moment hits all alike."""
    taken, began = [], time.monotonic()
    while len(taken) < (RUNS if time.monotonic() < began + PATIENCE else 5):
        taken.append([milliseconds_of(work) for work in works])
    return [median(times) for times in zip(*taken, strict=True)]


def milliseconds_of(work):
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def questions_of(work):
    """What it asks the database: (milliseconds, statement, values), of the second time."""
    work()
    with _listening() as heard:
        work()
    return heard


@contextmanager
def _listening():
    heard = []

    def listen(execute, sql, values, many, context):
        ms = milliseconds_of(lambda: execute(sql, values, many, context))
        heard.append((ms, sql, values))

    with connection.execute_wrapper(listen):
        yield heard


def asking(sql):
    def ask():
        with connection.cursor() as cursor:
            cursor.execute(sql)
            cursor.fetchall()

    return ask


def plan_of(sql, values):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {sql}", values)
        return "\n".join(line for (line,) in cursor.fetchall())
