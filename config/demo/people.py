"""The colleagues of the demo: everybody the story needs, one of them for each role."""

from dataclasses import dataclass

from accounts.models import Role, User

# The demo is for looking around; whoever removes it removes these accounts with it.
PASSWORD = "vertrouwen komt te voet"  # noqa: S105
PIN = "274639"


@dataclass(frozen=True)
class Colleague:
    name: str
    role: str
    email: str
    language: str = User.Language.DUTCH
    still_works_here: bool = True

    @property
    def first_name(self):
        return self.name.split()[0]


def colleague(name, role, **more):
    address = f"{name.lower().replace(' ', '.')}@noordkade.example.org"
    return Colleague(name, role, address, **more)


COLLEAGUES = (
    colleague("Femke Dijkgraaf", Role.OFFICER),
    colleague("Joris Wennekes", Role.OFFICER),
    colleague("Anouk Terlaak", Role.PURCHASER),
    colleague("Daan Ouwehand", Role.PURCHASER),
    colleague("Bram Hoekzema", Role.PURCHASER, still_works_here=False),
    colleague("Sietske Palland", Role.PURCHASER, still_works_here=False),
    colleague("Ruud Altena", Role.PURCHASER, still_works_here=False),
    colleague("Marit Valkenburg", Role.MANAGER),
    Colleague(
        "Leela Vaidyan",
        Role.FACILITATOR,
        "leela.vaidyan@facilitator.example.org",
        language=User.Language.ENGLISH,
    ),
    colleague("Hilde Zandstra", Role.PRIVACY_OFFICER),
    colleague("Tjerk Roelofsen", Role.AUDITOR),
    colleague("Wil Bouwhuis", Role.ADMINISTRATOR),
)
ADDRESSES = {person.email for person in COLLEAGUES}


def add_people():
    """Everybody by first name, which is how the scenarios call them."""
    return {person.first_name: add(person) for person in COLLEAGUES}


def add(person):
    return User.objects.create_user(
        person.email,
        person.name,
        person.role,
        password=PASSWORD if person.still_works_here else None,
        language=person.language,
        is_active=person.still_works_here,
    )


def who_can_sign_in():
    return User.objects.active().filter(email__in=ADDRESSES)


def rows():
    """Role, name and address of everybody who can sign in, officers first."""
    people = {person.email: person for person in who_can_sign_in()}
    return [
        (str(people[person.email].get_role_display()), person.name, person.email)
        for person in COLLEAGUES
        if person.email in people
    ]


def sign_ins():
    """A small table for the terminal; empty where there is no demo."""
    if not rows():
        return ""
    return "\n".join([f"Sign in with the password “{PASSWORD}” as:", *in_columns(rows())])


def in_columns(rows):
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  "
        + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
