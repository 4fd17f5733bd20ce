"""The shared code of an anonymous round: what its pages show, what they write, and what they never do."""

import re
import statistics
import threading
import time
import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from dialogue.actions.expectations import decide
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import hold_meeting, send_report, write_down
from dialogue.actions.rounds import Ask, answer_round, open_round
from dialogue.actions.voices import release_what_is_due, reply
from dialogue.check_words import check_words
from dialogue.models import Expectation, ExpectationRound, Receipt, SealedAnswer, Voice
from dialogue.portal import turns
from dialogue.tests.portal_browser import PLAIN, Browser, as_the_portal
from dialogue.tests.test_portal import digest_of_every_row
from stakeholders.tests.cast import NOON, TODAY

# Monday the 25th at six in the morning, in Amsterdam.
HOUR = NOON.replace(hour=4) + timedelta(days=7)


@pytest.fixture(autouse=True)
def portal(settings, tmp_path):
    as_the_portal(settings)
    settings.SEALING_KEYS = tmp_path / "keys"
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def anonymous(meeting, amina):
    return open_round(
        meeting,
        mode=ExpectationRound.Mode.ANONYMOUS,
        audience="Everybody in the yard",
        audience_size=40,
        questions=["agenda", "worry"],
        closes_on=TODAY + timedelta(days=6),
        by=amina,
        at=NOON,
    )


@pytest.fixture
def browser(anonymous):
    """A browser in which the shared code was given."""
    browser = Browser()
    browser.open(anonymous.code)
    return browser


@pytest.fixture
def box(anonymous):
    return f"q{anonymous.questions.first().pk}"


def receipt_on(page):
    return re.search(r"Your number ((?:\d{4} ){5})", page)[1].replace(" ", "")


def somebody_sends(code, box, text, verb="send"):
    """Their receipt. Each comes with a browser of their own."""
    browser = Browser()
    browser.open(code)
    if verb == "urgent_yes":
        browser.press("urgent", **{box: text})
        return receipt_on(browser.press(verb))
    return receipt_on(browser.press(verb, **{box: text}))


@pytest.fixture
def receipts(anonymous, box):
    """Five people sent, and it came out."""
    receipts = [somebody_sends(anonymous.code, box, f"canary {number}") for number in range(5)]
    release_what_is_due(HOUR)
    return receipts


def decided(anonymous, amina, **how):
    for number, point in enumerate(Expectation.objects.filter(round=anonymous)):
        decide(
            point,
            by=amina,
            at=HOUR,
            reason="That is why we come.",
            in_our_words=f"Masks of size {number}",
            **({"outcome": "agenda", "agenda_title": "Masks"} | how),
        )
    answer_round(anonymous, at=HOUR)


def at_the_hour():
    return time_machine.travel(HOUR + timedelta(hours=1), tick=False)


# --- The form -------------------------------------------------------------------------------------


def test_the_page_says_for_whom_it_is_and_what_it_is_about_without_names(browser, anonymous):
    for words in [
        "Anonymous",
        "Dust in the quarries",
        "Everybody in the yard",
        "We want to know what you need.",
        check_words(anonymous.digest),
        "Send before Monday 25 May 2026",
        "Leave out names, dates and machine numbers",
    ]:
        assert words in browser.text
    for name in ["R. Meena", "Quarry Workers", "Your contact person"]:
        assert name not in browser.text


def test_the_promise_stands_before_the_first_field(browser):
    first = browser.html.index("<textarea")
    for promise in ["This site keeps no network address", "at least 4 others", "erased unread"]:
        assert browser.html.index(promise) < first


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९"])
def test_the_code_may_be_typed_in_any_digits(anonymous, digits):
    code = anonymous.code_in_groups.translate(str.maketrans("0123456789", digits))
    assert "Everybody in the yard" in Browser().open(code)


