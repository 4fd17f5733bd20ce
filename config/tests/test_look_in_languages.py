"""The stakeholder's pages in each of the fourteen languages: order, contrast, direction, width.

Arabic and Tamil are looked at every time: the one is written from the right, the other is the longest
and the tallest. All fourteen, in light and dark, run in `make test-all`.
"""

import re

import pytest
from django.conf import settings

from config.languages import direction_of
from config.tests.test_look import looks_right, visitor  # noqa: F401

pytestmark = pytest.mark.browser

OFTEN = {("ar", "light"), ("ta", "dark")}
LOOKS = [
    pytest.param(code, scheme, marks=[] if (code, scheme) in OFTEN else pytest.mark.slow)
    for code, _name in settings.PORTAL_LANGUAGES
    for scheme in ("light", "dark")
]
# Where a page begins and goes on, as somebody hears it read aloud.
IN_ORDER = """
() => [...document.querySelectorAll('main h1, main h2, main textarea, main button.main')]
    .filter(each => each.checkVisibility()).map(each => each.tagName)
"""


@pytest.fixture(scope="module")
def codes(inhabited):
    """One code of each kind: personal, shared, receipt."""
    return re.findall(r"/r#(\d+)", inhabited.run("demo", "--links"))


@pytest.mark.parametrize(("code", "scheme"), LOOKS)
def test_every_page_in_this_language(visitor, inhabited, codes, axe, code, scheme):  # noqa: F811
    page = visitor(320, scheme)
    for digits in codes:
        page.goto(f"{inhabited.portal}/")
        page.goto(f"{inhabited.portal}/r#{digits}")
        page.wait_for_selector("main h1")
        page.locator("header details summary").first.click()
        with page.expect_navigation():
            page.locator(f"button[name=language][value={code}]").click()
        page.wait_for_selector(f"html[lang='{code}']")
        assert (page.get_attribute("html", "dir") or "ltr") == direction_of(code)
        looks_right(page, axe)
        order = page.evaluate(IN_ORDER)
        assert order[0] == "H1" and order.count("H1") == 1
