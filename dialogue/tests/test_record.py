"""Nobody rewrites what was promised and agreed: not this program, not the owner, not a superuser unseen.

Each statement is tried in the role it names (security.md AUD-1 to AUD-5, AUD-9).
"""

import threading
from contextlib import contextmanager
from datetime import timedelta
from types import SimpleNamespace

import psycopg2
import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, connections, transaction

from config.embedded.postgres import ADMIN
from config.embedded.roles import OWNER
from config.testing.plugin import POSTGRES
from dialogue.actions import promises
from dialogue.actions.agreements import (
    TextChanged,
    endorse,
    propose_agreements,
    record_endorsement,
)
from dialogue.actions.meetings import Guest, invite, plan_meeting
from dialogue.models import (
    AgreementParty,
    AgreementVersion,
    Chain,
    ChainEntry,
    ConsentKey,
    Endorsement,
    Meeting,
    Notice,
    ProcessAgreement,
    Promise,
    PromiseChange,
    UsedKey,
)
from dialogue.tests.hands import hand_of
from dialogue.tests.rights import is_refused
from stakeholders.actions.stakeholders import add_stakeholder
from stakeholders.models import SafetyAssessment, Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user

HISTORY = [
    "dialogue_chainentry",
    "dialogue_promisechange",
    "dialogue_promise_parties",
    "dialogue_agreementversion",
    "dialogue_processagreement",
    "dialogue_agreementparty",
    "dialogue_endorsement",
    "dialogue_breach",
    "dialogue_breachaction",
    "dialogue_breachverdict",
    "dialogue_consentkey",
    "dialogue_usedkey",
    "dialogue_notice",
]
TAMPERING = [
    *(
        statement.format(table=table)
        for table in HISTORY
        for statement in (
            "UPDATE {table} SET id = id",
            "DELETE FROM {table}",
            "TRUNCATE {table}",
            "ALTER TABLE {table} DISABLE TRIGGER ALL",
            "DROP TABLE {table} CASCADE",
        )
    ),
    "UPDATE dialogue_promise SET due_on = due_on + 30",
    "UPDATE dialogue_promise SET owner_id = owner_id",
    "UPDATE dialogue_chain SET head = ''",
    "DELETE FROM dialogue_chain",
    "DELETE FROM dialogue_remark",
    "INSERT INTO dialogue_chainentry (chain_id, seq, verb, subject, subject_id, content, "
    "recorded_at, prev, hash) SELECT id, 99, 'x', 'x', 1, '{}', now(), '', '' FROM dialogue_chain",
    "INSERT INTO dialogue_usedkey (consent_key_id, position, key, used_at) "
    "SELECT id, 1, 'x', now() FROM dialogue_consentkey",
    "SELECT te_voet_note(1, 'x', 'x', 1, '{}')",
    "SELECT te_voet_use_key(1, 1, 'x')",
    "UPDATE te_voet_telling SET is_open = true",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION te_voet_seal_entry() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
]


@pytest.fixture
def version(meeting, amina):
    return propose_agreements(meeting.trajectory, lines=["no_harm", "Ours"], by=amina, at=NOON)


@pytest.fixture
def hand(participation):
    return hand_of(participation)


def in_force(trajectory, at=NOON + timedelta(days=400)):
    return trajectory.agreement_versions.in_force(at).first()


# --- AUD-1: as the program ----------------------------------------------------------------------------


@pytest.mark.parametrize("statement", TAMPERING)
def test_the_program_has_no_right_to_touch_the_record(promise, version, hand, statement):
    assert is_refused(statement)


def test_words_are_erased_and_never_changed(promise, amina, today):
    line = promises.break_promise(promise, by=amina, on=today, reason="No money")
    with pytest.raises(DatabaseError, match="only erased"), transaction.atomic():
        type(line.remark).objects.filter(pk=line.remark_id).update(text="Something kinder")


# --- AUD-2, AUD-3, AUD-5: as the owner and as a superuser ----------------------------------------------


@contextmanager
def as_role(role, database):
    server = psycopg2.connect(POSTGRES.dsn(role, database))
    try:
        with server.cursor() as cursor:
            yield cursor
    finally:
        server.rollback()
        server.close()


