"""What was given is changed only together: told once more with the real programs, mail and browsers.

A colleague says yes from the mail, the other side agrees to how we talk, a date is moved alone and
they read so at once, another date is agreed with their own hand, and the number they keep still
holds. Then somebody with every right there is edits one row, and is named.
"""

import re
import subprocess
from datetime import date, timedelta

import pytest

from config.testing.running import code_in
from config.tests.test_story import DAAN, FEMKE, MARIT, Person, enter, open_link

pytestmark = pytest.mark.browser

SEEMA, PIN = "seema@quarry.example.org", "271828"
WORDS = "Pay the deposit for the masks"
TODAY = date.today()
DUE, ALONE, TOGETHER = (TODAY + timedelta(days=days) for days in (20, 48, 27))


def test_nobody_quietly_changes_what_was_given(inhabited, browser):
    house = inhabited
    house.start("worker", "beat")
    femke = Person(browser, house).sign_in(FEMKE)
    union = enter(femke, "Union of quarry workers", "Seema", SEEMA)
    meeting = plan_and_ask(femke)
    code = code_in(house.mailbox.wait_for(SEEMA, "/r#"))

    # They agree to how we talk; nobody has to flip a switch.
    seema = Person(browser, house)
    open_link(seema, code)
    seema.page.locator("textarea[name^=q]").first.fill("Masks")
    seema.page.check("input[type=radio][value=accepted]")
    seema.fill("[name*=pin]", PIN)
    seema.click("button[value=send]")
    seema.page.wait_for_selector("text=Thank you, it has arrived")
    assert in_force(house, meeting)

    # What a colleague delivers is promised when he says so, from his mail; until then they read a day.
    promise = promise_for_daan(femke)
    read_back(browser, house, code, until="find out")
    asked = house.mailbox.wait_for(DAAN, WORDS)
    daan = Person(browser, house).sign_in(DAAN)
    daan.page.goto(re.search(r"http\S+/promises/\d+/", asked)[0])
    daan.click("form[action$='/accept/'] button")
    daan.page.wait_for_selector(".alert-success")

    # Moved alone: they get a letter without a word of it, and read that what was agreed stays.
    move_alone(daan, promise)
    letter = house.mailbox.wait_for(SEEMA, "/r#", count=2)
    assert WORDS not in letter and "budget" not in letter
    theirs = read_back(browser, house, code, until="did not agree that with you")
    assert said(ALONE) in theirs.text and f"The agreed date stays {said(DUE)}" in theirs.text
    assert due_on(house, promise) == DUE
    marit = Person(browser, house).sign_in(MARIT)
    marit.go(f"/trust/{union}/timeline/")
    assert WORDS in marit.text

    # Asked, and agreed with their own hand; they keep the number of it.
    ask_for_another_date(daan, promise)
    theirs = read_back(browser, house, code, until=said(TOGETHER))
    theirs.click("button[value^='move_fine ']")
    theirs.page.wait_for_selector("text=You agreed to change this promise")
    number = theirs.page.locator(".number").inner_text()
    assert due_on(house, promise) == TOGETHER
    assert "still says this" in look_up(browser, house, number)
    assert "fits" in house.run("verify_ledger")

    # Somebody with every right edits one row, and then the record itself.
    line, entry = the_yes(house, promise)
    edit(house, "dialogue_promisechange", f"happened_on = happened_on - 1 WHERE id = {line}")
    assert f"table dialogue_promisechange, row {line}, happened_on" in what_is_wrong(house)
    edit(house, "dialogue_chainentry", f"content = content || '{{\"x\": 1}}' WHERE id = {entry}")
    assert "still says this" not in look_up(browser, house, number)


def plan_and_ask(femke):
    femke.go("/conversations/new/")
    femke.click("label:has-text('Seema')")
    femke.fill("[name=title]", "Masks")
    femke.fill("[name=aim]", "We want to know what you need.")
    femke.fill("[name=starts_at]", f"{TODAY + timedelta(days=6)}T10:00")
    femke.click("[name=risk][value=no]")
    femke.click("form.form button.btn-primary")
    femke.click("form.form button.btn-primary")
    femke.click("button[name=send]")
    femke.page.wait_for_selector(".alert-success")
    return re.search(r"/conversations/(\d+)/", femke.page.url)[1]


def promise_for_daan(femke):
    femke.go("/promises/new/")
    femke.fill("[name=to]", "Union of quarry workers")
    femke.fill("[name=wording]", WORDS)
    femke.fill("[name=due_on]", str(DUE))
    femke.page.select_option("[name=owner]", label="Daan Ouwehand")
    femke.click("form.form button.btn-primary")
    femke.page.wait_for_url(re.compile(r"/promises/\d+/$"))
    return re.search(r"/promises/(\d+)/", femke.page.url)[1]


def move_alone(daan, promise):
    daan.go(f"/promises/{promise}/move/")
    daan.page.check("[name=how][value=alone]")
    daan.fill("[name=new_due_on]", str(ALONE))
    daan.fill("[name=words]", "There is no budget before that.")
    daan.click("form.form button.btn-primary")
    daan.page.wait_for_selector(".alert-success")


def ask_for_another_date(daan, promise):
    daan.go(f"/promises/{promise}/ask/")
    daan.fill("[name=new_due_on]", str(TOGETHER))
    daan.fill("[name=reason]", "The bank needs a week more.")
    daan.click("form.form button.btn-primary")
    daan.page.wait_for_selector(".alert-success")


def read_back(browser, house, code, until):
    """Their own page, opened anew with code and PIN, when it says so."""
    seema = Person(browser, house)
    open_link(seema, code)
    seema.fill("[name*=pin]", PIN)
    seema.click("button[value=read]")
    seema.page.wait_for_selector(f"text={until}")
    return seema


def look_up(browser, house, number):
    stranger = Person(browser, house, java_script_enabled=False, locale="en")
    stranger.page.goto(f"{house.portal}/record")
    stranger.fill("[name=number]", number)
    stranger.click("button[name=ask]")
    stranger.page.wait_for_selector("[role=status]")
    return stranger.text


def said(day):
    return f"{day.day} {day:%B} {day.year}"


def in_force(house, meeting):
    return house.sql(
        "SELECT 1 FROM te_voet_agreements_in_force(now()) agreed JOIN dialogue_meeting m "
        "ON m.trajectory_id = agreed.trajectory_id WHERE m.id = %s",
        [meeting],
    )


def due_on(house, promise):
    return house.sql("SELECT due_on FROM dialogue_promise WHERE id = %s", [promise])[0][0]


def the_yes(house, promise):
    """Their yes to the new date, and its entry in the record."""
    return house.sql(
        "SELECT c.id, e.id FROM dialogue_promisechange c JOIN dialogue_chainentry e "
        "ON e.subject = 'dialogue_promisechange' AND e.subject_id = c.id "
        "WHERE c.promise_id = %s AND c.kind = 'change_accepted'",
        [promise],
    )[0]


def edit(house, table, what):
    for statement in ("DISABLE TRIGGER USER", None, "ENABLE TRIGGER USER"):
        house.sql(f"ALTER TABLE {table} {statement}" if statement else f"UPDATE {table} SET {what}")


def what_is_wrong(house):
    with pytest.raises(subprocess.CalledProcessError) as wrong:
        house.run("verify_ledger")
    assert wrong.value.returncode == 1
    return wrong.value.stdout
