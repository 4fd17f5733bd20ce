"""On paper: the same poster for everybody, in every language; and a card with somebody's own code."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as current
from django.urls import reverse

from dialogue.actions.rounds import STANDARD_QUESTIONS, open_round
from dialogue.check_words import check_words
from dialogue.models import Link
from stakeholders.actions.stakeholders import assess_safety
from stakeholders.tests.cast import NOON, TODAY


@pytest.fixture
def officer(client, amina, settings):
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def anonymous_round(meeting, amina):
    return open_round(
        meeting,
        mode="anonymous",
        questions=STANDARD_QUESTIONS,
        closes_on=TODAY + timedelta(days=5),
        audience="Everybody in the quarries of Khimaj",
        audience_size=60,
        by=amina,
        at=NOON,
    )


def poster_of(round_, **wanted):
    url = reverse("dialogue:poster", args=[round_.meeting_id, round_.pk])
    return f"{url}?{'&'.join(f'{name}={value}' for name, value in wanted.items())}"


def card_of(round_, participation):
    return reverse("dialogue:round_card", args=[round_.meeting_id, round_.pk, participation.pk])


@pytest.mark.parametrize("size", ["poster", "card"])
@pytest.mark.parametrize("language", [code for code, _name in current.PORTAL_LANGUAGES])
def test_everywhere_the_same_code_and_the_same_check_words(
    officer, anonymous_round, language, size
):
    page = officer.get(poster_of(anonymous_round, language=language, size=size))
    text = page.content.decode()
    assert check_words(anonymous_round.digest) in text
    assert anonymous_round.code_in_groups in text
    assert "<svg" in text and anonymous_round.audience in text
    assert f'class="paper {size}"' in text


def test_a_language_that_runs_the_other_way_does(officer, anonymous_round):
    text = officer.get(poster_of(anonymous_round, language="ar")).content.decode()
    assert '<html lang="ar" dir="rtl">' in text
    assert '<bdi dir="ltr" class="code">' in text


def test_what_nobody_speaks_or_prints_becomes_what_is_usual(officer, anonymous_round):
    text = officer.get(poster_of(anonymous_round, language="xx", size="a0")).content.decode()
    assert 'lang="en"' in text and 'class="paper poster"' in text


def test_a_poster_asks_nothing_of_anybody_and_has_no_style_of_its_own(officer, anonymous_round):
    page = officer.get(poster_of(anonymous_round))
    text = page.content.decode()
    assert not re.findall(r'(?:src|href)="https?:', text)
    assert " style=" not in text and "<style" not in text


def test_only_an_anonymous_round_has_a_poster(officer, open_questions):
    assert officer.get(poster_of(open_questions)).status_code == 404


def test_a_card_carries_a_fresh_code_that_is_shown_once(officer, open_questions, participation):
    first = officer.post(card_of(open_questions, participation)).content.decode()
    second = officer.post(card_of(open_questions, participation)).content.decode()
    codes = [re.search(r"(?:\d{4} ){5}\d{4}", text)[0] for text in (first, second)]
    assert codes[0] != codes[1] and Link.objects.count() == 2
    assert officer.get(card_of(open_questions, participation)).status_code == 405


def test_no_card_with_a_name_before_it_is_known_to_be_safe(
    officer, open_questions, participation, union, amina
):
    assess_safety([union], risk="yes", by=amina, at=NOON + timedelta(seconds=1))
    assert officer.post(card_of(open_questions, participation)).status_code == 403
    assert not Link.objects.exists()


def test_in_an_anonymous_round_nobody_has_a_card_of_their_own(
    officer, anonymous_round, participation
):
    assert officer.post(card_of(anonymous_round, participation)).status_code == 404


def test_who_withdrew_gets_no_card(officer, open_questions, participation):
    from dialogue.actions.meetings import take_no_part

    take_no_part(participation, at=NOON)
    assert officer.post(card_of(open_questions, participation)).status_code == 404
