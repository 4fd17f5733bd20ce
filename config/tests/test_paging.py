"""Keyset pages show every row once, in both directions, also while rows come in."""

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.paging import page_of
from stakeholders.models import Stakeholder


def page(order, size=3, **place):
    request = RequestFactory().get("/", place)
    return page_of(Stakeholder.objects.all(), request, order, size=size)


@pytest.fixture
def eleven(db):
    for number in range(11):
        name = f"S{number:02}"
        Stakeholder.objects.create(
            name=name, sort_key=name, kind="ngo" if number % 3 else "union", country="Peru"
        )


@pytest.mark.parametrize(
    "order", [["sort_key", "pk"], ["-sort_key", "-pk"], ["kind", "-pk"], ["-created_at", "pk"]]
)
def test_forward_and_back_shows_every_row_once(eleven, order):
    expected = list(Stakeholder.objects.order_by(*order).values_list("name", flat=True))
    seen, now = [], page(order)
    while True:
        seen += [row.name for row in now]
        if not now.next_token:
            break
        now = page(order, after=now.next_token)
    assert seen == expected
    back = [row.name for row in now]
    while now.previous_token:
        now = page(order, before=now.previous_token)
        back = [row.name for row in now] + back
    assert back == expected


def test_a_row_that_comes_in_meanwhile_moves_nothing(eleven):
    first = page(["sort_key", "pk"])
    Stakeholder.objects.create(name="A", sort_key="A", kind="ngo")
    second = page(["sort_key", "pk"], after=first.next_token)
    assert [row.name for row in second] == ["S03", "S04", "S05"]


@pytest.mark.django_db
@given(st.text(max_size=60))
def test_any_token_is_a_page(token):
    assert page(["sort_key", "pk"], after=token).rows == []
    assert page(["-created_at", "-pk"], before=token).rows == []
