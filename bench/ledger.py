"""What the record costs: writing a promise with and without it, and checking all of it."""

from contextlib import contextmanager
from statistics import median

from django.db import connections

from bench.measuring import asking, medians, milliseconds_of

PROMISES, TURNS = 50, 15
PROMISE = """
INSERT INTO dialogue_promise (side, wording, owner_id, made_on, first_due_on, due_on, state)
VALUES ('ours', 'Send it to everybody.', 1, %(today)s, %(today)s + 30, %(today)s, 'proposed') RETURNING id
"""
PARTY = "INSERT INTO dialogue_promise_parties (promise_id, stakeholder_id) VALUES (%s, %s)"
YES = """
INSERT INTO dialogue_promisechange (promise_id, kind, happened_on, by_id, has_authority)
VALUES (%s, 'accepted', current_date, 1, true)
"""
RECORDED = ("dialogue_promise_parties", "dialogue_promisechange")
NOTED = "SELECT DISTINCT subject FROM dialogue_chainentry"


def price_of_a_promise():
    """Milliseconds for a promise with its yes: as it is, and in the same tables without the record."""
    turns = [(_written(is_recorded=True), _written(is_recorded=False)) for _turn in range(TURNS)]
    return [median(times) / PROMISES for times in zip(*turns, strict=True)]


def _written(is_recorded):
    with _thrown_away() as cursor:
        if not is_recorded:
            for table in RECORDED:
                cursor.execute(f"DROP TRIGGER a_line_is_recorded ON {table}")
        return milliseconds_of(lambda: _write(cursor))


def _write(cursor):
    cursor.execute("SELECT current_date")
    [today] = cursor.fetchone()
    for number in range(PROMISES):
        cursor.execute(PROMISE, {"today": today})
        [promise] = cursor.fetchone()
        cursor.execute(PARTY, [promise, 1 + number])
        cursor.execute(YES, [promise])


@contextmanager
def _thrown_away():
    """As owner, in a transaction of which nothing stays."""
    connection = connections["owner"]
    connection.set_autocommit(False)
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.rollback()
        connection.set_autocommit(True)


def check_of_the_record():
    """(entries, milliseconds to check them all, milliseconds to read them and their rows)."""
    from dialogue.verifier import verify

    result = verify()
    assert result.is_whole, [str(finding) for finding in result.findings][:5]
    with connections["default"].cursor() as cursor:
        cursor.execute(NOTED)
        tables = [table for (table,) in cursor.fetchall()]
    reads = [asking(f"SELECT * FROM {table}") for table in ["dialogue_chainentry", *tables]]
    checked, plain = medians(verify, lambda: [read() for read in reads])
    return result.entries, checked, plain
