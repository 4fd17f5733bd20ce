"""People without a name: nothing joins them to what they said, and nothing of it is lost."""

import threading
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, connections, transaction
from django.utils.timezone import localtime

from accounts.models import Role
from config.pages import CannotDo
from dialogue import identity, sealing
from dialogue.actions import voices
from dialogue.actions.expectations import decide, receive_expectations
from dialogue.actions.links import TRIES_PER_HOUR
from dialogue.actions.rounds import answer_round, open_round
from dialogue.models import (
    Expectation,
    ExpectationRound,
    IdentityRuling,
    Receipt,
    Release,
    SealedAnswer,
    SealingKey,
    Voice,
)
from dialogue.sealing import seal, sealing_key, unseal
from dialogue.tests.rights import is_refused
from stakeholders.tests.cast import NOON, TODAY, make_user

# Monday the 25th at six in the morning, in Amsterdam.
HOUR = NOON.replace(hour=4) + timedelta(days=7)
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def keys(settings, tmp_path):
    settings.SEALING_KEYS = tmp_path / "keys"
    return settings.SEALING_KEYS


@pytest.fixture
def anonymous(meeting, amina):
    """Anonymous, k is five, open until the Sunday before the last release."""
    return open_round(
        meeting,
        mode=ExpectationRound.Mode.ANONYMOUS,
        audience="Everybody in the yard",
        audience_size=40,
        questions=["agenda"],
        closes_on=TODAY + timedelta(days=6),
        by=amina,
        at=NOON,
    )


def send(round_, *texts, at=NOON, **more):
    """One sender for each text; their receipts."""
    question = round_.questions.first()
    return [
        voices.send_anonymously(round_, key=uuid.uuid4(), answers={question: text}, at=at, **more)
        for text in texts
    ]


def released(round_):
    return list(round_.expectations.values_list("wording", flat=True))


FIVE = ["one", "two", "three", "four", "five"]


# --- Sealed --------------------------------------------------------------------------------------


def test_what_is_sealed_can_not_be_read_in_the_database(anonymous):
    send(anonymous, "The dust makes us ill")
    with connection.cursor() as cursor:
        cursor.execute("SELECT s::text FROM dialogue_sealedanswer s")
        [(row,)] = cursor.fetchall()
    assert b"dust".hex() not in row
    assert "dust" not in row


def test_a_short_answer_and_a_longer_one_look_alike(anonymous):
    send(anonymous, "No", "A much longer answer, " * 20)
    sizes = {len(answer.sealed) for answer in SealedAnswer.objects.all()}
    assert len(sizes) == 1


def test_only_the_worker_can_open_what_the_portal_seals(anonymous, keys):
    key = sealing_key(TODAY)
    sealed = seal(b"words", key)
    assert unseal(sealed, key) == b"words"
    (file,) = keys.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    file.unlink()
    with pytest.raises(sealing.CannotUnseal):
        unseal(sealed, key)


def test_sending_writes_one_row_and_no_other(anonymous):
    before = counts()
    send(anonymous, "one")
    after = counts()
    changed = {table for table in after if after[table] != before[table]}
    assert changed == {"dialogue_sealedanswer"}


def counts():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        tables = [table for (table,) in cursor.fetchall()]
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*), max(xmin::text::bigint) FROM "{table}"')
            found[table] = cursor.fetchone()
    return found


def test_the_same_form_sent_twice_is_one_answer_with_one_receipt(anonymous):
    key, question = uuid.uuid4(), anonymous.questions.first()
    receipts = {
        voices.send_anonymously(anonymous, key=key, answers={question: "once"}, at=NOON)
        for _again in range(3)
    }
    assert len(receipts) == 1
    assert SealedAnswer.objects.count() == 1


# --- Released ------------------------------------------------------------------------------------


def test_fewer_than_five_wait_however_often_the_hour_comes(anonymous):
    send(anonymous, *FIVE[:4])
    for week in range(4):
        voices.release_what_is_due(HOUR + week * WEEK)
    assert released(anonymous) == []
    assert Release.objects.count() == Voice.objects.count() == Receipt.objects.count() == 0