@pytest.fixture
def told(committing):
    """A record that was committed, so that others see it too."""
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
    version = propose_agreements(meeting.trajectory, lines=["no_harm"], by=amina, at=NOON)
    endorse(version, hand=hand_of(meeting.participations.get()), answer="accepted", at=NOON)
    promise = promises.propose_promise(
        wording="Pay", parties=[union], due_on=TODAY, owner=amina, by=amina, on=TODAY
    )
    promises.change_alone(
        promise, new_due_on=TODAY + timedelta(days=60), reason="Busy", by=amina, on=TODAY
    )
    return SimpleNamespace(
        database=committing, amina=amina, union=union, promise=promise, version=version
    )


GUARDED = [
    table
    for table in HISTORY
    if table not in {"dialogue_breachaction", "dialogue_breachverdict", "dialogue_breach"}
]


@pytest.mark.parametrize("role", [OWNER, ADMIN])
def test_not_even_the_owner_or_a_superuser_in_replica_mode_rewrites_it(told, role):
    for table in GUARDED:
        for statement in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
            with as_role(role, told.database) as cursor:
                if role == ADMIN:
                    cursor.execute("SET session_replication_role = replica")
                with pytest.raises(psycopg2.Error) as refusal:
                    cursor.execute(statement.format(table))
                assert refusal.value.pgcode == "42501", (table, statement)


def test_every_guard_is_always_on(told):
    with as_role(OWNER, told.database) as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal "
            "AND tgenabled <> 'A' AND tgrelid::regclass::text LIKE 'dialogue%'"
        )
        assert cursor.fetchall() == []


def test_what_the_owner_says_of_number_moment_and_hash_is_overwritten(told):
    with as_role(OWNER, told.database) as cursor:
        cursor.execute("SELECT id, length, head FROM dialogue_chain ORDER BY id LIMIT 1")
        chain, length, head = cursor.fetchone()
        cursor.execute(
            "INSERT INTO dialogue_chainentry (chain_id, seq, verb, subject, subject_id, content, "
            "recorded_at, prev, hash) VALUES (%s, 7777, 'x', 'x', 1, '{}', '2001-01-01', 'a', 'b') "
            "RETURNING seq, recorded_at > now() - interval '1 hour', prev, hash",
            [chain],
        )
        seq, is_now, prev, digest = cursor.fetchone()
    assert (seq, is_now, bytes(prev)) == (length + 1, True, bytes(head))
    assert len(bytes(digest)) == 32


# --- AUD-6, AUD-10: many at once -----------------------------------------------------------------------


