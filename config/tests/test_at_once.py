"""Many people in the same moment, on a real database: one of them is first, and nobody is lost (CON-2 to 6)."""

import uuid
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import Role, User
from config.tests.tabs import Tab, at_once, signed_in, while_holding
from dialogue.actions.expectations import decide, receive_expectations
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.actions.rounds import STANDARD_QUESTIONS, open_round
from dialogue.models import (
    Expectation,
    ExpectationDecision,
    InformalContact,
    Meeting,
    Promise,
    ReportBack,
)
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactAssignment, ContactPerson, Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user

MANY = 50


@pytest.fixture
def house(committing):
    """Amina and Bram look after the union, and meet it; Marit is the manager. All of it committed."""
    amina, bram, chloe = (make_user(f"{name} X") for name in ("Amina", "Bram", "Chloe"))
    marit = make_user("Marit X", Role.MANAGER)
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=TODAY)
    assign(union, user=bram, part=ContactAssignment.Part.DEPUTY, on=TODAY)
    ravi = add_person(ContactPerson(stakeholder=union, name="R. Meena"))
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=NOON + timedelta(days=3)),
        aim="To hear you",
        guests=[Guest(union, ravi)],
        risk="no",
        by=amina,
        at=NOON,
    )
    return SimpleNamespace(
        amina=amina, bram=bram, chloe=chloe, marit=marit, union=union, ravi=ravi, meeting=meeting
    )


# --- One wins (CON-2) -----------------------------------------------------------------------------


def test_of_fifty_saves_with_one_version_exactly_one_wins(house):
    tabs = [Tab(house.amina, "stakeholders:edit", house.union.pk) for _tab in range(MANY)]
    acts = [
        lambda tab=tab, number=number: tab.send(about=f"Words {number}")
        for number, tab in enumerate(tabs)
    ]
    answers = at_once(*acts)
    assert sorted(answers) == [302] + [409] * (MANY - 1)
    house.union.refresh_from_db()
    winner = answers.index(302)
    assert (house.union.about, house.union.version) == (f"Words {winner}", 1)
    for number, tab in enumerate(tabs):
        if number != winner:
            assert f"Words {number}" in tab.page and f"Words {winner}" in tab.page


def test_of_two_who_decide_one_point_at_once_one_is_shown_the_other(house):
    round_ = open_round(
        house.meeting,
        questions=STANDARD_QUESTIONS,
        closes_on=TODAY + timedelta(days=1),
        by=house.amina,
        at=NOON,
    )
    (point,) = receive_expectations(
        round_,
        house.meeting.participations.get(),
        answers={round_.questions.first(): "Masks"},
        at=NOON,
    )
    desks = [_Desk(house.amina, round_), _Desk(house.bram, round_)]
    answers = at_once(
        *(lambda desk=desk: desk.decide(point, f"{desk.user} says no.") for desk in desks)
    )
    assert sorted(answers) == [302, 409]
    assert ExpectationDecision.objects.count() == 1
    second = desks[answers.index(409)]
    assert f"{second.user} says no." in second.page
    assert f"{desks[answers.index(302)].user} says no." in second.page


class _Desk:
    def __init__(self, user, round_):
        from dialogue.tests.desk import Desk

        self.user, self.desk = user, Desk(user, round_)
        self.desk.look()
        self.fields = self.desk.fields()

    def decide(self, point, reason):
        from dialogue.tests.desk import typed

        words = typed(point, outcome="declined", reason=reason)
        answer = self.desk.send(self.fields, **words)
        self.page = answer.content.decode()
        return answer.status_code


def test_of_two_who_give_a_relationship_away_at_once_one_is_asked_again(house):
    tabs = [Tab(house.marit, "stakeholders:assign", house.union.pk) for _tab in range(2)]
    to = [house.chloe, house.bram]
    answers = at_once(
        *(
            lambda tab=tab, who=who: tab.send(user=who.pk, part="primary", on=str(TODAY))
            for tab, who in zip(tabs, to, strict=True)
        )
    )
    assert sorted(answers) == [302, 409]
    now_open = ContactAssignment.objects.open().get(stakeholder=house.union, part="primary")
    assert now_open.user == to[answers.index(302)]


def test_of_two_who_enter_the_same_name_at_once_one_reads_that_it_is_there(house):
    clients = [signed_in(house.amina), signed_in(house.bram)]
    typed = {"name": "Banas Cobbles", "kind": "supplier"}
    answers = at_once(
        *(
            lambda client=client: client.post(reverse("stakeholders:new"), typed)
            for client in clients
        )
    )
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert Stakeholder.objects.filter(name="Banas Cobbles").count() == 1


# --- One record (CON-4) ---------------------------------------------------------------------------


def contact(house, key, **more):
    return {
        "stakeholder": house.union.name,
        "kind": "call",
        "happened_at": "2026-05-18T10:00",
        "note": "About the dust",
        "once": key,
    } | more


@pytest.mark.parametrize("times", [2, 12])
def test_a_form_sent_many_times_at_once_makes_one_record_and_leads_to_it(house, times):
    key = str(uuid.uuid4())
    clients = [signed_in(house.amina) for _time in range(times)]
    url = reverse("dialogue:contact_new")
    answers = at_once(
        *(lambda client=client: client.post(url, contact(house, key)) for client in clients)
    )
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, house.union.get_absolute_url())
    }
    assert InformalContact.objects.count() == 1


