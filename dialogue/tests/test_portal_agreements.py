"""Process agreements as a party reads, answers and leaves them on their own page."""

from datetime import timedelta

import pytest
import time_machine

from dialogue.actions.agreements import propose_agreements, record_endorsement
from dialogue.actions.links import choose_pin, mint_link
from dialogue.models import (
    AgreementDeparture,
    AgreementSuggestion,
    AgreementVersion,
    Endorsement,
    Participation,
)
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.tests.cast import NOON

PIN = "2468"


@pytest.fixture(autouse=True)
def clock(settings):
    as_the_portal(settings)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def first(meeting, amina):
    return propose(meeting, amina, ["Nobody suffers.", "We listen."])


@pytest.fixture
def code(first, participation):
    return mint_link(participation, at=NOON)


@pytest.fixture
def browser():
    return Browser()


def propose(meeting, by, lines, instead_of=None, reason=""):
    return propose_agreements(
        meeting.trajectory, lines=lines, by=by, at=NOON, instead_of=instead_of, reason=reason
    )


def theirs():
    return Endorsement.objects.exclude(stakeholder=None)


def test_it_says_how_many_agreed_and_from_when_it_holds(browser, code):
    assert "They hold when everybody agreed; until now 0 of 1 did." in browser.open(code)
    browser.press("endorse", answer="accepted")
    page = browser.open(code)
    assert "These process agreements hold since 18 May 2026. Everybody agreed." in page


def test_the_next_text_stands_line_by_line_beside_the_one_that_holds(
    browser, code, first, meeting, amina
):
    browser.open(code)
    browser.press("endorse", answer="accepted")
    lines = ["Nobody suffers.", "We listen to all."]
    propose(meeting, amina, lines, instead_of=first, reason="Some were not heard")
    page = browser.open(code)
    assert "Nobody suffers. Until now: We listen. New: We listen to all." in page
    assert "Why: Some were not heard" in page
    assert "Until then the text of 18 May 2026 holds." in page


def test_a_text_that_changed_while_they_read_is_not_answered_and_both_are_shown(
    browser, code, first, meeting, amina
):
    browser.open(code)
    propose(meeting, amina, ["Nobody suffers.", "We shout."], instead_of=first)
    page = browser.press("endorse", answer="with_reservation", remark="Slowly")
    assert browser.answer.status_code == 400
    assert "changed while you were reading" in page
    assert "Until now: We listen. New: We shout." in page
    assert browser.fields["remark"] == "Slowly"
    assert browser.fields["answer"] == "with_reservation"
    assert not theirs().exists()
    browser.press("endorse")
    assert theirs().get().version == AgreementVersion.objects.get(number=2)


def test_they_say_what_they_would_like_to_be_different_once(browser, code, first, participation):
    browser.open(code)
    form = browser.fields | {"do": "suggest", "word_suggest": "More breaks"}
    pages = {browser.post(form) for _twice in range(2)}
    assert "We read it before we propose the next text." in pages.pop()
    assert not pages
    said = AgreementSuggestion.objects.get()
    assert (said.version, said.participation, str(said.remark)) == (
        first,
        participation,
        "More breaks",
    )
    assert "Write what you would like to see different." in browser.press("suggest")


def test_a_second_person_of_the_same_stakeholder_is_asked_too(browser, code, meeting, union):
    browser.open(code)
    browser.press("endorse", answer="accepted")
    deputy = Participation.objects.create(meeting=meeting, stakeholder=union)
    choose_pin(deputy, PIN)
    browser.open(mint_link(deputy, at=NOON))
    page = browser.press("read", pin=PIN)
    assert "Do you agree with this?" in page
    assert "You answered before" not in page


def test_what_we_wrote_down_for_them_is_shown_as_ours_and_they_can_refuse_it(
    browser, code, first, participation, union, amina
):
    choose_pin(participation, PIN)
    record_endorsement(first, stakeholder=union, answer="accepted", by=amina, at=NOON)
    browser.open(code)
    page = browser.press("read", pin=PIN)
    assert "Done without you We wrote down your answer about the process agreements." in page
    assert "We wrote down that you answered: Agreed" in page
    browser.press(f"not_said {first.pk}")
    last = theirs().last()
    assert (last.answer, last.participation) == ("refused", participation)
    assert "We wrote down" not in browser.text
    assert not AgreementVersion.objects.in_force(NOON + timedelta(days=30)).exists()


def test_who_leaves_last_leaves_the_agreements_too(browser, code, meeting, union, participation):
    deputy = Participation.objects.create(meeting=meeting, stakeholder=union)
    for each, left in [(mint_link(deputy, at=NOON), 0), (code, 1)]:
        browser.open(each)
        browser.press("leave")
        assert "You no longer take part" in browser.press("leave_now")
        assert AgreementDeparture.objects.count() == left
    assert AgreementDeparture.objects.get().participation == participation
