"""The commands: what they do, and the sentences they refuse with."""

import os
import re
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import environ
import polib
import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections

from accounts.models import Role, User
from config import demo
from config.demo import people
from config.demo.links import doors
from config.embedded.roles import ROLES
from config.management.commands.prepare_database import url
from config.testing.plugin import POSTGRES
from dialogue.actions.links import open_link
from dialogue.actions.voices import open_receipt
from dialogue.models import ExpectationRound, Promise, Voice
from stakeholders.actions.stakeholders import add_stakeholder
from stakeholders.models import Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user

OTHER = "te_voet_prepared"


def run(capsys, *words, **options):
    call_command(*words, **options)
    return capsys.readouterr().out


def refusal_of(*words, **options):
    with pytest.raises(CommandError) as refusal:
        call_command(*words, **options)
    return str(refusal.value)


@pytest.fixture
def small_demo():
    """Enough of a demo to be removed."""
    people.add_people()
    quarry = Stakeholder(name="Demo Quarry", kind=Stakeholder.Kind.SUPPLIER, is_demo=True)
    return add_stakeholder(quarry, by=None, on=TODAY)


# demo: loading ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "at",
    [
        datetime(2028, 2, 29, 12, tzinfo=UTC),
        datetime(2026, 10, 25, 0, 30, tzinfo=UTC),  # a Sunday, and the night the clock goes back
        datetime(2026, 12, 31, 22, 59, tzinfo=UTC),  # one minute before the new year in Amsterdam
    ],
)
def test_the_demo_loads_on_any_day(db, at):
    demo.load(at)
    assert Promise.objects.exists()


def test_a_second_demo_is_refused(db, small_demo):
    assert "There are stakeholders already" in refusal_of("demo")


def test_the_demo_stays_out_of_a_register_in_use(db, union):
    assert "a database of its own" in refusal_of("demo")
    assert Stakeholder.objects.get() == union


def test_a_first_run_loads_into_an_empty_database(db, capsys):
    run(capsys, "demo", "--first-run")
    assert Stakeholder.objects.any_demo()


def test_a_first_run_says_nothing_where_somebody_works_already(db, amina, capsys):
    assert run(capsys, "demo", "--first-run") == ""
    assert not Stakeholder.objects.exists()


def test_the_demo_does_not_go_into_production_by_accident(db, settings):
    settings.IS_PRODUCTION = True
    assert "--yes-into-production" in refusal_of("demo")
    assert not User.objects.exists()