def test_the_fifth_brings_all_five_at_the_next_hour_and_not_before(anonymous):
    send(anonymous, *FIVE[:4])
    voices.release_what_is_due(HOUR - timedelta(days=1))
    send(anonymous, FIVE[4], at=NOON + timedelta(days=3))
    voices.release_what_is_due(HOUR - timedelta(minutes=1))
    assert released(anonymous) == []
    voices.release_what_is_due(HOUR)
    assert sorted(released(anonymous)) == sorted(FIVE)
    assert SealedAnswer.objects.count() == 0


def test_a_worker_that_slept_through_the_hour_releases_when_it_wakes(anonymous):
    send(anonymous, *FIVE)
    voices.release_what_is_due(HOUR + timedelta(days=2))
    assert len(released(anonymous)) == 5
    assert {point.received_at for point in Expectation.objects.all()} == {
        HOUR.replace(hour=22, day=24)
    }


def test_releasing_twice_releases_once(anonymous):
    send(anonymous, *FIVE)
    for _again in range(3):
        voices.release_what_is_due(HOUR)
    assert len(released(anonymous)) == 5
    assert Release.objects.get().answers == 5


def test_the_order_says_nothing_about_who_came_first(anonymous):
    orders = set()
    for _again in range(8):
        with transaction.atomic():
            send(anonymous, *FIVE)
            voices.release_what_is_due(HOUR)
            orders.add(tuple(released(anonymous)))
            transaction.set_rollback(True)
    assert len(orders) > 1


def test_no_time_is_finer_than_the_week(anonymous):
    send(anonymous, *FIVE)
    voices.release_what_is_due(HOUR + timedelta(hours=7, minutes=13))
    release = Release.objects.get()
    assert {point.received_at.minute for point in anonymous.expectations.all()} == {0}
    assert release.week_of == HOUR.date()


def test_danger_does_not_wait_for_others(anonymous):
    send(anonymous, *FIVE[:2])
    send(anonymous, "They lock the doors", is_urgent=True)
    voices.release_what_is_due(NOON + timedelta(minutes=1))
    point = anonymous.expectations.get()
    assert point.wording == "They lock the doors"
    assert point.is_urgent


def test_what_nobody_can_read_holds_up_nobody_else(anonymous, caplog):
    send(anonymous, *FIVE)
    SealedAnswer.objects.create(
        id=uuid.uuid4(), round=anonymous, key=sealing_key(TODAY), sealed=b"not sealed by us"
    )
    voices.release_what_is_due(HOUR)
    assert len(released(anonymous)) == 5
    assert SealedAnswer.objects.count() == 1
    assert "stays sealed" in caplog.text


# --- Keys ----------------------------------------------------------------------------------------


def test_each_weekly_hour_throws_the_old_key_away(anonymous, keys):
    send(anonymous, *FIVE[:4])
    old = {file.name for file in keys.iterdir()}
    voices.release_what_is_due(HOUR)
    voices.release_what_is_due(HOUR + timedelta(days=1))
    new = {file.name for file in keys.iterdir()}
    assert len(new) == 1 and new.isdisjoint(old)
    assert SealingKey.objects.filter(retired_on=None).count() == 1


def test_what_still_waits_is_sealed_anew_and_comes_out_later(anonymous, meeting):
    send(anonymous, *FIVE[:4])
    voices.release_what_is_due(HOUR)
    ExpectationRound.objects.filter(pk=anonymous.pk).update(closes_on=HOUR.date() + WEEK)
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=meeting.starts_at + 3 * WEEK)
    anonymous.refresh_from_db()
    send(anonymous, FIVE[4], at=HOUR + timedelta(days=1))
    voices.release_what_is_due(HOUR + WEEK)
    assert sorted(released(anonymous)) == sorted(FIVE)


def test_an_answer_sealed_to_the_key_of_a_moment_ago_still_arrives(anonymous):
    old = sealing_key(TODAY)
    send(anonymous, *FIVE)
    voices.release_what_is_due(HOUR)
    late = SealedAnswer(id=uuid.uuid4(), round=anonymous, key=old)
    late.sealed = seal(b'{"answers": {}, "files": []}', old)
    late.save(force_insert=True)
    voices.release_what_is_due(HOUR + timedelta(minutes=1))
    late.refresh_from_db()
    assert late.key == sealing_key(TODAY) != old


# --- Kept no longer than promised ------------------------------------------------------------------


