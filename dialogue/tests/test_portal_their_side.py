"""What somebody reads and says about us on their own page, beside answering our questions."""

import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate, now

from config.embedded.roles import APP, PORTAL
from dialogue.actions import promises
from dialogue.actions.expectations import decide, merge, receive_expectations, withdraw_expectation
from dialogue.actions.facilitators import propose_facilitator
from dialogue.actions.links import choose_pin, mint_link
from dialogue.actions.meetings import (
    add_agenda_item,
    answer_question,
    hold_meeting,
    send_report,
    working_days_after,
    write_down,
)
from dialogue.actions.rounds import Ask, answer_round, open_round
from dialogue.actions.voices import ask_who_it_is, reply, rule_on_identity
from dialogue.models import (
    Correction,
    ExpectationVerdict,
    Facilitator,
    FacilitatorConsent,
    Meeting,
    Participation,
    PromiseChange,
    Question,
    Voice,
)
from dialogue.tests.hands import hand_of, proposal_for
from dialogue.tests.portal_browser import PLAIN, Browser, as_the_portal
from dialogue.tests.test_portal_rights import a_meeting_with_a_history, become
from stakeholders.tests.cast import NOON, TODAY, make_user

PIN = "2468"
AFTER = NOON + timedelta(days=11)


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
def with_pin(browser, participation, code):
    """Their page, opened with their PIN."""
    choose_pin(participation, PIN)
    opened(browser, code)
    return browser


def opened(browser, code):
    browser.open(code)
    return browser.press("read", pin=PIN)


def sent_by(participation, round_, text="Wet saws", number=0):
    question = round_.questions.all()[number]
    [point] = receive_expectations(round_, participation, answers={question: text}, at=NOON)
    return point


@pytest.fixture
def point(participation, open_questions):
    return sent_by(participation, open_questions)


def decide_all(round_, by, **how):
    how = {"outcome": "agenda", "agenda_title": "Dust", "reason": "That is why we come."} | how
    for each in round_.expectations.undecided():
        decide(each, by=by, at=NOON, **how)
    answer_round(round_, at=NOON)


def hold(meeting, by, *, summary="We agreed on masks.", heard="The dust hurts."):
    """The conversation took place and its report was sent."""
    meeting.refresh_from_db()
    hold_meeting(meeting, at=AFTER, despite="x")
    write_down(meeting, kind="heard", wording=heard, by=by, at=AFTER)
    send_report(meeting.report, summary=summary, version=0, by=by, at=AFTER)


@pytest.fixture
def held(point, open_questions, meeting, amina):
    """After the conversation: the point was answered, the report was sent."""
    decide_all(open_questions, amina)
    with time_machine.travel(AFTER, tick=False):
        hold(meeting, amina)
        yield point


# --- What became of each point --------------------------------------------------------------------


def test_an_activity_around_the_conversation_shows_its_day(
    with_pin, code, point, open_questions, amina
):
    decide_all(
        open_questions, amina, outcome="side", side_title="A visit", side_on=date(2026, 6, 2)
    )
    assert "Around the conversation A visit (2 June 2026) That is" in opened(with_pin, code)


def test_a_point_that_was_merged_shows_the_decision_and_never_whose_it_was(
    with_pin, code, point, open_questions, amina, meeting, supplier
):
    other = Participation.objects.create(meeting=meeting, stakeholder=supplier)
    main = sent_by(other, open_questions, "A very private story")
    merge(point, into=main)
    decide_all(open_questions, amina)
    page = opened(with_pin, code)
    assert "Wet saws Answered together with a similar point: On the agenda Dust" in page
    assert "private story" not in page
    assert supplier.name not in page


def test_a_choice_is_shown_in_words_and_waits_for_no_decision(
    with_pin, code, meeting, participation, amina
):
    round_ = open_round(
        meeting,
        questions=[Ask("interpreter", is_choice=True)],
        closes_on=TODAY + timedelta(days=5),
        by=amina,
        at=NOON,
    )
    sent_by(participation, round_, "yes")
    page = opened(with_pin, code)
    assert "Do you need an interpreter? Yes" in page
    assert "We decide what we do with it" not in page


def test_a_point_that_was_taken_back_is_shown_as_such(with_pin, code, point):
    withdraw_expectation(point, at=NOON)
    page = opened(with_pin, code)
    assert "You took this point back. Its words are gone." in page
    assert "Received" not in page


