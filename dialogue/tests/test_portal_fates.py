"""A point can be passed on as a page that shows what became of it, and nothing of its sender."""

from datetime import timedelta

import pytest
import time_machine

from dialogue.actions import promises
from dialogue.actions.expectations import (
    decide,
    merge,
    receive_expectations,
    withdraw_expectation,
)
from dialogue.actions.links import choose_pin, mint_link
from dialogue.actions.meetings import add_agenda_item, hold_meeting, send_report, write_down
from dialogue.actions.rounds import answer_round
from dialogue.models import Expectation, Participation
from dialogue.portal.fates import CODE_DIGITS, code_of, fate_page, in_threes
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.models import ContactPerson
from stakeholders.tests.cast import NOON, TODAY

PIN = "2468"
AFTER = NOON + timedelta(days=11)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.PORTAL_URL = "https://voice.example.org"
    as_the_portal(settings)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def point(participation, open_questions):
    return sent_by(participation, open_questions, "Canary: wet saws, says Ravi")


def sent_by(participation, round_, text):
    question = round_.questions.first()
    [point] = receive_expectations(round_, participation, answers={question: text}, at=NOON)
    return point


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def inside(browser, participation):
    choose_pin(participation, PIN)
    browser.open(mint_link(participation, at=NOON))
    browser.press("read", pin=PIN)
    return browser


def answer(point, by, **how):
    how = {"outcome": "declined", "reason": "There is no water.", "in_our_words": "Wet saws"} | how
    decide(point, by=by, at=NOON, **how)
    answer_round(point.round, at=NOON)


def test_the_page_shows_the_fate_and_nothing_of_the_sender(browser, point, amina):
    answer(point, amina)
    page = browser.open(code_of(point))
    assert browser.answer.status_code == 200
    assert "Wet saws No There is no water." in page
    for theirs in ["Canary", "Ravi", "Meena", "Union", "Dust in the quarries", "Khimaj", "Amina"]:
        assert theirs not in browser.html, theirs
    assert "ticket" not in browser.fields


def test_the_page_speaks_of_an_agenda_point_by_its_own_name(browser, point, amina, open_questions):
    answer(point, amina, outcome="agenda", agenda_title="Dust and water", in_our_words="")
    page = browser.open(code_of(point))
    assert "Dust and water On the agenda Dust and water There is no water." in page


def test_a_point_without_words_of_ours_shows_the_answer_alone(browser, point, amina):
    answer(point, amina, in_our_words="")
    page = browser.open(code_of(point))
    assert "There is no water." in page
    assert "Canary" not in page


def test_after_the_report_it_shows_outcomes_and_promises_to_everybody(
    browser, point, amina, meeting, union, supplier
):
    item = add_agenda_item(meeting, title="Dust")
    answer(point, amina, outcome="agenda", agenda_item=item)
    for wording, side in [("Masks for all", "ours"), ("Send a list", "theirs")]:
        promises.propose_promise(
            wording=wording,
            parties=[union],
            due_on=TODAY + timedelta(days=30),
            owner=amina,
            by=amina,
            on=TODAY,
            meeting=meeting,
            side=side,
        )
    with time_machine.travel(AFTER, tick=False):
        hold_meeting(meeting, at=AFTER)
        write_down(
            meeting, kind="decision", wording="Three sizes", by=amina, at=AFTER, agenda_item=item
        )
        write_down(meeting, kind="decision", wording="Of another point", by=amina, at=AFTER)
        assert "Three sizes" not in browser.open(code_of(point))
        send_report(meeting.report, summary="A secret summary", version=0, by=amina, at=AFTER)
        page = browser.open(code_of(point))
        assert "In the conversation: Agreed : Three sizes" in page
        assert "Masks for all Open, for 17 June 2026." in page
        for left_out in ["Of another point", "Send a list", "secret summary"]:
            assert left_out not in page
        # A promise to one of several parties would tell who sent the point.
        Participation.objects.create(meeting=meeting, stakeholder=supplier)
        assert "Masks for all" not in browser.open(code_of(point))


