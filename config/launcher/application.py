"""The application itself: staff site, portal, worker and beat."""

import os
import sys
from functools import partial

from config.embedded import start_child
from config.launcher.environment import environment_of_the_portal, environment_of_the_staff
from config.launcher.files import HOUSE, log_of
from config.launcher.parts import Part

HOW_THE_WORKER_WORKS = ("-c", "2", "--without-gossip", "--without-mingle")


def parts_of_the_application(var, staff, portal, environment):
    for_staff = environment_of_the_staff(environment)
    for_portal = environment_of_the_portal(environment, var)
    log = partial(log_of, var)
    web = gunicorn_at(staff, "warning")
    # At any lower level gunicorn writes down what was asked, and by whom.
    portal_web = gunicorn_at(portal, "critical")
    worker = celery("worker", *HOW_THE_WORKER_WORKS)
    beat = celery("beat", "-s", str(var / "beat.db"))
    unanswered = "Stakeholders cannot answer until you start Te Voet again."
    late = "Reminders are not sent until you start Te Voet again."
    return [
        running("staff site", web, for_staff, log("web"), line=staff),
        running("portal", portal_web, for_portal, log("portal"), unanswered, line=portal),
        running("worker", worker, for_staff, log("worker"), late),
        running("beat", beat, for_staff, log("beat"), late),
    ]


def running(name, command, environment, log, without_it=None, line=None):
    """The part that is this command."""

    def start():
        return start_child(
            command,
            log=log,
            env=environment,
            cwd=HOUSE,
            keep_open=(line.fileno(),) if line else (),
        )

    return Part(name, start, log, without_it, line)


def gunicorn_at(line, log_level):
    """It gets our listening socket; two workers of four threads bound its database connections."""
    command = [sys.executable, "-m", "gunicorn", "config.wsgi:application"]
    command += ["--bind", f"fd://{line.fileno()}", "--worker-class", "gthread"]
    command += ["--workers", "2", "--threads", "4", "--graceful-timeout", "3"]
    command += ["--no-control-socket", "--log-level", log_level]
    # The workers' heartbeat must not wait for a slow disk.
    return [*command, "--worker-tmp-dir", "/dev/shm"] if os.path.isdir("/dev/shm") else command  # noqa: S108


def celery(*words):
    return [sys.executable, "-m", "celery", "-A", "config", *words, "--loglevel", "WARNING"]
