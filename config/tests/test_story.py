"""One whole thread, as the people live it: officer, colleague, two stakeholders, manager.

Everything is real: the programs, the database roles, the mail server, the browser. People write
Dutch, Hindi and Arabic; the clock moves past the due dates; the worker is killed on the way.
"""

import re
from datetime import date, timedelta

import pytest

from config.demo.people import PASSWORD
from config.testing.running import code_in, eventually

pytestmark = pytest.mark.browser

FEMKE, DAAN, MARIT = (
    "femke.dijkgraaf@noordkade.example.org",
    "daan.ouwehand@noordkade.example.org",
    "marit.valkenburg@noordkade.example.org",
)
SEEMA, NUR = "seema@union.example.org", "nur@yard.example.org"
HINDI = "हर हफ़्ते मास्क चाहिए, और धूल कम हो 😷"
ARABIC = "نريد أن نعرف موعد الدفع \u202eقبل\u202c الشهر"
DUTCH = "Wij willen weten wat u nodig heeft, vóór de regentijd."


class Person:
    """Somebody at a browser, who counts every click."""

    def __init__(self, browser, house, **context):
        self.house = house
        self.context = browser.new_context(**context)
        self.page = self.context.new_page()
        self.clicks = 0

    def click(self, selector):
        self.clicks += 1
        self.page.locator(selector).first.click()

    def fill(self, selector, text):
        self.page.fill(selector, text)

    def sign_in(self, email):
        self.page.goto(f"{self.house.site}/")
        self.fill("[name=login]", email)
        self.fill("[name=password]", PASSWORD)
        self.page.press("[name=password]", "Enter")
        self.page.wait_for_url(f"{self.house.site}/")
        return self

    def go(self, path):
        self.page.goto(f"{self.house.site}{path}")

    @property
    def text(self):
        return self.page.inner_text("body")

    @property
    def place(self):
        return self.page.url.removeprefix(self.house.site)


def enter(officer, name, person, email):
    """Enter a stakeholder with a contact person; its number."""
    officer.go("/stakeholders/new/")
    officer.fill("[name=name]", name)
    officer.page.select_option("[name=kind]", "union")
    officer.click("form.form button.btn-primary")
    pk = re.search(r"/stakeholders/(\d+)/", officer.page.url)[1]
    officer.go(f"/stakeholders/{pk}/persons/new/")
    officer.fill("[name=name]", person)
    officer.fill("[name=email]", email)
    officer.click("form.form button.btn-primary")
    return pk


def plan_and_ask(officer, starts_on):
    """From Today to a question that was sent; the number of the meeting."""
    officer.go("/")
    officer.clicks = 0
    officer.click("a[href='/conversations/new/']")
    officer.click("label:has-text('Seema')")
    officer.click("label:has-text('Nur')")
    officer.fill("[name=title]", "Stof en betaling")
    officer.fill("[name=aim]", DUTCH)
    officer.fill("[name=starts_at]", f"{starts_on}T10:00")
    officer.fill("[name=place]", "Khimaj")
    officer.click("[name=risk][value=no]")
    officer.click("form.form button.btn-primary")
    officer.click("form.form button.btn-primary")
    officer.click("button[name=send]")
    officer.page.wait_for_selector(".alert-success")
    return re.search(r"/conversations/(\d+)/", officer.page.url)[1]


def open_link(person, code):
    """With JavaScript the link opens by itself; without, the code is typed."""
    person.page.goto(f"{person.house.portal}/r#{code}")
    if person.page.locator("[name=code]").count() and not person.page.locator("[name=do]").count():
        person.fill("[name=code]", code)
        person.page.locator("button.main").click()
    person.page.wait_for_selector("[name=do]")


