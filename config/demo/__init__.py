"""The demo: an invented retailer, three stories, and everything between now and eight years ago.

`manage.py demo` loads it. Every record is made by the verbs that the pages use, on days counted
back from the day of loading, and every stakeholder is marked as demo.
"""

from contextlib import contextmanager

from django.db import connection, connections, transaction

from accounts.models import User
from config.pages import CannotDo
from stakeholders.models import Stakeholder

# Any number, as long as every loading uses the same.
LOADING = 5_130_772
# Stands beside the table while the demo is loaded; read by the next start when that was killed.
LEFT_OPEN = "Te Voet: open while the demo is loaded."


def is_entirely_empty():
    return not (User.objects.exists() or Stakeholder.objects.exists())


@transaction.atomic
def load(at):
    """Load everything, or nothing. Raises CannotDo when there are stakeholders already."""
    one_at_a_time()
    if Stakeholder.objects.exists():
        raise CannotDo(
            "There are stakeholders already, so the demo was not loaded. "
            "It needs a database of its own."
        )
    from config.demo import neighbours, people, rajasthan, survey, told, training
    from config.demo.telling import Story
    from config.demo.whose import remember_whose

    with days_may_be_told():
        story = Story(at, people.add_people())
        for scenario in (rajasthan, survey, training, neighbours):
            scenario.tell(story)
        told.mark_the_past_as_told(at)
    transaction.on_commit(lambda: remember_whose(story.speakers), robust=True)


@contextmanager
def days_may_be_told():
    """While the demo is told, days may lie in the past: only the owner of the tables can allow that,
    and takes it back (migration dialogue 0010)."""
    if _is_telling() and not _was_left_open():  # the database of the tests
        yield
        return
    _let_days_be_told(True)
    try:
        yield
    finally:
        _let_days_be_told(False)


@transaction.atomic
def shut_what_a_killed_loading_left_open():
    """Who is loading at this moment is waited for, and shuts it."""
    one_at_a_time()
    if _was_left_open():
        _let_days_be_told(False)


def _is_telling():
    return _asked("SELECT te_voet_is_telling()")


def _was_left_open():
    return _asked("SELECT obj_description('te_voet_telling'::regclass, 'pg_class')") == LEFT_OPEN


def _asked(question):
    with connection.cursor() as cursor:
        cursor.execute(question)
        return cursor.fetchone()[0]


def _let_days_be_told(is_open):
    with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
        cursor.execute("UPDATE te_voet_telling SET is_open = %s", [is_open])
        note = LEFT_OPEN if is_open else None
        cursor.execute("COMMENT ON TABLE te_voet_telling IS %s", [note])


def one_at_a_time():
    """Two terminals at once: the second waits, and then finds the demo there."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOADING])
