"""Who gets which letter around a meeting, what stands in it, and what nobody can learn from it."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core import mail

from config.sweep import sweep
from dialogue import identity
from dialogue.actions.expectations import decide, receive_expectations
from dialogue.actions.meetings import Guest, hold_meeting, invite, send_report, take_no_part
from dialogue.actions.rounds import STANDARD_QUESTIONS, answer_round, open_round
from dialogue.actions.voices import ask_who_it_is, rule_on_identity, send_anonymously
from dialogue.letters import NUDGE_BEFORE
from dialogue.models import ExpectationRound, Meeting, Participation, Reminder, Voice
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import add_person, assess_safety
from stakeholders.models import ContactAssignment, ContactPerson
from stakeholders.tests.cast import NOON, TODAY, make_user

CLOSES = TODAY + timedelta(days=12)
SHORTLY_BEFORE = NOON + timedelta(days=12) - NUDGE_BEFORE


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.fixture
def sita(union):
    return add_person(
        ContactPerson(stakeholder=union, name="Sita", email="sita@union.example.org", language="nl")
    )


@pytest.fixture
def hari(union):
    return add_person(ContactPerson(stakeholder=union, name="Hari", email="hari@union.example.org"))


@pytest.fixture
def meeting(meeting, union, sita, hari):
    """Three people of the union, in three weeks."""
    Meeting.objects.update(starts_at=NOON + timedelta(days=21))
    meeting.refresh_from_db()
    for person in (sita, hari):
        invite(meeting, Guest(union, person))
    return meeting


@pytest.fixture
def ask(meeting, amina):
    def ask(mode="named", **more):
        facts = {"audience": "Everybody there", "audience_size": 40} if mode == "anonymous" else {}
        return open_round(
            meeting,
            mode=mode,
            message="Tell us.",
            closes_on=CLOSES,
            questions=STANDARD_QUESTIONS,
            by=amina,
            at=NOON,
            **facts | more,
        )

    return ask


def person_of(meeting, person):
    return meeting.participations.get(contact_person=person)


def letters(at):
    """Who got a letter at this moment, and what it was."""
    mail.outbox.clear()
    sweep(at)
    people = set(ContactPerson.objects.values_list("email", flat=True))
    return {each.to[0]: each for each in mail.outbox if each.to[0] in people}


def recipients(at):
    return sorted(address.partition("@")[0] for address in letters(at))


def answers(round_, person, at):
    receive_expectations(
        round_,
        person_of(round_.meeting, person),
        answers={round_.questions.first(): "Masks"},
        at=at,
    )


def decide_all(round_, by, at):
    for point in round_.expectations.all():
        decide(point, outcome="otherwise", reason="We see.", in_our_words="Masks", by=by, at=at)
    answer_round(round_, at=at)


EVERYBODY = ["hari", "meena", "sita"]


# --- The letters ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])
def test_everybody_asked_is_invited_once(ask, mode):
    ask(mode)
    assert recipients(NOON) == EVERYBODY
    assert recipients(NOON + timedelta(days=1)) == []


def test_only_who_is_asked_is_invited(ask, meeting, sita):
    ask(invited=[person_of(meeting, sita)])
    assert recipients(NOON) == ["sita"]


def test_letters_wait_for_the_first_day(ask):
    ask(opens_on=TODAY + timedelta(days=2))
    assert recipients(NOON + timedelta(days=1)) == []
    assert recipients(NOON + timedelta(days=2)) == EVERYBODY


def test_who_withdraws_gets_no_more_letters(ask, meeting, sita):
    ask()
    take_no_part(person_of(meeting, sita), at=NOON)
    assert recipients(NOON) == ["hari", "meena"]


@pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])
def test_nobody_at_risk_gets_a_letter_before_a_partner_was_asked(ask, mode, union, amina):
    assess_safety([union], risk="yes", by=amina, at=NOON)
    ask(mode)
    assert recipients(NOON) == []


def test_a_reply_reaches_the_contact_person(ask, union, amina, bram, chloe):
    ask()
    assign(union, user=chloe, part=ContactAssignment.Part.PRIMARY, on=TODAY)
    letter = letters(NOON)["sita@union.example.org"]
    assert letter.reply_to == [chloe.email]
    assert chloe.name in letter.body


def test_without_a_contact_person_a_reply_reaches_the_organiser(ask, union, amina):
    ask()
    union.assignments.update(until_on=TODAY)
    assert letters(NOON)["sita@union.example.org"].reply_to == [amina.email]


@pytest.mark.parametrize("mode", ["named", "confidential", "anonymous"])
def test_no_subject_and_no_sender_says_what_it_is_about(ask, mode, meeting, union, amina):
    round_ = ask(mode)
    every = [*letters(NOON).values(), *letters(SHORTLY_BEFORE).values()]
    answer_round(round_, at=SHORTLY_BEFORE)
    every += letters(SHORTLY_BEFORE).values()
    for letter in every:
        said = f"{letter.subject} {letter.from_email}"
        assert meeting.title not in said and union.name not in said
        assert "expect" not in letter.subject and "anonym" not in said.lower()


def test_a_personal_link_is_fresh_and_a_shared_code_is_the_same_for_all(ask):
    ask()
    links = [re.search(r"/r#(\d+)", each.body)[1] for each in letters(NOON).values()]
    assert len(set(links)) == 3 and {len(link) for link in links} == {24}
    mail.outbox.clear()


def test_an_anonymous_letter_carries_nothing_of_one_person(ask):
    round_ = ask("anonymous")
    sent = letters(NOON).values()
    assert {re.search(r"/r#(\d+)", each.body)[1] for each in sent} == {round_.code}
    assert not re.findall(r"/r#\d{24}", "".join(each.body for each in sent))


# --- One gentle reminder ------------------------------------------------------------------------------


def test_with_their_name_only_who_sent_nothing_is_reminded(ask, sita):
    round_ = ask()
    sweep(NOON)
    answers(round_, sita, NOON + timedelta(days=1))
    assert recipients(SHORTLY_BEFORE) == ["hari", "meena"]
    assert recipients(SHORTLY_BEFORE + timedelta(days=1)) == []


def test_everybody_is_reminded_alike_where_we_must_not_know(ask):
    round_ = ask("confidential")
    sweep(NOON)
    voice = Voice.objects.create(round=round_)
    receive_expectations(round_, voice, answers={round_.questions.first(): "Masks"}, at=NOON)
    every = letters(SHORTLY_BEFORE)
    assert len(every) == 3
    assert "Have you answered already?" in every["meena@union.example.org"].body


@pytest.mark.parametrize("count", [0, 1, 7])
def test_in_an_anonymous_round_the_same_people_get_the_same_letters_whatever_was_sent(
    ask, count, amina
):
    round_ = ask("anonymous")
    found = [recipients(NOON)]
    for _each in range(count):
        send_anonymously(
            round_, key=uuid.uuid4(), answers={round_.questions.first(): "Masks"}, at=NOON
        )
    found += [recipients(SHORTLY_BEFORE), recipients(NOON + timedelta(days=14))]
    decide_all(round_, amina, NOON + timedelta(days=15))
    found.append(recipients(NOON + timedelta(days=15)))
    assert found == [EVERYBODY, EVERYBODY, [], []]


def test_a_short_round_has_no_reminder(ask):
    round_ = ask()
    ExpectationRound.objects.filter(pk=round_.pk).update(closes_on=TODAY + timedelta(days=5))
    sweep(NOON)
    assert recipients(NOON + timedelta(days=4)) == []


def test_who_was_invited_only_now_is_not_reminded_in_the_same_breath(ask):
    ask()
    assert recipients(SHORTLY_BEFORE) == EVERYBODY
    assert Reminder.objects.filter(kind="nudge").count() == 0


# --- At most three ------------------------------------------------------------------------------------


def test_whoever_answered_gets_the_answers_and_whoever_was_reminded_had_their_second(
    ask, sita, amina
):
    round_ = ask()
    sweep(NOON)
    answers(round_, sita, NOON + timedelta(days=1))
    sweep(SHORTLY_BEFORE)
    decide_all(round_, amina, NOON + timedelta(days=13))
    assert recipients(NOON + timedelta(days=13)) == ["sita"]


def test_without_a_reminder_everybody_gets_the_agenda(ask, sita, amina):
    round_ = ask()
    sweep(NOON)
    answers(round_, sita, NOON + timedelta(days=1))
    decide_all(round_, amina, NOON + timedelta(days=2))
    assert recipients(NOON + timedelta(days=2)) == EVERYBODY


def test_nobody_gets_more_than_three_letters_around_a_meeting(ask, meeting, sita, amina):
    """Three rounds, in every mode, each with everything that can be sent."""
    rounds = [ask("named"), ask("confidential"), ask("anonymous")]
    for day in range(16):
        sweep(NOON + timedelta(days=day))
    for round_ in rounds:
        decide_all(round_, amina, NOON + timedelta(days=16))
    sweep(NOON + timedelta(days=16))
    before = [each for each in mail.outbox if each.to == [sita.email]]
    assert len(before) == 2
    hold_meeting(meeting, at=meeting.starts_at)
    report = meeting.report
    send_report(report, summary="Good.", version=report.version, by=amina, at=meeting.starts_at)
    for day in range(22, 40):
        sweep(NOON + timedelta(days=day))
    assert len([each for each in mail.outbox if each.to == [sita.email]]) == 3


def test_a_letter_that_is_tried_again_is_not_counted_twice(ask, settings):
    settings.EMAIL_BACKEND = "dialogue.tests.test_reminders.DeadServer"
    ask()
    sweep(NOON)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert recipients(NOON + timedelta(minutes=6)) == EVERYBODY


def test_looking_for_letters_costs_the_same_for_any_number_of_people(
    ask, meeting, union, django_assert_max_num_queries, django_assert_num_queries
):
    """The sweep of every minute, when all letters were sent and none is due."""
    ask()
    sweep(NOON)
    with django_assert_max_num_queries(40) as for_three:
        sweep(NOON + timedelta(minutes=1))
    people = [
        ContactPerson(stakeholder=union, name=f"Nr {nr}", email=f"nr{nr}@union.example.org")
        for nr in range(20)
    ]
    ask(invited=[invite(meeting, Guest(union, add_person(person))) for person in people])
    assert len(letters(NOON + timedelta(minutes=2))) == 20
    with django_assert_num_queries(len(for_three)):
        sweep(NOON + timedelta(minutes=3))


# --- Urgent, and opened -------------------------------------------------------------------------------


def test_the_reader_hears_of_an_urgent_message_once_and_without_a_word_of_it(ask, bram):
    round_ = ask("anonymous", urgent_reader=bram)
    sweep(NOON)
    mail.outbox.clear()
    first, second, _third = round_.questions.all()
    said = {first: "They beat us", second: "Stop it"}
    key = uuid.uuid4()
    send_anonymously(round_, key=key, answers=said, at=NOON, is_urgent=True)
    for minutes in (1, 2, 60):
        sweep(NOON + timedelta(minutes=minutes))
    (told,) = [each for each in mail.outbox if each.to == [bram.email]]
    assert "beat" not in told.body + told.subject
    voice = Voice.objects.get()
    reminder = Reminder.objects.get(kind="urgent")
    assert str(voice.pk) not in reminder.key and voice.pk.hex not in reminder.key


def test_who_was_opened_is_told_that_there_is_something_new(ask, sita, meeting, monkeypatch):
    round_ = ask("confidential")
    sweep(NOON)
    voice = Voice.objects.create(round=round_)
    petra, adri = make_user("Petra", "privacy_officer"), make_user("Adri", "administrator")
    request = ask_who_it_is(voice, reason="A threat", by=petra, at=NOON)
    whose = person_of(meeting, sita).pk
    monkeypatch.setattr(identity, "whose", lambda request: whose)
    assert recipients(NOON + timedelta(hours=1)) == []
    rule_on_identity(request, is_allowed=True, by=adri, at=NOON + timedelta(hours=2))
    told = letters(NOON + timedelta(hours=2))
    assert list(told) == [sita.email]
    assert "threat" not in told[sita.email].body
    assert recipients(NOON + timedelta(hours=3)) == []


def test_a_refused_opening_is_told_to_nobody(ask, sita, meeting, monkeypatch):
    round_ = ask("confidential")
    sweep(NOON)
    petra, adri = make_user("Petra", "privacy_officer"), make_user("Adri", "administrator")
    request = ask_who_it_is(
        Voice.objects.create(round=round_), reason="A threat", by=petra, at=NOON
    )
    monkeypatch.setattr(identity, "whose", lambda request: person_of(meeting, sita).pk)
    rule_on_identity(request, is_allowed=False, by=adri, at=NOON)
    assert recipients(NOON + timedelta(hours=2)) == []


def test_a_letter_is_in_the_language_of_its_reader(ask):
    ask()
    found = letters(NOON)
    assert "Dear" in found["hari@union.example.org"].body
    assert Participation.objects.get(contact_person__name="Sita").language == "nl"
    assert "Dear" not in found["sita@union.example.org"].body