def test_a_first_day(inhabited, browser):
    house = inhabited
    house.start("worker", "beat")
    today = date.today()
    femke = Person(browser, house).sign_in(FEMKE)
    union = enter(femke, "Vakbond van steenwerkers", "Seema", SEEMA)
    enter(femke, "Werf An-Nur", "Nur", NUR)

    # Ask beforehand: in at most twelve clicks from Today.
    meeting = plan_and_ask(femke, today + timedelta(days=6))
    assert femke.clicks <= 12
    invitation = house.mailbox.wait_for(SEEMA, "/r#")
    assert "Stof en betaling" not in invitation.splitlines()[0]
    code_of_seema = code_in(invitation)
    code_of_nur = code_in(house.mailbox.wait_for(NUR, "/r#"))

    # Seema answers on a phone, in Hindi, and agrees to the process agreements.
    seema = Person(browser, house, viewport={"width": 390, "height": 800})
    open_link(seema, code_of_seema)
    assert code_of_seema not in seema.page.url
    seema.page.locator("textarea").first.fill(HINDI)
    seema.page.locator("input[type=radio][value=accepted]").check()
    seema.fill("[name*=pin]", "271828")
    seema.click("button[value=send]")
    seema.page.wait_for_load_state()
    assert seema.context.cookies() == []

    # Nur has no JavaScript, saves, and goes on with another phone.
    first_phone = Person(browser, house, java_script_enabled=False)
    open_link(first_phone, code_of_nur)
    first_phone.page.locator("textarea").first.fill(ARABIC[:10])
    first_phone.fill("[name*=pin]", "314159")
    first_phone.click("button[value=save]")
    nur = Person(browser, house, java_script_enabled=False)
    open_link(nur, code_of_nur)
    assert ARABIC[:10] not in nur.page.content()
    nur.fill("[name*=pin]", "314159")
    nur.click("button[value=read]")
    assert nur.page.locator("textarea").first.input_value() == ARABIC[:10]
    nur.page.locator("textarea").first.fill(ARABIC)
    nur.click("button[value=send]")

    # Femke decides both, with reasons; each reads only their own.
    femke.go(f"/conversations/{meeting}/answers/")
    assert HINDI in femke.text and ARABIC in femke.text
    cards = femke.page.locator("[data-decision]")
    cards.nth(0).locator("[value=agenda]").check()
    cards.nth(0).locator("[name$=agenda_title]").fill("Maskers")
    cards.nth(0).locator("[name$=-reason]").fill("Dit bespreken we als eerste.")
    cards.nth(1).locator("[value=declined]").check()
    cards.nth(1).locator("[name$=-reason]").fill("Daar gaan wij niet over.")
    femke.click("button[name=send]")
    house.mailbox.wait_for(SEEMA, "/r#", count=2)
    house.mailbox.wait_for(NUR, "/r#", count=2)

    # The day itself comes; the programs are new, the people sign in again.
    house.move_clock(7)
    femke = Person(browser, house).sign_in(FEMKE)
    femke.go(f"/conversations/{meeting}/during/")
    femke.click("form[action$='/recap/'] button")
    mine, daans = ("Maskers uitdelen", "Betalen op dag 30")
    due = today + timedelta(days=21)
    for words, owner in ((mine, FEMKE), (daans, DAAN), ("Water bij de poort", FEMKE)):
        write_promise(femke, words, owner, due)
    femke.fill("[name=text]", "v Wanneer is het volgende gesprek?")
    femke.page.press("[name=text]", "Enter")
    femke.fill("[name=text]", "Iedereen krijgt een masker.")
    femke.page.press("[name=text]", "Enter")
    femke.click("form[action$='/held/'] button")

    # Daan says yes, from the mail. The worker dies before the report goes out, and comes back.
    asked = house.mailbox.wait_for(DAAN, daans)
    daan = Person(browser, house).sign_in(DAAN)
    daan.page.goto(re.search(r"http\S+/promises/\d+/", asked)[0])
    daan.click("form[action$='/accept/'] button")
    house.kill("worker")
    femke.go(f"/conversations/{meeting}/afterwards/")
    femke.fill("[name=summary]", "Een goed gesprek. Wij doen drie dingen.")
    femke.click("button[name=send]")
    femke.page.wait_for_selector(".alert-success")
    house.start("worker")
    code_of_seema = code_in(house.mailbox.wait_for(SEEMA, "/r#", count=3))
    assert len(house.mailbox.to(SEEMA)) == 3

    # Due: Femke is reminded, keeps hers, and Seema confirms it. Daan forgets.
    house.move_clock(21)
    house.mailbox.wait_for(FEMKE, mine)
    femke = Person(browser, house).sign_in(FEMKE)
    keep(femke, mine)
    keep(femke, "Water bij de poort")
    seema = Person(browser, house, viewport={"width": 390, "height": 800})
    open_link(seema, code_of_seema)
    seema.fill("[name*=pin]", "271828")
    seema.click("button[value=read]")
    assert HINDI in seema.text
    assert "Dit bespreken we als eerste." in seema.text
    assert "Een goed gesprek." in seema.text
    assert ARABIC not in seema.text and "Daar gaan wij niet over." not in seema.text
    seema.click("button[value^='kept ']")
    seema.page.wait_for_load_state()
    eventually(
        lambda: house.sql("SELECT 1 FROM dialogue_promise WHERE is_confirmed"), "a confirmation"
    )

    # The manager sees facts, not words; the figure is the one worked out by hand.
    house.move_clock(70)
    marit = Person(browser, house).sign_in(MARIT)
    marit.go(f"/trust/{union}/dependability/")
    assert HINDI not in marit.text
    assert marit.page.goto(f"{house.site}/conversations/{meeting}/answers/").status == 403
    marit.go(f"/trust/{union}/dependability/")
    figure = by_hand(kept_days_ago=49, decided_days_ago=70, report_days_ago=63)
    assert re.search(rf"\b{figure}\b", marit.page.inner_text("main section"))

    # Nobody's words, codes or names are in any log.
    said = house.logs()
    for secret in (HINDI, ARABIC, code_of_nur, code_of_seema, SEEMA, "271828"):
        assert secret not in said


def write_promise(officer, words, owner, due):
    officer.fill("[name=text]", f"t {words}")
    name = {FEMKE: "Femke Dijkgraaf", DAAN: "Daan Ouwehand"}[owner]
    officer.page.select_option("[name=owner]", label=name)
    officer.fill("[name=due_on]", str(due))
    officer.page.press("[name=text]", "Enter")
    officer.page.wait_for_selector(f"text={words}")


def keep(officer, words):
    officer.go("/promises/?show=mine")
    row = officer.page.locator(".row-item", has_text=words)
    row.locator("a[href*='/keep/']").click()
    officer.click("form.form button.btn-primary")
    officer.page.wait_for_selector(".alert-success")


def by_hand(*, kept_days_ago, decided_days_ago, report_days_ago):
    """domain.md §4.4 with nothing but arithmetic, for the union's dependability.

    Kept and confirmed 1.0, kept by our own word 0.5, decided before the meeting 0.25, report on
    time 0.5; one promise open and more than thirty days late, three times 1.0.
    """

    def faded(weight, days):
        return round(weight * 2 ** (-days / 365), 4)

    good = (
        faded(1.0, kept_days_ago)
        + faded(0.5, kept_days_ago)
        + faded(0.25, decided_days_ago)
        + faded(0.5, report_days_ago)
    )
    return round(100 * (good + 2) / (good + 3.0 + 4))
