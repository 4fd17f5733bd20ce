"""Whoever rewrites the record, with every right there is, is found (security.md AUD-2, AUD-4, AUD-15)."""

import hashlib
import json
import os
from datetime import UTC, datetime, timedelta
from importlib import import_module
from time import perf_counter
from types import SimpleNamespace

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from config import demo
from config.testing.plugin import POSTGRES
from dialogue.actions import promises
from dialogue.actions.agreements import endorse, propose_agreements, suggest_a_change
from dialogue.actions.breaches import act_on_breach, judge_action, report_breach
from dialogue.actions.erasing import erase_agreement_line, erase_summary
from dialogue.actions.meetings import Guest, hold_meeting, plan_meeting, send_report
from dialogue.models import (
    ChainEntry,
    Meeting,
    ProcessAgreement,
    Promise,
    PromiseChange,
    Remark,
    ReportBack,
)
from dialogue.tests.answering import PHOTO
from dialogue.tests.hands import hand_of, proposal_for
from dialogue.verifier import verify
from dialogue.verifier.chains import entries, hash_of, spelled
from dialogue.verifier.findings import Kind
from dialogue.verifier.guards import KNOWN, as_text, guards_now
from dialogue.verifier.heads import heads_now, list_of, read_lists
from stakeholders.actions.stakeholders import add_stakeholder
from stakeholders.models import SafetyAssessment, Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user

PLANTED = [
    "Pay the masks",
    "No money left",
    "Ravi comes too",
    "They told us",
    "We say sorry",
    "Later",
]


@pytest.fixture
def told(committing):
    """A record with a line of almost every kind, committed."""
    return tell_a_story(committing)


def tell_a_story(database):
    amina = make_user("Amina Haddou")
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=TODAY)
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=NOON + timedelta(days=10)),
        aim="We want to know.",
        guests=[Guest(union)],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=NOON,
    )
    version = propose_agreements(
        meeting.trajectory, lines=["no_harm", "Ravi comes too"], by=amina, at=NOON
    )
    seat = meeting.participations.get()
    hand = hand_of(seat)
    endorse(version, hand=hand, answer="accepted", at=NOON)
    suggest_a_change(version, participation=seat, words="Later")
    breach = report_breach(
        version.agreements.first(), happened_on=TODAY, on=TODAY, words="They told us", by=amina
    )
    action = act_on_breach(breach, words="We say sorry", on=TODAY, by=amina)
    judge_action(action, is_accepted=True, on=TODAY, hand=hand)
    alone = promise_to(union, amina)
    promises.change_alone(
        alone, new_due_on=TODAY + timedelta(days=60), reason="No money left", by=amina, on=TODAY
    )
    hold_meeting(meeting, at=meeting.starts_at)
    done = promise_to(union, amina)
    promises.keep_promise(done, files=[PHOTO], by=amina, on=TODAY)
    together = promise_to(union, amina, meeting=meeting)
    promises.propose_change(
        together, new_due_on=TODAY + timedelta(days=9), reason="Later", by=amina, on=TODAY
    )
    promises.accept_change(together, proposal=proposal_for(together), hand=hand, on=TODAY)
    return SimpleNamespace(
        database=database, amina=amina, union=union, hand=hand, alone=alone, together=together
    )


def promise_to(union, amina, **more):
    return promises.propose_promise(
        wording="Pay the masks",
        parties=[union],
        due_on=TODAY,
        owner=amina,
        by=amina,
        on=TODAY,
        **more,
    )


def as_superuser(world, *statements):
    """With every right, guards switched off and on again."""
    tables = sorted(
        {trigger.split(".")[0].split()[1] for trigger in guards_now() if "trigger" in trigger}
    )
    off = "".join(f"ALTER TABLE {table} DISABLE TRIGGER USER;" for table in tables)
    on = "".join(
        f"ALTER TABLE {name.split()[1].split('.')[0]} ENABLE ALWAYS TRIGGER {name.split('.')[1]};"
        for name in guards_now()
        if name.startswith("trigger")
    )
    for each in (off, *statements, on):
        POSTGRES.run_sql(each, database=world.database)


def kinds(result):
    return [finding.kind for finding in result.faults]


def test_what_nobody_touched_is_whole(told):
    result = verify()
    assert result.findings == []
    assert result.entries == ChainEntry.objects.count() > 15


