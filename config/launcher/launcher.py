"""The launcher: from nothing to an address, and back to nothing."""

import time

from config.embedded import CannotStart, wait_until
from config.embedded.roles import CannotPrepare
from config.launcher.application import parts_of_the_application
from config.launcher.commands import run_command
from config.launcher.environment import (
    environment_of_the_shell,
    environment_we_add,
    leave_the_environment_for_manage_py,
)
from config.launcher.files import write_privately
from config.launcher.parts import GivenUp, look_after, stop_parts
from config.launcher.ports import addresses_at, port_of, somebody_replies_at, take_ports
from config.launcher.services import Services
from config.launcher.terminal import Interrupted, StopSign, say


class Launcher:
    def __init__(self, var):
        self.var = var
        self.stop_sign = StopSign()
        self.services = Services(var, self.stop_sign)
        self.sites_and_workers = []
        self.lines = []
        self.environment = {}

    # From nothing to an address

    def run(self):
        """Everything, until somebody asks to stop; the exit code."""
        self.stop_sign.listen_to_signals()
        try:
            self.start_everything()
            self.keep_everything_up()
        except (Interrupted, GivenUp):
            return 0 if self.stop_sign.is_up else 1
        except (CannotStart, CannotPrepare) as reason:
            say(str(reason))
            return 1
        finally:
            self.stop_everything()
        return 0

    def start_everything(self):
        self.lines = take_ports()
        urls = self.services.start()
        ours = environment_we_add(self.var, addresses_at(*self.lines)) | urls
        self.environment = environment_of_the_shell(self.services.has_our_database) | ours
        leave_the_environment_for_manage_py(self.var / "environment", ours)
        self.prepare()
        self.start_sites_and_workers()
        self.tell_where_it_is()

    def prepare(self):
        say("Preparing tables and translations.")
        self.manage("compile_translations")
        self.manage("migrate", "--database", "owner", "--no-input")
        if self.services.is_first_run:
            say("Filling in the example organisation. This is done once.")
        if self.may_have_examples():
            self.manage("demo", "--first-run")

    def may_have_examples(self):
        """Never in a database that somebody else keeps."""
        return self.services.has_our_database

    def manage(self, *words):
        return run_command(words, self.var, self.environment, self.stop_sign)

    def start_sites_and_workers(self):
        self.sites_and_workers = parts_of_the_application(self.var, *self.lines, self.environment)
        for part in self.sites_and_workers:
            part.begin()

    def tell_where_it_is(self):
        sign_ins = self.manage("demo", "--sign-ins") if self.may_have_examples() else ""
        staff, portal = self.lines
        self.wait_for_an_answer_at(staff)
        has_portal = self.wait_for_an_answer_at(portal)
        write_privately(self.var / "address", self.environment["SITE_URL"])
        say(f"\nTe Voet runs at {self.environment['SITE_URL']}")
        if has_portal:
            say(f"Stakeholders have their own pages, at {self.environment['PORTAL_URL']}")
        if sign_ins.strip():
            say(f"\n{sign_ins.strip()}")
        say("\nCtrl-C stops it; what you typed stays.")

    def wait_for_an_answer_at(self, line, timeout=60):
        """Whether somebody answers; a part that keeps dying was already spoken of."""
        port = port_of(line)

        def answers_or_gave_up():
            self.stop_sign.heed()
            self.look_after_everything()
            return somebody_replies_at(port) or self.gave_up(line)

        if not wait_until(answers_or_gave_up, timeout):
            raise CannotStart(f"Nobody answers at port {port}; see {self.var / 'log'}.")
        return not self.gave_up(line)

    def gave_up(self, line):
        return any(part.is_given_up and part.line is line for part in self.sites_and_workers)

    # Watching

    def keep_everything_up(self):
        while not self.stop_sign.is_up:
            self.look_after_everything()
            time.sleep(0.2)

    def look_after_everything(self):
        for part in (*self.services.parts, *self.sites_and_workers):
            look_after(part)
            if part.is_given_up and part.without_it is None:
                raise GivenUp

    # Stopping

    def stop_everything(self):
        """Those who write first, then what they write to."""
        if self.sites_and_workers or self.services.parts:
            say("\nStopping.")
        stop_parts(self.sites_and_workers)
        self.services.stop()
        for line in self.lines:
            line.close()
        for left in ("environment", "address"):
            (self.var / left).unlink(missing_ok=True)
