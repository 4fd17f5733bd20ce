"""Nobody is served by a program whose tables are not there yet (DUR-5).

The launcher and the README migrate before anything is served. Where that was forgotten, or was
killed half-way, visitors read that Te Voet is back in a moment, and it opens by itself.
"""

import logging

from django.db import InterfaceError, OperationalError, ProgrammingError, connection
from django.db.migrations.executor import MigrationExecutor

from config.errors import back_in_a_moment

logger = logging.getLogger(__name__)
# How `OpenWhenMigrated` tells `SayThatItIsNotOpen`, in the environment of a request.
NOT_OPEN = "te_voet.lacks_tables"


class OpenWhenMigrated:
    """What gunicorn serves: asks until every migration is there, and then never again."""

    def __init__(self, site):
        self.site = site
        self.is_open = False
        self.said = None

    def __call__(self, environ, start_response):
        if not self.is_open:
            environ[NOT_OPEN] = self.lacks_tables()
        return self.site(environ, start_response)

    def lacks_tables(self):
        try:
            missing = missing_migrations()
        except (OperationalError, InterfaceError):
            return False  # the database is away, which each page finds out for itself
        self.is_open = not missing
        self.log(missing)
        return not self.is_open

    def log(self, missing):
        if missing and missing != self.said:
            logger.error(
                "Nobody is served: %s migrations are missing, the first is %s. "
                "Run: manage.py migrate --database owner",
                len(missing),
                missing[0],
            )
        self.said = missing


def missing_migrations():
    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except ProgrammingError:
        return ["the one that lets us read which there are"]
    return [str(migration) for migration, _backwards in plan]


class SayThatItIsNotOpen:
    """Before anything reads a table; after the language of the browser is known."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.META.get(NOT_OPEN):
            return back_in_a_moment(request)
        return self.get_response(request)
