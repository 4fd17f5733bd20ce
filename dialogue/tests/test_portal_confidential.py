"""A confidential round, in the portal's own database role: a page apart, and a voice without a name."""

import base64
import re
import uuid
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils.timezone import localdate, localtime, now

from config.embedded.roles import APP, PORTAL
from dialogue.actions.agreements import STANDARD_AGREEMENTS
from dialogue.actions.expectations import decide
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.actions.rounds import STANDARD_QUESTIONS, answer_round, open_round
from dialogue.actions.voices import release_what_is_due, reply
from dialogue.models import (
    Attachment,
    Draft,
    Endorsement,
    Expectation,
    ExpectationRound,
    Meeting,
    SealedAnswer,
    Voice,
)
from dialogue.releases import last_day_of_an_anonymous_round, next_hour
from dialogue.tests.portal_browser import Browser, as_the_portal
from dialogue.tests.test_portal_rights import become
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder
from stakeholders.tests.cast import make_user

PIN = "2468"
Mode = ExpectationRound.Mode
# The smallest picture there is: one dot.
DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture(autouse=True)
def portal(committing, settings, tmp_path):
    as_the_portal(settings)
    settings.SEALING_KEYS = tmp_path / "keys"
    yield become
    become(APP)


@pytest.fixture
def amina(portal):
    return make_user("Amina Haddou")


@pytest.fixture
def meeting(amina):
    """Three people at one table, in three weeks."""
    guests = []
    for number, name in enumerate(["R. Meena", "S. Devi", "P. Lal"]):
        union = add_stakeholder(
            Stakeholder(name=f"Union {number}", kind="union"), by=amina, on=localdate()
        )
        guests.append(Guest(union, add_person(ContactPerson(stakeholder=union, name=name))))
    return plan_meeting(
        Meeting(title="Dust", starts_at=now() + timedelta(days=21)),
        aim="We want to know.",
        guests=guests,
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=now(),
    )


def ask(meeting, amina, mode, **more):
    return open_round(
        meeting,
        mode=mode,
        closes_on=localdate() + timedelta(days=5),
        questions=STANDARD_QUESTIONS,
        agreements=STANDARD_AGREEMENTS,
        by=amina,
        at=now(),
        **more,
    )


@pytest.fixture
def confidential(meeting, amina):
    return ask(meeting, amina, Mode.CONFIDENTIAL)


@pytest.fixture
def participation(meeting):
    return meeting.participations.get(contact_person__name="R. Meena")


@pytest.fixture
def code(participation, confidential):
    return mint_link(participation, at=now())


@pytest.fixture
def browser(portal, code, confidential):
    """On the confidential page of R. Meena."""
    portal(PORTAL)
    browser = Browser()
    browser.open(code)
    browser.press(f"answer {confidential.pk}")
    return browser


@pytest.fixture
def box(confidential):
    return f"q{confidential.questions.first().pk}"


def with_a_pin(code, confidential):
    browser = Browser()
    browser.open(code)
    browser.press("choose_pin", new_pin=PIN)
    browser.press(f"answer {confidential.pk}")
    return browser


# --- The page -------------------------------------------------------------------------------------


def test_it_has_a_page_of_its_own_with_its_own_colour_and_name(portal, code, confidential, box):
    portal(PORTAL)
    browser = Browser()
    browser.open(code)
    assert box not in browser.fields
    assert "Answer confidentially" in browser.text
    page = browser.press(f"answer {confidential.pk}")
    assert '<body class="confidential">' in browser.html
    assert "Confidential" in page
    assert box in browser.fields


def test_it_never_says_anonymous_and_carries_no_agreement_and_no_new_pin(browser):
    assert "nonymous" not in browser.html
    for name in ["answer", "remark", "version", "new_pin"]:
        assert name not in browser.fields
        assert f'name="{name}"' not in browser.html


def test_the_promise_stands_before_the_first_field(browser):
    first = browser.html.index("<textarea")
    for promise in ["read your words without your name", "together with a second person"]:
        assert browser.html.index(promise) < first


# --- Sending --------------------------------------------------------------------------------------


def test_an_answer_hangs_on_a_voice_and_is_dated_by_day(browser, portal, box, confidential):
    page = browser.press("send", **{box: "Wet saws"})
    assert "it has arrived" in page
    portal(APP)
    point = Expectation.objects.get()
    assert (point.wording, point.participation_id, point.round) == ("Wet saws", None, confidential)
    assert localtime(point.received_at).hour == localtime(point.received_at).minute == 0


def test_nothing_with_a_clock_or_a_name_is_written_in_the_same_transaction(browser, portal, box):
    """security.md §0.2: not the row of a form that was sent, and not the row of the person."""
    browser.press("send", **{box: "Wet saws"})
    portal(APP)
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM dialogue_expectation")
        (transaction_number,) = cursor.fetchone()
        for table in ["dialogue_participation", "dialogue_link", "accounts_submission"]:
            cursor.execute(
                f"SELECT count(*) FROM {table} WHERE %s IN (xmin::text, xmax::text)",
                [transaction_number],
            )
            assert cursor.fetchone() == (0,), table


