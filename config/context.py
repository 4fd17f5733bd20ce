"""What every staff page knows about the house it stands in."""

import uuid

from django.conf import settings

from accounts.models import Role
from config.demo import people
from stakeholders.models import Stakeholder

# Nobody is shown a door that is closed to them; the doors themselves are in ACCESS.md.
REGISTER = ("stakeholders", "conversations", "promises", "trust", "record", "log")
MENU = {
    Role.OFFICER: REGISTER,
    Role.PURCHASER: REGISTER,
    Role.MANAGER: REGISTER[:-2],
    Role.FACILITATOR: ("conversations", "promises"),
    Role.PRIVACY_OFFICER: ("identity",),
    Role.AUDITOR: ("record",),
    Role.ADMINISTRATOR: ("identity", "record"),
}


def demo_sign_ins():
    """Role and address of everybody in the demo, for the sign-in page of a first run."""
    if settings.IS_PRODUCTION:
        return []
    return [(role, email) for role, _name, email in people.rows()]


def house(request):
    return {
        "organisation": settings.ORGANISATION_NAME,
        "once": uuid.uuid4,
        "portal": settings.PORTAL_URL,
        "one_role": settings.ONE_DATABASE_ROLE,
        "show_sent_mail": settings.SHOWS_SENT_MAIL,
        "menu": MENU.get(getattr(request.user, "role", ""), ()),
        "demo": Stakeholder.objects.any_demo,
        "demo_sign_ins": demo_sign_ins,
        "demo_password": people.PASSWORD,
        "theme": request.COOKIES.get("theme", ""),
    }