def test_what_never_found_company_is_erased_unread(anonymous):
    send(anonymous, *FIVE[:4])
    last = anonymous.closes_on + timedelta(days=30)
    for day, left in ((0, 4), (1, 0)):
        with time_machine.travel(NOON, tick=False):
            voices.forget_what_is_too_old(NOON + (last - TODAY) + timedelta(days=day))
        assert SealedAnswer.objects.count() == left


def test_anonymous_words_are_erased_after_half_a_year_and_the_decision_stays(anonymous, amina):
    send(anonymous, *FIVE)
    voices.release_what_is_due(HOUR)
    point = anonymous.expectations.first()
    decide(point, outcome="declined", reason="No room", in_our_words="Dust", by=amina, at=HOUR)
    voices.forget_what_is_too_old(HOUR + timedelta(days=178))
    assert "" not in released(anonymous)
    voices.forget_what_is_too_old(HOUR + timedelta(days=180))
    assert set(released(anonymous)) == {""}
    assert point.decisions.get().in_our_words == "Dust"


# --- Receipts ------------------------------------------------------------------------------------


@pytest.fixture
def receipts(anonymous):
    found = send(anonymous, *FIVE)
    voices.release_what_is_due(HOUR)
    return found


def test_a_receipt_is_twenty_digits_and_opens_its_own_answer_after_the_release(anonymous):
    (mine, *_others) = send(anonymous, *FIVE)
    assert len(mine) == 20 and mine.isdigit()
    assert voices.open_receipt(mine, at=NOON) is None
    voices.release_what_is_due(HOUR)
    assert voices.open_receipt(mine, at=HOUR).expectations.get().wording == "one"


def test_nothing_stored_opens_a_receipt(receipts):
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(r::text, ' ') FROM dialogue_receipt r")
        stored = cursor.fetchone()[0]
    assert not any(receipt[5:] in stored for receipt in receipts)
    assert "argon2" in stored


def test_guessing_a_receipt_ends_after_ten_tries_and_the_holder_gets_in_an_hour_later(receipts):
    mine = receipts[0]
    wrong = mine[:5] + str(10**15 - 1 - int(mine[5:])).zfill(15)
    for _try in range(TRIES_PER_HOUR):
        assert voices.open_receipt(wrong, at=HOUR) is None
    assert voices.open_receipt(mine, at=HOUR) is None
    assert voices.open_receipt(mine, at=HOUR + timedelta(hours=1, seconds=1)) is not None


def test_two_receipts_with_the_same_selector_open_each_their_own(anonymous, receipts):
    first, second = receipts[:2]
    Receipt.objects.filter(selector=second[:5]).update(selector=first[:5])
    other = first[:5] + second[5:]
    assert voices.open_receipt(first, at=HOUR) != voices.open_receipt(other, at=HOUR)


@pytest.mark.parametrize("wrong", ["", "1", "0" * 20, "9" * 19, "1" * 5000])
def test_a_wrong_receipt_opens_nothing(receipts, wrong):
    assert voices.open_receipt(wrong, at=HOUR) is None


def test_a_reply_is_read_after_the_next_hour_and_at_once_in_danger(anonymous, receipts, amina):
    voice = voices.open_receipt(receipts[0], at=HOUR)
    assert voices.reply(voice, text="Thank you", by=amina, at=HOUR).visible_from == HOUR + WEEK
    voice.expectations.update(is_urgent=True)
    at = HOUR + timedelta(hours=1)
    assert voices.reply(voice, text="We call now", by=amina, at=at).visible_from == at


def test_a_verdict_comes_out_at_the_weekly_hour_even_alone(anonymous, receipts, amina):
    point = anonymous.expectations.first()
    for each in anonymous.expectations.all():
        decide(each, outcome="declined", reason="No", in_our_words="Dust", by=amina, at=HOUR)
    answer_round(anonymous, at=HOUR + timedelta(hours=1))
    voices.send_verdict_anonymously(
        anonymous, key=uuid.uuid4(), expectation=point, verdict="partly", remark="Half"
    )
    voices.release_what_is_due(HOUR + timedelta(days=2))
    assert point.verdicts.count() == 0
    voices.release_what_is_due(HOUR + WEEK)
    verdict = point.verdicts.get()
    assert (verdict.verdict, verdict.remark.text) == ("partly", "Half")
    assert verdict.said_on == (HOUR + WEEK).date()


