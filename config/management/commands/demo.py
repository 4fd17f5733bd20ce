"""Load the demo, show the way into it, or remove it."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from config import demo
from config.demo import people, removal
from config.demo.links import links
from config.pages import CannotDo

NO_DEMO = "There is no demo here. “manage.py demo” loads it into an empty database."
WAY_IN = "“manage.py demo --sign-ins” and “manage.py demo --links” show the ways in."
EMPTY_NOW = (
    "The demo is removed and the database is empty. Begin with "
    "“manage.py add_person EMAIL NAME administrator”."
)


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        what = parser.add_mutually_exclusive_group()
        what.add_argument(
            "--first-run",
            action="store_true",
            help="load only into a database without a single person in it; else say nothing",
        )
        what.add_argument(
            "--sign-ins", action="store_true", help="who can sign in, and with which password"
        )
        what.add_argument(
            "--links",
            action="store_true",
            help="the sign-ins, and a fresh link of each kind to the stakeholders' own pages",
        )
        what.add_argument(
            "--remove",
            action="store_true",
            help="empty the whole database, accounts included; refused once real records exist",
        )
        parser.add_argument("--yes", action="store_true", help="do not ask before removing")
        parser.add_argument(
            "--yes-into-production", action="store_true", help="load into a production database"
        )

    def handle(self, **options):
        try:
            self.do(options)
        except CannotDo as reason:
            raise CommandError(str(reason)) from reason

    def do(self, options):
        if options["sign_ins"]:
            self.say(people.sign_ins())
        elif options["links"]:
            self.show_links()
        elif options["remove"]:
            self.remove(is_sure=options["yes"])
        elif options["first_run"]:
            self.load_at_the_first_run(options)
        else:
            self.load(options)

    def say(self, text):
        if text:
            self.stdout.write(text)

    def load(self, options):
        if settings.IS_PRODUCTION and not options["yes_into_production"]:
            raise CommandError(
                "This is production, so the demo was not loaded: its password is known to "
                "everybody. If you mean it, add --yes-into-production."
            )
        demo.load(now())
        self.say(f"The demo is loaded. {WAY_IN}")

    def load_at_the_first_run(self, options):
        demo.shut_what_a_killed_loading_left_open()
        if demo.is_entirely_empty() and not removal.was_emptied_on_purpose():
            self.load(options)

    def show_links(self):
        signs_in = people.sign_ins()
        if not signs_in:
            raise CommandError(NO_DEMO)
        self.say(f"{signs_in}\n\n{links(now())}")

    def remove(self, is_sure):
        removal.insist_that_nothing_is_real()
        if not (is_sure or self.is_meant()):
            raise CommandError("Nothing was removed.")
        removal.remove()
        self.say(EMPTY_NOW)

    def is_meant(self):
        self.say("This empties the whole database, every account included.")
        return input("If you mean it, type remove: ").strip() == "remove"
