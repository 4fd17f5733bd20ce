"""The pages for answering as people meet them: a real portal, a real browser, a thousand visitors."""

import concurrent.futures
import json
import re
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from config.testing.running import running_house

pytestmark = pytest.mark.browser

# Printed by a program in the house: the codes to come in with.
WORLD = """
import json
from datetime import timedelta
from django.utils.timezone import localdate, now

from dialogue.actions.agreements import STANDARD_AGREEMENTS
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.actions.rounds import Ask, open_round
from dialogue.models import Meeting
from dialogue.releases import last_day_of_an_anonymous_round
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder

at = now()
from stakeholders.tests.cast import make_user
amina = make_user("Amina Haddou")

def table(title):
    guests = []
    for name in ["R. Meena", "S. Devi", "P. Lal"]:
        union = add_stakeholder(Stakeholder(name=title + " " + name, kind="union"), by=amina, on=localdate())
        guests.append(Guest(union, add_person(ContactPerson(stakeholder=union, name=name))))
    return plan_meeting(
        Meeting(title=title, starts_at=at + timedelta(days=21)), aim="We want to know what you need.",
        guests=guests, risk=SafetyAssessment.Risk.NO, by=amina, at=at)

asked = [
    Ask("interpreter", is_choice=True, is_required=True),
    Ask("which_language", shown_if=0, shown_if_answer="yes"),
    Ask("agenda"), Ask("worry"),
]
named, confidential, shared = table("Dust"), table("Wages"), table("Safety in the yard")
why = {"can_change": "Where and when we meet.", "can_not_change": "The law.", "what_happens_next": "You hear from us."}
open_round(named, questions=asked, closes_on=localdate() + timedelta(days=5), agreements=STANDARD_AGREEMENTS, purpose=why, by=amina, at=at)
open_round(confidential, questions=asked, closes_on=localdate() + timedelta(days=5), mode="confidential", purpose=why, by=amina, at=at)
round_ = open_round(shared, questions=asked, closes_on=last_day_of_an_anonymous_round(shared), mode="anonymous",
    audience="Everybody in the yard", audience_size=40, purpose=why, by=amina, at=at)
print(json.dumps({
    "named": mint_link(named.participations.first(), at=at).replace(" ", ""),
    "confidential": mint_link(confidential.participations.first(), at=at).replace(" ", ""),
    "shared": round_.code,
}))
"""


@pytest.fixture(scope="module")
def world(django_db_setup):
    with running_house("te_voet_answering") as house:
        house.codes = json.loads(house.run("shell", "-v", "0", "-c", WORLD).splitlines()[-1])
        house.start("web", "portal")
        yield house


@pytest.fixture
def visit(world, browser):
    """Come in with a code, as its link does; at a width, in a colour scheme."""
    contexts = []

    def come(kind="", width=390, scheme="light", **more):
        context = browser.new_context(
            viewport={"width": width, "height": 800}, color_scheme=scheme, **more
        )
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda said: page.problems.append(said.text) if said.type == "error" else None,
        )
        code = world.codes.get(kind, kind)
        page.goto(f"{world.portal}/r" + (f"#{code}" if code else ""))
        if code:
            page.wait_for_selector("h1:not(:text-is('Open your page'))")
        return page

    yield come
    for context in contexts:
        context.close()


def pages_to_answer(visit, width, scheme):
    """Each page somebody can meet on the way, with a name."""
    page = visit("shared", width, scheme)
    yield "anonymous", page
    page.locator("#danger summary").click()
    yield "danger", page
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What should we talk about?").fill("Wet saws, please.\nAnd masks.")
    page.get_by_role("button", name="Send without waiting").click()
    page.wait_for_selector("text=Send it without waiting?")
    yield "urgent", page
    page.get_by_role("button", name="No, send it with the others").click()
    page.wait_for_selector(".qr")
    yield "receipt", page
    yield "not yet", visit("12345678901234567890", width, scheme)
    yield "home", visit("named", width, scheme)
    page = visit("confidential", width, scheme)
    yield "rounds", page
    page.get_by_role("button", name="Answer confidentially").click()
    page.wait_for_selector("text=Send my points")
    yield "confidential", page
    page.get_by_role("button", name="Send my points").click()
    page.wait_for_selector("text=Not done yet")
    yield "with errors", page


