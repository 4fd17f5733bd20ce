"""What was done without them is on their page and in a letter; what they say has a number to keep."""

import re
from datetime import date, timedelta

import pytest
import time_machine

from dialogue import letters
from dialogue.actions import promises
from dialogue.actions.links import choose_pin, mint_link
from dialogue.models import Notice, Promise
from dialogue.notices import who_was_not_told
from dialogue.record_numbers import still_says
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.models import ContactPerson, SafetyAssessment
from stakeholders.tests.cast import NOON, TODAY

LATER = {"new_due_on": date(2026, 7, 1)}


@pytest.fixture(autouse=True)
def clock(settings):
    as_the_portal(settings)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def code(participation):
    return mint_link(participation, at=NOON)


@pytest.fixture
def browser():
    return Browser()


@pytest.fixture
def of_theirs(union, amina):
    return promises.propose_promise(
        wording="Send the list of members",
        parties=[union],
        due_on=TODAY + timedelta(days=14),
        side=Promise.Side.THEIRS,
        by=amina,
        on=TODAY,
    )


# --- Promises that are not given, or are changed ----------------------------------------------------


def test_what_we_may_promise_says_by_when_we_find_out(browser, code, amina, bram, union):
    asked = promises.propose_promise(
        wording="New saws",
        parties=[union],
        due_on=TODAY + timedelta(days=30),
        owner=bram,
        by=amina,
        on=TODAY,
        find_out_by=date(2026, 5, 25),
    )
    page = browser.open(code)
    assert "New saws We find out before 25 May 2026 whether we can promise this." in page
    assert "We promised: New saws" not in page
    promises.refuse_promise(asked, by=bram, on=TODAY, reason="No budget in my department")
    page = browser.open(code)
    assert "New saws We cannot promise this after all." in page
    assert "No budget in my department" not in page


def test_other_words_are_asked_old_beside_new(browser, code, promise, amina):
    promises.propose_change(
        promise, new_words="Send a summary in English", reason="Time", by=amina, on=TODAY
    )
    page = browser.open(code)
    assert "Agreed: Send the translated summary New: Send a summary in English Time" in page


def test_what_we_wrote_down_says_until_when_they_can_object(browser, code, promise, amina):
    promises.change_together(promise, agreed_with="by phone", by=amina, on=TODAY, **LATER)
    page = browser.open(code)
    assert "Done without you We wrote down that you agreed to change a promise." in page
    assert "If that is not so, say so before 1 June 2026; after that it holds." in page
    move = promise.changes.last()
    browser.press(f"move_no {promise.pk} {move.pk}")
    promise.refresh_from_db()
    assert promise.due_on == promise.first_due_on
    assert "Done without you" not in browser.text


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (LATER, "we say 1 July 2026. The agreed date stays 1 June 2026."),
        ({"drops": True}, "We say we will not do it, and did not agree that with you."),
        ({"new_words": "Send nothing much"}, "The words above stay. Send nothing much"),
    ],
)
def test_what_we_changed_alone_stands_on_top_with_what_stays(
    browser, code, promise, amina, change, sentence
):
    promises.change_alone(promise, reason="No budget", by=amina, on=TODAY, **change)
    page = browser.open(code)
    assert "Done without you We changed a promise without agreeing that with you." in page
    assert sentence in page


def test_a_broken_promise_stands_on_top_until_they_say_it_was_put_right(
    browser, code, promise, amina
):
    promises.break_promise(promise, by=amina, on=TODAY, reason="Forgotten")
    assert "We did not keep a promise. Send the translated summary – Forgotten" in browser.open(
        code
    )
    promises.mend_promise(promise, by=amina, on=TODAY, remark="Sent")
    browser.open(code)
    assert "Done without you" not in browser.press(f"mended {promise.pk}")


# --- Promises of theirs -----------------------------------------------------------------------------


def test_they_ask_to_change_a_promise_of_their_own_and_read_our_answer(
    browser, code, of_theirs, amina, participation
):
    assert "What you promised us Send the list of members" in browser.open(code)
    browser.press(f"alter {of_theirs.pk}")
    page = browser.press(f"alter_now {of_theirs.pk}", alter_day="2026-07-01", word_reason="Harvest")
    assert "Until we answer, what was agreed stays." in page
    asked = of_theirs.changes.last()
    assert (asked.kind, asked.participation, asked.new_due_on) == (
        "change_proposed",
        participation,
        date(2026, 7, 1),
    )
    assert "We have not answered yet" in page
    promises.object_to_change(of_theirs, asked, by=amina, on=TODAY, remark="The audit is in June")
    page = browser.open(code)
    assert "we keep to what was agreed. The audit is in June" in page


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"alter_day": "2026-07-01"}, "Say why; they decide on that."),
        ({"word_reason": "x"}, "Say what would be different."),
        ({"alter_day": "2020-01-01", "word_reason": "x"}, "The new date has already passed."),
        ({"alter_day": "soon", "word_reason": "x"}, "Enter a valid date."),
    ],
)
def test_half_a_question_is_asked_again_and_kept(browser, code, of_theirs, fields, complaint):
    browser.open(code)
    browser.press(f"alter {of_theirs.pk}")
    assert complaint in browser.press(f"alter_now {of_theirs.pk}", **fields)
    assert browser.fields["word_reason"] == fields.get("word_reason", "")
    assert of_theirs.changes.filter(kind="change_proposed").count() == 0