def test_two_people_with_one_key_make_one_record_and_learn_nothing_of_each_other(house):
    key = str(uuid.uuid4())
    clients = [signed_in(house.amina), signed_in(house.bram)]
    url = reverse("dialogue:contact_new")
    answers = at_once(
        *(lambda client=client: client.post(url, contact(house, key)) for client in clients)
    )
    assert sorted(answer.url for answer in answers) == sorted([house.union.get_absolute_url(), url])
    assert InformalContact.objects.count() == 1


def test_a_form_sent_again_with_other_words_says_so_and_gives_them_back(house):
    key, client = str(uuid.uuid4()), signed_in(house.amina)
    url = reverse("dialogue:contact_new")
    assert client.post(url, contact(house, key)).status_code == 302
    answer = client.post(url, contact(house, key, note="About the dust, and the water"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You sent this form before" in page and "About the dust, and the water" in page
    assert InformalContact.objects.get().note == "About the dust"
    again = dict(answer.context["again"])
    assert again["once"] != key
    assert client.post(url, again).status_code == 302
    assert InformalContact.objects.count() == 2


def test_what_names_a_form_says_nothing_about_its_words(house, settings):
    from accounts.models import Submission

    client, url = signed_in(house.amina), reverse("dialogue:contact_new")
    key = str(uuid.uuid4())
    client.post(url, contact(house, key))
    mine = Submission.objects.get(pk=key).words
    settings.SECRET_KEY = "another secret key, fifty characters long, for another house"
    other = str(uuid.uuid4())
    client = signed_in(house.amina)
    client.post(url, contact(house, other))
    assert len(mine) == 64 and Submission.objects.get(pk=other).words != mine


def test_a_promise_pressed_twice_is_promised_once(house):
    client, key = signed_in(house.amina), str(uuid.uuid4())
    typed = {
        "to": house.union.name,
        "side": "ours",
        "wording": "Masks for everybody",
        "due_on": "2040-01-02",
        "owner": house.amina.pk,
        "once": key,
    }
    url = reverse("dialogue:promise_new")
    first, second = at_once(*[lambda: client.post(url, typed)] * 2)
    assert first.url == second.url
    assert Promise.objects.count() == 1


# --- Closed, or not allowed any more, in the same moment (CON-3, CON-6) ------------------------------


def test_a_right_that_ends_while_a_save_waits_is_missed_by_the_save(house):
    """The save waits behind whoever holds the record, and asks for its right only then."""
    mine = Tab(house.bram, "dialogue:meeting_edit", house.meeting.pk)
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=house.meeting.pk)
        saving = while_holding(
            lambda: mine.send(title="Not mine any more"),
            then=lambda: house.bram.assignments.update(until_on=TODAY),
        )
    assert saving.result() == 403
    assert "Not mine any more" in mine.page
    house.meeting.refresh_from_db()
    assert house.meeting.title == "Dust"


def test_an_account_closed_while_a_save_waits_was_let_in_before(house):
    """What began with a right ends whole: the change is there, or nothing of it is."""
    mine = Tab(house.bram, "stakeholders:edit", house.union.pk)
    with transaction.atomic():
        Stakeholder.objects.select_for_update().get(pk=house.union.pk)
        saving = while_holding(
            lambda: mine.send(about="Begun before"),
            then=lambda: User.objects.filter(pk=house.bram.pk).update(is_active=False),
        )
    assert saving.result() == 302
    house.union.refresh_from_db()
    assert (house.union.about, house.union.version) == ("Begun before", 1)
    assert mine.client.get(mine.url).status_code == 302


def test_a_conversation_is_held_or_cancelled_and_never_both(house):
    Meeting.objects.filter(pk=house.meeting.pk).update(starts_at=now() - timedelta(days=1))
    clients = [signed_in(house.amina), signed_in(house.bram)]
    pages = ["dialogue:meeting_hold", "dialogue:meeting_cancel"]
    answers = at_once(
        *(
            lambda client=client, page=page: client.post(reverse(page, args=[house.meeting.pk]))
            for client, page in zip(clients, pages, strict=True)
        )
    )
    assert {answer.status_code for answer in answers} <= {302, 422}
    house.meeting.refresh_from_db()
    assert bool(house.meeting.held_at) != bool(house.meeting.cancelled_at)
    assert ReportBack.objects.exists() == bool(house.meeting.held_at)


def test_a_point_rewritten_while_somebody_decides_it_waits_for_a_new_decision(house):
    """Who reads one text does not decide another, however close they come."""
    from dialogue.actions.expectations import change_expectation, hold_points_still

    round_ = open_round(
        house.meeting,
        questions=STANDARD_QUESTIONS,
        closes_on=TODAY + timedelta(days=1),
        by=house.amina,
        at=NOON,
    )
    (point,) = receive_expectations(
        round_,
        house.meeting.participations.get(),
        answers={round_.questions.first(): "Masks"},
        at=NOON,
    )
    with transaction.atomic():
        hold_points_still(house.meeting)
        rewriting = while_holding(
            lambda: change_expectation(point, wording="Masks, and water", at=NOON),
            then=lambda: decide(
                Expectation.objects.get(pk=point.pk),
                outcome="declined",
                reason="No masks.",
                by=house.amina,
                at=NOON + timedelta(minutes=5),
            ),
        )
    rewriting.result()
    assert Expectation.objects.undecided().get().wording == "Masks, and water"


def test_two_persons_entered_at_once_are_both_found(house):
    """What search looks in is written by both; the second must have read the first."""
    names = [f"Person{number}" for number in range(8)]
    at_once(
        *(
            lambda name=name: add_person(ContactPerson(stakeholder=house.union, name=name))
            for name in names
        )
    )
    house.union.refresh_from_db()
    assert all(name.lower() in house.union.search_text for name in names)
