"""Many people in the same moment, on a real database: one of them is first, and nobody is lost (CON-2 to 6)."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models import User
from config.tests.tabs import Tab, at_once, signed_in, while_holding
from dialogue.actions.expectations import decide, receive_expectations
from dialogue.actions.rounds import STANDARD_QUESTIONS, open_round
from dialogue.models import (
    Expectation,
    ExpectationDecision,
    InformalContact,
    Meeting,
    Promise,
    ReportBack,
)
from stakeholders.actions.stakeholders import add_person
from stakeholders.models import ContactAssignment, ContactPerson, Stakeholder
from stakeholders.tests.cast import NOON, TODAY

MANY = 50


# --- One wins (CON-2) -----------------------------------------------------------------------------


def test_of_fifty_saves_with_one_version_exactly_one_wins(team):
    tabs = [Tab(team.amina, "stakeholders:edit", team.union.pk) for _tab in range(MANY)]
    acts = [
        lambda tab=tab, number=number: tab.send(about=f"Words {number}")
        for number, tab in enumerate(tabs)
    ]
    answers = at_once(*acts)
    assert sorted(answers) == [302] + [409] * (MANY - 1)
    team.union.refresh_from_db()
    winner = answers.index(302)
    assert (team.union.about, team.union.version) == (f"Words {winner}", 1)
    for number, tab in enumerate(tabs):
        if number != winner:
            assert f"Words {number}" in tab.page and f"Words {winner}" in tab.page


def test_of_two_who_decide_one_point_at_once_one_is_shown_the_other(team):
    round_ = open_round(
        team.meeting,
        questions=STANDARD_QUESTIONS,
        closes_on=TODAY + timedelta(days=1),
        by=team.amina,
        at=NOON,
    )
    (point,) = receive_expectations(
        round_,
        team.meeting.participations.get(),
        answers={round_.questions.first(): "Masks"},
        at=NOON,
    )
    desks = [_Desk(team.amina, round_), _Desk(team.bram, round_)]
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


def test_of_two_who_give_a_relationship_away_at_once_one_is_asked_again(team):
    tabs = [Tab(team.marit, "stakeholders:assign", team.union.pk) for _tab in range(2)]
    to = [team.chloe, team.bram]
    answers = at_once(
        *(
            lambda tab=tab, who=who: tab.send(user=who.pk, part="primary", on=str(TODAY))
            for tab, who in zip(tabs, to, strict=True)
        )
    )
    assert sorted(answers) == [302, 409]
    now_open = ContactAssignment.objects.open().get(stakeholder=team.union, part="primary")
    assert now_open.user == to[answers.index(302)]


def test_of_two_who_enter_the_same_name_at_once_one_reads_that_it_is_there(team):
    clients = [signed_in(team.amina), signed_in(team.bram)]
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


def contact(team, key, **more):
    return {
        "stakeholder": team.union.name,
        "kind": "call",
        "happened_at": "2026-05-18T10:00",
        "note": "About the dust",
        "once": key,
    } | more


@pytest.mark.parametrize("times", [2, 12])
def test_a_form_sent_many_times_at_once_makes_one_record_and_leads_to_it(team, times):
    key = str(uuid.uuid4())
    clients = [signed_in(team.amina) for _time in range(times)]
    url = reverse("dialogue:contact_new")
    answers = at_once(
        *(lambda client=client: client.post(url, contact(team, key)) for client in clients)
    )
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, team.union.get_absolute_url())
    }
    assert InformalContact.objects.count() == 1


def test_two_people_with_one_key_make_one_record_and_learn_nothing_of_each_other(team):
    key = str(uuid.uuid4())
    clients = [signed_in(team.amina), signed_in(team.bram)]
    url = reverse("dialogue:contact_new")
    answers = at_once(
        *(lambda client=client: client.post(url, contact(team, key)) for client in clients)
    )
    assert sorted(answer.url for answer in answers) == sorted([team.union.get_absolute_url(), url])
    assert InformalContact.objects.count() == 1


def test_a_form_sent_again_with_other_words_says_so_and_gives_them_back(team):
    key, client = str(uuid.uuid4()), signed_in(team.amina)
    url = reverse("dialogue:contact_new")
    assert client.post(url, contact(team, key)).status_code == 302
    answer = client.post(url, contact(team, key, note="About the dust, and the water"))
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "You sent this form before" in page and "About the dust, and the water" in page
    assert InformalContact.objects.get().note == "About the dust"
    again = dict(answer.context["again"])
    assert again["once"] != key
    assert client.post(url, again).status_code == 302
    assert InformalContact.objects.count() == 2


def test_what_names_a_form_says_nothing_about_its_words(team, settings):
    from accounts.models import Submission

    client, url = signed_in(team.amina), reverse("dialogue:contact_new")
    key = str(uuid.uuid4())
    client.post(url, contact(team, key))
    mine = Submission.objects.get(pk=key).words
    settings.SECRET_KEY = "another secret key, fifty characters long, for another house"
    other = str(uuid.uuid4())
    client = signed_in(team.amina)
    client.post(url, contact(team, other))
    assert len(mine) == 64 and Submission.objects.get(pk=other).words != mine


def test_a_promise_pressed_twice_is_promised_once(team):
    client, key = signed_in(team.amina), str(uuid.uuid4())
    typed = {
        "to": team.union.name,
        "side": "ours",
        "wording": "Masks for everybody",
        "due_on": "2040-01-02",
        "owner": team.amina.pk,
        "once": key,
    }
    url = reverse("dialogue:promise_new")
    first, second = at_once(*[lambda: client.post(url, typed)] * 2)
    assert first.url == second.url
    assert Promise.objects.count() == 1


# --- Closed, or not allowed any more, in the same moment (CON-3, CON-6) ------------------------------


def test_a_right_that_ends_while_a_save_waits_is_missed_by_the_save(team):
    """The save waits behind whoever holds the record, and asks for its right only then."""
    mine = Tab(team.bram, "dialogue:meeting_edit", team.meeting.pk)
    with transaction.atomic():
        Meeting.objects.select_for_update().get(pk=team.meeting.pk)
        saving = while_holding(
            lambda: mine.send(title="Not mine any more"),
            then=lambda: team.bram.assignments.update(until_on=TODAY),
        )
    assert saving.result() == 403
    assert "Not mine any more" in mine.page
    team.meeting.refresh_from_db()
    assert team.meeting.title == "Dust"


def test_an_account_closed_while_a_save_waits_was_let_in_before(team):
    """What began with a right ends whole: the change is there, or nothing of it is."""
    mine = Tab(team.bram, "stakeholders:edit", team.union.pk)
    with transaction.atomic():
        Stakeholder.objects.select_for_update().get(pk=team.union.pk)
        saving = while_holding(
            lambda: mine.send(about="Begun before"),
            then=lambda: User.objects.filter(pk=team.bram.pk).update(is_active=False),
        )
    assert saving.result() == 302
    team.union.refresh_from_db()
    assert (team.union.about, team.union.version) == ("Begun before", 1)
    assert mine.client.get(mine.url).status_code == 302


def test_a_conversation_is_held_or_cancelled_and_never_both(team):
    Meeting.objects.filter(pk=team.meeting.pk).update(starts_at=now() - timedelta(days=1))
    clients = [signed_in(team.amina), signed_in(team.bram)]
    pages = ["dialogue:meeting_hold", "dialogue:meeting_cancel"]
    answers = at_once(
        *(
            lambda client=client, page=page: client.post(reverse(page, args=[team.meeting.pk]))
            for client, page in zip(clients, pages, strict=True)
        )
    )
    assert {answer.status_code for answer in answers} <= {302, 422}
    team.meeting.refresh_from_db()
    assert bool(team.meeting.held_at) != bool(team.meeting.cancelled_at)
    assert ReportBack.objects.exists() == bool(team.meeting.held_at)


def test_a_point_rewritten_while_somebody_decides_it_waits_for_a_new_decision(team):
    """Who reads one text does not decide another, however close they come."""
    from dialogue.actions.expectations import change_expectation, hold_points_still

    round_ = open_round(
        team.meeting,
        questions=STANDARD_QUESTIONS,
        closes_on=TODAY + timedelta(days=1),
        by=team.amina,
        at=NOON,
    )
    (point,) = receive_expectations(
        round_,
        team.meeting.participations.get(),
        answers={round_.questions.first(): "Masks"},
        at=NOON,
    )
    with transaction.atomic():
        hold_points_still(team.meeting)
        rewriting = while_holding(
            lambda: change_expectation(point, wording="Masks, and water", at=NOON),
            then=lambda: decide(
                Expectation.objects.get(pk=point.pk),
                outcome="declined",
                reason="No masks.",
                by=team.amina,
                at=NOON + timedelta(minutes=5),
            ),
        )
    rewriting.result()
    assert Expectation.objects.undecided().get().wording == "Masks, and water"


def test_two_persons_entered_at_once_are_both_found(team):
    """What search looks in is written by both; the second must have read the first."""
    names = [f"Person{number}" for number in range(8)]
    at_once(
        *(
            lambda name=name: add_person(ContactPerson(stakeholder=team.union, name=name))
            for name in names
        )
    )
    team.union.refresh_from_db()
    assert all(name.lower() in team.union.search_text for name in names)