def test_everybody_gets_the_same_page(anonymous):
    def without_what_is_random(html):
        return re.sub(r'name="(once|ticket)" value="[^"]*"', "", html)

    pages = set()
    for _somebody in range(3):
        browser = Browser()
        browser.open(anonymous.code)
        pages.add(without_what_is_random(browser.html))
    assert len(pages) == 1


def test_looking_writes_nothing(anonymous):
    before = digest_of_every_row()
    for _again in range(3):
        Browser().open(anonymous.code)
        Browser().look("/r")
    assert digest_of_every_row() == before


def test_no_page_sets_a_cookie_and_leaving_clears_what_the_browser_kept(browser, box):
    answers = [browser.answer]
    browser.press("send", **{box: "Wet saws"})
    answers.append(browser.answer)
    browser.look("/")
    answers.append(browser.answer)
    assert not any(answer.cookies for answer in answers)
    assert all("no-store" in answer.headers["Cache-Control"] for answer in answers)
    assert '"cache"' in browser.answer.headers["Clear-Site-Data"]
    assert '"storage"' in browser.answer.headers["Clear-Site-Data"]


def test_a_person_with_a_link_sees_no_anonymous_round(anonymous, participation):
    browser = Browser()
    page = browser.open(mint_link(participation, at=NOON))
    assert anonymous.code not in browser.html
    assert "Everybody in the yard" not in page
    assert "nonymous" not in page


# --- Sending --------------------------------------------------------------------------------------


def test_sending_writes_one_sealed_row_and_nothing_else(browser, box):
    before = tables()
    browser.press("send", **{box: "Wet saws"})
    assert "it is on its way" in browser.text
    changed = {name for name, digest in tables().items() if digest != before[name]}
    assert changed == {"dialogue_sealedanswer"}
    assert SealedAnswer.objects.count() == 1
    assert b"Wet saws" not in bytes(SealedAnswer.objects.get().sealed)


def tables():
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = {}
        for (name,) in cursor.fetchall():
            cursor.execute(
                f'SELECT md5(string_agg(t::text, chr(10) ORDER BY t::text)) FROM "{name}" t'
            )
            found[name] = cursor.fetchone()[0]
    return found


def test_a_form_that_is_sent_twice_gives_the_same_number_and_one_row(browser, box):
    form = browser.fields | {"do": "send", box: "Once"}
    assert receipt_on(browser.post(form)) == receipt_on(browser.post(form))
    assert SealedAnswer.objects.count() == 1


def test_the_number_is_shown_once_and_can_be_scanned_or_printed(browser, box, settings):
    page = browser.press("send", **{box: "Wet saws"})
    receipt = receipt_on(page)
    assert "it cannot be shown again" in page
    assert '<svg class="qr"' in browser.html or 'class="qr"' in browser.html
    assert "style=" not in browser.html.replace("<style", "")
    assert receipt not in str(browser.answer.headers.items())
    browser.open(browser.fields.get("ticket", ""))
    assert receipt not in browser.html


def test_the_form_survives_two_hours_and_then_asks_the_code_again(browser, anonymous, box):
    form = browser.fields | {"do": "send", box: "A long story"}
    with time_machine.travel(NOON + timedelta(hours=1, minutes=59), tick=False):
        assert "it is on its way" in browser.post(form)
    form |= {"once": str(uuid.uuid4()), box: "Another"}
    with time_machine.travel(NOON + timedelta(hours=2, minutes=1), tick=False):
        page = browser.post(form)
        assert "more than two hours" in page
        assert "Another" in page
        assert "it is on its way" in browser.press(code=anonymous.code)
    assert SealedAnswer.objects.count() == 2


def test_nothing_typed_is_not_sent(browser):
    assert "Write at least one point" in browser.press("send")
    assert browser.answer.status_code == 400
    assert not SealedAnswer.objects.exists()


