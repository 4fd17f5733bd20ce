"""Writing back to people whose name we do not know, and ending it when it is abused."""

import uuid

import pytest

from dialogue.actions import voices
from dialogue.answers import mark_of
from dialogue.models import Reply
from dialogue.tests.answering import (
    HOUR,
    a_voice,
    ask_anonymously,
    ask_in_confidence,
    say,
    say_anonymously,
)
from dialogue.tests.desk import Desk, typed
from stakeholders.tests.cast import NOON


@pytest.fixture(autouse=True)
def noon_of_the_cast(time_machine, settings, tmp_path):
    settings.SEALING_KEYS = tmp_path / "keys"
    time_machine.move_to(NOON)


@pytest.fixture
def confidential(meeting, union, amina):
    return ask_in_confidence(meeting, union, amina)


@pytest.fixture
def quiet_point(confidential):
    (point,) = say(confidential, a_voice(confidential), "The foreman keeps our papers")
    return point


@pytest.fixture
def desk(amina, confidential, quiet_point):
    return Desk(amina, confidential)


@pytest.fixture
def anonymous(meeting, amina):
    round_ = ask_anonymously(meeting, amina)
    say_anonymously(round_, "one", "two", "three", "four", "five")
    return round_


def reply(desk, voice, text):
    mark = mark_of(voice)
    return desk.press(button={"reply": mark}, **{f"{mark}-text": text})


def test_a_confidential_sender_reads_the_reply_at_once(desk, quiet_point, amina):
    answer = reply(desk, quiet_point.voice, "Are you safe?")
    assert answer.url.endswith(f"#sender-{mark_of(quiet_point.voice)}")
    sent = Reply.objects.get()
    assert (sent.text, sent.by, sent.voice) == ("Are you safe?", amina, quiet_point.voice)
    assert abs((sent.visible_from - NOON).total_seconds()) < 60
    assert "Are you safe?" in desk.look()


def test_an_anonymous_sender_reads_it_after_the_weekly_hour(anonymous, amina):
    desk = Desk(amina, anonymous)
    page = desk.look()
    assert "after Monday 25 May, 06:00" in " ".join(page.split())
    reply(desk, desk.screen.senders[0].voice, "Thank you")
    assert Reply.objects.get().visible_from == HOUR
    assert "they can read it from Monday 25 May, 06:00" in desk.look()


def test_who_is_in_danger_reads_it_at_once(meeting, amina):
    round_ = ask_anonymously(meeting, amina)
    question = round_.questions.first()
    answers = {question: "They lock the doors"}
    voices.send_anonymously(round_, key=uuid.uuid4(), answers=answers, at=NOON, is_urgent=True)
    voices.release_what_is_due(NOON)
    desk = Desk(amina, round_)
    page = desk.look()
    assert "In danger: did not wait" in page and "receipt at once" in page
    reply(desk, round_.voices.get(), "We call now")
    assert abs((Reply.objects.get().visible_from - NOON).total_seconds()) < 60


def test_a_reply_says_something(desk, quiet_point):
    assert reply(desk, quiet_point.voice, "  ").status_code == 422
    assert not Reply.objects.exists()


def test_a_reply_is_not_sent_by_another_button_and_not_lost_either(desk, quiet_point):
    mark = mark_of(quiet_point.voice)
    answer = desk.press(**{f"{mark}-text": "Half a sent"})
    assert answer.status_code == 422
    assert "Half a sent" in answer.content.decode()
    assert not Reply.objects.exists()


def test_what_was_decided_is_saved_with_the_reply(desk, quiet_point):
    mark = mark_of(quiet_point.voice)
    decision = typed(quiet_point, outcome="declined", reason="No.", in_our_words="Papers")
    desk.press(button={"reply": mark}, **decision, **{f"{mark}-text": "We look into it."})
    assert quiet_point.decisions.exists() and Reply.objects.exists()


def test_a_closed_thread_takes_no_reply_and_stays_readable(desk, quiet_point):
    reply(desk, quiet_point.voice, "Please stop")
    desk.press(button={"close": mark_of(quiet_point.voice)})
    page = desk.look()
    assert "This thread was closed. Nobody can find out who it was." in page
    assert "Please stop" in page and "The foreman keeps our papers" in page
    mark = mark_of(quiet_point.voice)
    desk.send(desk.fields(), button={"reply": mark}, **{f"{mark}-text": "More"})
    assert Reply.objects.count() == 1


def test_a_thread_of_another_conversation_is_out_of_reach(desk, quiet_point, chloe):
    elsewhere = Desk(chloe, desk.round)
    mark = mark_of(quiet_point.voice)
    answer = elsewhere.client.post(elsewhere.url, {"reply": mark, f"{mark}-text": "Hello"})
    assert answer.status_code == 403
    assert not Reply.objects.exists()