def test_half_a_demo_is_no_demo(db, monkeypatch):
    monkeypatch.setattr("config.demo.rajasthan.tell", lambda story: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        call_command("demo")
    assert not User.objects.exists()


# demo: ways in --------------------------------------------------------------------------------------


def test_without_a_demo_there_is_no_way_in(db, amina, capsys):
    assert run(capsys, "demo", "--sign-ins") == ""
    assert "There is no demo here" in refusal_of("demo", "--links")


def test_the_sign_ins_name_everybody_who_can_sign_in(db, capsys):
    people.add_people()
    said = run(capsys, "demo", "--sign-ins")
    assert people.PASSWORD in said
    assert len(said.splitlines()) == 1 + 9
    assert re.search(r"Facilitator +Leela Vaidyan +leela\.vaidyan@", said)
    assert "Ruud" not in said


def test_every_link_opens_the_page_of_its_kind(db, capsys, time_machine, settings):
    time_machine.move_to(NOON, tick=False)
    demo.load(NOON)
    said = run(capsys, "demo", "--links")
    codes = re.findall(r"Code: ([\d ]{29})", said)
    seats = [open_link(code, at=NOON).participation for code in codes]
    assert seats == [door.seat for door in doors(TODAY)]
    for code in codes:
        assert f"{settings.PORTAL_URL}/r#{code.replace(' ', '')}" in said
    asked, heard, took_part, confidential, held, moved = seats
    assert confidential.rounds.get().is_confidential
    assert not asked.expectations.exists()
    assert heard.expectations.filter(round__answered_at__isnull=False).exists()
    assert took_part.meeting.report.sent_at
    assert held.meeting.held_at and held.expectations.filter(decisions__isnull=False).count() == 2
    assert moved.stakeholder.promises.filter(changes__kind="changed_alone").exists()
    assert f"PIN:  {people.PIN}" in said


def test_the_ways_in_without_a_name_open_too(db, capsys, time_machine, settings):
    time_machine.move_to(NOON, tick=False)
    demo.load(NOON)
    said = run(capsys, "demo", "--links")
    [code] = re.findall(rf"{settings.PORTAL_URL}/r#(\d{{12}})\n", said)
    round_ = ExpectationRound.objects.anonymous().taking_answers(TODAY).get()
    assert code == round_.code and round_.code_in_groups in said
    [receipt] = re.findall(r"Receipt: ([\d ]{24})", said)
    voice = open_receipt(receipt.replace(" ", ""), at=NOON)
    assert voice.replies.exists()
    assert voice.expectations.filter(verdicts__isnull=False).exists()


def test_a_receipt_made_with_another_secret_is_not_shown(db, capsys, time_machine, settings):
    time_machine.move_to(NOON, tick=False)
    demo.load(NOON)
    settings.SECRET_KEY = "renewed since, so that other receipts belong to the same forms"
    assert "Receipt:" not in run(capsys, "demo", "--links")


def test_a_demo_that_grew_old_says_so(db, capsys, time_machine):
    time_machine.move_to(NOON, tick=False)
    demo.load(NOON)
    time_machine.move_to(NOON.replace(year=2028), tick=False)
    # A receipt never ends; everything else has.
    assert run(capsys, "demo", "--links").count("Nobody at the moment") == 7


# demo: removing -------------------------------------------------------------------------------------


def test_whose_the_confidential_voices_are_only_the_owner_knows(committing):
    demo.load(NOON)
    asked = "SELECT count(*) FROM identity.voices JOIN dialogue_voice ON id = voice_id"
    with connections["owner"].cursor() as cursor:
        cursor.execute(asked)
        assert cursor.fetchone() == (Voice.objects.filter(round__mode="confidential").count(),)
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(asked)


def test_removing_leaves_an_empty_database_with_its_guards(committing, capsys, settings, tmp_path):
    settings.SEALING_KEYS = tmp_path
    demo.load(NOON)
    keys = set(Path(settings.SEALING_KEYS).glob("*.key"))
    assert keys
    make_user("Nina Bos", Role.ADMINISTRATOR)
    assert "is empty" in run(capsys, "demo", "--remove", yes=True)
    assert not (Stakeholder.objects.exists() or User.objects.exists())
    assert not keys & set(Path(settings.SEALING_KEYS).glob("*.key"))
    call_command("migrate", check_unapplied=True, database="owner", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('te_voet_portal', 'dialogue_link', 'SELECT')")
        assert cursor.fetchone() == (True,)
        with pytest.raises(DatabaseError) as refusal:
            cursor.execute("DELETE FROM dialogue_promisechange")
    assert refusal.value.__cause__.pgcode == "42501"


def test_a_removed_demo_comes_back_only_when_asked(committing, small_demo, capsys):
    run(capsys, "demo", "--remove", yes=True)
    assert run(capsys, "demo", "--first-run") == ""
    assert "is loaded" in run(capsys, "demo")


def test_removing_asks_first(db, small_demo, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda question: "yes")
    assert refusal_of("demo", "--remove") == "Nothing was removed."
    assert Stakeholder.objects.exists()


def test_a_real_stakeholder_is_never_removed(db, small_demo, union):
    assert f"“{union}” is not part of the demo" in refusal_of("demo", "--remove", yes=True)


def test_a_real_colleague_is_never_removed(db, small_demo, amina):
    assert f"{amina} has a real account" in refusal_of("demo", "--remove", yes=True)


def test_who_begins_to_work_while_we_ask_is_not_removed(committing, small_demo, monkeypatch):
    """Looked at before the question, and again when nobody can add anything any more."""
    make_user("Nina Bos", Role.ADMINISTRATOR)
    monkeypatch.setattr("builtins.input", lambda question: add_a_real_quarry() and "remove")
    assert "“Real Quarry” is not part of the demo" in refusal_of("demo", "--remove")
    assert Stakeholder.objects.count() == 2


def add_a_real_quarry():
    quarry = Stakeholder(name="Real Quarry", kind=Stakeholder.Kind.SUPPLIER)
    return add_stakeholder(quarry, by=None, on=TODAY)


def test_where_there_is_no_demo_nothing_is_removed(db):
    assert "There is no demo here" in refusal_of("demo", "--remove", yes=True)


# add_person -----------------------------------------------------------------------------------------


def test_a_new_colleague_gets_a_link_to_choose_a_password(db, capsys, mailoutbox, client):
    said = run(capsys, "add_person", "Nina.Bos@example.org", "Nina Bos", "privacy_officer")
    nina = User.objects.get()
    assert (nina.email, nina.role, nina.language) == (
        "nina.bos@example.org",
        "privacy_officer",
        "nl",
    )
    assert not nina.has_usable_password()
    assert "They got a mail" in said
    [mail] = mailoutbox
    assert mail.to == [nina.email]
    [link] = re.findall(r"http://127\.0\.0\.1:8000(/\S+)", mail.body)
    assert client.get(link).status_code == 302


def test_when_the_mail_cannot_be_sent_the_link_is_shown(db, capsys, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    said = run(capsys, "add_person", "nina@example.org", "Nina Bos", "officer", language="en")
    assert "could not be sent" in said
    assert "http://127.0.0.1:8000/account/password/reset/key/" in said


@pytest.mark.parametrize(
    ("email", "name", "role", "language", "sentence"),
    [
        ("nina@example.org", "Nina", "boss", "nl", "“boss” is not a role. Choose from: officer"),
        ("nina@example.org", "Nina", "officer", "de", "“de” is not a language we speak."),
        ("nina", "Nina", "officer", "nl", "The email is not usable: Enter a valid email address."),
        ("nina@example.org", " ", "officer", "nl", "The name is not usable:"),
        ("AMINA.HADDOU@example.org", "Amina", "officer", "nl", "has an account already."),
    ],
)
def test_who_cannot_be_added_is_refused_with_a_reason(
    amina, mailoutbox, email, name, role, language, sentence
):
    assert sentence in refusal_of("add_person", email, name, role, language=language)
    assert User.objects.count() == 1
    assert not mailoutbox


# compile_translations -------------------------------------------------------------------------------

WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Promise"
msgstr "Toezegging"
"""


@pytest.fixture
def words(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    words = tmp_path / "nl" / "LC_MESSAGES" / "django.po"
    words.parent.mkdir(parents=True)
    words.write_text(WORDS)
    return words


def test_a_translation_is_compiled_once_and_again_when_it_changed(words, capsys):
    assert run(capsys, "compile_translations") == "1 translation compiled.\n"
    result = words.with_suffix(".mo")
    assert polib.mofile(str(result))[0].msgstr == "Toezegging"
    assert run(capsys, "compile_translations") == "0 translations compiled.\n"
    words.write_text(WORDS.replace("Toezegging", "Belofte"))
    later = words.stat().st_mtime_ns + 1_000_000
    os.utime(words, ns=(later, later))
    assert run(capsys, "compile_translations") == "1 translation compiled.\n"
    assert polib.mofile(str(result))[0].msgstr == "Belofte"
    assert {file.name for file in words.parent.iterdir()} == {"django.po", "django.mo"}


def test_a_translation_that_cannot_be_read_leaves_the_old_one(words):
    call_command("compile_translations", verbosity=0)
    before = words.with_suffix(".mo").read_bytes()
    words.write_text('msgid "Promise\nmsgstr')
    later = words.stat().st_mtime_ns + 1_000_000
    os.utime(words, ns=(later, later))
    assert "could not be compiled" in refusal_of("compile_translations")
    assert words.with_suffix(".mo").read_bytes() == before


# prepare_database -----------------------------------------------------------------------------------


@pytest.fixture
def no_other_database(postgres):
    yield
    postgres.run_sql(f'DROP DATABASE IF EXISTS "{OTHER}" WITH (FORCE)')
    for role in ROLES:
        postgres.run_sql(f"ALTER ROLE {role} PASSWORD NULL")


def test_a_database_of_your_own_is_ready_after_one_command(no_other_database, capsys):
    said = run(capsys, "prepare_database", OTHER, admin_url=POSTGRES.dsn())
    urls = dict(re.findall(r"^(DATABASE\w*URL)=(\S+)$", said, re.MULTILINE))
    assert set(urls) == {
        "DATABASE_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_PORTAL_URL",
        "DATABASE_AUDIT_URL",
    }
    for address in urls.values():
        assert who_answers(address) == (re.match(r"postgres://(\w+):", address)[1], OTHER)
    assert "does not enforce" not in said


def who_answers(address):
    """Connect to where the settings would."""
    place = environ.Env.db_url_config(address)
    names = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    words = {word: place[name] for word, name in names.items()}
    with closing(psycopg2.connect(dbname=place["NAME"], **words)) as line, line.cursor() as cursor:
        cursor.execute("SELECT current_user, current_database()")
        return cursor.fetchone()


def test_run_again_it_can_leave_the_passwords_alone(no_other_database, capsys):
    call_command("prepare_database", OTHER, admin_url=POSTGRES.dsn())
    capsys.readouterr()
    said = run(capsys, "prepare_database", OTHER, admin_url=POSTGRES.dsn(), keep_passwords=True)
    assert said == f"The database “{OTHER}” is ready.\n"


def test_an_administrator_who_cannot_be_reached_is_named():
    assert "--admin-url" in refusal_of("prepare_database", admin_url="")
    nobody = "postgres://nobody:secret@127.0.0.1:1/postgres"
    sentence = refusal_of("prepare_database", admin_url=nobody)
    assert "127.0.0.1" in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("db.example.org", 5432, {}), "postgres://r:p@db.example.org:5432/te_voet"),
        (("::1", 5433, {}), "postgres://r:p@[::1]:5433/te_voet"),
        (("/var/run", 5432, {}), "postgres://r:p@:5432//var/run/te_voet"),
        (
            ("db.example.org", 5432, {"sslmode": "verify-full"}),
            "postgres://r:p@db.example.org:5432/te_voet?sslmode=verify-full",
        ),
    ],
)
def test_a_url_is_written_as_the_settings_read_it(line, expected):
    assert url(line, "r", "p", "te_voet") == expected