@pytest.mark.parametrize(
    "text",
    ["zero\0byte", b"half a \xed\xa0\x80 surrogate", "x" * 5001, "x" * 1_000_000],
    ids=["zero byte", "surrogate", "one too many", "a megabyte"],
)
@pytest.mark.parametrize("verb", ["send", "urgent"])
def test_what_cannot_be_stored_is_refused_with_everything_kept(browser, box, text, verb):
    browser.press(verb, **{box: text})
    assert browser.answer.status_code == 400
    assert f'id="id_{box}_error"' in browser.html
    assert len(browser.fields[box]) >= len(text) - 4
    assert not SealedAnswer.objects.exists()


def test_what_was_sent_comes_out_exactly(anonymous, box):
    text = "  Wet saws\r\n\r\nनमस्ते 👩🏽‍🏭 \u202emasks\u202c  e\u0301"
    for number in range(5):
        somebody_sends(anonymous.code, box, text if number == 2 else "x")
    release_what_is_due(HOUR)
    assert Expectation.objects.filter(wording=text).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "fly"},
        {"do": "met 1"},
        {"do": "urgent_yes"},
        {"do": "send", "q99999999999999999999": "x"},
        {"once": "not a key", "language": "xx", "": "nameless"},
        {"do": "save"},
        {"do": "end_now"},
        {"do": "endorse", "answer": "accepted"},
    ],
)
def test_nonsense_in_a_form_never_breaks_the_page(browser, fields):
    before = digest_of_every_row()
    browser.post(browser.fields | fields)
    assert browser.answer.status_code in {200, 400}
    assert "Everybody in the yard" in browser.text
    assert digest_of_every_row() == before


def test_a_ticket_of_one_kind_opens_no_other(browser, participation, receipts, box):
    """TOK-11."""
    personal, holder = Browser(), Browser()
    personal.open(mint_link(participation, at=NOON))
    holder.open(receipts[0])
    tickets = {
        name: each.fields["ticket"]
        for name, each in [("code", browser), ("link", personal), ("receipt", holder)]
    }
    assert len(set(tickets.values())) == 3
    for name, ticket in tickets.items():
        page = Browser().post({"ticket": ticket})
        assert ("Your contact person" in page) == (name == "link")
        assert ("What you wrote is not shown here" in page) == (name == "receipt")
    assert "Open your page" in Browser().post(
        {"ticket": tickets["code"] + "x", "do": "send", box: "x"}
    )


def test_a_wrong_code_of_any_length_gets_the_same_page(anonymous):
    pages = set()
    for length in [4, 12, 18, 24, 30]:
        browser = Browser()
        wrong = "1" * length
        browser.open(wrong)
        assert browser.answer.status_code == 404
        pages.add(browser.html.replace(f'value="{wrong}"', ""))
    assert len(pages) == 1


# --- Before, after, and too late ------------------------------------------------------------------


def test_before_it_opens_nothing_is_asked(anonymous):
    ExpectationRound.objects.filter(pk=anonymous.pk).update(opens_on=TODAY + timedelta(days=2))
    browser = Browser()
    page = browser.open(anonymous.code)
    assert "The questions open on 20 May 2026" in page
    assert "<textarea" not in browser.html


def test_a_closed_form_says_so_and_gives_the_text_back(browser, anonymous, box):
    form = browser.fields | {"do": "send", box: "Too late?"}
    with time_machine.travel(NOON + timedelta(days=7), tick=False):
        again = Browser()
        again.open(anonymous.code)
        page = again.post(form | {"ticket": again.fields["ticket"]})
    assert "This form is closed, so nothing was sent." in page
    assert "Too late?" in page
    assert not SealedAnswer.objects.exists()


def test_when_it_comes_out_after_the_conversation_the_page_says_so(anonymous, meeting):
    type(meeting).objects.filter(pk=meeting.pk).update(starts_at=NOON + timedelta(days=5))
    page = Browser().open(anonymous.code)
    assert "it arrives after the conversation" in page
    assert "Send before" not in page


