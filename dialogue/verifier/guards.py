"""Whether everything that guards the record is there, always on, and what we wrote.

`guards.txt` holds what a database looks like right after our migrations; a test keeps it true. After
a migration that changes a guard, `manage.py verify_ledger --guards` prints it anew.
"""

import hashlib
from pathlib import Path

from django.conf import settings

from config.embedded.roles import APP, OWNER, PORTAL
from dialogue.verifier.findings import Finding, Kind
from dialogue.verifier.rows import fetched

KNOWN = Path(__file__).with_name("guards.txt")
# How a function behaves is its text and what stands around it.
FUNCTIONS = """
SELECT p.proname || '(' || coalesce(array_to_string(p.proargtypes::regtype[], ','), '') || ')',
    concat_ws('|', p.prosrc, l.lanname, p.prosecdef, p.provolatile, p.proconfig::text)
FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_language l ON l.oid = p.prolang
WHERE n.nspname = 'public' AND p.proname LIKE 'te\\_voet\\_%%'
"""
# 7 bits of tgtype say when it fires; the condition is in tgqual, and what it passes on in tgargs.
TRIGGERS = """
SELECT c.relname, t.tgname, p.proname, t.tgtype, t.tgqual IS NOT NULL,
    encode(t.tgargs, 'escape'), t.tgenabled = 'A'
FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_proc p ON p.oid = t.tgfoid
JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE NOT t.tgisinternal AND n.nspname = 'public' AND p.proname LIKE 'te\\_voet\\_%%'
"""
HISTORY_GUARD = "history_is_written_once"


def guards_now():
    """Name of each guard → what it is."""
    now = {
        f"function {name}": hashlib.sha256(text.encode()).hexdigest()
        for name, text in fetched(FUNCTIONS)
    }
    for table, name, function, moments, has_condition, arguments, _is_on in fetched(TRIGGERS):
        arguments = arguments.replace("\\000", ",").rstrip(",")
        now[f"trigger {table}.{name}"] = f"{function}({arguments}) {moments} {has_condition}"
    return now


def known_guards():
    lines = KNOWN.read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines)


def as_text(guards):
    return "".join(f"{name}: {what}\n" for name, what in sorted(guards.items()))


def check_guards():
    now, known = guards_now(), known_guards()
    for name in sorted(known.keys() - now.keys()):
        yield _finding(Kind.FUNCTION_GONE, Kind.GUARD_GONE, name)
    for name in sorted(name for name in known.keys() & now.keys() if now[name] != known[name]):
        yield _finding(Kind.FUNCTION_DIFFERS, Kind.GUARD_GONE, name)
    for name in sorted(now.keys() - known.keys()):
        yield _finding(Kind.FUNCTION_DIFFERS, Kind.GUARD_NEW, name)
    yield from _not_always_on()
    yield from check_rights()


def _finding(of_function, of_trigger, name):
    kind, _space, what = name.partition(" ")
    if kind == "function":
        return Finding(of_function, detail=what)
    table, _dot, trigger = what.partition(".")
    return Finding(of_trigger, table=table, detail=trigger)


def _not_always_on():
    for table, name, *_what, is_always_on in fetched(TRIGGERS):
        if not is_always_on:
            yield Finding(Kind.GUARD_OFF, table=table, detail=name)


# --- Rights ---------------------------------------------------------------------------------------


def check_rights():
    is_telling = fetched("SELECT is_open FROM te_voet_telling") != [(False,)]
    if is_telling and settings.ENVIRONMENT != "test":
        yield Finding(Kind.TELLING, table="te_voet_telling")
    if settings.ONE_DATABASE_ROLE:
        yield Finding(Kind.ONE_ROLE_OWNS)
        yield Finding(Kind.ONE_ROLE_READS)
        return
    for role in (APP, PORTAL):
        yield from _rights_of(role)


def _rights_of(role):
    if not fetched("SELECT FROM pg_roles WHERE rolname = %s", role):
        return
    [(owns,)] = fetched(
        "SELECT rolsuper OR pg_has_role(%s, %s, 'MEMBER') OR EXISTS (SELECT FROM pg_class c "
        "JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = 'public' "
        "AND c.relowner = r.oid) FROM pg_roles r WHERE rolname = %s",
        role,
        OWNER,
        role,
    )
    if owns:
        yield Finding(Kind.OWNS, detail=role)
        return
    history = [name.split()[1].split(".")[0] for name in known_guards() if HISTORY_GUARD in name]
    for (table,) in fetched(
        "SELECT name FROM unnest(%s) AS name WHERE to_regclass(name) IS NOT NULL AND "
        "(has_table_privilege(%s, name, 'DELETE, TRUNCATE')"
        " OR has_any_column_privilege(%s, name, 'UPDATE')) ORDER BY name",
        sorted(history),
        role,
        role,
    ):
        yield Finding(Kind.MAY_CHANGE, table=table, detail=role)
