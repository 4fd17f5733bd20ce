"""A list of promises that a busy person works through without a mouse (S15)."""

import pytest

from config.demo.people import PASSWORD

pytestmark = pytest.mark.browser

FEMKE = "femke.dijkgraaf@noordkade.example.org"


@pytest.fixture
def open_list(browser, inhabited):
    contexts = []

    def open_(shortcuts="on"):
        context = browser.new_context()
        contexts.append(context)
        context.add_cookies([{"name": "shortcuts", "value": shortcuts, "url": inhabited.site}])
        page = context.new_page()
        page.goto(f"{inhabited.site}/")
        page.fill("[name=login]", FEMKE)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"{inhabited.site}/")
        page.goto(f"{inhabited.site}/promises/?show=mine")
        return page

    yield open_
    for context in contexts:
        context.close()


def row_in_focus(page):
    return page.evaluate(
        "[...document.querySelectorAll('[data-row]')]"
        ".findIndex((row) => row.contains(document.activeElement))"
    )


@pytest.mark.parametrize(("down", "up"), [("j", "k"), ("ArrowDown", "ArrowUp")])
def test_keys_go_from_one_promise_to_the_next_and_stop_at_the_ends(open_list, down, up):
    page = open_list()
    last = page.locator("[data-row]").count() - 1
    assert last >= 2
    seen = []
    for key in [up, down, up, up, *[up] * last, up, down]:
        page.keyboard.press(key)
        seen.append(row_in_focus(page))
    assert seen[:4] == [last, last, last - 1, last - 2]
    assert seen[-2:] == [0, 1]


@pytest.mark.parametrize(("key", "form"), [("c", "move"), ("m", "let-know")])
def test_a_letter_opens_what_can_be_done_with_the_promise(open_list, key, form):
    page = open_list()
    page.keyboard.press("j")
    page.keyboard.press(key)
    page.wait_for_url(f"**/{form}/?list=mine")


def test_enter_opens_the_promise(open_list):
    page = open_list()
    page.keyboard.press("j")
    wording = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    page.wait_for_url("**/promises/*/")
    assert page.locator("h1").inner_text() == wording


def test_kept_and_back_in_the_list_without_a_mouse(open_list):
    page = open_list()
    wordings = page.locator("[data-row] b").all_inner_texts()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.wait_for_url("**/keep/?list=mine")
    page.focus("[name=remark]")
    page.keyboard.type("jkxcm see the site")
    page.focus("main form.form button")
    page.keyboard.press("Enter")
    page.wait_for_url("**/promises/?show=mine")
    assert page.locator("[data-row] b").all_inner_texts() == wordings[1:]


def test_who_switched_the_keys_off_types_in_peace(open_list):
    page = open_list(shortcuts="off")
    page.keyboard.press("j")
    assert row_in_focus(page) == -1