def at_once(count, act):
    """What each of so many gets, when they begin together."""
    ready, results = threading.Barrier(count), [None] * count

    def work(number):
        ready.wait()
        try:
            results[number] = act(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_eight_propose_at_once_and_seven_see_the_text_of_the_one(told):
    def propose(number):
        return propose_agreements(
            told.version.trajectory,
            lines=[f"Text {number}"],
            instead_of=told.version,
            by=told.amina,
            at=NOON,
        )

    results = at_once(8, propose)
    winners = [each for each in results if isinstance(each, AgreementVersion)]
    losers = [each for each in results if isinstance(each, TextChanged)]
    assert (len(winners), len(losers)) == (1, 7)
    theirs = str(winners[0].agreements.get())
    assert {str(loser.newest.agreements.get()) for loser in losers} == {theirs}


def test_many_write_one_chain_without_a_gap(told):
    def mend(number):
        promise = Promise.objects.get(pk=told.promise.pk)
        return [
            promises.mend_promise(promise, by=told.amina, on=TODAY, remark=f"{number}")
            for _time in range(20)
        ]

    assert all(isinstance(each, list) for each in at_once(8, mend))
    chain = Chain.objects.get(stakeholder=told.union)
    numbers = list(ChainEntry.objects.filter(chain=chain).values_list("seq", flat=True))
    assert numbers == list(range(1, chain.length + 1))


# --- AUD-9: in force only by the yes of every party ------------------------------------------------------


def test_an_agreement_is_in_force_with_the_yes_of_every_party(version, hand, amina):
    assert in_force(version.trajectory) is None
    endorse(version, hand=hand, answer="accepted", at=NOON)
    assert in_force(version.trajectory) == version
    assert in_force(version.trajectory, NOON - timedelta(seconds=1)) is None


def test_proposing_another_text_alone_changes_nothing(version, hand, amina):
    endorse(version, hand=hand, answer="accepted", at=NOON)
    propose_agreements(
        version.trajectory, lines=["Only ours"], instead_of=version, by=amina, at=NOON
    )
    assert in_force(version.trajectory) == version


def test_a_later_no_takes_nothing_out_of_force(version, hand):
    endorse(version, hand=hand, answer="accepted", at=NOON)
    endorse(version, hand=hand, answer="refused", at=NOON + timedelta(days=1))
    assert in_force(version.trajectory) == version


def test_a_newcomer_joins_from_the_next_version(version, hand, meeting, supplier, amina):
    endorse(version, hand=hand, answer="accepted", at=NOON)
    invite(meeting, Guest(supplier))
    later = propose_agreements(
        version.trajectory, lines=["Anew"], instead_of=version, by=amina, at=NOON
    )
    endorse(later, hand=hand, answer="accepted", at=NOON)
    assert in_force(version.trajectory) == version
    seat = meeting.participations.get(stakeholder=supplier)
    endorse(later, hand=hand_of(seat), answer="accepted", at=NOON)
    assert in_force(version.trajectory) == later


def test_a_party_is_not_taken_off_the_list_by_adding_it_later(version, union):
    with pytest.raises(IntegrityError), transaction.atomic():
        AgreementParty.objects.create(
            trajectory=version.trajectory, stakeholder=union, from_version=99
        )


def test_what_we_wrote_down_for_them_counts_two_weeks_after_they_could_object(
    version, union, participation, amina
):
    record_endorsement(version, stakeholder=union, answer="accepted", by=amina, at=NOON)
    assert in_force(version.trajectory) is None  # they have no link to object with
    hand_of(participation, at=NOON + timedelta(days=5))
    assert in_force(version.trajectory, NOON + timedelta(days=18)) is None
    assert in_force(version.trajectory, NOON + timedelta(days=19)) == version


def test_their_own_no_goes_before_what_we_wrote_down(version, union, hand, amina):
    record_endorsement(version, stakeholder=union, answer="accepted", by=amina, at=NOON)
    endorse(version, hand=hand, answer="refused", at=NOON + timedelta(days=3))
    assert in_force(version.trajectory) is None


def test_an_answer_to_an_older_text_is_refused_with_both(version, hand, amina):
    newer = propose_agreements(
        version.trajectory, lines=["Another"], instead_of=version, by=amina, at=NOON
    )
    with pytest.raises(TextChanged, match="changed while you were reading") as refusal:
        endorse(version, hand=hand, answer="accepted", at=NOON)
    assert (refusal.value.read, refusal.value.newest) == (version, newer)


def test_nothing_is_added_to_a_text_that_was_answered(version):
    with pytest.raises(IntegrityError, match="nothing is added"), transaction.atomic():
        ProcessAgreement.objects.create(version=version, position=9, own_words="Small print")


def test_no_version_is_skipped(version, amina):
    with pytest.raises(DatabaseError) as refusal, transaction.atomic():
        AgreementVersion.objects.create(
            trajectory=version.trajectory, number=3, proposed_by=amina, proposed_at=NOON
        )
    assert refusal.value.__cause__.pgcode == "40001"


# --- A yes is theirs ------------------------------------------------------------------------------------


def forged(version, union, **more):
    fields = {"version": version, "stakeholder": union, "answer": "accepted", "endorsed_at": NOON}
    with transaction.atomic():
        return Endorsement.objects.create(**fields | more)


def test_the_program_cannot_say_yes_for_them(version, union, hand):
    signed = hand.signature()
    with pytest.raises(IntegrityError, match="Only they can say this"):
        forged(version, union, **signed | {"key": b"x" * 32})
    with pytest.raises(IntegrityError, match="Only they can say this"):
        forged(version, union, participation=signed["participation"])


def test_a_key_is_used_once(version, union, hand):
    first = hand.signature()
    forged(version, union, **first)
    with pytest.raises(IntegrityError, match="Only they can say this"):
        forged(version, union, **first)
    forged(version, union, **hand.signature())
    assert UsedKey.objects.count() == 2


def test_the_key_of_one_link_opens_nothing_for_another(version, union, hand, participation):
    other = hand_of(participation)
    with pytest.raises(IntegrityError, match="Only they can say this"):
        forged(version, union, **hand.signature() | {"link": other.link})


def test_a_link_gets_no_second_lock(hand):
    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentKey.objects.create(link=hand.link, salt=b"x" * 16, tip=b"y" * 32)


def test_of_a_link_that_ended_no_key_counts(version, union, hand):
    type(hand.link).objects.filter(pk=hand.link.pk).update(revoked_at=NOON)
    with pytest.raises(IntegrityError, match="Only they can say this"):
        forged(version, union, **hand.signature())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dialogue_link SET participation_id = participation_id + 1",
        "UPDATE dialogue_participation SET stakeholder_id = stakeholder_id + 1",
        "UPDATE dialogue_meeting SET trajectory_id = trajectory_id + 1",
    ],
)
def test_a_link_made_for_one_does_not_speak_for_another(hand, statement):
    with (
        pytest.raises(DatabaseError, match="not moved"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)


def test_a_link_that_ended_does_not_begin_again(hand):
    links = type(hand.link).objects.filter(pk=hand.link.pk)
    links.update(revoked_at=NOON)
    with pytest.raises(DatabaseError, match="not moved"), transaction.atomic():
        links.update(revoked_at=None)


def test_that_a_link_was_made_and_ended_stands_in_the_record(hand):
    type(hand.link).objects.filter(pk=hand.link.pk).update(revoked_at=NOON)
    verbs = list(ChainEntry.objects.order_by("seq").values_list("verb", flat=True))
    assert verbs == ["link_made", "link_ended"]
    assert hand.link.verifier_hash not in str(list(ChainEntry.objects.values_list("content")))


# --- What is done without them is told with it (AUD-11) ---------------------------------------------------


@pytest.mark.parametrize("verb", ["changed_alone", "broken", "change_recorded"])
def test_what_we_do_alone_is_told_to_them_in_the_same_breath(promise, union, amina, today, verb):
    later = today + timedelta(days=30)
    {
        "changed_alone": lambda: promises.change_alone(
            promise, new_due_on=later, reason="Busy", by=amina, on=today
        ),
        "broken": lambda: promises.break_promise(promise, by=amina, on=today, reason="No"),
        "change_recorded": lambda: promises.change_together(
            promise, new_due_on=later, agreed_with="them", by=amina, on=today
        ),
    }[verb]()
    notice = Notice.objects.get()
    assert (notice.stakeholder, notice.promise_change.kind) == (union, verb)


def test_a_change_alone_that_is_rolled_back_tells_nobody(promise, amina, today):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        promises.break_promise(promise, by=amina, on=today, reason="No")
        raise ZeroDivisionError
    assert not Notice.objects.exists()
    assert not PromiseChange.objects.filter(kind="broken").exists()


# --- Days -------------------------------------------------------------------------------------------------


@pytest.fixture
def strict(told):
    """A database as in real life: days are those that it sees."""
    POSTGRES.run_sql("UPDATE te_voet_telling SET is_open = false", database=told.database)
    return told


def promise_in_the_past(world, **more):
    return promises.propose_promise(
        wording="Pay",
        parties=[world.union],
        due_on=TODAY,
        owner=world.amina,
        by=world.amina,
        on=TODAY - timedelta(days=900),
        **more,
    )


def test_a_promise_is_not_dated_back(strict):
    with pytest.raises(ValidationError, match="on the day it is made"):
        promise_in_the_past(strict)


def test_what_was_promised_long_ago_comes_in_as_taken_over(strict):
    assert promise_in_the_past(strict, is_taken_over=True).is_taken_over


# --- No words (AUD-15) -------------------------------------------------------------------------------------


def test_the_record_holds_no_words(version, hand, union, amina, bram):
    endorse(version, hand=hand, answer="with_reservation", remark="Ravi speaks first", at=NOON)
    promise = promises.propose_promise(
        wording="Masks for Ravi",
        parties=[union],
        due_on=TODAY,
        owner=bram,
        by=amina,
        on=TODAY,
        depends_on="The stores of Ravi",
    )
    promises.refuse_promise(promise, by=bram, on=TODAY, reason="Ravi has them")
    told = str(list(ChainEntry.objects.values_list("content", flat=True)))
    assert "Ravi" not in told and "Masks" not in told and "Ours" not in told
