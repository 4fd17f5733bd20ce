"""A personal link opens one door, for one person, until it ends; guessing gets nowhere."""

from datetime import timedelta

import pytest
from django.db import connection

from dialogue.actions import links
from dialogue.models import Link


@pytest.fixture
def code(participation, noon):
    return links.mint_link(participation, at=noon)


def rows():
    return list(Link.objects.values_list())


def test_a_code_is_six_groups_of_four_digits(code):
    assert [len(group) for group in code.split()] == [4] * 6
    assert code.replace(" ", "").isdigit()


def test_a_code_opens_its_own_participation(code, participation, noon):
    assert links.open_link(code, at=noon).participation == participation
    assert links.open_link(code.replace(" ", "-"), at=noon).participation == participation


def test_nothing_stored_opens_a_door(code, noon):
    digits = code.replace(" ", "")
    with connection.cursor() as cursor:
        cursor.execute("SELECT l::text FROM dialogue_link l")
        stored = cursor.fetchone()[0]
    assert digits not in stored and digits[8:] not in stored


def test_opening_changes_nothing(code, noon):
    before = rows()
    for _time in range(5):
        links.open_link(code, at=noon)
    assert rows() == before


@pytest.mark.parametrize("wrong", ["", "1234", "0" * 24, "9" * 23, "x" * 24, "1" * 5000, "٣" * 24])
def test_a_wrong_code_opens_nothing(code, noon, wrong):
    assert links.open_link(wrong, at=noon) is None


def test_guessing_ends_after_ten_tries_an_hour(code, noon):
    selector = code.replace(" ", "")[:8]
    for _try in range(links.TRIES_PER_HOUR):
        assert links.open_link(selector + "0" * 16, at=noon) is None
    assert links.open_link(code, at=noon) is None
    assert links.open_link(code, at=noon + timedelta(hours=1, seconds=1)) is not None


def test_a_link_ends_thirty_days_after_the_meeting(code, meeting):
    last = meeting.starts_at + timedelta(days=30)
    assert links.open_link(code, at=last) is not None
    assert links.open_link(code, at=last + timedelta(days=1)) is None


def test_revoking_ends_every_link_of_the_person_and_their_tickets(code, participation, noon):
    other = links.mint_link(participation, at=noon)
    link = links.open_link(code, at=noon)
    ticket = links.ticket_for(link)
    links.revoke_link(link, at=noon)
    assert links.open_link(code, at=noon) is None
    assert links.open_link(other, at=noon) is None
    assert links.open_ticket(ticket, at=noon) == (None, False)


def test_a_ticket_can_not_be_made_up(code, noon):
    ticket = links.ticket_for(links.open_link(code, at=noon))
    assert links.open_ticket(ticket, at=noon)[0] is not None
    for forged in ("", "x", ticket[:-1] + ("a" if ticket[-1] != "a" else "b"), ticket.upper()):
        assert links.open_ticket(forged, at=noon) == (None, False)


def test_a_pin_is_chosen_once(participation):
    assert links.choose_pin(participation, "4711")
    assert not links.choose_pin(participation, "0000")


def test_five_wrong_pins_close_the_door_for_an_hour(participation, noon):
    links.choose_pin(participation, "4711")
    participation.refresh_from_db()
    for _try in range(links.PIN_TRIES):
        assert not links.pin_fits(participation, "0000", at=noon)
    participation.refresh_from_db()
    assert not links.pin_fits(participation, "4711", at=noon)
    assert links.pin_fits(participation, "4711", at=noon + timedelta(hours=1, seconds=1))


def test_a_thousand_codes_share_nothing(participation, noon, monkeypatch):
    monkeypatch.setattr(links, "make_password", lambda text: text)
    codes = {links.mint_link(participation, at=noon) for _ in range(1000)}
    assert len(codes) == 1000
