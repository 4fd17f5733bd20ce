"""The demo has a database of its own: removing it leaves an empty one."""

from django.core.management import call_command
from django.db import DatabaseError, connections, transaction

from accounts.models import Role, User
from config.demo.people import ADDRESSES
from config.embedded.roles import EXTENSIONS
from config.pages import CannotDo
from dialogue.models import SealingKey
from dialogue.sealing import throw_away
from stakeholders.models import Stakeholder

OWNER = "owner"
# Read at the next first run, which would otherwise load the demo again.
ON_PURPOSE = "Te Voet: emptied on purpose, the demo does not come back by itself."

BEGIN_ANEW = (
    # Somebody who is at work in the demo must not make us wait for ever.
    "SET LOCAL lock_timeout = '10s'",
    "DROP SCHEMA IF EXISTS identity CASCADE",
    "DROP SCHEMA public CASCADE",
    "CREATE SCHEMA public",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
    f"COMMENT ON SCHEMA public IS '{ON_PURPOSE}'",
    *(f"CREATE EXTENSION IF NOT EXISTS {extension} SCHEMA public" for extension in EXTENSIONS),
)


def remove():
    """Empty the database and make its tables anew. Raises CannotDo when anything in it is real.

    The keys to which its anonymous answers were sealed lie outside of it, and go as well.
    """
    keys = list(SealingKey.objects.all())
    connections["default"].close()
    try:
        with transaction.atomic(using=OWNER), connections[OWNER].cursor() as cursor:
            keep_others_from_adding(cursor)
            insist_that_nothing_is_real(using=OWNER)
            for statement in BEGIN_ANEW:
                cursor.execute(statement)
    except DatabaseError as refusal:
        raise CannotDo(
            f"The database could not be emptied ({str(refusal).strip().splitlines()[0]}). "
            "Stop Te Voet first, then try again."
        ) from refusal
    for key in keys:
        throw_away(key)
    call_command("migrate", database=OWNER, verbosity=0, interactive=False)


def keep_others_from_adding(cursor):
    cursor.execute("SET LOCAL lock_timeout = '10s'")
    cursor.execute("LOCK TABLE stakeholders_stakeholder, accounts_user IN SHARE MODE")


def insist_that_nothing_is_real(using="default"):
    stakeholders = Stakeholder.objects.using(using)
    real = stakeholders.filter(is_demo=False).order_by("sort_key").first()
    if real:
        raise CannotDo(
            f"“{real}” is not part of the demo, so nothing was removed. "
            "Real records are never thrown away together with the demo."
        )
    colleague = real_colleague(using)
    if colleague:
        raise CannotDo(
            f"{colleague} has a real account, so nothing was removed. Only one administrator may "
            "be there besides the people of the demo."
        )
    if not stakeholders.exists():
        raise CannotDo("There is no demo here, so nothing was removed.")


def real_colleague(using):
    """Anybody but the demo's people; one administrator is needed to prepare for real use."""
    real = list(User.objects.using(using).exclude(email__in=ADDRESSES).order_by("pk"))
    if len(real) == 1 and real[0].role == Role.ADMINISTRATOR:
        return None
    return real[0] if real else None


def was_emptied_on_purpose():
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT obj_description('public'::regnamespace, 'pg_namespace')")
        return cursor.fetchone() == (ON_PURPOSE,)