def test_they_say_whether_their_expectation_was_met_and_may_say_it_anew(with_pin, code, held):
    opened(with_pin, code)
    box = f"word_point{held.pk}"
    form = with_pin.fields | {"do": f"partly {held.pk}", box: "Slowly"}
    pages = {with_pin.post(form) for _again in range(2)}
    assert "learn from it" in pages.pop()
    assert "You said before: Partly – Slowly" in with_pin.text
    with_pin.press(f"met {held.pk}", **{box: "In the end"})
    assert "You said before: Yes – In the end" in with_pin.text
    said = [(verdict.verdict, verdict.said_on) for verdict in ExpectationVerdict.objects.all()]
    assert said == [("partly", AFTER.date()), ("met", AFTER.date())]


def test_nobody_judges_before_the_conversation(with_pin, code, point, open_questions, amina):
    decide_all(open_questions, amina)
    assert "Was your expectation met?" not in opened(with_pin, code)
    page = with_pin.post(with_pin.fields | {"do": f"met {point.pk}"})
    assert "There is no answer to this point yet" in page
    assert not ExpectationVerdict.objects.exists()


@pytest.mark.parametrize("has_pin", [True, False])
def test_the_link_alone_judges_nothing(browser, code, held, participation, has_pin):
    if has_pin:
        choose_pin(participation, PIN)
    browser.open(code)
    browser.post(browser.fields | {"do": f"not_met {held.pk}"})
    assert browser.answer.status_code == 400
    assert not ExpectationVerdict.objects.exists()


def test_somebody_elses_point_cannot_be_judged(
    with_pin, code, held, meeting, supplier, open_questions
):
    other = Participation.objects.create(meeting=meeting, stakeholder=supplier)
    held.__class__.objects.filter(pk=held.pk).update(participation=other)
    opened(with_pin, code)
    with_pin.post(with_pin.fields | {"do": f"not_met {held.pk}"})
    assert not ExpectationVerdict.objects.exists()


# --- What we heard --------------------------------------------------------------------------------


def test_they_say_that_we_heard_right(browser, code, held, participation):
    page = browser.open(code)
    assert "What the conversation brought We agreed on masks." in page
    assert "What we heard The dust hurts." in page
    assert "stands beside our summary" in browser.press("heard_right")
    said = Correction.objects.get()
    assert (said.is_right, said.remark, said.participation) == (True, None, participation)


def test_they_say_how_it_was_different_and_read_that_beside_our_summary(with_pin, code, held):
    opened(with_pin, code)
    assert "Write how it was." in with_pin.press("heard_wrong")
    assert not Correction.objects.exists()
    with_pin.press("heard_wrong", word_heard="The dust kills")
    assert "You said before: It was different – The dust kills" in with_pin.text


def test_what_they_said_about_it_is_not_shown_to_the_link_alone(browser, code, held):
    browser.open(code)
    browser.press("heard_wrong", word_heard="The dust kills")
    assert "dust kills" not in browser.open(code)


def test_there_is_nothing_to_correct_before_the_report(browser, code, open_questions):
    page = browser.open(code)
    assert "What we heard" not in page
    browser.post(browser.fields | {"do": "heard_right"})
    assert not Correction.objects.exists()


# --- Who leads the conversation -------------------------------------------------------------------


@pytest.fixture
def facilitator(meeting, amina):
    return propose_facilitator(
        Facilitator(name="S. Rao", about="Led talks in mining.", paid_by="Noordkade, in full"),
        trajectory=meeting.trajectory,
        by=amina,
        at=NOON,
    )


@pytest.mark.parametrize(
    ("verb", "answer"), [("lead_yes", "yes"), ("lead_if", "condition"), ("lead_no", "no")]
)
def test_they_agree_or_not_to_who_leads(browser, code, facilitator, participation, verb, answer):
    page = browser.open(code)
    assert "We propose S. Rao . It happens only if everybody agrees. Led talks in mining." in page
    assert "Who pays: Noordkade, in full" in page
    thanks = browser.press(f"{verb} {facilitator.pk}", word_facilitator="In Hindi")
    assert "Your answer about who leads the conversation has arrived" in thanks
    consent = FacilitatorConsent.objects.get()
    assert (consent.answer, consent.participation, str(consent.remark)) == (
        answer,
        participation,
        "In Hindi",
    )
    assert "In Hindi" not in browser.open(code)


def test_a_condition_needs_its_words(browser, code, facilitator):
    browser.open(code)
    assert "Write what your condition is." in browser.press(f"lead_if {facilitator.pk}")
    assert not FacilitatorConsent.objects.exists()