def test_our_promises_and_those_of_others_are_not_theirs_to_change(
    browser, code, promise, promise_to_another
):
    browser.open(code)
    for other in [promise, promise_to_another]:
        browser.post(browser.fields | {"do": f"alter {other.pk}"})
        assert browser.answer.status_code == 400


def test_that_we_had_changed_it_without_them_stays_to_be_read_after_their_yes(
    browser, code, promise, amina
):
    promises.change_alone(promise, reason="No budget", by=amina, on=TODAY, **LATER)
    asked = promises.propose_change(promise, reason="The bank", by=amina, on=TODAY, **LATER)
    browser.open(code)
    page = browser.press(f"move_fine {promise.pk} {asked.pk}")
    assert f"You agreed to change this promise. “{promise.wording}”" in page
    assert "On 18 May 2026 we had changed it without you." in page


def test_thanks_for_an_old_form_name_nobody_elses_promise(
    browser, code, promise, promise_to_another, amina
):
    asked = promises.propose_change(promise, reason="The bank", by=amina, on=TODAY, **LATER)
    browser.open(code)
    form = browser.fields
    browser.post(form | {"do": f"move_fine {promise.pk} {asked.pk}"})
    page = browser.post(form | {"do": f"move_fine {promise_to_another.pk} {asked.pk}"})
    assert promise_to_another.wording not in page


def test_a_change_that_we_ask_for_is_a_question_and_not_done_without_them(
    browser, code, promise, amina
):
    promises.propose_change(promise, reason="The bank", by=amina, on=TODAY, **LATER)
    page = browser.open(code)
    assert "We ask to change a promise" in page and "Done without you" not in page


def test_the_notice_says_from_which_day_to_which(browser, code, promise, amina):
    promises.change_alone(promise, reason="No budget", by=amina, on=TODAY, **LATER)
    assert "(1 June 2026 → 1 July 2026)" in browser.open(code)


# --- The number that they keep -----------------------------------------------------------------------


def test_each_answer_has_a_number_of_the_record_to_keep(browser, code, promise, amina):
    promises.keep_promise(promise, by=amina, on=TODAY)
    browser.open(code)
    form = browser.fields | {"do": f"kept {promise.pk}"}
    pages = {browser.post(form) for _twice in range(2)}
    [page] = pages
    number = re.search(r"The number of this in the record: (\S+)", page)[1]
    assert still_says(number).still_says_so
    assert "at /record you can check" in page


def test_an_answer_that_is_sent_with_the_points_has_its_number_too(browser, code, open_questions):
    browser.open(code)
    page = browser.press("send", answer="accepted")
    number = re.search(r"The number of this in the record: (\S+)", page)[1]
    assert still_says(number).still_says_so


# --- Letters ------------------------------------------------------------------------------------------


@pytest.fixture
def changed_alone(promise, meeting, amina):
    promises.change_alone(promise, reason="No budget", by=amina, on=TODAY, **LATER)
    return promise


def test_a_letter_goes_out_that_says_no_word_of_it(changed_alone, ravi):
    [due] = list(letters.notices(TODAY))
    assert due.to == ravi
    message = due.compose()
    assert "No budget" not in str(message.message())
    assert "summary" not in str(message.message())
    assert message.subject == "About our appointment"
    assert who_was_not_told(Notice.objects.all(), TODAY) == []


def test_whom_no_letter_reaches_is_for_a_colleague_to_tell(changed_alone, ravi):
    ContactPerson.objects.filter(pk=ravi.pk).update(email="")
    assert list(letters.notices(TODAY)) == []
    [notice] = who_was_not_told(Notice.objects.all(), TODAY)
    assert notice.promise_change.promise == changed_alone


def test_nobody_who_may_not_be_safe_is_written_to(changed_alone):
    SafetyAssessment.objects.update(risk=SafetyAssessment.Risk.NOT_SURE)
    assert list(letters.notices(TODAY)) == []
    assert len(who_was_not_told(Notice.objects.all(), TODAY)) == 1


def test_it_stands_on_top_behind_the_pin_too(browser, code, changed_alone, participation):
    choose_pin(participation, "2468")
    browser.open(code)
    assert "Done without you" in browser.press("read", pin="2468")
