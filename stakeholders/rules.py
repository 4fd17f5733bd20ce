"""Who may do what with the register. Each answer is one sentence about a person and a thing."""

from accounts.models import Role

REGISTER_KEEPERS = {Role.OFFICER, Role.PURCHASER}


def can_add_stakeholders(user):
    return user.role in REGISTER_KEEPERS


def is_on_the_team(user, stakeholder):
    return stakeholder.assignments.open().filter(user=user).exists()


def can_edit(user, stakeholder):
    """Officers mend the register anywhere; purchasers where the relationship is theirs."""
    if user.role == Role.OFFICER:
        return True
    return user.role == Role.PURCHASER and is_on_the_team(user, stakeholder)


def can_assign(user, stakeholder):
    """Who looks after a relationship is decided by who does so now, or by a manager."""
    return user.role in {Role.OFFICER, Role.MANAGER} or can_edit(user, stakeholder)