def test_they_answer_about_whom_they_read_and_nobody_else(
    browser, code, facilitator, meeting, amina
):
    browser.open(code)
    propose_facilitator(
        Facilitator(name="K. Bose", about="x", paid_by="Us"),
        trajectory=meeting.trajectory,
        by=amina,
        at=NOON,
    )
    page = browser.press(f"lead_yes {facilitator.pk}", word_facilitator="Fine")
    assert "Somebody else has been proposed since" in page
    assert browser.fields["word_facilitator"] == "Fine"
    assert not FacilitatorConsent.objects.exists()


def test_their_last_answer_stands_behind_the_pin(with_pin, code, facilitator):
    opened(with_pin, code)
    with_pin.press(f"lead_no {facilitator.pk}", word_facilitator="Not him")
    assert "You answered before: Not agreed – Not him" in opened(with_pin, code)


# --- Promises -------------------------------------------------------------------------------------


THEIR_ANSWERS = ["change_accepted", "change_objected"]


def about(verb, promise):
    """What the button says: which promise, and which proposal stands beside it."""
    return f"{verb} {promise.pk} {proposal_for(promise).pk}"


@pytest.fixture
def asked(promise, amina):
    """We ask for another date."""
    promises.propose_change(
        promise, new_due_on=date(2026, 6, 30), reason="The printer is late", by=amina, on=TODAY
    )
    return promise


def test_another_date_is_asked_with_its_reason(browser, code, asked):
    page = browser.open(code)
    assert "Agreed: 1 June 2026. New: 30 June 2026 The printer is late" in page
    assert "what was agreed stays" in page


@pytest.mark.parametrize(
    ("verb", "kind", "due"),
    [("move_fine", "change_accepted", date(2026, 6, 30)), ("move_no", "change_objected", None)],
)
def test_they_accept_another_date_or_keep_the_agreed_one(
    browser, code, asked, participation, verb, kind, due
):
    browser.open(code)
    form = browser.fields | {"do": about(verb, asked), f"word_move{asked.pk}": "Late"}
    pages = {browser.post(form) for _again in range(2)}
    assert len(pages) == 1
    asked.refresh_from_db()
    assert asked.due_on == (due or asked.first_due_on)
    change = asked.changes.get(answers__kind="change_proposed", kind__in=THEIR_ANSWERS)
    assert (change.kind, change.participation) == (kind, participation)
    assert "We ask to change a promise" not in browser.open(code)


def test_a_date_that_was_replaced_meanwhile_is_not_accepted(browser, code, asked, amina):
    browser.open(code)
    pressed = about("move_fine", asked)
    promises.propose_change(
        asked, new_due_on=date(2026, 7, 15), reason="Later still", by=amina, on=TODAY
    )
    page = browser.press(pressed)
    assert browser.answer.status_code == 400
    assert "15 July 2026" in page
    assert asked.changes.filter(kind="change_accepted").count() == 0


def test_a_proposal_that_is_over_is_a_sentence_and_the_word_is_not_lost(
    browser, code, asked, amina
):
    browser.open(code)
    pressed = about("move_no", asked)
    promises.keep_promise(asked, by=amina, on=TODAY)
    page = browser.press(pressed, **{f"word_move{asked.pk}": "Please"})
    assert "does not wait for an answer any more" in page
    assert "What you typed was not sent" in page
    assert "Please" in page


def test_with_two_parties_it_says_that_it_waits_for_the_other(browser, code, asked, supplier):
    asked.parties.add(supplier)
    browser.open(code)
    browser.press(about("move_fine", asked))
    page = browser.open(code)
    assert "You agreed to 30 June 2026. It holds when the others" in page
    assert "We ask to change a promise" not in page


def test_a_date_that_we_changed_alone_is_told_as_such(browser, code, promise, participation, amina):
    moved = {"new_due_on": date(2026, 7, 1), "by": amina, "on": TODAY}
    promises.change_alone(promise, reason="No budget", **moved)
    page = browser.open(code)
    assert "did not agree that with you: we say 1 July 2026. The agreed date stays 1 June" in page
    promises.change_together(promise, agreed_with="R. Meena", **moved)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(participation), on=TODAY)
    assert "did not agree that with you" not in browser.open(code)


