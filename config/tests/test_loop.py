"""The whole loop, in three modes: asked, answered, decided, held, and everybody sees what became of it.

Two people answer with their name, one confidentially, five anonymously from a poster. The officer
decides every point, the meeting is held, and each of the eight reads what became of theirs: behind
a PIN, with a receipt, or on the public page of the round. Programs, roles, mail and browser are real.
"""

import re
from datetime import date, timedelta

import pytest

from config.testing.running import code_in, eventually
from config.tests.test_story import FEMKE, Person, open_link

pytestmark = pytest.mark.browser

PEOPLE = {
    "Seema": "seema@yard.example.org",
    "Nur": "nur@yard.example.org",
    "Lakshmi": "l@yard.example.org",
}
NAMED = {"Seema": "Masks every week", "Nur": "Pay before the month ends"}
CONFIDENTIAL = "The foreman shouts at us"
ANONYMOUS = [f"Anonymous wish number {number}" for number in range(5)]
PIN = "271828"


def enter_the_yard(femke):
    femke.go("/stakeholders/new/")
    femke.fill("[name=name]", "Nayagaon Yard")
    femke.page.select_option("[name=kind]", "workers")
    femke.click("form.form button.btn-primary")
    pk = re.search(r"/stakeholders/(\d+)/", femke.page.url)[1]
    for name, email in PEOPLE.items():
        femke.go(f"/stakeholders/{pk}/persons/new/")
        femke.fill("[name=name]", name)
        femke.fill("[name=email]", email)
        femke.click("form.form button.btn-primary")


def plan(femke, starts_on):
    femke.go("/conversations/new/")
    for name in PEOPLE:
        femke.click(f"label:has-text('{name}')")
    femke.fill("[name=title]", "Dust and pay")
    femke.fill("[name=aim]", "We want to know what you need.")
    femke.fill("[name=starts_at]", f"{starts_on}T10:00")
    femke.click("[name=risk][value=no]")
    femke.click("form.form button.btn-primary")
    return re.search(r"/conversations/(\d+)/", femke.page.url)[1]


def ask(femke, meeting, mode, closes_on):
    femke.go(f"/conversations/{meeting}/ask/")
    femke.page.locator("details[data-how]").evaluate("details => details.open = true")
    femke.page.check(f"[name=mode][value={mode}]")
    if mode == "anonymous":
        femke.fill("[name=audience]", "Everybody who works in the yard")
        femke.fill("[name=audience_size]", "38")
    for other in ("change", "safety"):
        femke.page.uncheck(f"[name=questions][value={other}]")
    femke.fill("[name=closes_on]", str(closes_on))
    femke.click("form.ask .actions button.btn-primary")
    femke.click("button[name=send]")
    femke.page.wait_for_selector(".alert-success")


def answer(person, text):
    """Write one point in the form that is open, and send it."""
    person.page.locator("textarea[name^=q]").first.fill(text)
    person.click("button[value=send]")
    person.page.wait_for_load_state()


def send_from_the_poster(person, code, text):
    """Type the shared code, as from a poster, without JavaScript; the receipt."""
    person.page.goto(f"{person.house.portal}/r")
    person.fill("[name=code]", code)
    person.click("button.main")
    answer(person, text)
    return "".join(re.findall(r"\d{4}", person.page.locator(".digits").inner_text()))


def decide_all(femke, meeting, round_pk, reason):
    femke.go(f"/conversations/{meeting}/rounds/{round_pk}/answers/")
    points = femke.page.locator("[data-decision]")
    count = points.count()
    for number in range(count):
        point = points.nth(number)
        point.locator("[value=agenda]").check()
        point.locator("[name$=agenda_title]").fill(f"Point {round_pk}-{number}")
        point.locator("[name$=-reason]").fill(reason)
    femke.click("button[name=send]")
    femke.page.wait_for_selector(".alert-success")
    return count


def asked_of(house, what, meeting):
    """Rows about the rounds of this meeting."""
    return house.sql(f"SELECT {what} WHERE r.meeting_id = {meeting}")