# --- Confidential ----------------------------------------------------------------------------------


def test_the_program_can_not_read_who_a_confidential_voice_is(db):
    for question in (
        "SELECT * FROM identity.voices",
        "SELECT identity.voice_of(1, 1)",
        "SELECT identity.speak(1, 1)",
        "SELECT * FROM identity.openings_of(1)",
    ):
        assert is_refused(question)


@pytest.fixture
def confidential_voice(meeting, amina, union, participation):
    from dialogue.actions.meetings import Guest, invite
    from stakeholders.actions.stakeholders import add_person
    from stakeholders.models import ContactPerson

    for name in ("S. Devi", "K. Lal"):
        invite(meeting, Guest(union, add_person(ContactPerson(stakeholder=union, name=name))))
    round_ = open_round(
        meeting,
        mode=ExpectationRound.Mode.CONFIDENTIAL,
        questions=["agenda"],
        closes_on=TODAY + timedelta(days=5),
        by=amina,
        at=NOON,
    )
    return Voice.objects.create(round=round_)


@pytest.fixture
def petra(db):
    return make_user("Petra Privacy", Role.PRIVACY_OFFICER)


def test_nobody_allows_their_own_request(confidential_voice, petra):
    request = voices.ask_who_it_is(confidential_voice, reason="A threat", by=petra, at=NOON)
    with pytest.raises(CannotDo, match="Somebody else"):
        voices.rule_on_identity(request, is_allowed=True, by=petra, at=NOON)
    with pytest.raises(IntegrityError, match="own request"), transaction.atomic():
        IdentityRuling.objects.create(request=request, is_allowed=True, by=petra, ruled_at=NOON)


def test_a_request_alone_or_refused_opens_nothing(confidential_voice, petra):
    request = voices.ask_who_it_is(confidential_voice, reason="A threat", by=petra, at=NOON)
    assert identity.whose(request) is None
    other = make_user("Adri Admin", Role.ADMINISTRATOR)
    voices.rule_on_identity(request, is_allowed=False, by=other, at=NOON)
    assert identity.whose(request) is None
    with pytest.raises(CannotDo, match="already"):
        voices.rule_on_identity(request, is_allowed=True, by=other, at=NOON)


def test_nobody_asks_who_an_anonymous_sender_is(anonymous, petra):
    with pytest.raises(CannotDo, match="Nobody can find out"):
        voices.ask_who_it_is(Voice(round=anonymous), reason="Please", by=petra, at=NOON)


def test_a_confidential_answer_carries_the_day_and_not_the_moment(confidential_voice):
    round_ = confidential_voice.round
    (point,) = receive_expectations(
        round_, confidential_voice, answers={round_.questions.first(): "Fear"}, at=NOON
    )
    assert point.participation is None
    assert localtime(point.received_at) == localtime(NOON).replace(hour=0)


# --- Together ------------------------------------------------------------------------------------


def test_each_answer_comes_out_exactly_once_while_others_are_sent(committing):
    """CON-7: twenty people send while three workers release, again and again."""
    from dialogue.actions.meetings import Guest, plan_meeting
    from dialogue.models import Meeting
    from dialogue.tests.test_rounds import ask_anonymously
    from stakeholders.actions.stakeholders import add_stakeholder
    from stakeholders.models import SafetyAssessment, Stakeholder

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
    round_ = ask_anonymously(meeting, amina)
    texts = [f"answer {number}" for number in range(20)]
    faults = []

    def in_a_thread(act):
        def run():
            try:
                act()
            except Exception as fault:
                faults.append(fault)
            finally:
                connections.close_all()

        return threading.Thread(target=run)

    def release_again_and_again():
        for week in range(4):
            voices.release_what_is_due(HOUR + week * WEEK)

    work = [in_a_thread(lambda text=text: send(round_, text)) for text in texts]
    work += [in_a_thread(release_again_and_again) for _worker in range(3)]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert faults == []
    send(round_, *[f"later {number}" for number in range(5)])
    voices.release_what_is_due(HOUR + 5 * WEEK)
    came_out = released(round_)
    assert len(came_out) == len(set(came_out)) == 25