def test_the_record_of_the_demo_is_whole(db):
    demo.load(NOON)
    result = verify()
    assert result.findings == [] and result.entries > 100


def test_the_spelling_is_that_of_the_database(told):
    for entry in entries():
        assert hash_of(entry) == entry.hash == hashlib.sha256(entry.prev + spelled(entry)).digest()


# --- Somebody with every right ------------------------------------------------------------------------


def first(model, **conditions):
    return model.objects.filter(**conditions).order_by("pk").first()


@pytest.mark.parametrize(
    ("statement", "kind", "table"),
    [
        (
            "UPDATE dialogue_promisechange SET new_due_on = new_due_on + 1 WHERE kind = 'changed_alone'",
            Kind.ROW_DIFFERS,
            "dialogue_promisechange",
        ),
        (
            "UPDATE dialogue_endorsement SET answer = 'refused' WHERE participation_id IS NOT NULL",
            Kind.ROW_DIFFERS,
            "dialogue_endorsement",
        ),
        (
            "DELETE FROM dialogue_breachverdict",
            Kind.ROW_GONE,
            "dialogue_breachverdict",
        ),
        (
            "UPDATE dialogue_remark SET text = 'A kinder reason' WHERE text = 'No money left'",
            Kind.WORDS_DIFFER,
            "dialogue_promisechange",
        ),
        (
            "UPDATE dialogue_processagreement SET own_words = 'Ravi stays out' WHERE own_words <> ''",
            Kind.WORDS_DIFFER,
            "dialogue_processagreement",
        ),
        (
            "UPDATE dialogue_promise SET due_on = due_on + 30 WHERE trajectory_id IS NULL",
            Kind.SUMMARY,
            "dialogue_promise",
        ),
        (
            "UPDATE dialogue_promise SET state = 'kept', settled_on = due_on WHERE trajectory_id IS NULL",
            Kind.SUMMARY,
            "dialogue_promise",
        ),
        (
            "UPDATE dialogue_promise SET wording = 'Think about masks' WHERE trajectory_id IS NULL",
            Kind.SUMMARY,
            "dialogue_promise",
        ),
        (
            "UPDATE dialogue_promise SET made_on = made_on - 1 WHERE trajectory_id IS NULL",
            Kind.ROW_DIFFERS,
            "dialogue_promise_parties",
        ),
        (
            "INSERT INTO dialogue_promisechange (promise_id, kind, happened_on, recorded_at, drops, by_id) "
            "SELECT promise_id, 'kept', happened_on, now(), false, by_id FROM dialogue_promisechange "
            "WHERE kind = 'changed_alone'",
            Kind.NO_ENTRY,
            "dialogue_promisechange",
        ),
        (
            "UPDATE dialogue_chainentry SET content = content || '{\"x\": 1}' WHERE subject = 'dialogue_breach'",
            Kind.HASH,
            "dialogue_breach",
        ),
        (
            "UPDATE dialogue_chainentry SET recorded_at = recorded_at - interval '1 year' "
            "WHERE subject = 'dialogue_breach'",
            Kind.TIME,
            "dialogue_breach",
        ),
        (
            "UPDATE dialogue_usedkey SET key = '\\x00' WHERE position = 1",
            Kind.KEY,
            "dialogue_usedkey",
        ),
        ("DELETE FROM dialogue_usedkey WHERE position = 1", Kind.NO_KEY, "dialogue_endorsement"),
        ("UPDATE dialogue_evidence SET size = 1", Kind.ROW_DIFFERS, "dialogue_evidence"),
        ("UPDATE dialogue_evidencefile SET content = ''", Kind.FILE_DIFFERS, "dialogue_evidence"),
        ("UPDATE dialogue_consentkey SET tip = '\\x00'", Kind.ROW_DIFFERS, "dialogue_consentkey"),
    ],
)
def test_a_superuser_who_edits_one_row_is_named_to_the_row(told, statement, kind, table):
    as_superuser(told, statement)
    found = [finding for finding in verify().faults if finding.kind == kind]
    assert {finding.table for finding in found} == {table}
    assert all(finding.row for finding in found)


