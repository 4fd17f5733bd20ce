"""The services: a database and a broker of our own, unless the environment names others."""

import os
from functools import partial

from config.embedded import CannotStart
from config.embedded.postgres import Postgres
from config.embedded.redis import WITHOUT_REDIS, Redis, filesystem_options
from config.embedded.roles import APP, AUDIT, OWNER, PORTAL, prepare_database
from config.launcher.files import log_of
from config.launcher.parts import Part
from config.launcher.terminal import say

DATABASE = "te_voet"


def database_is_given():
    """A server of their own needs its roles, or a deliberate no to them."""
    if not os.environ.get("DATABASE_URL"):
        return False
    one_role = os.environ.get("ONE_DATABASE_ROLE", "").lower() in ("1", "on", "true", "yes")
    if os.environ.get("DATABASE_PORTAL_URL") or one_role:
        return True
    raise CannotStart(
        "DATABASE_URL is set, so Te Voet uses that server, but DATABASE_PORTAL_URL is not: "
        "stakeholders would have the rights of your colleagues. Set it (the README says how), "
        "or set ONE_DATABASE_ROLE=1 if your server allows one role only."
    )


def urls_of_the_roles(postgres):
    return {
        "DATABASE_URL": postgres.url(APP, DATABASE),
        "DATABASE_OWNER_URL": postgres.url(OWNER, DATABASE),
        "DATABASE_PORTAL_URL": postgres.url(PORTAL, DATABASE),
        "DATABASE_AUDIT_URL": postgres.url(AUDIT, DATABASE),
    }


class Services:
    def __init__(self, var, stop_sign):
        self.var = var
        self.stop_sign = stop_sign
        self.is_first_run = False
        self.postgres = None
        self.redis = None
        self.parts = []

    @property
    def has_our_database(self):
        return self.postgres is not None

    def start(self):
        """The addresses of what we started ourselves."""
        return self.start_database() | self.start_broker()

    def start_database(self):
        if database_is_given():
            return {}
        say("Starting the database.")
        log = log_of(self.var, "postgres")
        self.postgres = Postgres(self.var / "postgres", log=log)
        self.is_first_run = not self.postgres.data.exists()
        self.watch(Part("database", partial(self.postgres.start, timeout=15), log))
        self.postgres.wait_until_ready()
        for complaint in prepare_database(self.postgres.dsn(), DATABASE):
            say(complaint)
        return urls_of_the_roles(self.postgres)

    def start_broker(self):
        if os.environ.get("REDIS_URL"):
            return {}
        log = log_of(self.var, "redis")
        self.redis = Redis(self.var / "redis", log=log)
        if not self.redis.is_available:
            say(WITHOUT_REDIS)
            filesystem_options(self.var / "broker")
            return {"REDIS_URL": self.redis.url()}
        without_it = "Reminders are sent late until you start Te Voet again."
        self.watch(Part("broker (Redis)", self.start_redis, log, without_it))
        return {"REDIS_URL": self.redis.url()}

    def start_redis(self):
        """Also waits, because a damaged file is only then found out and set aside."""
        self.redis.start(timeout=15)
        self.redis.wait_until_ready(timeout=15)
        return self.redis.process

    def watch(self, part):
        self.parts.append(part)
        part.begin()
        self.stop_sign.heed()

    def stop(self):
        for server in (self.redis, self.postgres):
            if server is not None:
                server.stop()
