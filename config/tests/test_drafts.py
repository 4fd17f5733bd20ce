"""What somebody types outlives a session, a server and a lost answer, and nobody else reads it (DUR-7)."""

import pytest
from django.contrib.auth.hashers import make_password

from config.testing.running import eventually
from stakeholders.tests.cast import PASSWORD

pytestmark = pytest.mark.browser

AMINA, BRAM = "amina@example.org", "bram@example.org"
LONG = "They told us about the dust in the evening shift, and about the water. " * 60
PEOPLE = """
INSERT INTO accounts_user (email, name, role, language, is_active, password, joined_at)
VALUES (%(amina)s, 'Amina', 'officer', 'en', true, %(password)s, now()),
       (%(bram)s, 'Bram', 'officer', 'en', true, %(password)s, now())
"""
UNION = """
INSERT INTO stakeholders_stakeholder (name, kind, place, country, languages, is_rights_holder,
    is_sensitive, about, is_demo, version, created_at, sort_key, search_text)
VALUES ('Union', 'union', '', '', '', false, false, '', false, 0, now(), 'union', 'union')
RETURNING id
"""


@pytest.fixture
def union(house):
    """The house runs; Amina and Bram are in it, and know a union. Its number."""
    house.sql(PEOPLE, {"amina": AMINA, "bram": BRAM, "password": make_password(PASSWORD)})
    house.start("web")
    return house.sql(UNION)[0][0]


@pytest.fixture
def page(browser, house):
    """One browser on one machine, whoever sits at it."""
    context = browser.new_context(base_url=house.site)
    page = context.new_page()
    page.set_default_timeout(20_000)
    yield page
    context.close()


def sign_in(page, email):
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_selector("body[data-user]")


def end_every_session(house):
    house.sql("DELETE FROM django_session")


def write_a_contact(page, note=LONG):
    page.goto("/contacts/new/")
    page.fill("[name=stakeholder]", "Union")
    page.fill("[name=note]", note)
    eventually(lambda: drafts(page), "the draft")


def drafts(page):
    return page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('draft:'))")


def send(page):
    page.locator("form.form button.btn-primary").click()


def contacts(house):
    return house.sql("SELECT note FROM dialogue_informalcontact")


def test_a_long_note_survives_the_end_of_the_session_and_a_killed_server(house, union, page):
    page.goto("/")
    sign_in(page, AMINA)
    write_a_contact(page)
    end_every_session(house)
    house.kill("web")
    house.start("web")
    send(page)
    sign_in(page, AMINA)
    assert page.locator(".draft").is_visible()
    assert page.input_value("[name=note]") == LONG
    assert page.input_value("[name=stakeholder]") == "Union"
    send(page)
    page.wait_for_selector(".alert-success")
    assert contacts(house) == [(LONG.strip(),)]
    assert drafts(page) == []
    page.goto("/contacts/new/")
    assert page.input_value("[name=note]") == ""


def test_the_next_person_at_the_same_machine_finds_nothing(house, union, page):
    page.goto("/")
    sign_in(page, AMINA)
    write_a_contact(page, note="Only for Amina")
    end_every_session(house)
    page.goto("/contacts/new/")
    sign_in(page, BRAM)
    assert page.input_value("[name=note]") == ""
    assert "Only for Amina" not in page.evaluate("JSON.stringify(localStorage)")


def test_who_signs_out_leaves_nothing_behind(house, union, page):
    page.goto("/")
    sign_in(page, AMINA)
    write_a_contact(page)
    page.locator("form[data-sign-out] button:visible").first.click()
    page.wait_for_selector("[name=login]")
    assert drafts(page) == []


def test_an_answer_that_got_lost_makes_no_second_record(house, union, page):
    """The form comes back with its words and its key, so sending it again counts once (DUR-4)."""
    page.goto("/")
    sign_in(page, AMINA)
    write_a_contact(page)

    def lose_the_answer(route):
        if route.request.method == "POST":
            route.fetch(max_redirects=0)
            page.context.clear_cookies(name="sent")  # a lost answer brings none
            route.abort()
        else:
            route.continue_()

    page.route("**/contacts/new/", lose_the_answer)
    send(page)
    eventually(lambda: contacts(house), "the first to arrive")
    page.unroute("**/contacts/new/")
    page.goto("/contacts/new/")
    assert page.input_value("[name=note]") == LONG
    send(page)
    page.wait_for_url(f"**/stakeholders/{union}/")
    assert len(contacts(house)) == 1
    assert drafts(page) == []


def test_words_that_were_kept_are_saved_over_the_version_they_were_written_for(house, union, page):
    page.goto("/")
    sign_in(page, AMINA)
    page.goto(f"/stakeholders/{union}/edit/")
    page.fill("[name=about]", "What Amina wrote")
    eventually(lambda: drafts(page), "the draft")
    end_every_session(house)
    house.sql(
        "UPDATE stakeholders_stakeholder SET about = 'What Bram wrote', version = version + 1"
    )
    page.goto(f"/stakeholders/{union}/edit/")
    sign_in(page, AMINA)
    assert page.input_value("[name=about]") == "What Amina wrote"
    send(page)
    page.wait_for_selector(".compare")
    assert "What Bram wrote" in page.inner_text(".compare")
    page.fill("[name=about]", "What both wrote")
    send(page)
    page.wait_for_url(f"**/stakeholders/{union}/")
    assert house.sql("SELECT about, version FROM stakeholders_stakeholder") == [
        ("What both wrote", 2)
    ]
    assert drafts(page) == []


def test_who_discards_a_draft_writes_on_the_page_as_it_is_now(house, union, page):
    page.goto("/")
    sign_in(page, AMINA)
    write_a_contact(page)
    page.goto("/")
    fresh = page.goto("/contacts/new/").text().split('name="once" value="')[1][:36]
    assert page.input_value("[name=once]") != fresh
    page.locator(".draft button").click()
    assert page.input_value("[name=note]") == ""
    assert page.input_value("[name=once]") == fresh
    assert drafts(page) == []
