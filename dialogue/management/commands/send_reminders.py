"""Tell people what is due, without Celery: for cron, or by hand."""

from django.core.management.base import BaseCommand

from config.sweep import sweep


class Command(BaseCommand):
    help = __doc__

    def handle(self, **options):
        count = sweep()
        self.stdout.write(f"{count} message{'' if count == 1 else 's'} sent.")
