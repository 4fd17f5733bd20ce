"""Killed without a warning, at any moment: what was acknowledged stays, once and whole (DUR-1, 2, 3, 5, 8)."""

import random
import re
import signal
import urllib.error
import urllib.request
import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from psycopg2.extensions import make_dsn

from config.celery import app
from config.embedded.postgres import Postgres
from config.embedded.roles import ROLES, connection_to, one_row, prepare_database
from config.testing.database import TEMPLATE
from config.testing.plugin import FOLDER, POSTGRES
from config.testing.running import RunningHouse, answers, eventually, kill_postgres
from config.tests.crowd import Crowd

WHOLE = "te_voet_whole"
PROMISE = r"Promise [0-9a-f-]{36}"
A_MOMENT = 0.01  # in days: a quarter of an hour, so that what was claimed is free again
TWICE_OR_OFTEN = pytest.mark.parametrize("kills", [2, pytest.param(20, marks=pytest.mark.slow)])


@pytest.fixture(scope="module")
def lasting():
    """A Postgres as we start it for real, which waits for the disk, with a database to copy."""
    postgres = Postgres(FOLDER / "lasting-pg")
    postgres.start()
    postgres.wait_until_ready()
    prepare_database(postgres.dsn(), WHOLE)
    with a_house(postgres, WHOLE) as house:
        migrate(house)
    yield postgres
    postgres.stop()


@pytest.fixture
def lasting_house(lasting):
    name = f"te_voet_{uuid.uuid4().hex}"
    lasting.run_sql(f'CREATE DATABASE "{name}" TEMPLATE "{WHOLE}" OWNER te_voet_owner')
    with a_house(lasting, name) as house:
        yield house


@contextmanager
def a_house(postgres, database):
    house = RunningHouse(database, postgres)
    try:
        yield house
    finally:
        house.stop()


def migrate(house, *to):
    house.run("migrate", "--database", "owner", *to)


def start_again(postgres):
    postgres.start()
    postgres.wait_until_ready()


# --- The programs (DUR-1) -------------------------------------------------------------------------


@TWICE_OR_OFTEN
def test_every_promise_that_a_killed_site_acknowledged_is_there_once(house, kills):
    house.start("web")
    crowd = Crowd(house)

    def kill_and_start_again():
        house.kill("web")
        house.start("web")

    disturb(crowd, kills, kill_and_start_again)
    everything_acknowledged_is_there_once_and_nothing_is_half(crowd)
    assert "Everything fits." in house.run("verify_ledger")


def test_a_promise_that_was_kept_before_its_answer_was_killed_is_not_made_again(house):
    house.start("web")
    officer = Crowd(house).officers[0]
    form = officer.form()
    kept = "SELECT wording FROM dialogue_promise"
    # Between what is kept and its answer stands the wake-up, which now finds nobody awake.
    house.redis.process.send_signal(signal.SIGSTOP)
    with ThreadPoolExecutor(1) as pool:
        answer = pool.submit(officer.send, form)
        eventually(lambda: house.sql(kept), "the promise to be kept")
        house.kill("web")
        assert answer.result() == (None, "")
    house.redis.process.send_signal(signal.SIGCONT)
    house.start("web")
    assert officer.send(form)[0] == 302
    assert house.sql(kept) == [(form.wording,)]


def disturb(crowd, kills, kill):
    """In the middle of their work, each time; after the last time who lost an answer goes home."""
    with crowd.at_work():
        for left in reversed(range(kills)):
            crowd.gets_answers(random.randint(10, 50))
            crowd.is_in_the_middle_of_something()
            if not left:
                crowd.loses_patience()
            kill()
    assert crowd.lost_answers


def everything_acknowledged_is_there_once_and_nothing_is_half(crowd):
    kept = crowd.kept()
    times = Counter(row[0] for row in kept)
    assert crowd.refused == []
    assert [form for form in crowd.acknowledged if not times[form.wording]] == []
    assert [wording for wording, count in times.items() if count != 1] == []
    whole = {form.whole for form in crowd.sent}
    assert [row for row in kept if row not in whole] == []
    assert crowd.house.sql("SELECT count(*) FROM accounts_submission") == [(len(kept),)]


def test_a_killed_worker_loses_no_promise_and_every_colleague_is_asked(house):
    mailbox = house.mailbox
    mailbox.takes_its_time = 1
    house.start("web", "worker")
    crowd = Crowd(house)

    def kill_in_the_middle_of_a_mail():
        eventually(lambda: mailbox.is_reading, "a mail on its way")
        house.kill("worker")
        house.days_later += A_MOMENT
        house.start("worker")

    with crowd.at_work():
        kill_in_the_middle_of_a_mail()
        crowd.gets_answers(20)
    everything_acknowledged_is_there_once_and_nothing_is_half(crowd)
    kill_in_the_middle_of_a_mail()
    mailbox.takes_its_time = 0
    eventually(lambda: not crowd.colleagues_to_ask() - asked_by(mailbox), "every question")


def asked_by(mailbox):
    texts = [(message["To"], message.get_content()) for message in list(mailbox.messages)]
    return {(to, wording) for to, text in texts for wording in re.findall(PROMISE, text)}


# --- The database (DUR-2, DUR-3) ------------------------------------------------------------------


@TWICE_OR_OFTEN
def test_every_promise_is_there_once_after_the_database_was_killed(lasting_house, kills):
    house = lasting_house
    house.start("web")
    crowd = Crowd(house)

    def kill_and_start_again():
        kill_postgres(house.postgres)
        start_again(house.postgres)

    disturb(crowd, kills, kill_and_start_again)
    everything_acknowledged_is_there_once_and_nothing_is_half(crowd)
    assert "Everything fits." in house.run("verify_ledger")