# --- Danger ---------------------------------------------------------------------------------------


def test_the_urgent_way_says_who_reads_it_and_what_it_costs(browser):
    assert "Is somebody in danger now?" in browser.text
    assert "Amina Haddou of Noordkade Retail Groep reads it" in browser.text
    assert "the moment may point at you" in browser.text


def test_nothing_is_urgent_before_an_explicit_yes(browser, box):
    page = browser.press("urgent", **{box: "They locked the gate"})
    assert "the moment may point at you" in page
    assert "They locked the gate" in page
    assert not SealedAnswer.objects.exists()
    browser.press("send")
    assert SealedAnswer.objects.get().is_urgent is False


def test_with_an_explicit_yes_it_does_not_wait(browser, box):
    browser.press("urgent", **{box: "They locked the gate"})
    page = browser.press("urgent_yes")
    assert "It goes to Amina Haddou and the team at once" in page
    assert SealedAnswer.objects.get().is_urgent
    release_what_is_due(NOON)
    assert Expectation.objects.get().wording == "They locked the gate"


def test_going_back_from_the_urgent_page_keeps_the_text(browser, box):
    browser.press("urgent", **{box: "They locked the gate"})
    browser.press()
    assert browser.fields[box] == "They locked the gate"


# --- The receipt ----------------------------------------------------------------------------------


def nothing_yet(page):
    return "Nothing for this number yet" in page


def test_an_unknown_an_unreleased_and_a_locked_number_give_the_same_page(anonymous, box, receipts):
    waiting = somebody_sends(anonymous.code, box, "Later")
    Receipt.objects.filter(selector=receipts[1][:5]).update(
        locked_until=NOON + timedelta(minutes=5)
    )
    wrong_verifier = receipts[0][:5] + "0" * 15
    pages = set()
    for number in ["9" * 20, waiting, receipts[1], wrong_verifier]:
        browser = Browser()
        assert nothing_yet(browser.open(number))
        assert browser.answer.status_code == 200
        pages.add(browser.html)
    assert len(pages) == 1
    assert "Answers come out on Monday at 06:00" in browser.text


def test_a_known_and_an_unknown_selector_take_as_long(receipts):
    """ANO-17 in small; the figures are the medians of forty tries."""
    times = {"known": [], "unknown": []}
    for _try in range(40):
        Receipt.objects.update(failures=0)
        for kind, number in [("known", receipts[0][:5] + "1" * 15), ("unknown", "9" * 20)]:
            start = time.perf_counter()
            Browser().open(number)
            times[kind].append(time.perf_counter() - start)
    assert abs(statistics.median(times["known"]) - statistics.median(times["unknown"])) < 0.02


def test_a_receipt_never_shows_what_was_sent(receipts):
    browser = Browser()
    page = browser.open(receipts[0])
    assert "What became of your points" in page
    assert "Point 1: What should we talk about? Received" in page
    assert "canary" not in browser.html


def test_a_receipt_may_be_typed_with_spaces_and_in_any_digits(receipts):
    spaced = " ".join(re.findall("....", receipts[0]))
    arabic = spaced.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for number in [spaced, arabic]:
        assert "What became of your points" in Browser().open(number)


def test_a_receipt_is_not_taken_inside_a_message(browser, box, receipts):
    """ANO-11: a number typed in the wrong box is text, and opens nothing."""
    page = browser.press("send", **{box: receipts[0]})
    assert "What became of your points" not in page


def test_a_reply_shows_after_the_next_hour_and_leaves_no_trace_of_reading(receipts, amina):
    voice = Voice.objects.get(receipt__selector=receipts[0][:5])
    reply(voice, text="We look into it.", by=amina, at=HOUR)
    with at_the_hour():
        assert "We look into it." not in Browser().open(receipts[0])
    with time_machine.travel(HOUR + timedelta(days=7), tick=False):
        before = digest_of_every_row()
        assert "We look into it." in Browser().open(receipts[0])
        assert "We look into it." not in Browser().open(receipts[1])
        assert digest_of_every_row() == before