def test_the_finding_names_chain_entry_table_and_row(told, capsys):
    line = PromiseChange.objects.get(kind="changed_alone")
    entry = ChainEntry.objects.get(subject="dialogue_promisechange", subject_id=line.pk)
    as_superuser(
        told,
        f"UPDATE dialogue_promisechange SET happened_on = happened_on - 1 WHERE id = {line.pk}",
    )
    with pytest.raises(SystemExit) as status:
        call_command("verify_ledger")
    assert status.value.code == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0] == (
        f"chain {entry.chain.code}, entry {entry.seq}, table dialogue_promisechange, row {line.pk}, "
        "happened_on: the row says something else than the record"
    )
    assert len(said) == 2 and said[1].endswith("1 fault.")


def test_a_whole_record_ends_with_status_0(told, capsys):
    call_command("verify_ledger")
    assert capsys.readouterr().out.endswith("Everything fits.\n")


def test_an_entry_taken_out_of_the_middle_leaves_a_gap(told):
    as_superuser(told, "DELETE FROM dialogue_chainentry WHERE subject = 'dialogue_breach'")
    assert {Kind.NUMBER, Kind.PREV, Kind.NO_ENTRY} <= set(kinds(verify()))


def test_a_change_together_without_their_yes_is_found(told):
    as_superuser(told, "DELETE FROM dialogue_promisechange WHERE kind = 'change_accepted'")
    assert Kind.NOT_AGREED in kinds(verify())


def test_words_that_were_erased_are_counted_and_not_reported(told):
    remark = PromiseChange.objects.get(kind="changed_alone").remark
    Remark.objects.filter(pk=remark.pk).update(text="", salt=None, erased_at=NOON)
    result = verify()
    assert (result.is_whole, result.erased) == (True, 1)


def test_own_agreements_and_summaries_are_erased_in_the_same_way(told):
    line = ProcessAgreement.objects.exclude(own_words="").get()
    report = send_report(
        ReportBack.objects.get(), summary="Ravi said so", version=0, by=told.amina, at=NOON
    )
    erase_agreement_line(line, at=NOON)
    erase_summary(report, at=NOON)
    result = verify()
    assert (result.is_whole, result.erased) == (True, 2)
    line.refresh_from_db()
    assert str(line) == "(erased at somebody’s request)"


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_processagreement SET own_words = 'Ravi stays out' WHERE own_words <> ''",
        "UPDATE dialogue_processagreement SET own_words = '' WHERE own_words <> ''",
        "UPDATE dialogue_processagreement SET salt = NULL, erased_at = now() WHERE own_words <> ''",
        "UPDATE dialogue_processagreement SET salt = NULL, erased_at = now() WHERE own_words = ''",
        "UPDATE dialogue_reportback SET summary = 'Nobody said so'",
        "UPDATE dialogue_reportback SET erased_at = now()",
    ],
)
def test_erasing_leaves_nothing_and_changes_nothing(told, statement):
    send_report(ReportBack.objects.get(), summary="Ravi said so", version=0, by=told.amina, at=NOON)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


# --- What is older than the record ---------------------------------------------------------------------------


def test_what_was_there_before_the_record_comes_in_marked(told):
    """As in a database of an earlier version: the same lines, and nothing noted of them."""
    migration = import_module("dialogue.migrations.0018_the_record_is_checked")
    as_superuser(
        told,
        "DELETE FROM dialogue_breachverdict; DELETE FROM dialogue_breachaction; "
        "DELETE FROM dialogue_notice; DELETE FROM dialogue_breach; "
        "DELETE FROM dialogue_evidencefile; DELETE FROM dialogue_evidence; "
        "DELETE FROM dialogue_agreementsuggestion; DELETE FROM dialogue_chainentry; "
        "UPDATE dialogue_chain SET length = 0, head = decode(repeat('00', 32), 'hex'); "
        "DELETE FROM dialogue_usedkey; DELETE FROM dialogue_consentkey; "
        "UPDATE dialogue_endorsement SET link_id = NULL, key = NULL; "
        "UPDATE dialogue_promisechange SET link_id = NULL, key = NULL",
    )
    POSTGRES.run_sql(f"BEGIN; {migration.FROM_BEFORE}; COMMIT", database=told.database)
    result = verify()
    assert result.findings == []
    assert result.from_before == result.entries > 10


# --- Guards ---------------------------------------------------------------------------------------------


