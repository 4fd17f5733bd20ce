"""Compile the translations (locale/*/LC_MESSAGES/*.po) that are newer than what is in use."""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, **options):
        sources = [
            source
            for folder in settings.LOCALE_PATHS
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
            if is_newer_than_its_result(source)
        ]
        for source in sources:
            try:
                compile_translation(source)
            except (OSError, ValueError) as fault:
                raise CommandError(f"{source} could not be compiled: {fault}") from fault
        count = len(sources)
        self.stdout.write(f"{count} translation{'' if count == 1 else 's'} compiled.")


def is_newer_than_its_result(source):
    result = source.with_suffix(".mo")
    return not result.exists() or source.stat().st_mtime_ns > result.stat().st_mtime_ns


def compile_translation(source):
    """Whoever reads meanwhile finds the old file or the new one, never half of one."""
    read_at = source.stat()
    unfinished = source.with_name(f".{source.stem}.{os.getpid()}.mo")
    try:
        polib.pofile(str(source)).save_as_mofile(str(unfinished))
        # An edit made while we compiled must still count as newer.
        os.utime(unfinished, ns=(read_at.st_atime_ns, read_at.st_mtime_ns))
        unfinished.replace(source.with_suffix(".mo"))
    finally:
        unfinished.unlink(missing_ok=True)