def test_decisions_show_once_the_answers_were_sent(receipts, anonymous, amina):
    with at_the_hour():
        decided(anonymous, amina)
        page = Browser().open(receipts[0])
    assert "On the agenda Masks That is why we come." in page
    assert "canary" not in page


def after_the_meeting(anonymous, amina):
    meeting = anonymous.meeting
    after = NOON + timedelta(days=11)
    meeting.refresh_from_db()
    with time_machine.travel(after, tick=False):
        hold_meeting(meeting, at=after)
        item = meeting.agenda.get(title="Masks")
        write_down(
            meeting, kind="decision", wording="In three sizes", by=amina, at=after, agenda_item=item
        )
        send_report(meeting.report, summary="We agreed.", version=0, by=amina, at=after)
    return time_machine.travel(after, tick=False)


def decided_together(anonymous, amina):
    points = list(Expectation.objects.filter(round=anonymous))
    first = decide(
        points[0], by=amina, at=HOUR, outcome="agenda", reason="Yes.", agenda_title="Masks"
    )
    for point in points[1:]:
        decide(
            point,
            by=amina,
            at=HOUR,
            outcome="agenda",
            reason="Yes.",
            agenda_item=first.agenda_item,
        )
    answer_round(anonymous, at=HOUR)


@pytest.mark.parametrize(
    ("verb", "verdict"), [("met", "met"), ("partly", "partly"), ("not_met", "not_met")]
)
def test_the_holder_says_whether_it_was_met_in_one_sealed_row(
    receipts, anonymous, amina, verb, verdict
):
    decided_together(anonymous, amina)
    with after_the_meeting(anonymous, amina):
        browser = Browser()
        assert "Was it met?" in browser.open(receipts[0])
        assert "Agreed : In three sizes" in browser.text
        point = Voice.objects.get(receipt__selector=receipts[0][:5]).expectations.get()
        form = browser.fields | {"do": f"{verb} {point.pk}", f"word_point{point.pk}": "Nearly"}
        before = tables()
        for _twice in range(2):
            assert "Thank you. It comes out with the others" in browser.post(form)
        changed = {name for name, digest in tables().items() if digest != before[name]}
        assert changed == {"dialogue_sealedanswer"}
        assert SealedAnswer.objects.count() == 1
    release_what_is_due(HOUR + timedelta(days=14))
    said = point.verdicts.get()
    assert (said.verdict, said.remark.text) == (verdict, "Nearly")


def test_nobody_judges_the_point_of_another(receipts, anonymous, amina):
    decided_together(anonymous, amina)
    theirs = Voice.objects.get(receipt__selector=receipts[1][:5]).expectations.get()
    with after_the_meeting(anonymous, amina):
        browser = Browser()
        browser.open(receipts[0])
        page = browser.post(browser.fields | {"do": f"met {theirs.pk}"})
    assert "There is no answer to this point yet." in page
    assert not SealedAnswer.objects.exists()


# --- The public page ------------------------------------------------------------------------------


def test_after_it_closed_and_before_the_answers_the_code_says_so(receipts, anonymous):
    with at_the_hour():
        page = Browser().open(anonymous.code)
    assert "Here you will read what became of the points" in page


def test_the_public_page_tells_every_fate_in_our_words_only(receipts, anonymous, amina):
    with at_the_hour():
        decided(anonymous, amina)
        page = Browser().open(anonymous.code)
    for number in range(5):
        assert f"Masks of size {number} On the agenda Masks That is why we come." in page
    assert "canary" not in page