def test_the_staff_site_cannot_ask_whose_voice_it_is(
    browser, portal, box, participation, confidential
):
    browser.press("send", **{box: "Wet saws"})
    portal(APP)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM identity.voices")


def test_a_form_that_is_sent_twice_makes_one_point(browser, portal, box):
    form = browser.fields | {"do": "send", box: "Once"}
    assert len({browser.post(form) for _twice in range(2)}) == 1
    portal(APP)
    assert Expectation.objects.count() == Voice.objects.count() == 1


def test_an_agreement_that_comes_along_is_not_taken(browser, portal, box, meeting):
    portal(APP)
    version = meeting.trajectory.agreement_versions.get()
    portal(PORTAL)
    browser.post(
        browser.fields
        | {"do": "send", box: "Wet saws", "answer": "accepted", "version": str(version.pk)}
    )
    portal(APP)
    assert Expectation.objects.count() == 1
    assert not Endorsement.objects.exclude(stakeholder=None).exists()


def test_a_file_comes_with_it_cleaned(browser, portal, box):
    page = browser.press("send", files=[("me-and-my-house.png", DOT)], **{box: "Look"})
    assert "File 1 (PNG)" in page
    assert "me-and-my-house" not in browser.html
    portal(APP)
    file = Attachment.objects.defer("content").get()
    assert (file.participation_id, file.voice) == (None, Voice.objects.get())


def test_who_was_not_asked_has_no_such_page(portal, meeting, amina, participation):
    union = add_stakeholder(Stakeholder(name="Other", kind="union"), by=amina, on=localdate())
    other = meeting.participations.model.objects.create(meeting=meeting, stakeholder=union)
    invited = [each for each in meeting.participations.all() if each != other]
    round_ = ask(meeting, amina, Mode.CONFIDENTIAL, invited=invited)
    code = mint_link(other, at=now())
    portal(PORTAL)
    browser = Browser()
    assert "Answer confidentially" not in browser.open(code)
    page = browser.post(browser.fields | {"do": f"answer {round_.pk}"})
    assert "Confidential" not in page
    box = f"q{round_.questions.first().pk}"
    browser.post(browser.fields | {"do": "send", "round": str(round_.pk), box: "x"})
    portal(APP)
    assert not Expectation.objects.exists()


# --- The PIN --------------------------------------------------------------------------------------


def test_nothing_that_was_sent_shows_without_the_pin(portal, code, confidential, box):
    portal(PORTAL)
    browser = with_a_pin(code, confidential)
    browser.press("send", **{box: "Wet saws"})
    again = Browser()
    again.open(code)
    again.press(f"answer {confidential.pk}")
    assert "Wet saws" not in again.html
    again.press("read", pin="1111")
    assert "does not fit" in again.text
    again.press("read", pin=PIN)
    assert "Wet saws" in again.text
    assert '<body class="confidential">' in again.html


def test_saving_needs_the_pin_and_hangs_on_the_voice(portal, code, confidential, box):
    portal(PORTAL)
    browser = with_a_pin(code, confidential)
    assert "Saved, not sent yet" in browser.press("save", **{box: "Half a sen"})
    portal(APP)
    draft = Draft.objects.get()
    assert draft.participation_id is None
    assert draft.voice is not None
    portal(PORTAL)
    again = Browser()
    again.open(code)
    again.press(f"answer {confidential.pk}")
    assert again.fields[box] == ""
    again.press("read", pin=PIN)
    assert again.fields[box] == "Half a sen"
    again.press("send")
    portal(APP)
    assert not Draft.objects.exists()


def test_without_a_pin_there_is_nothing_to_save_with(browser, portal, box):
    page = browser.post(browser.fields | {"do": "save", box: "Half a sen"})
    assert "first choose a PIN on your own page" in page
    assert browser.fields[box] == "Half a sen"
    portal(APP)
    assert not Draft.objects.exists()


# --- Coming and going -----------------------------------------------------------------------------


def test_text_is_not_lost_and_not_mixed_on_the_way_home(browser, box):
    page = browser.press("home", **{box: "Half a sen"})
    assert "What you typed here was not sent" in page
    assert browser.fields[box] == "Half a sen"
    browser.press("home_now")
    assert "Half a sen" not in browser.html
    assert "Answer confidentially" in browser.text


def test_text_on_their_home_is_not_lost_and_not_mixed_on_the_way_here(portal, code, confidential):
    portal(PORTAL)
    browser = Browser()
    browser.open(code)
    page = browser.press(f"answer {confidential.pk}", remark="Too slow")
    assert "The confidential page stands apart" in page
    assert browser.fields["remark"] == "Too slow"


def test_two_rounds_have_a_page_each_and_keep_what_is_typed(
    portal, meeting, amina, confidential, code
):
    named = ask(meeting, amina, Mode.NAMED)
    portal(PORTAL)
    browser = Browser()
    browser.open(code)
    box = f"q{named.questions.first().pk}"
    assert box not in browser.fields
    browser.press(f"answer {named.pk}")
    assert '<body class="named">' in browser.html
    browser.press("home", **{box: "Half a sen"})
    browser.press(f"answer {named.pk}")
    assert browser.fields[box] == "Half a sen"
    browser.press(language="nl")
    assert browser.fields[box] == "Half a sen"
    assert "it has arrived" in browser.press("send", language="en")
    portal(APP)
    assert Expectation.objects.get().participation is not None


