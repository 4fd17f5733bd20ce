"""What the database said no to, by the name of the rule."""


def refused_by(error):
    """The constraint, or the rule of a trigger, that this database error names; "" when none."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
