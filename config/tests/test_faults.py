"""What breaks only delays: Redis away, Postgres away, the worker killed in the middle."""

import urllib.error
import urllib.request
from datetime import date, timedelta

import pytest
from django.urls import reverse

from config.embedded.postgres import Postgres
from config.embedded.roles import prepare_database
from config.testing.plugin import FOLDER
from config.testing.running import RunningHouse, eventually

PROMISES = 25
SOMEBODY = """
INSERT INTO accounts_user (email, name, role, language, is_active, password, joined_at)
VALUES ('amina@example.org', 'Amina', 'officer', 'en', true, '!', now()) RETURNING id
"""
PROMISE = f"""
WITH owner AS ({SOMEBODY}), promised AS (
    INSERT INTO dialogue_promise (side, wording, made_on, first_due_on, due_on, owner_id, state)
    SELECT 'ours', 'Promise ' || n, current_date - 1, current_date, current_date, owner.id, ''
    FROM owner, generate_series(1, %s) AS n RETURNING id, owner_id
)
INSERT INTO dialogue_promisechange (promise_id, kind, happened_on, by_id, has_authority)
SELECT id, 'accepted', current_date, owner_id, true FROM promised
"""


@pytest.fixture
def house_with_due_promises(house):
    # In two steps, because a change must see its promise.
    insert, accept = PROMISE.split("INSERT INTO dialogue_promisechange")
    house.sql(insert + "SELECT 1 FROM promised", [PROMISES])
    house.sql(
        "INSERT INTO dialogue_promisechange"
        + accept.replace("FROM promised", "FROM dialogue_promise")
    )
    return house


def test_a_worker_killed_between_two_reminders_loses_none(house_with_due_promises):
    house = house_with_due_promises
    mailbox = house.mailbox
    mailbox.takes_its_time = 0.05
    kills = 2
    house.start("worker")
    for kill in range(kills):
        reached = 5 * (kill + 1)
        eventually(lambda reached=reached: len(mailbox.messages) >= reached, "some mail")
        house.kill("worker")
        house.days_later += 0.01  # a quarter of an hour, so that what was claimed is free again
        house.start("worker")
    eventually(
        lambda: (
            house.sql("SELECT count(*) FROM dialogue_reminder WHERE sent_at IS NOT NULL")[0][0]
            >= PROMISES - kills
        ),
        "the rest",
    )
    house.kill("worker")
    house.days_later += 0.01
    house.start("worker")
    eventually(
        lambda: (
            house.sql("SELECT count(*) FROM dialogue_reminder WHERE sent_at IS NOT NULL")[0][0]
            == PROMISES
        ),
        "every reminder",
    )
    names = [message["Message-ID"] for message in mailbox.messages]
    assert len(set(names)) == PROMISES
    assert len(names) - PROMISES <= kills + 1


def test_without_redis_pages_work_and_the_sweep_finds_what_is_due(
    client, amina, bram, union, settings
):
    settings.CELERY_BROKER_URL = "redis+socket:///nowhere/redis.sock"
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    answer = client.post(
        reverse("dialogue:promise_new"),
        {
            "to": union.name,
            "side": "ours",
            "wording": "Pay",
            "due_on": str(date.today() + timedelta(days=30)),
            "owner": bram.pk,
        },
    )
    assert answer.status_code == 302
    from config.sweep import sweep

    assert sweep() == 1


def test_a_demo_that_was_killed_leaves_no_days_to_be_told(house):
    is_open = "SELECT is_open FROM te_voet_telling"
    loading = house.begin("demo")
    eventually(lambda: house.sql(is_open) == [(True,)], "the demo to be told")
    house.kill(loading)
    assert house.sql("SELECT count(*) FROM stakeholders_stakeholder") == [(0,)]
    house.sql(SOMEBODY)
    house.run("demo", "--first-run")
    assert house.sql(is_open) == [(False,)]
    assert house.sql("SELECT count(*) FROM stakeholders_stakeholder") == [(0,)]


def status(address):
    """As somebody with a session cookie asks, so that the database is needed."""
    request = urllib.request.Request(address, headers={"Cookie": f"te_voet_session={'a' * 32}"})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.read().decode()


def test_without_postgres_there_is_one_plain_page_and_it_comes_back_by_itself():
    postgres = Postgres(FOLDER / "another-pg")
    postgres.start()
    postgres.wait_until_ready()
    prepare_database(postgres.dsn(), "te_voet")
    house = RunningHouse("te_voet", postgres)
    try:
        house.run("migrate", "--database", "owner")
        house.start("web", "portal")
        pages = [f"{house.site}/", f"{house.site}/healthz"]
        assert [status(page)[0] for page in pages] == [200, 200]
        postgres.stop()
        for page in pages:
            code, text = status(page)
            assert code == 503
            assert "Traceback" not in text and str(FOLDER) not in text
        postgres.start()
        postgres.wait_until_ready()
        assert [status(page)[0] for page in pages] == [200, 200]
    finally:
        house.stop()
        postgres.stop()
