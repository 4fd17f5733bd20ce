"""Something that was agreed was not kept: they say so, and read and judge what was done."""

from datetime import timedelta

import pytest
import time_machine

from dialogue.actions.agreements import propose_agreements
from dialogue.actions.breaches import act_on_breach, report_breach
from dialogue.actions.links import choose_pin, mint_link
from dialogue.actions.meetings import hold_meeting
from dialogue.models import Breach, BreachVerdict, Participation
from dialogue.tests.portal_browser import PLAIN, Browser, as_the_portal
from stakeholders.tests.cast import NOON, TODAY

PIN = "2468"


@pytest.fixture(autouse=True)
def clock(settings):
    as_the_portal(settings)
    settings.ORGANISATION_NAME = "Noordkade"
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def line(meeting, amina):
    version = propose_agreements(meeting.trajectory, lines=["Nobody suffers."], by=amina, at=NOON)
    return version.agreements.get()


@pytest.fixture
def code(line, participation):
    choose_pin(participation, PIN)
    return mint_link(participation, at=NOON)


@pytest.fixture
def browser():
    return Browser()


def opened(browser, code):
    browser.open(code)
    return browser.press("read", pin=PIN)


def reported(browser, code, line, **fields):
    opened(browser, code)
    browser.press("breach")
    told = {"breach_line": str(line.pk), "breach_by": "us", "breach_day": "2026-05-15"}
    return browser.press("breach_now", **(told | {"word_breach": "He was shouted at"} | fields))


@pytest.fixture
def other_party(meeting, supplier):
    return Participation.objects.create(meeting=meeting, stakeholder=supplier)


def test_they_say_that_we_did_not_keep_to_it_and_hear_by_when_we_act(
    browser, code, line, participation, union
):
    page = reported(browser, code, line)
    assert "Thank you for saying so. We act on it by 26 May 2026." in page
    breach = Breach.objects.get()
    assert (breach.agreement, breach.participation, breach.harmed, breach.is_ours) == (
        line,
        participation,
        union,
        True,
    )
    assert "On 15 May 2026 we did not keep to it." in page
    assert "He was shouted at" in page


def test_it_is_reported_once_however_often_it_is_sent(browser, code, line):
    opened(browser, code)
    browser.press("breach")
    form = browser.fields | {"do": "breach_now", "breach_line": line.pk, "breach_by": "us"}
    form |= {"breach_day": "2026-05-15", "word_breach": "Shouting"}
    form = {name: str(value) for name, value in form.items()}
    assert len({browser.post(form) for _twice in range(2)}) == 1
    assert Breach.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "complaint"),
    [
        ({"word_breach": " "}, "Say what happened."),
        ({"breach_day": "2026-05-19"}, "That day is still to come."),
        ({"breach_day": "tomorrow"}, "Enter a valid date."),
        ({"breach_by": "1000000"}, "not one of the available choices"),
        ({"breach_line": "💥"}, "not one of the available choices"),
    ],
)
def test_what_is_not_complete_is_said_beside_its_field_and_kept(
    browser, code, line, fields, complaint
):
    page = reported(browser, code, line, **fields)
    assert complaint in page
    assert browser.answer.status_code == 400
    assert browser.fields["word_breach"] == fields.get("word_breach", "He was shouted at")
    assert not Breach.objects.exists()


def test_the_link_alone_shows_no_report_and_neither_does_a_colleagues_page(
    browser, code, line, meeting, union, other_party
):
    reported(browser, code, line)
    assert "not keep to it" not in browser.open(code)
    for seat in [Participation.objects.create(meeting=meeting, stakeholder=union), other_party]:
        choose_pin(seat, PIN)
        page = opened(browser, mint_link(seat, at=NOON))
        assert "not keep to" not in page
        assert "shouted" not in page


def test_the_link_alone_reports_nothing_where_there_is_a_pin(browser, code, line):
    browser.open(code)
    page = browser.post(browser.fields | {"do": "breach"})
    assert "Open your page with your PIN first." in page


def test_who_else_is_at_the_table_can_be_named_only_after_they_met(
    browser, code, line, meeting, other_party, supplier
):
    opened(browser, code)
    assert supplier.name not in browser.press("breach")
    with time_machine.travel(NOON + timedelta(days=11), tick=False):
        hold_meeting(meeting, at=NOON + timedelta(days=11), despite="x")
        fields = {"breach_by": str(supplier.pk)}
        page = reported(browser, code, line, **fields)
        assert "somebody else at the table did not keep to it" in page
    assert Breach.objects.get().by_stakeholder == supplier


def test_a_breach_of_ours_stands_on_top_until_they_judged_what_we_did(
    browser, code, line, amina, participation
):
    breach = report_breach(line, happened_on=TODAY, on=TODAY, words="For the team", by=amina)
    page = opened(browser, code)
    assert "Done without you We did not keep to something we agreed. Nobody suffers." in page
    assert "For the team" not in page
    action = act_on_breach(breach, words="We apologised", on=TODAY, by=amina)
    page = opened(browser, code)
    assert "What we did on 18 May 2026: We apologised" in page
    browser.press(f"act_no {action.pk}", **{f"word_action{action.pk}": "To whom?"})
    verdict = BreachVerdict.objects.get()
    assert (verdict.is_accepted, verdict.participation, str(verdict.remark)) == (
        False,
        participation,
        "To whom?",
    )
    assert "Done without you" not in browser.text
    assert "You answered before: This is not enough – To whom?" in browser.text


def test_a_breach_by_others_is_told_to_who_suffered_it_and_to_nobody_else(
    browser, code, line, amina, union, supplier, other_party
):
    report_breach(
        line,
        happened_on=TODAY,
        on=TODAY,
        words="x",
        by=amina,
        by_stakeholder=union,
        harmed=supplier,
    )
    assert "did not keep to it" not in opened(browser, code)
    choose_pin(other_party, PIN)
    page = opened(browser, mint_link(other_party, at=NOON))
    assert "somebody else at the table did not keep to it" in page


def test_the_page_of_the_report_is_light(browser, code, line):
    opened(browser, code)
    answer = browser.client.post(
        "/r",
        f"ticket={browser.fields['ticket']}&do=breach",
        content_type=PLAIN,
        headers={"accept-encoding": "gzip"},
    )
    assert len(answer.content) + len(str(answer.headers)) < 10_000