# --- Changing -------------------------------------------------------------------------------------


@pytest.fixture
def sent(portal, code, confidential, box):
    portal(PORTAL)
    browser = with_a_pin(code, confidential)
    browser.press("send", **{box: "Wet saws"})
    browser.press()
    return browser


def test_a_point_is_changed_until_the_form_closes(sent, portal):
    portal(APP)
    point = Expectation.objects.get()
    portal(PORTAL)
    sent.press(f"point {point.pk}")
    sent.press(f"change {point.pk}", **{f"word_change{point.pk}": "Wet saws, and masks"})
    assert "Your point is changed." in sent.text
    assert "Wet saws, and masks" in sent.text
    point.refresh_from_db()
    assert point.wording == "Wet saws, and masks"


def test_a_point_is_taken_back_and_its_words_are_gone(sent, portal):
    portal(APP)
    point = Expectation.objects.get()
    portal(PORTAL)
    sent.press(f"point {point.pk}")
    assert "taken back" in sent.press(f"take_back {point.pk}")
    assert "Wet saws" not in sent.html
    point.refresh_from_db()
    assert (point.wording, point.withdrawn_at is None) == ("", False)


@pytest.mark.parametrize("verb", ["point", "change", "take_back"])
def test_nobody_touches_the_point_of_another(sent, portal, meeting, confidential, verb):
    portal(APP)
    point = Expectation.objects.get()
    other = mint_link(meeting.participations.get(contact_person__name="S. Devi"), at=now())
    portal(PORTAL)
    browser = with_a_pin(other, confidential)
    fields = {"do": f"{verb} {point.pk}", f"word_change{point.pk}": "x"}
    assert "Wet saws" not in browser.post(browser.fields | fields)
    point.refresh_from_db()
    assert point.wording == "Wet saws"


def test_what_became_of_it_and_our_reply_stand_behind_the_pin(
    sent, portal, amina, code, confidential
):
    portal(APP)
    point = Expectation.objects.get()
    decide(
        point,
        outcome="otherwise",
        reason="We buy them.",
        in_our_words="Saws",
        by=amina,
        at=now(),
    )
    reply(point.voice, text="Thank you for telling us.", by=amina, at=now())
    answer_round(confidential, at=now())
    portal(PORTAL)
    browser = Browser()
    assert "We buy them." not in browser.open(code)
    browser.press("read", pin=PIN)
    assert "We buy them." in browser.text
    assert "Thank you for telling us." in browser.text


# --- The anonymous channel in this role -----------------------------------------------------------


def test_an_anonymous_answer_goes_and_its_receipt_is_read_with_the_portals_rights(
    portal, meeting, amina
):
    round_ = open_round(
        meeting,
        mode=Mode.ANONYMOUS,
        audience="Everybody in the yard",
        audience_size=40,
        questions=["agenda"],
        closes_on=last_day_of_an_anonymous_round(meeting),
        by=amina,
        at=now(),
    )
    box = f"q{round_.questions.get().pk}"
    portal(PORTAL)
    receipts = []
    for number in range(5):
        browser = Browser()
        browser.open(round_.code)
        page = browser.press(
            "send", files=[("me.png", DOT)] if number == 0 else (), **{box: "canary"}
        )
        receipts.append(re.search(r"Your number ((?:\d{4} ){5})", page)[1])
        with pytest.raises(DatabaseError), transaction.atomic():
            SealedAnswer.objects.count()
    assert "Nothing for this number yet" in Browser().open(receipts[0])

    portal(APP)
    later = next_hour(now())
    release_what_is_due(later)
    for point in Expectation.objects.filter(round=round_):
        decide(point, outcome="otherwise", reason="Yes.", in_our_words="Saws", by=amina, at=later)
    answer_round(round_, at=later)
    ExpectationRound.objects.filter(pk=round_.pk).update(
        opens_on=localdate() - timedelta(days=2), closes_on=localdate() - timedelta(days=1)
    )
    Meeting.objects.filter(pk=meeting.pk).update(held_at=now(), starts_at=now())

    portal(PORTAL)
    assert "Saws Handled otherwise Yes." in Browser().open(round_.code)
    browser = Browser()
    assert "Handled otherwise Yes." in browser.open(receipts[0])
    assert "canary" not in browser.html
    verb = re.search(r'value="(met \d+)"', browser.html)[1]
    assert "Thank you" in browser.press(verb, once=str(uuid.uuid4()))
    assert "Nothing for this number yet" in Browser().open("9" * 20)
    wrong = receipts[0][:5].replace(" ", "") + receipts[0][5:].translate(
        str.maketrans("0123456789", "1234567890")
    )
    Browser().open(wrong)
    portal(APP)
    assert SealedAnswer.objects.count() == 1
