"""The stakeholder's own pages: what they show, to whom, and what they take in."""

import base64
import hashlib
import logging
import os
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from dialogue.actions.agreements import propose_agreements
from dialogue.actions.expectations import decide
from dialogue.actions.links import choose_pin, mint_link, revoke_link
from dialogue.actions.meetings import add_agenda_item, hold_meeting, send_report, write_down
from dialogue.actions.promises import keep_promise
from dialogue.actions.rounds import answer_round
from dialogue.models import Draft, Endorsement, Expectation, Link, Meeting, Participation
from dialogue.portal import pins
from dialogue.tests.portal_browser import PLAIN, Browser, as_the_portal
from stakeholders.models import ContactPerson
from stakeholders.tests.cast import NOON, TODAY

PIN = "2468"
CODE_SHAPE = {"unknown": "1234 5678 9012 3456 7890 1234", "short": "1234", "words": "let me in"}


@pytest.fixture(autouse=True)
def portal(settings):
    as_the_portal(settings)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def code(participation, open_questions):
    return mint_link(participation, at=NOON)


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def inside(browser, code):
    """A browser in which the link was opened, without a PIN."""
    browser.open(code)
    return browser


@pytest.fixture
def boxes(open_questions):
    """The names of the three boxes."""
    return [f"q{question.pk}" for question in open_questions.questions.all()]


def later(**time):
    return time_machine.travel(NOON + timedelta(**time), tick=False)


