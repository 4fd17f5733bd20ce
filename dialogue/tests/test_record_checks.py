"""Every day the record is checked and its ends leave the house; who must know of a fault, does (AUD-4, AUD-7)."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from accounts.models import Role
from config.sweep import sweep
from config.testing.plugin import POSTGRES
from dialogue.actions.checks import (
    add_witness,
    check_the_record,
    end_witness,
    keep_daily_heads,
    look_after_the_record,
)
from dialogue.actions.promises import propose_promise
from dialogue.models import Chain, DailyHeads, RecordCheck, Witness
from dialogue.today import today_of
from dialogue.verifier.heads import read_lists
from stakeholders.actions.stakeholders import add_stakeholder
from stakeholders.models import Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user


@pytest.fixture
def council(amina):
    witness = Witness(name="Works council", email="council@example.org", language="en")
    return add_witness(witness, by=amina, at=NOON)


@pytest.fixture
def broken(committing):
    """A record in which a superuser changed one row."""
    amina = make_user("Amina Haddou")
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=TODAY)
    propose_promise(wording="Pay", parties=[union], due_on=TODAY, owner=amina, by=amina, on=TODAY)
    POSTGRES.run_sql("ALTER TABLE dialogue_promisechange DISABLE TRIGGER USER", database=committing)
    POSTGRES.run_sql(
        "UPDATE dialogue_promisechange SET happened_on = happened_on - 1", database=committing
    )
    return amina


def mails_to(mailoutbox, address):
    return [mail for mail in mailoutbox if mail.to == [address]]


def test_once_a_day_and_no_more_the_record_is_checked(promise):
    for hours in (0, 1, 5):
        look_after_the_record(NOON + timedelta(hours=hours))
    look_after_the_record(NOON + timedelta(days=1))
    assert [check.day for check in RecordCheck.objects.order_by("day")] == [
        TODAY,
        TODAY + timedelta(days=1),
    ]
    assert all(check.is_whole for check in RecordCheck.objects.all())


def test_the_sweep_looks_after_the_record(promise):
    sweep(NOON)
    assert RecordCheck.objects.get().entries == Chain.objects.get().length
    assert DailyHeads.objects.get().count == 1


def test_what_was_found_and_sent_is_written_once(promise):
    look_after_the_record(NOON)
    for model in (RecordCheck, DailyHeads):
        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            model.objects.all().delete()


def test_a_fault_reaches_the_auditor_and_the_administrators_once_a_day(broken, mailoutbox):
    make_user("Aad Auditor", Role.AUDITOR)
    make_user("Adri Admin", Role.ADMINISTRATOR)
    for minutes in (0, 1, 2):
        sweep(NOON + timedelta(minutes=minutes))
    told = [mail for mail in mailoutbox if mail.subject == "The record does not fit"]
    assert sorted(mail.to[0] for mail in told) == [
        "aad.auditor@example.org",
        "adri.admin@example.org",
    ]
    assert "/record/" in told[0].body and "Pay" not in told[0].body


def test_a_fault_stands_on_the_page_today_of_who_must_know(broken):
    auditor = make_user("Aad Auditor", Role.AUDITOR)
    assert not today_of(auditor, NOON).record_is_wrong
    check = check_the_record(at=NOON)
    assert {"row_differs", "guard_off"} <= {each["kind"] for each in check.findings}
    assert today_of(auditor, NOON).record_is_wrong
    assert not today_of(broken, NOON).record_is_wrong


def test_a_record_that_nobody_checks_is_told_too(promise, mailoutbox):
    auditor = make_user("Aad Auditor", Role.AUDITOR)
    look_after_the_record(NOON)
    assert not today_of(auditor, NOON + timedelta(days=1)).record_is_wrong
    assert today_of(auditor, NOON + timedelta(days=2)).record_is_wrong


# --- The ends of the chains, outside ------------------------------------------------------------------


def test_a_witness_gets_the_ends_of_the_chains_every_day_once(council, promise, mailoutbox):
    for hours in (0, 1, 24, 25):
        sweep(NOON + timedelta(hours=hours))
    mails = mails_to(mailoutbox, council.email)
    assert [mail.subject for mail in mails] == [
        "Te Voet: ends of the record of 2026-05-18",
        "Te Voet: ends of the record of 2026-05-19",
    ]
    [kept] = read_lists(mails[0].body)
    chain = Chain.objects.get()
    assert kept.heads == {chain.code: (chain.length, bytes(chain.head).hex())}
    assert kept.taken_at is not None


def test_the_mail_holds_no_names_and_no_words(council, promise, union, amina, mailoutbox):
    sweep(NOON)
    [mail] = mails_to(mailoutbox, council.email)
    for word in (union.name, amina.name, promise.wording):
        assert word not in mail.body + mail.subject


def test_who_was_added_later_gets_no_older_lists_and_who_ended_gets_none(
    council, promise, amina, mailoutbox
):
    keep_daily_heads(NOON - timedelta(days=1))
    sweep(NOON)
    end_witness(council, at=NOON)
    sweep(NOON + timedelta(days=1))
    assert len(mails_to(mailoutbox, council.email)) == 1


def test_an_address_gets_the_list_once(council, amina):
    with pytest.raises(ValidationError, match="gets the list already"):
        add_witness(Witness(name="Again", email=council.email), by=amina, at=NOON)


def test_the_list_is_added_to_a_file_when_there_is_one(promise, settings, tmp_path):
    settings.RECORD_HEADS_FILE = str(tmp_path / "heads.txt")
    keep_daily_heads(NOON)
    keep_daily_heads(NOON)
    keep_daily_heads(NOON + timedelta(days=1))
    assert len(read_lists((tmp_path / "heads.txt").read_text())) == 2


def test_a_file_that_cannot_be_written_keeps_nothing_else_back(promise, settings, tmp_path):
    settings.RECORD_HEADS_FILE = str(tmp_path / "missing" / "heads.txt")
    assert keep_daily_heads(NOON).count == 1