def test_they_confirm_that_something_was_put_right(browser, code, promise, amina):
    promises.break_promise(promise, by=amina, on=TODAY, reason="Forgotten")
    promises.mend_promise(promise, by=amina, on=TODAY, remark="Sent by courier")
    page = browser.open(code)
    assert "We say we put that right on 18 May 2026: Sent by courier" in page
    browser.press(f"mended {promise.pk}", **{f"word_mend{promise.pk}": "It came"})
    change = promise.changes.last()
    assert (change.kind, str(change.remark)) == ("mend_confirmed", "It came")
    assert "put that right" not in browser.open(code)


@pytest.mark.parametrize("verb", ["move_fine", "move_no", "mended"])
def test_a_promise_to_somebody_else_cannot_be_answered(
    browser, code, promise_to_another, amina, verb
):
    promises.propose_change(
        promise_to_another, new_due_on=date(2026, 6, 30), reason="x", by=amina, on=TODAY
    )
    browser.open(code)
    page = browser.post(browser.fields | {"do": about(verb, promise_to_another)})
    assert "does not wait for an answer" in page
    assert "Pay the supplier" not in page
    assert PromiseChange.objects.filter(participation__isnull=False).count() == 0


@pytest.mark.parametrize("about", ["", "x", "1", "1 2026-13-45", "99999999999999999 2026-06-30"])
@pytest.mark.parametrize("verb", ["move_fine", "move_no", "mended", "met", "lead_yes", "forward"])
def test_nonsense_on_a_button_is_a_sentence(browser, code, asked, verb, about):
    browser.open(code)
    browser.post(browser.fields | {"do": f"{verb} {about}"})
    assert browser.answer.status_code == 400
    assert "Dust in the quarries" in browser.text


# --- Questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("verb", "days"), [("ask", 10), ("worry", 5)])
def test_a_question_goes_to_whom_they_know_with_a_day(
    with_pin, code, participation, amina, verb, days
):
    due = working_days_after(TODAY, days)
    page = with_pin.press(verb, word_ask="Who pays the masks?")
    assert f"You get an answer by {due.day} {due:%B} {due.year}" in page
    question = Question.objects.get()
    assert (question.owner, question.participation, question.answer_due_on) == (
        amina,
        participation,
        due,
    )
    assert question.is_worry == (verb == "worry")
    assert "You asked on 18 May 2026 Who pays the masks?" in page
    answer_question(question, answer="We do.", on=TODAY)
    assert "Who pays the masks? We do." in opened(with_pin, code)


def test_a_question_needs_words(with_pin):
    assert "Write your question first." in with_pin.press("ask", word_ask="  ")
    assert not Question.objects.exists()


def test_a_question_is_not_shown_to_the_link_alone_nor_to_their_colleagues(
    browser, code, held, meeting, union
):
    browser.open(code)
    browser.press("ask", word_ask="Who pays the masks?")
    assert "Who pays" not in browser.open(code)
    colleague = Participation.objects.create(meeting=meeting, stakeholder=union)
    choose_pin(colleague, PIN)
    assert "Who pays" not in opened(browser, mint_link(colleague, at=AFTER))


def test_a_pin_may_be_chosen_with_the_question_and_not_after_it(browser, code, participation):
    browser.open(code)
    browser.press("ask", word_ask="Who pays?", new_pin=PIN)
    assert "Who pays?" in browser.text
    participation.refresh_from_db()
    assert participation.pin_hash


def test_who_gets_the_link_later_cannot_choose_a_pin_to_read_a_question(
    browser, code, participation
):
    browser.open(code)
    form = browser.fields
    browser.press("ask", word_ask="Who pays?")
    assert "new_pin" not in browser.fields
    for verb in ["choose_pin", "ask"]:
        once = {"once": str(uuid.uuid4()), "word_ask": "x"}
        page = browser.post(form | once | {"do": verb, "new_pin": "1357"})
        assert "without a PIN" in page
        assert "Who pays?" not in page
    participation.refresh_from_db()
    assert participation.pin_hash == ""


@pytest.mark.parametrize("verb", ["send", "save", "ask", "choose_pin"])
def test_a_form_that_was_dealt_with_before_opens_nothing(
    browser, code, point, participation, open_questions, verb
):
    """Its key is the browser's: whoever has the link can send one that was used."""
    browser.open(code)
    form = browser.fields
    browser.press("endorse", answer="accepted")
    words = {"word_ask": "x", f"q{open_questions.questions.first().pk}": "x", "new_pin": "1357"}
    page = browser.post(form | words | {"do": verb})
    browser.press() if "Thank you" in page else None
    assert "Wet saws" not in browser.html
    participation.refresh_from_db()
    assert participation.pin_hash == ""