def test_a_guard_that_is_on_again_but_not_always_is_named(told):
    POSTGRES.run_sql(
        "ALTER TABLE dialogue_chainentry DISABLE TRIGGER ALL; "
        "ALTER TABLE dialogue_chainentry ENABLE TRIGGER ALL",
        database=told.database,
    )
    found = [f for f in verify().faults if f.kind == Kind.GUARD_OFF]
    assert {(f.table, f.detail) for f in found} == {
        ("dialogue_chainentry", "entry_is_sealed"),
        ("dialogue_chainentry", "history_is_written_once"),
        ("dialogue_chainentry", "history_is_not_emptied"),
    }


@pytest.mark.parametrize(
    ("statement", "kind", "detail"),
    [
        (
            "CREATE OR REPLACE FUNCTION te_voet_refuse_rewriting() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RETURN NEW; END $$",
            Kind.FUNCTION_DIFFERS,
            "te_voet_refuse_rewriting()",
        ),
        (
            "DROP TRIGGER history_is_written_once ON dialogue_breach",
            Kind.GUARD_GONE,
            "history_is_written_once",
        ),
        (
            "CREATE FUNCTION te_voet_x() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$; "
            "CREATE TRIGGER a BEFORE INSERT ON dialogue_breach FOR EACH ROW EXECUTE FUNCTION te_voet_x()",
            Kind.GUARD_NEW,
            "a",
        ),
        (
            "GRANT UPDATE (text) ON dialogue_remark TO te_voet_app; GRANT UPDATE (answer) ON "
            "dialogue_endorsement TO te_voet_app",
            Kind.MAY_CHANGE,
            "te_voet_app",
        ),
        (
            "GRANT DELETE ON dialogue_chainentry TO te_voet_portal",
            Kind.MAY_CHANGE,
            "te_voet_portal",
        ),
        ("ALTER TABLE dialogue_witness OWNER TO te_voet_app", Kind.OWNS, "te_voet_app"),
    ],
)
def test_whoever_weakens_the_guards_is_found(told, statement, kind, detail):
    POSTGRES.run_sql(statement, database=told.database)
    assert (kind, detail) in {(finding.kind, finding.detail) for finding in verify().faults}


def test_days_of_our_own_choosing_are_a_finding_in_real_life(told, settings):
    settings.ENVIRONMENT = "production"
    assert kinds(verify()) == [Kind.TELLING]
    POSTGRES.run_sql("UPDATE te_voet_telling SET is_open = false", database=told.database)
    assert verify().is_whole


def test_where_there_is_one_role_it_says_what_is_not_enforced(told, settings, capsys):
    settings.ONE_DATABASE_ROLE = True
    call_command("verify_ledger")
    said = capsys.readouterr().out
    assert "the program could switch off every guard" in said
    assert "the portal could read and write everything" in said


def test_the_known_guards_are_those_of_our_migrations(db):
    """After a migration that changes a guard: run this once with TE_VOET_WRITE_GUARDS=1."""
    now = as_text(guards_now())
    if os.environ.get("TE_VOET_WRITE_GUARDS"):
        KNOWN.write_text(now)
    assert KNOWN.read_text() == now


# --- What only those outside can see --------------------------------------------------------------------


def kept_now():
    return read_lists(list_of(heads_now(), datetime.now(UTC)))


def forge_the_last_entry(world, entry):
    """Take the last entry away, and put the chain's own head back to what it was."""
    as_superuser(
        world,
        f"DELETE FROM dialogue_chainentry WHERE id = {entry.pk}",
        f"DELETE FROM {entry.subject} WHERE id = {entry.subject_id}",
        f"UPDATE dialogue_chain SET length = length - 1, head = '\\x{bytes(entry.prev).hex()}' "
        f"WHERE id = {entry.chain_id}",
    )


def test_a_last_entry_that_was_taken_away_is_missed_by_those_outside(told):
    promises.mend_promise(told.alone, by=told.amina, on=TODAY, remark="Something to hide")
    kept = kept_now()
    entry = ChainEntry.objects.order_by("pk").last()
    forge_the_last_entry(told, entry)
    assert verify().is_whole
    [finding] = verify(kept).faults
    assert (finding.kind, finding.chain, finding.seq) == (
        Kind.HEAD_GONE,
        entry.chain.code,
        entry.seq,
    )