def test_what_is_sent_while_the_database_is_away_comes_back_in_the_page(lasting_house):
    house = lasting_house
    house.start("web")
    officer = Crowd(house).officers[0]
    form = officer.form()
    kill_postgres(house.postgres)
    status, page = officer.send(form)
    start_again(house.postgres)
    assert (status, "Traceback" in page) == (503, False)
    assert form.wording in page and f'name="once" value="{form.key}"' in page
    assert officer.send(form)[0] == 302


SAFE = ("fsync", "full_page_writes", "synchronous_commit")


@pytest.mark.parametrize("role", ROLES)
def test_no_role_writes_without_waiting_for_the_disk(lasting, role):
    options = settings.DATABASES["default"]["OPTIONS"]["options"]
    dsn = make_dsn(lasting.dsn(role, WHOLE), options=options)
    with connection_to(dsn) as cursor:
        assert {name: one_row(cursor, f"SHOW {name}")[0] for name in SAFE} == dict.fromkeys(
            SAFE, "on"
        )


def test_no_setting_of_a_role_or_a_database_touches_what_makes_it_last(lasting):
    ours = lasting.run_sql("SELECT unnest(setconfig) FROM pg_db_role_setting")
    assert ours
    assert [line for (line,) in ours if line.split("=")[0] in SAFE] == []


# --- The tables (DUR-5) ---------------------------------------------------------------------------

SCHEMA = """
SELECT format('%s.%s.%s %s %s %s', table_schema, table_name, column_name, data_type, is_nullable,
    column_default) FROM information_schema.columns WHERE table_schema IN ('public', 'identity')
UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname IN ('public', 'identity')
UNION ALL SELECT format('%s: %s', conname, pg_get_constraintdef(oid)) FROM pg_constraint
UNION ALL SELECT format('%s: %s', tgenabled, pg_get_triggerdef(oid)) FROM pg_trigger
    WHERE NOT tgisinternal
UNION ALL SELECT format('%s: %s', proacl, prosrc) FROM pg_proc
UNION ALL SELECT format('%s: %s', relname, relacl) FROM pg_class WHERE relname !~ '^pg_'
UNION ALL SELECT format('%s %s', app, name) FROM django_migrations
ORDER BY 1
"""
DONE = "SELECT count(*) FROM django_migrations"


@TWICE_OR_OFTEN
def test_a_migration_that_was_killed_is_completed_by_the_next(lasting, django_db_setup, kills):
    database = f"te_voet_migrated_{kills}_times"
    prepare_database(lasting.dsn(), database)
    with a_house(lasting, database) as house:
        for after in sorted(random.sample(range(1, len(all_migrations()) - 1), kills)):
            migrating = house.begin("migrate", "--database", "owner")
            eventually(lambda after=after: migrations_in(house) >= after, "some migrations")
            house.kill(migrating)
        migrate(house)
        assert house.sql(SCHEMA) == POSTGRES.run_sql(SCHEMA, database=TEMPLATE)


def all_migrations():
    return MigrationLoader(None).disk_migrations


def migrations_in(house):
    there = house.sql("SELECT to_regclass('django_migrations') IS NOT NULL")[0][0]
    return house.sql(DONE)[0][0] if there else 0


def test_nobody_is_served_before_the_last_migration_and_then_it_opens_by_itself(house):
    migrate(house, "dialogue", "0018")
    house.start_without_waiting("web")
    officer = Crowd(house).officers[0]
    form = officer.form()
    for path in ("/", "/healthz"):
        is_plain_page(said_by(house.site + path), "Wait half a minute")
    is_plain_page(officer.send(form), form.wording)
    assert "dialogue.0019" in house.logs() and "Traceback" not in house.logs()
    migrate(house)
    assert said_by(f"{house.site}/healthz") == (200, "ok")
    assert officer.send(form)[0] == 302


def test_without_any_table_both_sites_say_that_waiting_helps(lasting):
    prepare_database(lasting.dsn(), "te_voet_empty")
    with a_house(lasting, "te_voet_empty") as house:
        house.start_without_waiting("web", "portal")
        is_plain_page(said_by(f"{house.site}/healthz"), "Wait half a minute")
        is_plain_page(said_by(f"{house.portal}/r", code="1" * 24), "Wait a minute")
        assert "Traceback" not in house.logs()


def is_plain_page(answer, words):
    code, page = answer
    assert code == 503
    assert words in page and "Traceback" not in page and "migrat" not in page


def said_by(address, **fields):
    """Status and page of an answer, for which a program that still starts lets us wait."""
    data = urlencode(fields).encode() if fields else None
    try:
        with urllib.request.urlopen(address, data, timeout=60) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


# --- Any order (DUR-8) ----------------------------------------------------------------------------


def test_programs_that_start_before_what_they_need_wait_for_it_and_then_work(lasting_house):
    house = lasting_house
    officer = Crowd(house).officers[0]
    form = officer.form(is_given=False)
    house.redis.stop()
    house.postgres.stop()
    house.start_without_waiting("worker", "beat", "portal", "web")
    is_plain_page(officer.send(form), form.wording)
    eventually(lambda: "Cannot connect to redis" in house.logs(), "the worker to miss Redis")
    start_again(house.postgres)
    assert officer.send(form)[0] == 302
    eventually(lambda: answers(house.portal), "the portal")
    house.redis.start()
    house.mailbox.wait_for("officer2@example.org", form.wording)
    assert all(program.poll() is None for program in house.programs.values())


def test_a_worker_waits_for_redis_as_long_as_it_takes():
    assert app.conf.broker_connection_max_retries is None