# --- Next steps -----------------------------------------------------------------------------------


def test_what_happens_next_says_who_does_what_by_when(browser, code, open_questions, promise):
    page = browser.open(code)
    ours, theirs = page.split("You may expect from us")[1].split("We ask from you")
    assert "28 May 2026 : Before this day you hear what we do with each point" in ours
    assert "28 May 2026 : We have the conversation." in ours
    assert "1 June 2026 : We promised: Send the translated summary" in ours
    report_due = working_days_after(date(2026, 5, 28), 10)
    assert f"{report_due.day} June 2026 : At the latest you hear what" in ours
    assert "25 May 2026 : You can send your points" in theirs
    assert "27 June 2026 : Until this day this page opens" in theirs


def test_what_is_behind_us_is_no_next_step(browser, code, held, promise):
    page = browser.open(code)
    assert "We have the conversation." not in page
    assert "At the latest you hear" not in page


def test_their_own_promises_are_asked_from_them(browser, code, union, amina, open_questions):
    promises.propose_promise(
        wording="Send us the list",
        parties=[union],
        due_on=date(2026, 6, 3),
        by=amina,
        on=TODAY,
        side="theirs",
    )
    theirs = browser.open(code).split("We ask from you")[1]
    assert "3 June 2026 : You promised: Send us the list" in theirs


# --- What is held, and leaving --------------------------------------------------------------------


def test_what_is_held_is_told_in_plain_words(with_pin, code, point, facilitator):
    opened(with_pin, code)
    with_pin.press("endorse", answer="accepted")
    with_pin.press("suggest", word_suggest="More breaks")
    with_pin.press("ask", word_ask="Who pays?")
    page = with_pin.press("held")
    for words in [
        "R. Meena",
        "Quarry Workers’ Union",
        "1 link that opens this page, until 27 June 2026",
        "Your PIN, in a form that we cannot read",
        "1 point that waits for our answer",
        "1 question you asked; waiting for an answer: 1",
        "Your answer about the process agreements: Agreed",
        "1 change to the process agreements that you suggested",
        "What is never kept",
        "Ask Amina Haddou . You need not say why.",
        "Bram Postma stands in",
    ]:
        assert words in page, words


def test_what_is_held_waits_for_the_pin(browser, code, participation, point):
    choose_pin(participation, PIN)
    browser.open(code)
    assert "Open your page with your PIN first" in browser.press("held")
    assert "1 point" not in browser.text


def test_without_a_pin_the_page_tells_no_more_than_the_link_shows(browser, code, point):
    browser.open(code)
    page = browser.press("held", word_ask="Half a sen")
    assert "R. Meena" in page
    assert "1 point" not in page
    browser.press()
    assert browser.fields["word_ask"] == "Half a sen"


def test_they_take_no_part_after_one_question(browser, code, participation):
    mint_link(participation, at=NOON)
    browser.open(code)
    assert "No longer take part?" in browser.press("leave")
    assert not Participation.objects.exclude(withdrawn_at=None).exists()
    assert "You no longer take part" in browser.press("leave_now")
    assert "Clear-Site-Data" in browser.answer.headers
    participation.refresh_from_db()
    assert participation.withdrawn_at == NOON
    assert not participation.links.filter(revoked_at=None).exists()
    assert "does not open anything" in browser.open(code)


@pytest.mark.parametrize("verb", ["leave", "leave_now"])
def test_who_found_the_link_does_not_leave_in_their_name(browser, code, participation, verb):
    choose_pin(participation, PIN)
    browser.open(code)
    browser.post(browser.fields | {"do": verb})
    assert "Open your page with your PIN first" in browser.text
    participation.refresh_from_db()
    assert participation.withdrawn_at is None


def test_who_ends_a_link_hears_that_a_new_one_keeps_the_pin(browser, code, participation):
    browser.open(code)
    assert "PIN was chosen here" not in browser.press("end")
    choose_pin(participation, PIN)
    browser.open(code)
    assert "A PIN was chosen here, and a new link keeps it." in browser.press("end")
    assert "A new link keeps the PIN" in browser.press("end_now")


# --- Confidential: as the portal itself -----------------------------------------------------------


