"""How many times slower than its floor each page is, all in one run. More: bench/README.md."""

import argparse
import os
import re
import shutil
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

from config.embedded.postgres import Postgres
from config.embedded.roles import prepare_database

NOON = datetime(2026, 4, 15, 10, tzinfo=UTC)  # every run is this Wednesday
DATABASE = "te_voet_bench"
FULL_SIZE = {"stakeholders": 20_000, "promises": 200_000, "contacts": 60_000, "meetings": 20_000}
SLOW = 10  # times the empty view
LINE = "{:25}{:>8}{:>8}{:>9}{:>9}{:>9}{:>8}"


def main():
    wanted = what_is_wanted()
    with ExitStack() as at_the_end:
        postgres = a_server_of_its_own(at_the_end)
        start_django(postgres)
        fill(postgres, wanted.scale)
        measure_everything(wanted.explain)


def what_is_wanted():
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    sizes = ", ".join(f"{count:,} {name}" for name, count in FULL_SIZE.items())
    parser.add_argument("--scale", type=float, default=0.1, help=f"1 is {sizes}")
    parser.add_argument("--explain", action="store_true", help="plans of what makes a page slow")
    return parser.parse_args()


# A house that is thrown away -----------------------------------------------------------------------


def a_server_of_its_own(at_the_end):
    folder = Path(tempfile.mkdtemp(prefix="te-voet-bench-"))
    at_the_end.callback(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)  # as root, the server's own account must reach it
    postgres = Postgres(folder / "pg", settings={"fsync": "off"})  # to fill it; pages only read
    at_the_end.callback(shutil.rmtree, postgres.home, ignore_errors=True)
    at_the_end.callback(postgres.stop)
    postgres.start()
    postgres.wait_until_ready()
    prepare_database(postgres.dsn(), DATABASE)
    return postgres


def start_django(postgres):
    """The staff site, in the roles of production, on a clock that stands still."""
    os.environ.update(
        DJANGO_SETTINGS_MODULE="config.settings",
        TE_VOET_ENV="local",
        TE_VOET_SITE="staff",
        TE_VOET_VAR=str(postgres.folder),
        SECRET_KEY="only for the bench",
        SITE_URL="http://testserver",
        PORTAL_URL="http://localhost:8001",
        EMAIL_URL="dummymail://",
        DATABASE_URL=postgres.url("te_voet_app", DATABASE),
        DATABASE_OWNER_URL=postgres.url("te_voet_owner", DATABASE),
    )
    from django.utils import timezone

    timezone.now = lambda: NOON  # before anybody imports it by name

    import django
    from django.conf import settings
    from django.core.management import call_command

    django.setup()
    settings.ROOT_URLCONF = "bench.pages"
    call_command("migrate", database="owner", verbosity=0)


def fill(postgres, scale):
    sizes = {name: int(count * scale) for name, count in FULL_SIZE.items()}
    officers = max(5, sizes["stakeholders"] // 200)
    rows = filled_in(Path(__file__).with_name("fill.sql").read_text(), officers=officers, **sizes)
    postgres.run_sql(f"BEGIN; {rows} COMMIT", role="te_voet_owner", database=DATABASE)
    postgres.run_sql("VACUUM ANALYZE", database=DATABASE)
    print(", ".join(f"{count:,} {name}" for name, count in sizes.items()), end="\n\n")


def filled_in(sql, **values):
    """SQL with each :name replaced by its value; a cast has two colons."""
    values["today"] = f"'{NOON.isoformat()}'"
    return re.sub(r"(?<!:):([a-z]+)", lambda name: str(values[name[1]]), sql)


# The table -----------------------------------------------------------------------------------------


def measure_everything(explains):
    from accounts.models import User
    from bench.pages import EMPTY, pages
    from config.sweep import sweep
    from stakeholders.models import Stakeholder

    officer, manager = User.objects.get(pk=1), User.objects.get(role="manager")
    busiest = Stakeholder.objects.get(pk=1)
    somebody = Stakeholder.objects.filter(pk__lte=777).latest("pk")
    clients = {each.role: signed_in_as(each) for each in (officer, manager)}
    empty = opening(clients["officer"], EMPTY, says="signed in")
    print(LINE.format("", "queries", "in them", "page ms", "× empty", "SQL ms", "× SQL"))
    measure("the empty view, twice", empty, empty, None, explains)
    for page in pages(busiest, somebody):
        floor = filled_in(page.floor, officer=officer.pk, busiest=busiest.pk)
        work = opening(clients[page.role], page.address, page.says)
        measure(page.name, work, empty, floor, explains)
    count = say_that_everybody_was_told()
    assert sweep(NOON) == 0
    measure("idle reminder pass", lambda: sweep(NOON), empty, None, explains)
    print(f"\nThe idle pass found {count:,} messages due, all of them sent before.")
    say_what_the_record_costs()


def say_what_the_record_costs():
    from bench.ledger import check_of_the_record, price_of_a_promise

    recorded, without = price_of_a_promise()
    print(
        f"A promise with its yes: {recorded:.2f} ms, {without:.2f} ms without the record "
        f"(× {recorded / without:.2f})."
    )
    entries, checked, read = check_of_the_record()
    print(
        f"The check of {entries:,} entries: {checked:.0f} ms, {4000 * checked / entries:.0f} ms for "
        f"4,000; × {checked / read:.1f} of only reading them and their rows."
    )


def measure(name, work, empty, floor, explains):
    """One line of the table: the work, the empty view and the floor, taking turns."""
    from bench.measuring import asking, medians, plan_of, questions_of

    questions = questions_of(work)
    ms, nothing, *by_hand = medians(work, empty, *([asking(floor)] if floor else []))
    figures = [f"{sum(question[0] for question in questions):.1f}", f"{ms:.1f}", times(ms, nothing)]
    figures += [f"{by_hand[0]:.1f}", times(ms, by_hand[0])] if floor else ["", ""]
    print(LINE.format(name, len(questions), *figures), flush=True)
    if explains and ms > SLOW * nothing:
        _ms, slowest, values = max(questions, key=lambda question: question[0])
        print(f"\n{slowest}\n\n{plan_of(slowest, values)}\n")


def times(ms, floor):
    return f"{ms / floor:.2f}" if ms < SLOW * floor else f"{ms / floor:.0f}"


def signed_in_as(user):
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def opening(client, address, says):
    def open_it():
        answer = client.get(address)
        assert answer.status_code == 200 and says in answer.content.decode(), address

    return open_it


def say_that_everybody_was_told():
    """A row for each message that is due, as a pass leaves it behind; how many."""
    from django.utils.timezone import localdate

    from config.sweep import SOURCES
    from dialogue.models import Reminder

    due = [each for source in SOURCES for each in source(localdate(NOON))]
    sent = {"claimed_at": NOON, "next_try_at": NOON, "sent_at": NOON}
    Reminder.objects.bulk_create(
        Reminder(kind=each.kind, key=each.key, **each.recipient, **sent) for each in due
    )
    return len(due)


if __name__ == "__main__":
    main()
