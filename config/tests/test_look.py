"""Pages as people see them: nothing for axe to find, nothing wider than the screen, no console."""

import re
import urllib.parse
import urllib.request

import pytest

from config.demo.people import PASSWORD

pytestmark = pytest.mark.browser

FEMKE = "femke.dijkgraaf@noordkade.example.org"
TJERK = "tjerk.roelofsen@noordkade.example.org"
WIL = "wil.bouwhuis@noordkade.example.org"
PAGES = {
    "today": "/",
    "register": "/stakeholders/",
    "nobody found": "/stakeholders/?q=zzzzzz",
    "stakeholder": "/stakeholders/{stakeholder}/",
    "new stakeholder": "/stakeholders/new/",
    "assign": "/stakeholders/{stakeholder}/assign/",
    "log a contact": "/contacts/new/",
    "conversations": "/conversations/",
    "held": "/conversations/?show=held",
    "plan": "/conversations/new/?with={stakeholder}",
    "conversation": "/conversations/{meeting}/",
    "ask": "/conversations/{unasked}/ask/",
    "a round": "/conversations/{round}/",
    "write down": "/conversations/{round}/write-down/",
    "decide": "/conversations/{meeting}/answers/",
    "during": "/conversations/{meeting}/during/",
    "report": "/conversations/{to_report}/afterwards/",
    "letters": "/conversations/{to_report}/letters/",
    "propose who leads": "/conversations/{unasked}/facilitator/propose/",
    "process agreements": "/conversations/{agreed}/agreements/",
    "next version": "/conversations/{agreed}/agreements/next/",
    "what they told us": "/conversations/{agreed}/agreed/{at_the_table}/",
    "not kept to": "/breaches/",
    "acted on": "/breaches/?show=acted",
    "report a breach": "/conversations/{agreed}/breaches/new/",
    "a breach": "/breaches/{breach}/",
    "act on a breach": "/breaches/{breach}/act/",
    "promises": "/promises/",
    "how we buy": "/promises/?show=purchasing",
    "waiting for an answer": "/promises/?show=asked",
    "make a promise": "/promises/new/",
    "promise": "/promises/{promise}/",
    "kept, and shown": "/promises/{shown}/",
    "hand over": "/promises/{promise}/hand-over/",
    "keep": "/promises/{promise}/keep/",
    "move": "/promises/{promise}/move/",
    "ask for a new date": "/promises/{promise}/ask/",
    "let them know": "/promises/{promise}/let-know/",
    "trust": "/trust/",
    "relationship": "/trust/{stakeholder}/",
    "ledger": "/trust/{stakeholder}/dependability/",
    "timeline": "/trust/{stakeholder}/timeline/",
    "how we count": "/trust/how-we-count/",
    "record": "/record/",
    "chain": "/record/chains/{chain}/",
    "what it proves": "/record/proves/",
    "settings": "/account/settings/",
    "second factor": "/account/second-factor/",
    "not found": "/nowhere/",
    "forbidden": "/promises/{not_mine}/keep/",
}
ONE = """
SELECT json_build_object(
    'chain', (SELECT c.code FROM dialogue_chain c JOIN dialogue_meeting m USING (trajectory_id)
        JOIN accounts_user u ON u.id = m.organiser_id WHERE u.email = %(me)s LIMIT 1),
    'number', (SELECT c.code || '-' || e.seq || '-' || left(encode(e.hash, 'hex'), 20)
        FROM dialogue_chainentry e JOIN dialogue_chain c ON c.id = e.chain_id LIMIT 1),
    'stakeholder', (SELECT id FROM stakeholders_stakeholder WHERE name LIKE 'Prerna%%'),
    'meeting', (SELECT meeting_id FROM dialogue_expectationround r JOIN dialogue_meeting m
        ON m.id = meeting_id JOIN accounts_user u ON u.id = m.organiser_id
        WHERE u.email = %(me)s AND m.held_at IS NULL AND r.answered_at IS NULL LIMIT 1),
    'round', (SELECT meeting_id || '/rounds/' || r.id FROM dialogue_expectationround r
        JOIN dialogue_meeting m ON m.id = meeting_id JOIN accounts_user u ON u.id = m.organiser_id
        WHERE u.email = %(me)s AND m.held_at IS NULL AND r.opened_at IS NOT NULL LIMIT 1),
    'unasked', (SELECT m.id FROM dialogue_meeting m JOIN accounts_user u
        ON u.id = m.organiser_id WHERE u.email = %(me)s AND m.held_at IS NULL
        AND m.cancelled_at IS NULL AND NOT EXISTS (SELECT FROM dialogue_expectationround r
        WHERE r.meeting_id = m.id AND r.answered_at IS NULL) LIMIT 1),
    'to_report', (SELECT meeting_id FROM dialogue_reportback r JOIN dialogue_meeting m
        ON m.id = meeting_id JOIN accounts_user u ON u.id = m.organiser_id
        WHERE u.email = %(me)s AND sent_at IS NULL LIMIT 1),
    'agreed', (SELECT m.id FROM dialogue_meeting m JOIN accounts_user u ON u.id = m.organiser_id
        JOIN dialogue_agreementversion v USING (trajectory_id)
        WHERE u.email = %(me)s ORDER BY v.number DESC, m.starts_at DESC LIMIT 1),
    'at_the_table', (SELECT s.stakeholder_id FROM dialogue_meeting m JOIN accounts_user u
        ON u.id = m.organiser_id JOIN dialogue_agreementversion v USING (trajectory_id)
        JOIN dialogue_participation s ON s.meeting_id = m.id
        WHERE u.email = %(me)s ORDER BY v.number DESC, m.starts_at DESC, s.id LIMIT 1),
    'shown', (SELECT e.promise_id FROM dialogue_evidence e LIMIT 1),
    'breach', (SELECT b.id FROM dialogue_breach b JOIN dialogue_meeting m USING (trajectory_id)
        JOIN accounts_user u ON u.id = m.organiser_id WHERE u.email = %(me)s LIMIT 1),
    'promise', (SELECT p.id FROM dialogue_promise p JOIN accounts_user u ON u.id = owner_id
        WHERE u.email = %(me)s AND state = 'given' ORDER BY due_on LIMIT 1),
    'not_mine', (SELECT p.id FROM dialogue_promise p JOIN accounts_user u ON u.id = owner_id
        WHERE u.email LIKE 'joris%%' AND state = 'given' AND NOT EXISTS (
            SELECT FROM dialogue_promise_parties pp JOIN stakeholders_contactassignment a
            USING (stakeholder_id) JOIN accounts_user me ON me.id = a.user_id
            WHERE pp.promise_id = p.id AND me.email = %(me)s) LIMIT 1)
)
"""
SAMPLE = [(1280, "light"), (390, "dark")]
ALL = [(width, scheme) for width in (320, 390, 1280, 1900) for scheme in ("light", "dark")]
looks = pytest.mark.parametrize(
    ("width", "scheme"),
    [*SAMPLE, *(pytest.param(*look, marks=pytest.mark.slow) for look in ALL if look not in SAMPLE)],
)