def test_everybody_sees_what_became_of_their_point(inhabited, browser):
    house, today = inhabited, date.today()
    house.start("worker", "beat")
    femke = Person(browser, house).sign_in(FEMKE)
    enter_the_yard(femke)
    meeting = plan(femke, today + timedelta(days=25))
    for mode in ("named", "confidential", "anonymous"):
        ask(femke, meeting, mode, today + timedelta(days=6))
    rounds = dict(asked_of(house, "mode, id FROM dialogue_expectationround r", meeting))

    codes = {name: code_in(house.mailbox.wait_for(email, "/r#")) for name, email in PEOPLE.items()}
    phones = {
        name: Person(browser, house, viewport={"width": 390, "height": 800}) for name in PEOPLE
    }
    for name, text in NAMED.items():
        open_link(phones[name], codes[name])
        choose_a_pin(phones[name])
        phones[name].click(f"button[value='answer {rounds['named']}']")
        answer(phones[name], text)
    open_link(phones["Lakshmi"], codes["Lakshmi"])
    choose_a_pin(phones["Lakshmi"])
    phones["Lakshmi"].click(f"button[value='answer {rounds['confidential']}']")
    assert "anonymous" not in phones["Lakshmi"].text.lower()
    answer(phones["Lakshmi"], CONFIDENTIAL)

    [(shared,)] = asked_of(
        house, "code FROM (SELECT * FROM dialogue_expectationround WHERE code <> '') r", meeting
    )
    receipts = [
        send_from_the_poster(
            Person(browser, house, java_script_enabled=number % 2 == 0), shared, text
        )
        for number, text in enumerate(ANONYMOUS)
    ]
    assert len(set(receipts)) == 5

    # Nothing anonymous shows before the weekly hour; then all five, and no name with any of them.
    femke.go(f"/conversations/{meeting}/rounds/{rounds['anonymous']}/answers/")
    assert not any(text in femke.text for text in ANONYMOUS)
    house.move_clock(8)
    received = (
        "count(*) FROM dialogue_expectation e JOIN dialogue_expectationround r ON r.id = round_id"
    )
    eventually(lambda: asked_of(house, received, meeting) == [(8,)], "eight answers")
    femke = Person(browser, house).sign_in(FEMKE)
    femke.go(f"/conversations/{meeting}/rounds/{rounds['confidential']}/answers/")
    assert CONFIDENTIAL in femke.text
    assert not any(name in femke.page.locator("main").inner_text() for name in PEOPLE)

    decided = {
        mode: decide_all(femke, meeting, pk, f"Because of the {mode} ones.")
        for mode, pk in rounds.items()
    }
    assert decided == {"named": 2, "confidential": 1, "anonymous": 5}

    # The day itself, and the report.
    house.move_clock(26)
    femke = Person(browser, house).sign_in(FEMKE)
    femke.go(f"/conversations/{meeting}/during/")
    femke.fill("[name=text]", "Everybody gets a mask.")
    femke.page.press("[name=text]", "Enter")
    femke.click("form[action$='/held/'] button")
    femke.go(f"/conversations/{meeting}/afterwards/")
    femke.fill("[name=summary]", "A good talk about dust and pay.")
    femke.click("button[name=send]")
    femke.page.wait_for_selector(".alert-success")

    # Each of the eight sees what became of theirs, and nobody sees another's words.
    own = {**{name: [text] for name, text in NAMED.items()}, "Lakshmi": [CONFIDENTIAL]}
    everything = [*NAMED.values(), CONFIDENTIAL, *ANONYMOUS]
    for name, texts in own.items():
        person = Person(browser, house, viewport={"width": 390, "height": 800})
        open_link(person, codes[name])
        person.fill("[name*=pin]", PIN)
        person.click("button[value=read]")
        mode = "confidential" if name == "Lakshmi" else "named"
        assert f"Because of the {mode} ones." in person.text
        assert "A good talk about dust and pay." in person.text
        for text in everything:
            assert (text in person.text) == (text in texts), (name, text)
    for receipt in receipts:
        stranger = Person(browser, house)
        stranger.page.goto(f"{house.portal}/r#{receipt}")
        stranger.page.wait_for_selector("text=Because of the anonymous ones.")
        assert not any(text in stranger.text for text in everything)
    stranger.click("button[value^='partly ']")
    stranger.page.wait_for_load_state()

    public = Person(browser, house, java_script_enabled=False)
    public.page.goto(f"{house.portal}/r")
    public.fill("[name=code]", shared)
    public.click("button.main")
    assert public.text.count("Because of the anonymous ones.") == 5
    assert not any(text in public.text for text in everything)

    # The verdict comes out at a weekly hour too, and no word is in any log.
    house.move_clock(34)
    verdicts = (
        "verdict FROM dialogue_expectationverdict v JOIN dialogue_expectation e"
        " ON e.id = expectation_id JOIN dialogue_expectationround r ON r.id = round_id"
    )
    eventually(lambda: asked_of(house, verdicts, meeting) == [("partly",)], "the verdict")
    said = house.logs()
    for secret in [*everything, *codes.values(), *receipts, PIN]:
        assert secret not in said


def choose_a_pin(person):
    person.fill("[name=new_pin]", PIN)
    person.click("button[value=choose_pin]")
    person.page.wait_for_load_state()
