"""The Celery app and its whole schedule. Redis carries wake-ups only; what is due is in Postgres."""

import os

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("te_voet")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "tell people what is due": {
        "task": "dialogue.tasks.send_due_reminders",
        "schedule": 60.0,
        "options": {"expires": 55},
    },
}


@worker_ready.connect
def catch_up(sender, **kwargs):
    """What fell due while no worker ran goes out at once, not at the next tick of beat."""
    sender.app.send_task("dialogue.tasks.send_due_reminders", expires=55)
