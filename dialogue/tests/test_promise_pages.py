"""What colleagues do with a promise on its pages, and what happens when somebody was first (CON-1)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localdate, now

from accounts.models import Role
from config.tests.tabs import Tab, signed_in
from dialogue.actions import promises as actions
from dialogue.actions.contacts import log_contact
from dialogue.models import InformalContact, Promise, PromiseChange
from dialogue.tests.hands import hand_of
from stakeholders.models import ContactPerson
from stakeholders.tests.cast import make_user

Kind = PromiseChange.Kind


@pytest.fixture(autouse=True)
def on_that_day(noon, time_machine):
    time_machine.move_to(noon, tick=False)


def kinds(promise):
    return list(promise.changes.values_list("kind", flat=True))


# --- Somebody was first -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("page", "typed"),
    [
        ("promise_keep", {"remark": "See the site"}),
        ("promise_break", {"reason": "No money"}),
        ("promise_mend", {"reason": "We called them"}),
        ("promise_hand_over", {"remark": "Ask Ravi"}),
        ("promise_move", {"how": "together", "words": "By phone", "new_due_on": "2026-06-20"}),
        ("promise_ask_to_move", {"reason": "The mill is shut", "new_due_on": "2026-06-20"}),
    ],
)
def test_who_comes_second_reads_what_it_is_now_and_keeps_what_was_typed(
    promise, participation, amina, bram, chloe, today, page, typed
):
    if page == "promise_hand_over":
        typed |= {"to": chloe.pk}
    tab = Tab(bram, f"dialogue:{page}", promise.pk)
    agreed_on_another_day(promise, participation, amina, today)
    before = kinds(promise)
    assert tab.send(**typed) == 409
    assert "Changed together" in tab.page and "6 June 2026" in tab.page
    assert all(str(words) in tab.page for words in typed.values())
    assert kinds(promise) == before
    assert tab.send_what_is_offered() in (302, 422)  # now it was seen, and the database decides


def agreed_on_another_day(promise, participation, by, today):
    asked = actions.propose_change(
        promise, new_due_on=today + timedelta(days=19), reason="Later", by=by, on=today
    )
    actions.accept_change(promise, asked, hand=hand_of(participation), on=today)


def test_who_only_moves_the_date_does_not_bring_back_older_words(
    promise, participation, amina, bram, today
):
    tab = Tab(bram, "dialogue:promise_ask_to_move", promise.pk)
    asked = actions.propose_change(
        promise, new_words="Send it in Hindi", reason="They asked", by=amina, on=today
    )
    actions.accept_change(promise, asked, hand=hand_of(participation), on=today)
    assert tab.send(reason="The mill is shut", new_due_on="2026-06-20") == 409
    assert tab.answer.context["form"]["new_words"].value() == "Send it in Hindi"
    assert tab.send_what_is_offered() == 302
    assert promise.changes.last().new_words is None


def test_we_answer_the_proposal_that_we_read_and_no_later_one(amina, union, participation, today):
    theirs = actions.propose_promise(
        wording="Send the figures",
        side="theirs",
        parties=[union],
        due_on=today + timedelta(days=14),
        by=amina,
        on=today,
    )
    hand = hand_of(participation)
    read, later = (
        actions.propose_change(
            theirs, new_due_on=today + timedelta(days=days), reason="x", hand=hand, on=today
        )
        for days in (20, 90)
    )
    client = signed_in(amina)
    agree = reverse("dialogue:promise_agree", args=[theirs.pk])
    said = client.post(agree, {"proposal": read.pk}, follow=True).content.decode()
    assert "Meanwhile they asked for something else" in said
    assert Kind.CHANGE_ACCEPTED not in kinds(theirs)
    client.post(agree, {"proposal": later.pk})
    theirs.refresh_from_db()
    assert theirs.due_on == today + timedelta(days=90)


# --- The list ----------------------------------------------------------------------------------------


def listed(person, show):
    page = signed_in(person).get(reverse("dialogue:promises"), {"show": show})
    return [promise.wording for promise in page.context["page"]]


def test_what_waits_for_an_answer_has_a_list_of_its_own(
    promise, promise_to_another, participation, amina, today
):
    assert listed(amina, "asked") == []
    asked = actions.propose_change(
        promise, new_due_on=today + timedelta(days=19), reason="Later", by=amina, on=today
    )
    assert listed(amina, "asked") == [promise.wording]
    actions.object_to_change(promise, asked, hand=hand_of(participation), on=today)
    assert listed(amina, "asked") == []


def test_a_purchasers_list_of_how_we_buy_is_their_own(union, amina, today):
    pia = make_user("Pia", Role.PURCHASER)
    for owner, principle in ((pia, "4"), (pia, ""), (amina, "4")):
        actions.propose_promise(
            wording=f"{owner.name} {principle}",
            parties=[union],
            due_on=today,
            owner=owner,
            principle=principle,
            by=owner,
            on=today,
        )
    assert listed(pia, "purchasing") == ["Pia 4"]
    assert listed(amina, "purchasing") == ["Pia 4", "Amina Haddou 4"]


@pytest.mark.parametrize(
    ("list_", "back"),
    [("mine", "/promises/?show=mine"), ("//evil.example.org", None), ("", None)],
)
def test_who_works_through_a_list_goes_back_to_it(promise, amina, list_, back):
    tab = Tab(amina, "dialogue:promise_keep", promise.pk)
    tab.url += f"?list={list_}"
    assert tab.send() == 302
    assert tab.answer.url == (back or promise.get_absolute_url())


# --- Whom nobody told --------------------------------------------------------------------------------


def test_who_no_letter_reaches_is_to_be_called_until_somebody_did(
    promise, union, ravi, amina, today, noon, time_machine
):
    ContactPerson.objects.filter(pk=ravi.pk).update(email="")
    actions.change_alone(
        promise, new_due_on=today + timedelta(days=40), reason="No money", by=amina, on=today
    )
    page = signed_in(amina).get(promise.get_absolute_url()).content.decode()
    assert f"Nobody told {union}" in page
    time_machine.move_to(noon + timedelta(days=1), tick=False)
    log_contact(InformalContact(stakeholder=union, kind="call", happened_at=now()), by=amina)
    page = signed_in(amina).get(promise.get_absolute_url()).content.decode()
    assert "Nobody told" not in page


# --- A promise that nobody stands behind -------------------------------------------------------------


def test_a_promise_of_somebody_who_left_stands_on_the_page_of_today(promise, amina, bram, marit):
    amina.is_active = False
    amina.save()
    for person in (bram, marit):
        page = signed_in(person).get(reverse("dialogue:today")).content.decode()
        assert "Nobody stands behind these" in page, person
        assert page.count(promise.wording) == 1, person


@pytest.mark.parametrize("who", ["bram", "marit"])
def test_who_reads_that_nobody_stands_behind_it_finds_somebody(promise, amina, request, who, chloe):
    amina.is_active = False
    amina.save()
    tab = Tab(request.getfixturevalue(who), "dialogue:promise_hand_over", promise.pk)
    assert tab.send(to=chloe.pk) == 302
    promise.refresh_from_db()
    assert promise.owner == chloe


def test_a_manager_hands_over_nothing_that_somebody_stands_behind(promise, marit):
    page = reverse("dialogue:promise_hand_over", args=[promise.pk])
    assert signed_in(marit).get(page).status_code == 403


@pytest.mark.parametrize("days", [2, 3, 4])
@pytest.mark.parametrize("is_active", [True, False])
def test_a_promise_is_adrift_where_the_list_says_so(unsure, bram, today, days, is_active):
    bram.is_active = is_active
    bram.save()
    on = today + timedelta(days=days)
    unsure.refresh_from_db()
    is_listed = Promise.objects.adrift(on).filter(pk=unsure.pk).exists()
    assert unsure.is_adrift(on) == is_listed == (days == 4 or not is_active)


def test_it_does_not_stand_on_the_page_of_somebody_of_another_team(promise, amina, chloe):
    amina.is_active = False
    amina.save()
    page = signed_in(chloe).get(reverse("dialogue:today")).content.decode()
    assert "Nobody stands behind these" not in page
    assert localdate() < promise.due_on