@pytest.fixture(scope="module")
def places(inhabited):
    return inhabited.sql(ONE, {"me": FEMKE})[0][0]


@pytest.fixture
def visitor(browser, inhabited):
    """Opens a page in a browser of a certain look, and collects what the console says."""
    contexts = []

    def visit(width, scheme):
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
        )
        contexts.append(context)
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        return page

    yield visit
    for context in contexts:
        context.close()


def looks_right(page, axe):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
    assert page.complaints == []


@looks
def test_every_staff_page(visitor, inhabited, places, axe, width, scheme):
    page = visitor(width, scheme)
    page.goto(f"{inhabited.site}/")
    looks_right(page, axe)
    page.fill("[name=login]", f"nobody-{width}-{scheme}@example.org")
    page.fill("[name=password]", "wrong wrong wrong")
    page.press("[name=password]", "Enter")
    looks_right(page, axe)
    page.fill("[name=login]", FEMKE)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{inhabited.site}/")
    for path in PAGES.values():
        page.goto(inhabited.site + path.format(**places))
        looks_right(page, axe)
    for path in ("/contacts/new/", "/promises/new/", "/conversations/new/", "/stakeholders/new/"):
        page.goto(inhabited.site + path)
        page.locator("form.form button.btn-primary").click()
        page.evaluate("document.querySelector('form.form').noValidate = true")
        page.locator("form.form button.btn-primary").click()
        page.wait_for_selector(".is-invalid")
        looks_right(page, axe)