@pytest.fixture
def confidential(committing, settings):
    """(how to become a role, meeting, amina, a code, the pieces of a world with a confidential
    point)."""
    as_the_portal(settings)
    amina, meeting, _named, _promises = a_meeting_with_a_history()
    seat = meeting.participations.first()
    choose_pin(seat, PIN)
    code = mint_link(seat, at=now())
    round_ = meeting.rounds.get(mode="confidential")
    browser = Browser()
    become(PORTAL)
    browser.open(code)
    browser.press("read", pin=PIN)
    browser.press(f"answer {round_.pk}")
    browser.press("send", **{f"q{round_.questions.first().pk}": "My foreman shouts"})
    yield browser, code, round_, amina
    become(APP)


def test_a_reply_to_a_confidential_voice_is_read_behind_the_pin(confidential):
    browser, code, round_, amina = confidential
    become(APP)
    reply(Voice.objects.get(round=round_), text="We talk to him.", by=amina, at=now())
    become(PORTAL)
    assert "We talk to him." not in browser.open(code)
    page = browser.press("read", pin=PIN)
    assert "We write back to what you said confidentially We talk to him." in page


def test_who_was_learned_about_is_told_and_the_link_alone_does_not_tell_of_what(confidential):
    browser, code, round_, amina = confidential
    become(APP)
    asked = ask_who_it_is(Voice.objects.get(round=round_), reason="Danger", by=amina, at=now())
    other = make_user("Adri Admin")
    become(PORTAL)
    assert "about your privacy" not in browser.open(code)
    become(APP)
    rule_on_identity(asked, is_allowed=True, by=other, at=now())
    become(PORTAL)
    page = browser.open(code)
    assert "There is a message for you about your privacy. Open it with your PIN." in page
    assert "privacy officer" not in page
    page = browser.press("read", pin=PIN)
    assert "with the agreement of a second person, was allowed to learn" in page
    assert "Ask Amina Haddou why." in page


def test_a_verdict_on_a_confidential_point_leaves_no_clock(confidential):
    browser, code, round_, amina = confidential
    become(APP)
    for each in round_.expectations.all():
        decide(each, outcome="otherwise", reason="Done.", in_our_words="x", by=amina, at=now())
    answer_round(round_, at=now())
    Meeting.objects.filter(pk=round_.meeting_id).update(held_at=now())
    become(PORTAL)
    browser.open(code)
    browser.press("read", pin=PIN)
    form = browser.fields | {"do": f"met {each.pk}", f"word_point{each.pk}": "Yes"}
    for _again in range(2):
        assert "learn from it" in browser.post(form)
    become(APP)
    verdict = ExpectationVerdict.objects.get()
    assert verdict.said_on == localdate()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM accounts_submission s, dialogue_expectationverdict v "
            "WHERE s.xmin = v.xmin"
        )
        assert cursor.fetchone() == (0,)


# --- Weight ---------------------------------------------------------------------------------------


def test_a_page_costs_the_same_with_one_of_each_and_with_five(
    with_pin, code, held, amina, union, meeting, participation, open_questions
):
    def more():
        add_agenda_item(meeting, title="x")
        for number in range(4):
            promises.propose_promise(
                wording=f"Promise {number}",
                parties=[union],
                due_on=AFTER.date(),
                owner=amina,
                by=amina,
                on=AFTER.date(),
                meeting=meeting,
            )
            with_pin.press("ask", word_ask=f"Question {number}")
            with_pin.press("heard_wrong", word_heard="No")
            with_pin.press(f"met {held.pk}", **{f"word_point{held.pk}": f"{number}"})

    def cost():
        with CaptureQueriesContext(connection) as queries:
            opened(with_pin, code)
        return len(queries)

    opened(with_pin, code)
    with_pin.press("ask", word_ask="Question")
    with_pin.press("heard_wrong", word_heard="No")
    with_pin.press(f"met {held.pk}", **{f"word_point{held.pk}": "Yes"})
    promises.propose_promise(
        wording="One", parties=[union], due_on=AFTER.date(), owner=amina, by=amina, on=AFTER.date()
    )
    first = cost()
    more()
    assert cost() == first


def test_every_page_of_theirs_is_light(with_pin, code, held, asked, facilitator):
    def weight(body):
        answer = with_pin.client.post(
            "/r", body, content_type=PLAIN, headers={"accept-encoding": "gzip"}
        )
        assert answer.headers["Content-Encoding"] == "gzip"
        return len(answer.content) + len(str(answer.headers))

    opened(with_pin, code)
    ticket = with_pin.fields["ticket"]
    for verb in ["", "held", "leave", "end", "breach", f"forward {held.pk}"]:
        assert weight(f"ticket={ticket}&do={verb}") < 10_000, verb