SAMPLE = [(320, "light"), (1280, "dark")]
ALL = [(width, scheme) for width in (320, 390, 1280) for scheme in ("light", "dark")]


@pytest.mark.parametrize(
    ("width", "scheme"),
    [*SAMPLE, *(pytest.param(*look, marks=pytest.mark.slow) for look in ALL if look not in SAMPLE)],
)
def test_every_page_reads_well(visit, axe, tmp_path, width, scheme):
    for name, page in pages_to_answer(visit, width, scheme):
        page.screenshot(path=tmp_path / f"{name}-{width}-{scheme}.png", full_page=True)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
        # The wrong input that was sent on purpose answers 400, which the browser notes.
        assert [problem for problem in page.problems if "400" not in problem] == [], name


def test_a_question_appears_with_the_answer_it_follows_from(visit):
    page = visit("shared")
    which = page.get_by_label("In which language do you speak most easily?")
    assert not which.is_visible()
    page.get_by_label("Yes", exact=True).check()
    assert which.is_visible()
    page.get_by_label("No", exact=True).check()
    assert not which.is_visible()


def test_it_tells_how_far_somebody_is(visit):
    page = visit("shared")
    assert page.locator("#progress").inner_text() == "0 of 3 answered"
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("What should we talk about?").fill("x" * 150)
    assert page.locator("#progress").inner_text() == "2 of 4 answered"
    assert page.get_by_text("150 / 5000").is_visible()


def test_escape_three_times_leaves_and_back_shows_nothing(visit, world):
    page = visit("shared")
    page.get_by_label("What should we talk about?").fill("Wet saws")
    for _press in range(3):
        page.keyboard.press("Escape")
    page.wait_for_url(f"{world.portal}/")
    page.go_back()
    assert "Wet saws" not in page.content()


def test_without_a_connection_a_send_keeps_everything_and_says_so(visit):
    page = visit("shared")
    page.get_by_label("No", exact=True).check()
    page.get_by_label("What should we talk about?").fill("Wet saws")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector("#offline:visible")
    assert page.get_by_label("What should we talk about?").input_value() == "Wet saws"
    page.context.set_offline(False)
    page.get_by_role("button", name="Send", exact=True).click()
    page.wait_for_selector(".qr")


def test_an_anonymous_answer_goes_without_javascript(visit, world):
    page = visit("", java_script_enabled=False)
    page.get_by_label("Your code").fill(world.codes["shared"])
    page.get_by_role("button", name="Open my page").click()
    page.get_by_label("Yes", exact=True).check()
    page.get_by_label("In which language do you speak most easily?").fill("Marwari")
    page.get_by_role("button", name="Send", exact=True).click()
    page.get_by_text("it cannot be shown again").wait_for()


# --- A thousand posts in a minute -----------------------------------------------------------------


def post(world, timeout=30, **fields):
    """(status, seconds, text)."""
    start = time.monotonic()
    body = urllib.parse.urlencode(fields).encode()
    try:
        with urllib.request.urlopen(f"{world.portal}/r", body, timeout=timeout) as answer:
            return answer.status, time.monotonic() - start, answer.read().decode()
    except urllib.error.HTTPError as refusal:
        return refusal.code, time.monotonic() - start, refusal.read().decode()


def test_a_thousand_wrong_codes_keep_nobody_out(world):
    """Each of them is refused or told to wait, and others come in meanwhile."""
    with concurrent.futures.ThreadPoolExecutor(16) as crowd:
        guesses = [crowd.submit(post, world, code=f"{number:024d}") for number in range(1000)]
        time.sleep(1)
        visits = [post(world, code=world.codes["shared"]) for _visitor in range(5)]
        mine = [post(world, code=world.codes["named"]) for _try in range(3)]
        assert {guess.result()[0] for guess in guesses} <= {404, 503}
    assert {status for status, _seconds, _text in visits} == {200}
    assert all(seconds < 10 for _status, seconds, _text in [*visits, *mine])
    assert 200 in {status for status, _seconds, _text in mine}
    ticket = re.search(r'name="ticket" value="([^"]+)"', visits[0][2])[1]
    assert post(world, ticket=ticket)[0] == 200
