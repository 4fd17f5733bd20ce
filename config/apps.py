"""Start-up: the house refuses to open when the database would let it rewrite history."""

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import Error, Tags, register


class TeVoet(AppConfig):
    name = "config"
    verbose_name = "Te Voet"


@register(Tags.database)
def the_app_role_owns_nothing(app_configs, databases, **kwargs):
    """SUP-3: a process that serves pages must not be able to change tables or skip guards."""
    if settings.ONE_DATABASE_ROLE or "default" not in (databases or []):
        return []
    from django.db import connections

    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT current_user, (SELECT rolsuper FROM pg_roles WHERE rolname = current_user), "
            "EXISTS (SELECT FROM pg_tables WHERE schemaname = 'public' "
            "AND tableowner = current_user)"
        )
        role, is_superuser, owns_tables = cursor.fetchone()
    if not (is_superuser or owns_tables):
        return []
    return [
        Error(
            f"The database role “{role}” can rewrite history: it owns tables or is a superuser.",
            hint="Give DATABASE_URL the role te_voet_app, or set ONE_DATABASE_ROLE=1 knowingly.",
            id="te_voet.E001",
        )
    ]
