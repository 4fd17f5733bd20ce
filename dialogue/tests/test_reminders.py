"""Everybody is told what is due, once per occasion, whatever breaks in between."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connections

from accounts.models import User
from config.sweep import SOURCES, sweep
from dialogue import reminders
from dialogue.actions import promises as actions
from dialogue.actions.meetings import Guest, hold_meeting, plan_meeting
from dialogue.actions.rounds import open_round
from dialogue.models import Meeting, Promise, Reminder
from dialogue.reminders import PROMISE_LEADS, current_lead
from dialogue.tests.hands import hand_of
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import assess_safety
from stakeholders.models import ContactAssignment


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []


@pytest.mark.parametrize(
    ("days", "lead"),
    [
        (-15, None),
        (-14, "two_weeks"),
        (-8, "two_weeks"),
        (-7, "one_week"),
        (-1, "tomorrow"),
        (0, "today"),
        (6, "today"),
        (7, "week_late"),
        (30, "month_late"),
        (80, "month_late"),
    ],
)
def test_a_promise_is_announced_at_its_leads(today, days, lead):
    due_on = today - timedelta(days=days)
    assert current_lead(PROMISE_LEADS, due_on, today) == lead


def test_no_lead_from_before_the_promise_was_made(today):
    due_on = today + timedelta(days=5)
    assert current_lead(PROMISE_LEADS, due_on, today, since=today) is None
    assert current_lead(PROMISE_LEADS, due_on, today + timedelta(days=4), since=today) == "tomorrow"


def test_each_occasion_is_told_once(promise, amina, noon):
    for day in range(50):
        for hour in (0, 1, 6):
            sweep(noon + timedelta(days=day, hours=hour))
    assert [message.to for message in mail.outbox] == [[amina.email]] * 5  # 7, 1, 0, −7, −30
    assert Reminder.objects.filter(sent_at=None).count() == 0


def test_three_days_of_silence_only_delay(promise, noon):
    sweep(noon + timedelta(days=17))
    assert len(mail.outbox) == 1  # the latest occasion, not all that were missed


def test_a_kept_promise_is_not_announced(promise, amina, today, noon):
    actions.keep_promise(promise, by=amina, on=today)
    sweep(noon + timedelta(days=14))
    assert mail.outbox == []


def test_a_moved_promise_is_announced_at_its_new_date(promise, amina, today, noon):
    sweep(noon + timedelta(days=13))
    actions.change_together(
        promise,
        new_due_on=today + timedelta(days=28),
        agreed_with="x",
        by=amina,
        on=today + timedelta(days=13),
    )
    sweep(noon + timedelta(days=27))
    assert len(mail.outbox) == 2


def test_a_colleague_is_asked_and_nobody_else(union, amina, bram, today, noon):
    actions.propose_promise(
        wording="Pay in 30 days",
        parties=[union],
        due_on=today + timedelta(days=40),
        owner=bram,
        by=amina,
        on=today,
    )
    sweep(noon)
    sweep(noon + timedelta(days=1))
    assert [message.to for message in mail.outbox] == [[bram.email]]


def test_who_gets_a_promise_handed_over_hears_of_it_once(promise, amina, bram, today, noon):
    actions.hand_over_promise(promise, to=bram, by=amina, on=today)
    for hour in range(3):
        sweep(noon + timedelta(hours=hour))
    assert [message.to for message in mail.outbox] == [[bram.email]]


@pytest.mark.parametrize(
    "says",
    [
        lambda promise, bram, on: actions.accept_promise(promise, by=bram, on=on),
        lambda promise, bram, on: actions.refuse_promise(promise, by=bram, on=on, reason="No"),
    ],
)
def test_who_looks_after_them_hears_what_a_colleague_said(
    unsure, contact_person, bram, today, noon, says
):
    sweep(noon)
    mail.outbox.clear()
    says(unsure, bram, today)
    for hour in range(3):
        sweep(noon + timedelta(hours=hour))
    [told] = mail.outbox
    assert told.to == [contact_person.email]
    assert unsure.wording in told.body and unsure.wording not in told.subject


@pytest.mark.parametrize("say", [actions.accept_change, actions.object_to_change])
def test_who_delivers_it_hears_what_they_said_to_another_date(
    promise, amina, participation, today, noon, say
):
    asked = actions.propose_change(
        promise, new_due_on=today + timedelta(days=40), reason="Busy", by=amina, on=today
    )
    sweep(noon)
    mail.outbox.clear()
    say(promise, asked, hand=hand_of(participation), on=today)
    sweep(noon + timedelta(hours=1))
    assert [message.to for message in mail.outbox] == [[amina.email]]


def test_who_is_asked_for_another_date_hears_that_there_is_something_new(
    promise, amina, ravi, participation, today, noon
):
    actions.propose_change(
        promise, new_due_on=today + timedelta(days=40), reason="Busy", by=amina, on=today
    )
    sweep(noon)
    sweep(noon + timedelta(hours=1))
    letters = [message for message in mail.outbox if message.to == [ravi.email]]
    assert len(letters) == 1
    assert promise.wording not in letters[0].body + letters[0].subject


@pytest.fixture
def contact_person(union, chloe, today):
    assign(union, user=chloe, part=ContactAssignment.Part.PRIMARY, on=today)
    return chloe


def test_a_colleague_who_has_not_said_is_asked_again_when_we_should_know(
    unsure, contact_person, bram, today, noon
):
    for day in range(4):
        sweep(noon + timedelta(days=day))
    assert [message.to for message in mail.outbox] == [[bram.email]] * 2
    actions.accept_promise(unsure, by=bram, on=today)
    sweep(noon + timedelta(days=7))
    assert [message.to for message in mail.outbox[2:]] == [[contact_person.email]]


def test_when_the_day_passed_whoever_looks_after_them_hears_of_it_once(
    unsure, contact_person, bram, noon
):
    for day in range(9):
        sweep(noon + timedelta(days=day))
    assert [message.to for message in mail.outbox] == [
        [bram.email],
        [bram.email],
        [contact_person.email],
    ]
    assert str(bram) in mail.outbox[-1].body


def test_a_promise_of_somebody_who_left_goes_to_whoever_looks_after_them(
    promise, amina, contact_person, bram, today, noon
):
    User.objects.filter(pk=amina.pk).update(is_active=False)
    for day in range(20):
        sweep(noon + timedelta(days=day))
    assert [message.to for message in mail.outbox] == [[contact_person.email]]
    actions.hand_over_promise(promise, to=bram, by=contact_person, on=today)
    sweep(noon + timedelta(days=20))
    assert mail.outbox[-1].to == [bram.email]
    assert not Promise.objects.adrift(today).exists()


def test_where_nobody_looks_after_them_the_managers_hear_of_it(promise, amina, marit, noon):
    ContactAssignment.objects.open().delete()
    User.objects.filter(pk=amina.pk).update(is_active=False)
    sweep(noon)
    assert [message.to for message in mail.outbox] == [[marit.email]]


def test_a_subject_names_nobody_and_nothing_that_was_said(promise, union, noon):
    sweep(noon + timedelta(days=14))
    (message,) = mail.outbox
    assert union.name not in message.subject and promise.wording not in message.subject


def test_letters_go_to_everybody_invited_once(open_questions, ravi, amina, noon):
    sweep(noon)
    sweep(noon + timedelta(minutes=5))
    (message,) = [mail for mail in mail.outbox if mail.to == [ravi.email]]
    assert message.reply_to == [amina.email]
    assert "/r#" in message.body


def test_no_letter_with_a_name_before_it_is_known_to_be_safe(
    open_questions, union, amina, ravi, noon
):
    assess_safety([union], risk="not_sure", by=amina, at=noon + timedelta(seconds=1))
    sweep(noon)
    assert all(message.to != [ravi.email] for message in mail.outbox)
    assess_safety(
        [union],
        risk="not_sure",
        partner_was_asked=True,
        by=amina,
        at=noon + timedelta(seconds=2),
    )
    sweep(noon + timedelta(minutes=1))
    assert any(message.to == [ravi.email] for message in mail.outbox)


def test_the_organiser_hears_of_missing_agreements_and_undecided_answers(
    open_questions, participation, amina, noon
):
    from dialogue.actions.expectations import receive_expectations

    receive_expectations(
        open_questions,
        participation,
        answers={open_questions.questions.first(): "Masks"},
        at=noon,
    )
    sweep(noon)
    mail.outbox.clear()
    sweep(noon + timedelta(days=5))
    assert len(mail.outbox) == 1  # undecided, five days before
    sweep(noon + timedelta(days=7))
    assert len(mail.outbox) == 2  # not endorsed, three days before
    assert all(message.to == [amina.email] for message in mail.outbox)


def test_a_report_that_is_due_is_announced(meeting, amina, noon):
    hold_meeting(meeting, at=meeting.starts_at)
    due = meeting.report.due_on
    sweep(noon + (due - noon.date()))
    assert [message.to for message in mail.outbox] == [[amina.email]]


class DeadServer(EmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("nobody home for someone@example.org")


def test_a_dead_mail_server_only_delays(promise, noon, settings, caplog):
    day = noon + timedelta(days=14)
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    assert sweep(day) == 0
    assert "someone@example.org" not in caplog.text
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert sweep(day + timedelta(minutes=1)) == 0  # still pushed forward
    assert sweep(day + timedelta(minutes=6)) == 1


def test_after_the_last_try_a_person_sees_it(promise, noon, settings):
    settings.EMAIL_BACKEND = f"{__name__}.DeadServer"
    for attempt in range(Reminder.MOST_ATTEMPTS + 2):
        sweep(noon + timedelta(days=14, minutes=6 * attempt))
    assert Reminder.objects.given_up().count() == 1


def test_one_bad_message_does_not_silence_the_others(promise, amina, union, today, noon):
    def poisoned(day):
        def compose():
            raise RuntimeError

        yield reminders.Due("bad", "1", amina, compose)

    assert reminders.send_due(noon + timedelta(days=14), [poisoned, *reminders.SOURCES]) == 1


def test_one_bad_source_does_not_silence_the_others(promise, noon):
    def broken(day):
        raise RuntimeError

    assert reminders.send_due(noon + timedelta(days=14), [broken, *reminders.SOURCES]) == 1


def test_every_copy_of_a_message_has_the_same_id(promise, noon):
    day = noon + timedelta(days=14)
    sweep(day)
    Reminder.objects.update(sent_at=None, next_try_at=day)  # as if killed before the note
    sweep(day)
    first, second = mail.outbox
    assert first.extra_headers["Message-ID"] == second.extra_headers["Message-ID"]


def test_an_idle_pass_costs_the_same_at_any_size(
    union, ravi, amina, today, noon, django_assert_max_num_queries
):
    for days in range(9):
        meeting = plan_meeting(
            Meeting(title="M", starts_at=noon + timedelta(days=14 + days // 3)),
            aim="A",
            guests=[Guest(union, ravi)],
            risk="no",
            by=amina,
            at=noon,
        )
        open_round(
            meeting,
            message="",
            closes_on=today + timedelta(days=14),
            questions=["agenda"],
            agreements=["no_harm"],
            by=amina,
            at=noon,
        )
    for _each in range(12):
        actions.propose_promise(
            wording="Pay",
            parties=[union],
            due_on=today + timedelta(days=14),
            owner=amina,
            by=amina,
            on=today,
        )
    sweep(noon + timedelta(days=14))
    # Letters ask who is invited and who is safe; each source asks what was told already.
    with django_assert_max_num_queries(3 * len(SOURCES)):
        sweep(noon + timedelta(days=14))


def test_four_workers_send_one_mail(committing, noon, today):
    from stakeholders.actions.stakeholders import add_stakeholder
    from stakeholders.models import Stakeholder
    from stakeholders.tests.cast import make_user

    amina = make_user("Amina Haddou")
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=today)
    for number in range(5):
        actions.propose_promise(
            wording=f"Promise {number}",
            parties=[union],
            due_on=today + timedelta(days=14),
            owner=amina,
            by=amina,
            on=today,
        )
    ready = threading.Barrier(4)

    def work():
        ready.wait()
        sweep(noon + timedelta(days=14))
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(mail.outbox) == 5
