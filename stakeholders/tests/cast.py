"""The people and organisations that appear in our tests.

Amina looks after the quarry workers' union, Bram is her deputy there. Chloe is an officer of
another team. Marit is the manager. Nobody here is real.
"""

from datetime import UTC, date, datetime

import pytest

from accounts.models import Role, User
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import add_person, add_stakeholder, assess_safety
from stakeholders.models import ContactAssignment, ContactPerson, SafetyAssessment, Stakeholder

TODAY = date(2026, 5, 18)  # a Monday
NOON = datetime(2026, 5, 18, 10, 0, tzinfo=UTC)
PASSWORD = "trust comes on foot"


def make_user(name, role=Role.OFFICER, **fields):
    email = f"{name.lower().replace(' ', '.')}@example.org"
    fields.setdefault("language", "en")
    user = User(email=email, name=name, role=role, **fields)
    user.set_unusable_password()
    user.save()
    return user


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def noon():
    return NOON


@pytest.fixture
def amina(db):
    return make_user("Amina Haddou")


@pytest.fixture
def bram(db):
    return make_user("Bram Postma")


@pytest.fixture
def chloe(db):
    return make_user("Chloe Dekker")


@pytest.fixture
def marit(db):
    return make_user("Marit Veenstra", Role.MANAGER)


@pytest.fixture
def union(amina, bram):
    """A union with a contact person who has an address; Amina and Bram look after it."""
    union = add_stakeholder(
        Stakeholder(
            name="Quarry Workers’ Union",
            kind=Stakeholder.Kind.UNION,
            place="Khimaj",
            country="India",
        ),
        by=amina,
        on=date(2025, 3, 3),
    )
    assign(union, user=bram, part=ContactAssignment.Part.DEPUTY, on=date(2025, 4, 4))
    return union


@pytest.fixture
def ravi(union):
    return add_person(
        ContactPerson(
            stakeholder=union,
            name="R. Meena",
            function="secretary",
            email="meena@union.example.org",
            language="en",
        )
    )


@pytest.fixture
def supplier(chloe):
    """A supplier that Chloe looks after; Amina and Bram do not."""
    return add_stakeholder(
        Stakeholder(name="Banas Cobbles", kind=Stakeholder.Kind.SUPPLIER, country="India"),
        by=chloe,
        on=date(2025, 3, 3),
    )


@pytest.fixture
def safe_union(union, amina):
    assess_safety([union], risk=SafetyAssessment.Risk.NO, by=amina, at=NOON)
    return union
