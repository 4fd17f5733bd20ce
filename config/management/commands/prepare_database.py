"""Make the roles, the database and the extensions on a Postgres server of your own."""

import os
import secrets
from argparse import RawDescriptionHelpFormatter
from contextlib import closing
from urllib.parse import quote, urlencode

import psycopg2
from django.core.management.base import BaseCommand, CommandError
from psycopg2.extensions import parse_dsn

from config.embedded.roles import (
    APP,
    AUDIT,
    OWNER,
    PORTAL,
    ROLES,
    CannotPrepare,
    prepare_database,
)

EXAMPLE = """
It runs before there is anything to connect to, so give the settings a placeholder:

  TE_VOET_ENV=local SECRET_KEY=unused DATABASE_URL=postgres://nobody@/nowhere \\
      manage.py prepare_database --admin-url postgres://postgres:SECRET@db.example.org/postgres

It may be run again at any time. Each run makes new passwords, unless you add --keep-passwords.
"""
VARIABLES = {
    "DATABASE_URL": APP,
    "DATABASE_OWNER_URL": OWNER,
    "DATABASE_PORTAL_URL": PORTAL,
    "DATABASE_AUDIT_URL": AUDIT,
}
# How to reach the server safely is the same for everybody who connects.
ABOUT_THE_LINE = ("sslmode", "sslrootcert", "channel_binding")


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        kwargs |= {"epilog": EXAMPLE, "formatter_class": RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("database", nargs="?", default="te_voet", help="its name (te_voet)")
        parser.add_argument(
            "--admin-url",
            default=os.environ.get("DATABASE_ADMIN_URL", ""),
            help="an account that may make roles and databases; or set DATABASE_ADMIN_URL, which "
            "keeps the password out of the list of processes",
        )
        parser.add_argument(
            "--keep-passwords", action="store_true", help="put the rest right, print no URLs"
        )

    def handle(self, *, database, admin_url, keep_passwords, **options):
        if not admin_url:
            raise CommandError("Say who the administrator is: --admin-url, or DATABASE_ADMIN_URL.")
        passwords = {} if keep_passwords else {role: secrets.token_urlsafe(32) for role in ROLES}
        try:
            line = line_to(admin_url)
            complaints = prepare_database(admin_url, database, passwords)
        except (psycopg2.Error, CannotPrepare) as fault:
            raise CommandError(str(fault).strip()) from fault
        self.stdout.write(f"The database “{database}” is ready.")
        if passwords:
            self.show_urls(line, database, passwords)
        self.show_what_is_not_enforced(complaints)

    def show_urls(self, line, database, passwords):
        self.stdout.write("\nKeep these four now; the passwords are not stored anywhere.\n\n")
        for variable, role in VARIABLES.items():
            self.stdout.write(f"{variable}={url(line, role, passwords[role], database)}")
        self.stdout.write("\nNext: manage.py migrate --database owner")

    def show_what_is_not_enforced(self, complaints):
        if complaints:
            self.stdout.write("\nThis server does not enforce everything yet:")
        for complaint in complaints:
            self.stdout.write(f"- {complaint}")


def line_to(admin_url):
    """Host, port and line options, as they turned out when the administrator connected."""
    asked = parse_dsn(admin_url)
    with closing(psycopg2.connect(admin_url)) as connection:
        host, port = connection.info.host, connection.info.port
    return host, port, {name: asked[name] for name in ABOUT_THE_LINE if name in asked}


def url(line, role, password, database):
    """As django-environ reads it: a socket folder stands before the name, in the path."""
    host, port, options = line
    is_socket = host.startswith("/")
    place = "" if is_socket else f"[{host}]" if ":" in host else host
    path = f"/{quote(host)}/{quote(database)}" if is_socket else f"/{quote(database)}"
    query = f"?{urlencode(options)}" if options else ""
    return f"postgres://{role}:{password}@{place}:{port}{path}{query}"
