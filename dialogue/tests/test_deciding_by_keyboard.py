"""Deciding with the keyboard alone: with single keys, without them, and without JavaScript."""

import pytest

from config.demo.people import PASSWORD
from config.testing.running import eventually

pytestmark = pytest.mark.browser

FEMKE = "femke.dijkgraaf@noordkade.example.org"
UNDECIDED = """
SELECT r.meeting_id, r.id FROM dialogue_expectationround r
JOIN dialogue_meeting m ON m.id = r.meeting_id JOIN accounts_user u ON u.id = m.organiser_id
WHERE u.email = %(me)s AND r.answered_at IS NULL AND r.mode = 'named' AND m.held_at IS NULL
AND (SELECT count(*) FROM dialogue_expectation e WHERE e.round_id = r.id) > 3
ORDER BY r.id LIMIT 1
"""
DECISIONS = "SELECT count(*) FROM dialogue_expectationdecision"


@pytest.fixture(scope="module")
def screen(inhabited):
    [(meeting, round_)] = inhabited.sql(UNDECIDED, {"me": FEMKE})
    return f"{inhabited.site}/conversations/{meeting}/rounds/{round_}/answers/"


@pytest.fixture
def open_screen(browser, inhabited, screen):
    contexts = []

    def open_(shortcuts="on", **looks):
        context = browser.new_context(**looks)
        contexts.append(context)
        context.add_cookies([{"name": "shortcuts", "value": shortcuts, "url": inhabited.site}])
        page = context.new_page()
        page.complaints = []
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.goto(f"{inhabited.site}/")
        page.fill("[name=login]", FEMKE)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{inhabited.site}/")
        page.goto(screen)
        return page

    yield open_
    for context in contexts:
        context.close()


def focused(page):
    """Where the keyboard is: the number of the point, and the field in it."""
    return page.evaluate(
        """() => {
            const at = document.activeElement, point = at.closest("[data-decision]");
            return [point ? Number(point.id.slice(6)) : 0, (at.name || "").split("-").pop()];
        }"""
    )


def value(page, number, name):
    return page.locator(f"#point-{number} [name$='-{name}']").input_value()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_points_are_decided_without_a_mouse(open_screen, inhabited):
    page = open_screen()
    before = inhabited.sql(DECISIONS)[0][0]
    press(page, "j")
    assert focused(page) == [1, ""]
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    press(page, "o")
    assert focused(page) == [1, "reason"] and value(page, 1, "reason")
    press(page, "Enter")
    assert focused(page) == [2, ""]
    press(page, "ArrowUp", "ArrowDown", "k", "j")
    assert focused(page) == [2, ""]
    press(page, "a")
    assert focused(page) == [2, "agenda_item"]
    press(page, "Tab")
    assert focused(page) == [2, "agenda_title"]
    page.keyboard.type("Rain")
    press(page, "Enter")
    assert focused(page) == [2, "reason"]
    press(page, "Enter")
    press(page, "l")
    assert focused(page) == [3, "parked_until"]
    press(page, "Escape")
    assert focused(page) == [3, ""]
    press(page, "n")
    assert focused(page) == [3, "reason"]
    page.keyboard.type("jk is not a step while typing")
    press(page, "Shift+Enter")
    page.keyboard.type("second line")
    assert value(page, 3, "reason").count("\n") == 1
    press(page, "Enter", "m")
    assert focused(page) == [4, "together_with"]
    page.keyboard.type("1")
    press(page, "Enter")
    assert focused(page) == [5, ""]
    press(page, "j", "o", "Enter")
    # After the last point: the button that saves, and not the one that sends.
    assert focused(page) == [0, ""]
    assert page.evaluate("document.activeElement.closest('.actions') !== null")
    press(page, "Enter")
    page.wait_for_selector(".alert-success")
    assert "/answers/" in page.url
    assert inhabited.sql(DECISIONS)[0][0] > before
    assert page.locator("details.together").count() == 1
    assert page.complaints == []


def test_a_stray_letter_does_not_lead_away(open_screen, screen):
    page = open_screen()
    press(page, "n")
    assert page.url == screen and focused(page) == [1, ""]


def test_single_keys_that_are_switched_off_do_nothing(open_screen, screen):
    page = open_screen(shortcuts="off")
    press(page, "j", "n", "o")
    assert page.url == screen and focused(page)[0] == 0
    page.locator("#point-1 textarea").first.focus()
    press(page, "Enter")
    assert focused(page) == [1, "reason"]


def test_it_works_without_javascript(open_screen, inhabited):
    page = open_screen(java_script_enabled=False)
    before = inhabited.sql(DECISIONS)[0][0]
    page.locator("#point-1 [value=declined]").check()
    page.locator("#point-1 [name$=-reason]").fill("We have no say in this, and said so before.")
    assert page.locator("#point-1 [name$=-parked_until]").is_hidden()
    page.locator(".actions button").last.click()
    eventually(lambda: inhabited.sql(DECISIONS)[0][0] == before + 1, "a decision")


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark"), (320, "light")])
def test_with_everything_unfolded_it_still_looks_right(open_screen, axe, width, scheme):
    looks = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    page = open_screen(bypass_csp=True, **looks)
    for details in page.locator("main details").all():
        details.evaluate("each => { each.open = true }")
    for number, outcome in enumerate(("agenda", "side", "parked"), start=1):
        page.locator(f"#point-{number} [value={outcome}]").check()
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    page.locator(".actions button").last.click()
    page.wait_for_selector(".is-invalid")
    axe(page)