def rewrite(world, change):
    """What a patient superuser does: change an entry, and work out every hash after it."""
    statements, last = [], {}
    for entry in entries():
        content, prev = change(entry), last.get(entry.chain_id, bytes(32))
        forged = type(entry)(
            entry.chain_id,
            entry.code,
            entry.seq,
            entry.verb,
            entry.subject,
            entry.subject_id,
            content,
            entry.recorded_at,
            prev,
            b"",
        )
        last[entry.chain_id] = digest = hash_of(forged)
        quoted = content.replace("'", "''")
        statements.append(
            f"UPDATE dialogue_chainentry SET content = '{quoted}', prev = '\\x{prev.hex()}', "
            f"hash = '\\x{digest.hex()}' WHERE chain_id = {entry.chain_id} AND seq = {entry.seq}"
        )
    statements += [
        f"UPDATE dialogue_chain SET head = '\\x{digest.hex()}' WHERE id = {chain}"
        for chain, digest in last.items()
    ]
    as_superuser(world, *statements)


def test_a_whole_chain_rewritten_fits_inside_and_differs_outside(told, tmp_path, capsys):
    file = tmp_path / "kept.txt"
    file.write_text("> Dear witness,\n\n" + list_of(heads_now(), datetime.now(UTC)))
    as_superuser(told, "UPDATE dialogue_breach SET is_serious = true")
    rewrite(
        told,
        lambda entry: (
            entry.content.replace('"is_serious": false', '"is_serious": true')
            if entry.subject == "dialogue_breach"
            else entry.content
        ),
    )
    assert verify().is_whole
    with pytest.raises(SystemExit):
        call_command("verify_ledger", heads=str(file))
    assert "what was kept outside says something else" in capsys.readouterr().out


def test_an_entry_dated_before_a_list_that_does_not_have_it_is_found(told):
    kept = read_lists(list_of(heads_now(), datetime.now(UTC) + timedelta(days=2)))
    promises.mend_promise(told.alone, by=told.amina, on=TODAY, remark="As if we had done it before")
    assert verify(kept_now()).is_whole
    [finding] = verify(kept).faults
    assert finding.kind == Kind.DATED_BACK


# --- How long it takes (AUD-7) ----------------------------------------------------------------------------


@pytest.mark.slow
def test_four_thousand_rows_cost_little_more_than_reading_them(told):
    """About a second in all (printed with -s); held here as a multiple of reading and hashing the text."""
    POSTGRES.run_sql(
        "INSERT INTO dialogue_promisechange (promise_id, kind, happened_on, drops, by_id) "
        f"SELECT {told.alone.pk}, 'mended', '{TODAY}', false, {told.amina.pk} "
        "FROM generate_series(1, 4000)",
        database=told.database,
    )
    began = perf_counter()
    for _pk, _seq, text in ChainEntry.objects.values_list("pk", "seq", "content"):
        hashlib.sha256(json.dumps(text).encode()).hexdigest()
    read = perf_counter() - began
    result = verify()
    spent = perf_counter() - began - read
    print(f"{result.entries} entries: {spent:.2f} s, {spent / read:.0f} times reading them")
    assert result.is_whole and result.entries > 4000
    assert spent < 30 * read


# --- No words (AUD-15) ------------------------------------------------------------------------------------


def test_a_dictionary_of_everything_that_was_said_opens_nothing(told):
    guesses = {*PLANTED, *Promise.objects.values_list("wording", flat=True)}
    assert guesses <= {*Remark.objects.values_list("text", flat=True), *PLANTED}
    ledger = "\n".join(entry.content for entry in entries())
    for guess in guesses:
        assert guess not in ledger
        for name in ("sha256", "sha1", "md5", "sha512", "blake2b"):
            assert hashlib.new(name, guess.encode()).hexdigest()[:32] not in ledger
    # The attack itself works: with the salt the digest is found.
    remark = PromiseChange.objects.get(kind="changed_alone").remark
    assert hashlib.sha256(f"{remark.salt}{remark.text}".encode()).hexdigest() in ledger


# --- The auditor's role -------------------------------------------------------------------------------------


def test_the_role_of_the_auditor_checks_everything_and_reads_no_words(told):
    place = connection.settings_dict | {"USER": "te_voet_audit"}
    before = connection.settings_dict
    connection.close()
    connection.settings_dict = place
    try:
        result = verify()
        for words in (Remark.objects.values("text"), ProcessAgreement.objects.values("own_words")):
            with pytest.raises(DatabaseError, match="permission denied"):
                list(words)
    finally:
        connection.close()
        connection.settings_dict = before
    assert kinds(result) == []
    assert [finding.kind for finding in result.limits] == [Kind.WORDS_UNREAD]