def test_who_did_not_wait_does_not_stand_alone_on_the_public_page(anonymous, box, amina):
    somebody_sends(anonymous.code, box, "Alone", verb="urgent_yes")
    release_what_is_due(NOON)
    decided(anonymous, amina)
    with at_the_hour():
        page = Browser().open(anonymous.code)
    assert "Masks of size" not in page
    assert "There is nothing to show here." in page


# --- Too many at once -----------------------------------------------------------------------------


def test_a_code_waits_its_turn_and_says_so_when_it_takes_too_long(anonymous, monkeypatch, box):
    busy = turns.Turns(at_once=1, seconds=0.01)
    monkeypatch.setattr("dialogue.portal.receipts.checking_a_secret", busy.one)
    with busy.one():
        browser = Browser()
        browser.open("1" * 20)
        assert browser.answer.status_code == 503
        assert browser.answer.headers["Retry-After"]
        assert "Many people are here" in browser.text
        # Who needs no turn gets in.
        assert "Everybody in the yard" in Browser().open(anonymous.code)
    assert nothing_yet(browser.press())


def test_at_most_two_are_checked_at_once():
    most, now_inside, lock = 0, 0, threading.Lock()
    some = turns.Turns(at_once=2, seconds=10)

    def check():
        nonlocal most, now_inside
        with some.one():
            with lock:
                now_inside += 1
                most = max(most, now_inside)
            time.sleep(0.01)
            with lock:
                now_inside -= 1

    threads = [threading.Thread(target=check) for _each in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


# --- Weight ---------------------------------------------------------------------------------------


def weight(answer):
    """What goes over the wire: the body as it was packed, and the headers."""
    assert answer.headers["Content-Encoding"] == "gzip"
    return len(answer.content) + sum(len(f"{name}: {text}\r\n") for name, text in answer.items())


def packed(path="/r", body=None):
    client = Browser().client
    headers = {"accept-encoding": "gzip"}
    if body is None:
        return client.get(path, headers=headers)
    return client.post(path, body, content_type=PLAIN, headers=headers)


@pytest.mark.parametrize("language", ["en", "ta", "hi", "ar", "vi"])
def test_the_first_page_is_light_and_every_next_one_lighter(
    anonymous, participation, box, receipts, language
):
    assert weight(packed()) < 14_000
    shared = packed(body=f"code={anonymous.code}&language={language}")
    assert weight(shared) < 14_000
    assert (
        weight(packed(body=f"code={mint_link(participation, at=NOON)}&language={language}"))
        < 14_000
    )
    assert weight(packed(body=f"code={receipts[0]}&language={language}")) < 10_000
    browser = Browser()
    browser.open(anonymous.code, language=language)
    fields = {
        "ticket": browser.fields["ticket"],
        "once": str(uuid.uuid4()),
        box: "x",
        "language": language,
    }
    for verb in ["urgent", "send"]:
        body = "&".join(f"{name}={text}" for name, text in (fields | {"do": verb}).items())
        assert weight(packed(body=body)) < 10_000


def test_the_first_page_needs_no_second_request(browser):
    """One document, with its style and script inside: one round trip after the connection's three."""
    assert "<link" not in browser.html
    assert "<img" not in browser.html
    assert not re.search(r"\ssrc=", browser.html)


def test_questions_may_have_answers_to_choose_from(meeting, amina, settings, tmp_path):
    round_ = open_round(
        meeting,
        mode=ExpectationRound.Mode.ANONYMOUS,
        audience="Everybody",
        audience_size=40,
        questions=[Ask("interpreter", is_choice=True, is_required=True), "agenda"],
        closes_on=TODAY + timedelta(days=6),
        by=amina,
        at=NOON,
    )
    browser = Browser()
    browser.open(round_.code)
    choice, text = (f"q{question.pk}" for question in round_.questions.all())
    assert "This question needs an answer" in browser.press("send", **{text: "x"})
    assert browser.fields[text] == "x"
    assert "it is on its way" in browser.press("send", **{choice: "yes"})