def digest_of_every_row():
    """One value for all that is in the database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        tables = [name for (name,) in cursor.fetchall()]
        digests = {}
        for table in tables:
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{table}" t'
            )
            digests[table] = cursor.fetchone()[0]
    return digests


# --- The door -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/", "/r", "/record"])
@pytest.mark.parametrize("method", ["get", "head", "options"])
def test_looking_around_shows_nothing_and_changes_nothing(browser, code, path, method):
    before = digest_of_every_row()
    for _again in range(3):
        answer = getattr(browser.client, method)(path, headers={"purpose": "prefetch"})
        assert answer.status_code in {200, 405}
        assert b"Noordkade" not in answer.content
        assert not answer.cookies
    assert digest_of_every_row() == before


def test_opening_a_link_writes_nothing_however_often(browser, code):
    before = digest_of_every_row()
    for _again in range(5):
        assert "Dust in the quarries" in browser.open(code)
        assert browser.answer.status_code == 200
    assert digest_of_every_row() == before


def make_it_end(link):
    Link.objects.filter(pk=link.pk).update(ends_on=TODAY - timedelta(days=1))


def lock_it(link):
    Link.objects.filter(pk=link.pk).update(locked_until=NOON + timedelta(minutes=5))


@pytest.mark.parametrize(
    "spoil",
    [make_it_end, lock_it, lambda link: revoke_link(link, at=NOON)],
    ids=lambda f: f.__name__,
)
def test_a_code_that_does_not_open_gives_the_page_of_an_unknown_one(browser, code, spoil):
    unknown = browser.open(CODE_SHAPE["unknown"])
    html = browser.html.replace(CODE_SHAPE["unknown"], "")
    assert "does not open anything" in unknown
    assert browser.answer.status_code == 404
    spoil(Link.objects.get())
    browser.open(code)
    assert browser.html.replace(code, "") == html
    assert browser.answer.status_code == 404


@pytest.mark.parametrize("wrong", CODE_SHAPE.values())
def test_any_other_code_is_refused_in_a_sentence(browser, code, wrong):
    assert "does not open anything" in browser.open(wrong)
    assert browser.answer.status_code == 404


def test_a_code_may_be_typed_in_any_digits_and_with_any_spaces(browser, code):
    arabic = code.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")).replace(" ", "\u00a0-")
    assert "Dust in the quarries" in browser.open(arabic)


def test_no_cookie_and_no_secret_leaves_in_a_header_or_a_log(inside, code, boxes, caplog):
    caplog.set_level(logging.DEBUG)
    inside.press("send", **{boxes[0]: "Wet saws, please"}, new_pin="97531")
    inside.open("9" * 24)
    inside.look("/nothing")
    said = " ".join([*map(str, inside.answer.headers.items()), caplog.text])
    for secret in [code, code.replace(" ", ""), "Wet saws", "97531", "Dust"]:
        assert secret not in said
    assert not inside.client.cookies
    assert inside.answer.headers["Cache-Control"].count("no-store") == 1


def test_no_address_or_title_tells_what_the_page_is_about(inside):
    title = inside.html.split("<title>")[1].split("</title>")[0]
    assert title == "Your page · Te Voet"
    assert 'action="/r"' in inside.html


def test_leaving_quickly_has_the_browser_forget(inside):
    assert '<a class="leave" href="/" rel="noreferrer">' in inside.html
    inside.look("/")
    assert inside.answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_robots_and_health(browser):
    assert "Disallow: /" in browser.look("/robots.txt")
    assert browser.look("/healthz") == "ok"


# --- What a link alone shows ----------------------------------------------------------------------


def test_the_page_says_what_it_is_about_and_who_reads_it(inside):
    for words in [
        "Dust in the quarries",
        "Thursday 28 May 2026, 12:00",
        "(time in Amsterdam)",
        "Khimaj",
        "Amina Haddou of Noordkade Retail Groep invites you",
        "Your contact person is Amina Haddou",
        "Bram Postma stands in",
        "We want to know what you need.",
        "You answer with your name: R. Meena , Quarry Workers’ Union",
        "managers see only what was decided",
        "We cannot promise that everything you ask will happen",
        "until 25 May 2026",
        "until 27 June 2026",
    ]:
        assert words in inside.text
    assert inside.html.index("Who sees this") < inside.html.index("<textarea")


def test_the_time_is_that_of_the_place(browser, code, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(zone="Asia/Kolkata")
    assert "Thursday 28 May 2026, 15:30 (time in Kolkata)" in browser.open(code)


def test_the_page_shows_nothing_that_was_sent_to_who_has_the_link_alone(inside, code, boxes):
    inside.press("send", **{boxes[0]: "Wet saws"}, answer="refused", remark="Too slow")
    page = inside.open(code)
    assert "Wet saws" not in inside.html
    assert "Too slow" not in inside.html
    assert "What became of your points" not in page


def test_the_page_speaks_the_language_of_the_person(browser, code, ravi):
    ContactPerson.objects.filter(pk=ravi.pk).update(language="nl")
    browser.open(code)
    assert '<html lang="nl">' in browser.html


def test_a_chosen_language_stays_and_keeps_what_was_typed(inside, boxes):
    inside.press(language="nl", **{boxes[0]: "Half a sen"})
    assert '<html lang="nl">' in inside.html
    assert inside.fields[boxes[0]] == "Half a sen"
    inside.press("end")
    assert '<html lang="nl">' in inside.html


def test_a_stranger_is_addressed_in_the_language_of_the_browser(browser):
    browser.look("/", accept_language="nl-BE,nl;q=0.9")
    assert '<html lang="nl">' in browser.html


# --- Sending --------------------------------------------------------------------------------------


def test_points_are_stored_exactly_and_thanked_for(inside, boxes, participation):
    point = "  Wet saws\r\n\r\nनमस्ते 👩🏽‍🏭 \u202emasks\u202c  e\u0301"
    page = inside.press("send", **{boxes[0]: point, boxes[1]: " \r\n"})
    assert "it has arrived" in page
    assert "on 28 May 2026" in page
    assert "until 25 May 2026" in page
    sent = Expectation.objects.get()
    assert (sent.wording, sent.participation, f"q{sent.question_id}") == (
        point,
        participation,
        boxes[0],
    )


def test_a_form_that_is_sent_twice_makes_one_record(inside, boxes):
    form = inside.fields | {"do": "send", boxes[0]: "Once", "new_pin": PIN, "answer": "accepted"}
    pages = {inside.post(form) for _again in range(2)}
    assert len(pages) == 1
    assert Expectation.objects.count() == theirs().count() == 1


def test_a_second_point_may_be_sent_as_long_as_the_round_is_open(inside, boxes):
    inside.press("send", **{boxes[0]: "One"})
    inside.press()
    inside.press("send", **{boxes[0]: "Two"})
    assert [point.wording for point in Expectation.objects.all()] == ["One", "Two"]


def test_nothing_said_is_not_sent(inside):
    assert "Write at least one point" in inside.press("send")
    assert inside.answer.status_code == 400
    assert not Expectation.objects.exists()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("zero\0byte", "cannot be read"),
        (b"half a \xed\xa0\x80 surrogate", "cannot be read"),
        (b"not \xff utf-8", "cannot be read"),
        ("x" * 5001, "5001 characters long"),
        ("x" * 1_000_000, "1000000 characters long"),
    ],
    ids=["zero byte", "surrogate", "not utf-8", "one too many", "a megabyte"],
)
@pytest.mark.parametrize("verb", ["send", "save"])
def test_what_cannot_be_stored_is_refused_beside_its_field(inside, boxes, verb, text, complaint):
    page = inside.press(verb, **{boxes[0]: text, boxes[1]: "This is fine"}, new_pin=PIN)
    assert inside.answer.status_code == 400
    assert complaint in page
    assert f'aria-describedby="id_{boxes[0]}_helptext id_{boxes[0]}_error"' in inside.html
    assert inside.fields[boxes[1]] == "This is fine"
    assert len(inside.fields[boxes[0]]) >= len(text) - 4
    assert inside.fields["new_pin"] == PIN
    assert not Expectation.objects.exists()
    assert not Draft.objects.exists()


def test_the_longest_point_fits_with_every_line_end(inside, boxes):
    inside.press("send", **{boxes[0]: "\r\n".join(["x" * 99] * 50)})
    assert Expectation.objects.exists()


def test_typed_markup_is_text(inside, boxes):
    inside.press("send", **{boxes[0]: "<script>alert(1)</script>{{ 7*7 }}"}, answer="refused!")
    assert "<script>alert" not in inside.html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7*7 }}" in inside.html


def test_a_closed_form_says_so_and_gives_the_text_back(inside, boxes):
    form = inside.fields | {"do": "send", boxes[0]: "Too late?"}
    with later(days=7, hours=13):
        browser = Browser()
        browser.open(mint_link(Participation.objects.get(), at=NOON))
        page = browser.post(form | {"ticket": browser.fields["ticket"]})
    assert "This form is closed" in page
    assert "Amina Haddou would still like to hear from you" in page
    assert "Too late?" in page
    assert not Expectation.objects.exists()


def test_a_cancelled_conversation_says_so(browser, code, meeting):
    Meeting.objects.filter(pk=meeting.pk).update(cancelled_at=NOON)
    page = browser.open(code)
    assert "This conversation was cancelled." in page
    assert "Send my points" not in page


# --- The PIN --------------------------------------------------------------------------------------


def test_saving_needs_a_pin_and_says_so_by_the_field(inside, boxes):
    page = inside.press("save", **{boxes[0]: "Half a sen"})
    assert "To save and finish later, choose a PIN" in page
    assert inside.fields[boxes[0]] == "Half a sen"
    assert not Draft.objects.exists()


def test_saved_text_comes_back_with_the_pin_and_only_with_it(inside, code, boxes):
    inside.press("save", **{boxes[0]: "Half a\r\nsen"}, new_pin=PIN)
    assert "Saved, not sent yet" in inside.text
    inside.open(code)
    assert inside.fields[boxes[0]] == ""
    inside.press("read", pin="1111")
    assert "That PIN does not fit" in inside.text
    assert inside.fields["pin"] == inside.fields[boxes[0]] == ""
    inside.press("read", pin="٢٤٦٨")
    assert inside.fields[boxes[0]] == "Half a\r\nsen"


def test_what_is_being_typed_joins_what_was_saved(inside, code, boxes):
    inside.press("save", **{boxes[0]: "Saved before"}, new_pin=PIN)
    inside.open(code)
    inside.press("read", **{boxes[0]: "Typed now"}, pin=PIN)
    assert inside.fields[boxes[0]] == "Saved before\nTyped now"
    inside.open(code)
    inside.press("save", **{boxes[0]: "Typed later"}, pin=PIN)
    assert Draft.objects.get().answers == {boxes[0][1:]: "Saved before\nTyped later"}


def test_a_save_without_the_pin_that_was_chosen_saves_nothing(inside, code, boxes):
    inside.press("save", **{boxes[0]: "Saved before"}, new_pin=PIN)
    inside.open(code)
    assert "Type your PIN first" in inside.press("save", **{boxes[0]: "Now"})
    assert "does not fit" in inside.press("save", **{boxes[0]: "Now"}, pin="9999")
    assert inside.fields[boxes[0]] == "Now"
    assert Draft.objects.get().answers == {boxes[0][1:]: "Saved before"}


def test_what_was_saved_outlives_what_is_sent_without_the_pin(inside, code, boxes):
    inside.press("save", **{boxes[0]: "Unfinished"}, new_pin=PIN)
    inside.open(code)
    inside.press("send", **{boxes[0]: "By somebody else with the link"})
    assert Draft.objects.get().answers == {boxes[0][1:]: "Unfinished"}
    inside.open(code)
    inside.press("read", pin=PIN)
    inside.press("send")
    assert not Draft.objects.exists()


@pytest.mark.parametrize(("verb", "left"), [("send", "Tab two"), ("save", "Tab two\nTab one")])
def test_two_tabs_lose_nothing(inside, code, boxes, verb, left):
    form = inside.fields | {"do": verb, boxes[0]: "Tab one", "new_pin": PIN}
    inside.open(code)
    inside.press("save", **{boxes[0]: "Tab two"}, new_pin=PIN)
    inside.post(form)
    assert inside.answer.status_code == 200
    assert Draft.objects.get().answers == {boxes[0][1:]: left}


def test_five_wrong_pins_close_it_for_an_hour(inside, code, participation):
    choose_pin(participation, PIN)
    inside.open(code)
    for _try in range(5):
        inside.press("read", pin="0000")
    assert "does not fit" in inside.press("read", pin=PIN)
    with later(hours=1, minutes=1):
        assert "You have sent no points yet" in inside.press("read", pin=PIN)


def test_guessing_by_sending_counts_as_guessing(inside, participation, boxes):
    form = inside.fields | {"do": "send", boxes[0]: "x"}
    choose_pin(participation, PIN)
    for _try in range(5):
        inside.post(form | {"new_pin": "0000"})
    assert "A PIN was chosen" in inside.post(form | {"new_pin": PIN})
    participation.refresh_from_db()
    assert participation.pin_locked_until


@pytest.mark.parametrize("verb", ["send", "save"])
@pytest.mark.parametrize("pin", ["", "1357"])
def test_nothing_is_sent_when_somebody_else_chose_a_pin_meanwhile(
    inside, participation, boxes, verb, pin
):
    choose_pin(participation, PIN)
    page = inside.press(verb, **{boxes[0]: "For your eyes only"}, new_pin=pin)
    assert inside.answer.status_code == 400
    assert inside.fields[boxes[0]] == "For your eyes only"
    assert "A PIN was chosen" in page
    assert not Expectation.objects.exists()
    assert not Draft.objects.exists()


def test_nobody_chooses_a_pin_between_our_looking_and_our_writing(
    inside, participation, boxes, monkeypatch
):
    looked = pins.pin_to_choose

    def look_and_be_overtaken(visit, form):
        pin = looked(visit, form)
        choose_pin(participation, "1357")
        return pin

    monkeypatch.setattr(pins, "pin_to_choose", look_and_be_overtaken)
    page = inside.press("send", **{boxes[0]: "For your eyes only"})
    assert "A PIN was chosen for this link while you were writing" in page
    assert not Expectation.objects.exists()


def test_who_gets_the_link_later_cannot_choose_a_pin_to_read_what_was_sent(inside, code, boxes):
    form = inside.fields | {"do": "send", boxes[0]: "More", "new_pin": PIN}
    inside.press("send", **{boxes[0]: "For your eyes only"})
    inside.open(code)
    assert "new_pin" not in inside.fields
    for verb in ["send", "save"]:
        page = inside.post(form | {"do": verb, "once": str(uuid.uuid4())})
        assert "without a PIN" in page
    assert Participation.objects.get().pin_hash == ""
    assert Expectation.objects.count() == 1


@pytest.mark.parametrize("pin", ["123", "123456789", "12a4", "一二三四"])
def test_a_pin_is_four_to_eight_digits(inside, boxes, pin):
    page = inside.press("send", **{boxes[0]: "x"}, new_pin=pin)
    assert "A PIN is four to eight digits" in page
    assert not Expectation.objects.exists()


# --- Two hours, and the rest of a visit -------------------------------------------------------------


def test_after_two_hours_the_code_is_asked_again_and_what_was_pressed_is_done(inside, code, boxes):
    form = inside.fields | {"do": "send", boxes[0]: "A long story", "new_pin": PIN}
    with later(hours=2, minutes=1):
        page = inside.post(form)
        assert "more than two hours" in page
        assert "A long story" in page
        assert not Expectation.objects.exists()
        assert "it has arrived" in inside.press(code=code)
    assert Expectation.objects.get().wording == "A long story"


def test_a_wrong_code_in_between_loses_nothing(inside, code, boxes):
    form = inside.fields | {"do": "send", boxes[0]: "A long story"}
    with later(hours=3):
        inside.post(form)
        inside.press(code="1111 2222")
        inside.press(language="nl")
        assert '<html lang="nl">' in inside.html
        inside.press(code=code)
    assert Expectation.objects.get().wording == "A long story"


def test_words_that_come_with_a_code_are_not_taken_for_theirs(browser, code, boxes, supplier):
    """Another site can have a browser post a form to us; the person would only add the code."""
    planted = {"do": "send", boxes[0]: "Planted", "earlier": "made up"}
    assert "Planted" not in browser.post(planted)
    browser.open(code, **planted)
    assert "Planted" not in browser.html
    assert not Expectation.objects.exists()


def test_words_of_another_person_are_not_taken_for_theirs(inside, code, boxes, meeting, supplier):
    other = Participation.objects.create(meeting=meeting, stakeholder=supplier)
    theirs = Browser()
    theirs.open(mint_link(other, at=NOON))
    inside.open(code, earlier=theirs.fields["ticket"], do="send", **{boxes[0]: "Planted"})
    assert "Planted" not in inside.html
    assert not Expectation.objects.exists()


@pytest.mark.parametrize("ticket", ["", "x", "a:b:c", "\0", "💥", "WzEsdHJ1ZV0:1:x"])
def test_a_ticket_that_is_not_ours_opens_nothing(browser, code, ticket):
    assert "Open your page" in browser.post({"ticket": ticket, "do": "end_now"})
    assert not Link.objects.exclude(revoked_at=None).exists()


def test_a_link_is_ended_by_its_holder_after_one_question(inside, code, boxes):
    inside.press("end", **{boxes[0]: "Half a sen"})
    inside.press()
    assert inside.fields[boxes[0]] == "Half a sen"
    form = inside.fields | {"do": "send", boxes[0]: "x"}
    inside.press("end")
    assert "This link has ended" in inside.press("end_now")
    assert "Clear-Site-Data" in inside.answer.headers
    for page in (inside.post(form), inside.open(code)):
        assert "Dust" not in page
        assert inside.answer.status_code == 404


# --- Process agreements ---------------------------------------------------------------------------


def theirs():
    """What they answered, without our own yes to what we proposed."""
    return Endorsement.objects.exclude(stakeholder=None)


@pytest.mark.parametrize("answer", Endorsement.Answer.values)
def test_the_process_agreements_are_answered(inside, boxes, participation, answer):
    page = inside.press("endorse", answer=answer, remark="Slowly", **{boxes[0]: "Half a sen"})
    assert "Your answer about the process agreements has arrived" in page
    assert inside.fields[boxes[0]] == "Half a sen"
    assert inside.fields["remark"] == ""
    endorsement = theirs().get()
    assert (endorsement.answer, endorsement.participation) == (answer, participation)
    assert endorsement.remark.text == "Slowly"


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({}, "Choose one of the three answers"),
        ({"answer": "with_reservation"}, "Write what your remark is"),
        ({"answer": "with_reservation", "remark": "\0"}, "cannot be read"),
        ({"answer": "perhaps"}, "not one of the available choices"),
    ],
)
def test_half_an_answer_is_asked_again(inside, fields, complaint):
    assert complaint in inside.press("endorse", **fields)
    assert not theirs().exists()


def test_an_answer_goes_with_the_points_when_both_are_there(inside, boxes):
    inside.press("send", **{boxes[0]: "Saws"}, answer="accepted")
    assert theirs().get().answer == "accepted"
    inside.press()
    inside.press("send", **{boxes[0]: "Masks"})
    assert theirs().count() == 1


def test_they_agree_to_what_they_read_and_to_nothing_newer(inside, boxes, meeting, amina):
    propose_agreements(
        meeting.trajectory,
        lines=["Something new"],
        instead_of=meeting.trajectory.agreement_versions.get(),
        by=amina,
        at=NOON,
    )
    page = inside.press("send", **{boxes[0]: "Saws"}, answer="accepted")
    assert "changed while you were reading" in page
    assert "Something new" in page
    assert inside.fields[boxes[0]] == "Saws"
    assert not theirs().exists()
    assert not Expectation.objects.exists()


# --- Promises -------------------------------------------------------------------------------------


def test_an_open_promise_is_listed_with_its_date(browser, code, promise):
    page = browser.open(code)
    assert "Send the translated summary Open, for 1 June 2026. Amina Haddou delivers it." in page
    with later(days=16):
        assert "Late: it was for 1 June 2026." in browser.open(code)


@pytest.mark.parametrize(("verb", "is_confirmed"), [("kept", True), ("not_kept", False)])
def test_they_say_whether_a_promise_was_kept(
    browser, code, promise, amina, boxes, verb, is_confirmed
):
    keep_promise(promise, by=amina, on=TODAY)
    browser.open(code)
    typed = {f"word{promise.pk}": "In Hindi too", boxes[0]: "Half a sen"}
    form = browser.fields | typed | {"do": f"{verb} {promise.pk}"}
    pages = {browser.post(form) for _again in range(2)}
    assert len(pages) == 1
    assert browser.fields[boxes[0]] == "Half a sen"
    promise.refresh_from_db()
    assert promise.is_confirmed is is_confirmed
    assert promise.changes.last().remark.text == "In Hindi too"
    assert promise.changes.count() == 3
    assert "Did we keep our promise?" not in browser.open(code)


def test_a_promise_to_somebody_else_cannot_be_answered(inside, promise_to_another, amina):
    promise = promise_to_another
    keep_promise(promise, by=amina, on=TODAY)
    page = inside.post(inside.fields | {"do": f"kept {promise.pk}"})
    assert "does not wait for an answer" in page
    assert "Pay the supplier" not in page
    promise.refresh_from_db()
    assert promise.is_confirmed is None


def test_what_was_typed_beside_a_promise_survives_sending(browser, code, promise, amina, boxes):
    keep_promise(promise, by=amina, on=TODAY)
    browser.open(code)
    browser.press("send", **{boxes[0]: "Saws", f"word{promise.pk}": "Well done"})
    browser.press()
    assert browser.fields[f"word{promise.pk}"] == "Well done"
    assert browser.fields[boxes[0]] == ""


# --- What became of their points ------------------------------------------------------------------


@pytest.fixture
def with_pin(inside, code, boxes):
    """Their page, opened with the PIN, after they sent a point."""
    inside.press("send", **{boxes[0]: "Wet saws"}, new_pin=PIN)
    return inside


def read_again(browser, code):
    browser.open(code)
    return browser.press("read", pin=PIN)


def decide_on(point, amina, **how):
    return decide(point, by=amina, at=NOON, **how)


def test_a_decision_shows_when_the_answers_were_sent(with_pin, code, amina, open_questions):
    decide_on(
        Expectation.objects.get(),
        amina,
        outcome="agenda",
        reason="That is why we come.",
        agenda_title="Dust",
    )
    page = read_again(with_pin, code)
    assert "Wet saws Received We decide what we do with it before 28 May 2026" in page
    assert "That is why we come." not in page
    answer_round(open_questions, at=NOON)
    page = read_again(with_pin, code)
    assert "Wet saws On the agenda Dust That is why we come." in page
    assert "The agenda Our process agreements, briefly Dust" in page


def test_a_parked_point_says_until_when(with_pin, code, amina, open_questions):
    point = Expectation.objects.get()
    until = TODAY + timedelta(days=30)
    decide_on(point, amina, outcome="parked", reason="First the masks.", parked_until=until)
    answer_round(open_questions, at=NOON)
    page = read_again(with_pin, code)
    assert "Later We come back to it by 17 June 2026. First the masks." in page


def test_after_the_report_each_point_says_what_came_of_it(
    with_pin, code, amina, open_questions, meeting
):
    item = add_agenda_item(meeting, title="Dust")
    point = Expectation.objects.get()
    decide_on(point, amina, outcome="agenda", reason="Yes.", agenda_item=item)
    answer_round(open_questions, at=NOON)
    after = NOON + timedelta(days=11)
    with time_machine.travel(after, tick=False):
        meeting.refresh_from_db()
        hold_meeting(meeting, at=after)
        write_down(
            meeting,
            kind="decision",
            wording="Masks in three sizes",
            by=amina,
            at=after,
            agenda_item=item,
        )
        assert "Masks in three sizes" not in read_again(with_pin, code)
        send_report(meeting.report, summary="We agreed.", version=0, by=amina, at=after)
        page = read_again(with_pin, code)
    assert "Wet saws On the agenda Dust Yes. In the conversation: Agreed : Masks in three" in page
    assert "What the conversation brought We agreed." in page


def test_a_page_costs_the_same_with_one_point_and_with_nine(
    with_pin, code, boxes, amina, open_questions
):
    def cost():
        for point in Expectation.objects.undecided():
            decide_on(point, amina, outcome="agenda", reason="Yes.", agenda_title="Dust")
        with CaptureQueriesContext(connection) as queries:
            read_again(with_pin, code)
        return len(queries)

    cost()
    answer_round(open_questions, at=NOON)
    first = cost()
    for _more in range(4):
        with_pin.press()
        with_pin.press("send", **{boxes[0]: "More", boxes[1]: "And more"})
    assert cost() == first


# --- When it goes wrong -----------------------------------------------------------------------------


def post_raw(body, content_type=PLAIN):
    client = Browser(raise_request_exception=False).client
    return client.post("/r", body, content_type=content_type)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"{}", "application/json"),
        (b"--x\r\n", "multipart/form-data"),
        (b"x", "text/plain"),
        (b"code=1", "application/x-www-form-urlencoded; charset=utf-16"),
        (b"q1=" + b"x" * 2_600_000, PLAIN),
        (b"&".join(b"a%d=1" % number for number in range(1001)), PLAIN),
    ],
    ids=["json", "upload", "text", "utf-16", "too big", "too many"],
)
def test_what_is_no_form_gets_a_page_in_plain_words(db, body, content_type):
    answer = post_raw(body, content_type)
    assert answer.status_code == 400
    assert "This could not be read" in answer.content.decode()


def test_a_pin_that_was_never_chosen_cannot_be_locked(inside, participation):
    for _try in range(6):
        inside.post(inside.fields | {"do": "read", "pin": "0000"})
    participation.refresh_from_db()
    assert participation.pin_locked_until is None


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "kept 99999999999999999999999"},
        {"do": "kept \0"},
        {"do": "fly"},
        {"do": "read", "pin": "\0"},
        {"do": "send", "q99999999999999999999": "x"},
        {"do": "endorse", "answer": "accepted", "version": "💥"},
        {"once": "not a key", "language": "xx", "": "nameless"},
        {"word": "x", "q": "y", "remark": "z" * 3000},
    ],
)
def test_nonsense_in_a_form_never_breaks_the_page(inside, fields):
    before = digest_of_every_row()
    inside.post(inside.fields | fields)
    assert inside.answer.status_code in {200, 400}
    assert "Dust in the quarries" in inside.text
    assert digest_of_every_row() == before


def test_when_the_database_is_away_the_page_keeps_everything(inside, boxes, monkeypatch):
    form = inside.fields | {"do": "send", boxes[0]: "A long story"}
    browser = Browser(raise_request_exception=False)

    def away(*args, **kwargs):
        raise OperationalError

    with monkeypatch.context() as patch:
        patch.setattr("dialogue.portal.views.arrive", away)
        page = browser.post(form)
    assert browser.answer.status_code == 503
    assert browser.answer.headers["Retry-After"]
    assert "not your doing" in page
    assert "it has arrived" in browser.press()
    assert Expectation.objects.get().wording == "A long story"


def test_an_unknown_address_says_so(browser):
    assert "There is nothing at this address" in browser.look("/admin/")
    assert browser.answer.status_code == 404


# --- The process ----------------------------------------------------------------------------------

PORTAL_PROCESS = """
import sys
import django
django.setup()
from django.conf import settings
from django.core.management import call_command
from django.test import Client
call_command("check", "--fail-level=WARNING", stdout=sys.stderr)
answer = Client(SERVER_NAME="localhost").get("/r")
print(answer.headers["Content-Security-Policy"])
print(answer.content.decode())
"""


def test_a_portal_process_starts_and_its_policy_allows_its_own_style_and_script():
    portal = subprocess.run(
        [sys.executable, "-c", PORTAL_PROCESS],
        env={**os.environ, "TE_VOET_SITE": "portal"},
        capture_output=True,
        text=True,
        check=True,
    )
    policy, page = portal.stdout.split("\n", 1)
    for tag in ["style", "script"]:
        inline = page.split(f"<{tag}>")[1].split(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(inline.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "default-src 'none'" in policy


# --- Weight ---------------------------------------------------------------------------------------


def test_style_and_script_stand_in_the_page_as_they_are_hashed(browser, settings):
    browser.look("/r")
    assert f"<style>{settings.PORTAL_CSS}</style>" in browser.html
    assert f"<script>{settings.PORTAL_JS}</script>" in browser.html
    assert len(settings.PORTAL_CSS) < 6500
    assert len(settings.PORTAL_JS) < 4500
    assert "style=" not in browser.html.replace("<style", "")
    assert "http" not in browser.html


def test_a_page_fits_the_first_round_trip(browser, code, promise):
    client = browser.client
    answer = client.post(
        "/r", f"code={code}", content_type=PLAIN, headers={"accept-encoding": "gzip"}
    )
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.content) + len(str(answer.headers)) < 12_000


# --- Changing until it closes ---------------------------------------------------------------------


def test_before_a_round_opens_nothing_is_asked(browser, code, open_questions, boxes):
    opens_on = TODAY + timedelta(days=2)
    type(open_questions).objects.filter(pk=open_questions.pk).update(opens_on=opens_on)
    assert "The questions open on 20 May 2026." in browser.open(code)
    assert boxes[0] not in browser.fields


def test_a_point_is_changed_behind_the_pin_until_it_closes(with_pin, code):
    page = read_again(with_pin, code)
    point = Expectation.objects.get()
    with_pin.press(f"point {point.pk}", **{"word_ask": "Half a sen"})
    assert with_pin.fields[f"word_change{point.pk}"] == "Wet saws"
    assert "Write your point" in with_pin.press(
        f"change {point.pk}", **{f"word_change{point.pk}": " "}
    )
    page = with_pin.press(f"change {point.pk}", **{f"word_change{point.pk}": "Wet saws!"})
    assert "Your point is changed. " in page
    assert "Wet saws!" in page
    assert with_pin.fields["word_ask"] == "Half a sen"
    form = with_pin.fields | {"do": f"change {point.pk}", f"word_change{point.pk}": "Too late"}
    with later(days=8):
        again = Browser()
        again.open(code)
        again.press("read", pin=PIN)
        assert f"point {point.pk}" not in again.html
        assert "This form is closed" in again.post(form | {"ticket": again.fields["ticket"]})
    point.refresh_from_db()
    assert point.wording == "Wet saws!"


def test_a_point_is_taken_back_behind_the_pin(with_pin, code):
    read_again(with_pin, code)
    point = Expectation.objects.get()
    with_pin.press(f"point {point.pk}")
    page = with_pin.press(f"take_back {point.pk}")
    assert "its words are gone" in page
    assert "Wet saws" not in with_pin.html


def test_the_link_alone_changes_nothing(with_pin, code):
    point = Expectation.objects.get()
    browser = Browser()
    browser.open(code)
    for verb in ["point", "change", "take_back"]:
        page = browser.post(browser.fields | {"do": f"{verb} {point.pk}"})
        assert "Open your page with your PIN first." in page
        assert "Wet saws" not in browser.html
    point.refresh_from_db()
    assert point.wording == "Wet saws"