def test_an_undecided_point_and_one_that_was_taken_back_show_nothing(browser, point, amina):
    nothing = "There is nothing to show about this point."
    assert nothing in browser.open(code_of(point))
    decide(point, outcome="declined", reason="Not yet told", by=amina, at=NOON)
    page = browser.open(code_of(point))
    assert nothing in page
    assert "Not yet told" not in page
    answer_round(point.round, at=NOON)
    assert "Not yet told" in browser.open(code_of(point))
    withdraw_expectation(point, at=NOON)
    page = browser.open(code_of(point))
    assert nothing in page
    assert "Not yet told" not in page


def test_a_merged_point_shows_the_answer_that_both_got(
    browser, point, amina, meeting, supplier, open_questions
):
    other = Participation.objects.create(meeting=meeting, stakeholder=supplier)
    main = sent_by(other, open_questions, "Another canary")
    merge(point, into=main)
    answer(main, amina)
    page = browser.open(code_of(point))
    assert "Wet saws No There is no water." in page
    assert "canary" not in page.lower()


def test_a_code_we_never_gave_out_is_an_unknown_code(browser, point, django_assert_num_queries):
    code = code_of(point)
    forged = code[:-1] + str((int(code[-1]) + 1) % 10)
    other = f"{int(code[:8]) + 1:08d}{code[8:]}"
    with django_assert_num_queries(0):
        for wrong in [forged, other, "0" * CODE_DIGITS, code[:-1], code + "1", ""]:
            assert fate_page(wrong, language="en", at=NOON) is None
    unknown = browser.open("1" * CODE_DIGITS)
    assert "does not open anything" in unknown
    assert browser.answer.status_code == 404


def test_a_code_follows_from_the_key_of_the_house(point, settings):
    code = code_of(point)
    assert len(code) == CODE_DIGITS
    assert code.startswith(f"{point.pk:08d}")
    assert code_of(point) == code
    settings.SECRET_KEY = "another house"
    assert code_of(point) != code


def test_a_code_of_a_point_that_is_gone_shows_nothing(browser, db):
    assert "There is nothing to show" in browser.open(code_of(Expectation(pk=99_999_999)))


def test_the_page_speaks_the_language_of_the_reader(point, amina):
    answer(point, amina)
    page = fate_page(in_threes(code_of(point)), language="nl", at=NOON).content.decode()
    assert '<html lang="nl">' in page


# --- Making it ------------------------------------------------------------------------------------


def test_the_sender_makes_the_page_and_sees_what_others_will_see(inside, point, amina):
    answer(point, amina)
    inside.press()
    page = inside.press(f"forward {point.pk}", word_ask="Half a sen")
    assert f"https://voice.example.org/r#{code_of(point)}" in page
    assert in_threes(code_of(point)) in page
    assert "Wet saws No There is no water." in page
    assert "Canary" not in page
    inside.press()
    assert inside.fields["word_ask"] == "Half a sen"


def test_making_a_page_stores_nothing(inside, point, amina, django_assert_max_num_queries):
    answer(point, amina)
    inside.press()
    with django_assert_max_num_queries(40) as queries:
        inside.press(f"forward {point.pk}")
    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}


def test_a_point_without_an_answer_cannot_be_passed_on_yet(inside, point):
    inside.press()
    assert f'value="forward {point.pk}"' not in inside.html
    page = inside.post(inside.fields | {"do": f"forward {point.pk}"})
    assert "There is nothing to show about this point yet" in page


def test_nobody_makes_a_page_of_somebody_elses_point(inside, browser, point, amina, meeting, union):
    answer(point, amina)
    colleague = ContactPerson.objects.create(stakeholder=union, name="S. Devi")
    other = Participation.objects.create(
        meeting=meeting, stakeholder=union, contact_person=colleague
    )
    choose_pin(other, PIN)
    theirs = Browser()
    theirs.open(mint_link(other, at=NOON))
    theirs.press("read", pin=PIN)
    theirs.post(theirs.fields | {"do": f"forward {point.pk}"})
    assert code_of(point) not in theirs.html


def test_the_link_alone_makes_no_page(browser, participation, point, amina):
    answer(point, amina)
    browser.open(mint_link(participation, at=NOON))
    browser.post(browser.fields | {"do": f"forward {point.pk}"})
    assert browser.answer.status_code == 400
    assert code_of(point) not in browser.html