PAGES_OF_AN_AUDITOR = ["/", "/record/", "/record/chains/{chain}/", "/record/witnesses/"]
PAGES_OF_AN_ADMINISTRATOR = ["/", "/record/", "/record/witnesses/", "/record/witnesses/new/"]


@looks
@pytest.mark.parametrize(
    ("who", "pages"), [(TJERK, PAGES_OF_AN_AUDITOR), (WIL, PAGES_OF_AN_ADMINISTRATOR)]
)
def test_every_page_of_who_looks_after_the_record(
    visitor, inhabited, places, axe, width, scheme, who, pages
):
    page = visitor(width, scheme)
    page.goto(f"{inhabited.site}/")
    page.fill("[name=login]", who)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"{inhabited.site}/")
    for path in pages:
        page.goto(inhabited.site + path.format(**places))
        looks_right(page, axe)
    page.goto(f"{inhabited.site}/record/")
    page.locator(".tools form button").click()
    page.wait_for_selector(".alert-success")
    looks_right(page, axe)


@looks
def test_a_record_number_is_looked_up(visitor, inhabited, places, axe, width, scheme):
    page = visitor(width, scheme)
    page.goto(f"{inhabited.portal}/record")
    looks_right(page, axe)
    for number in (places["number"], places["number"][:-2] + "zz", "0" * 10 + "-1-" + "0" * 20):
        page.fill("[name=number]", number)
        page.locator("[name=ask]").click()
        page.wait_for_load_state()
        looks_right(page, axe)
        assert page.url == f"{inhabited.portal}/record"


def test_nothing_is_asked_of_anybody_else(browser, inhabited):
    """No request leaves for another host, from any page (PRI-6)."""
    context = browser.new_context()
    page = context.new_page()
    asked = set()
    page.on("request", lambda request: asked.add(request.url.split("/")[2]))
    for address in (inhabited.site, f"{inhabited.portal}/", f"{inhabited.portal}/r"):
        page.goto(address)
    ours = {inhabited.site.split("/")[2], inhabited.portal.split("/")[2]}
    assert asked == ours
    context.close()


def test_a_contact_is_logged_with_the_keyboard_alone(browser, inhabited, places):
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{inhabited.site}/")
    page.keyboard.type(FEMKE) if page.locator("[name=login]:focus").count() else page.fill(
        "[name=login]", FEMKE
    )
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{inhabited.site}/")
    page.keyboard.press("n")
    page.wait_for_url("**/contacts/new/")
    page.keyboard.type("Prerna")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/stakeholders/{places['stakeholder']}/")
    assert page.locator(".alert-success").count() == 1
    context.close()


def links_in(house):
    """The codes and PINs that `demo --links` prints, one for each kind of link."""
    said = house.run("demo", "--links")
    codes = re.findall(r"/r#(\d{24})", said)
    pins = re.findall(r"PIN: +(\S+)", said)
    return list(zip(codes, pins, strict=True))


@looks
def test_every_page_of_a_stakeholder(visitor, inhabited, axe, width, scheme):
    page = visitor(width, scheme)
    for address in ("/", "/r", "/nowhere"):
        page.goto(inhabited.portal + address)
        looks_right(page, axe)
    for code, pin in links_in(inhabited):
        page.goto(f"{inhabited.portal}/")
        page.goto(f"{inhabited.portal}/r#{code}")
        page.wait_for_selector("[name=do]")
        looks_right(page, axe)
        if pin.isdigit():
            page.locator("[name*=pin]").first.fill(pin)
            page.locator("button[value=read]").click()
            page.wait_for_load_state()
            looks_right(page, axe)
        elif page.locator("button[value=save]").count():
            page.locator("button[value=save]").click()  # without a PIN: a sentence, nothing lost
            page.wait_for_selector("[aria-invalid=true]")
            looks_right(page, axe)


def test_a_stakeholders_page_fits_the_first_round_trip(inhabited):
    """Under 14 kB in all: one request, no script or style of its own (DESIGN.md §1)."""
    code, _pin = links_in(inhabited)[0]
    for body in (None, urllib.parse.urlencode({"code": code}).encode()):
        request = urllib.request.Request(
            f"{inhabited.portal}/r", data=body, headers={"Accept-Encoding": "gzip"}
        )
        with urllib.request.urlopen(request) as answer:
            sent = len(answer.read()) + len(str(answer.headers))
        assert sent < 14_000
