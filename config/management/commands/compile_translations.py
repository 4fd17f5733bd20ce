"""Compile the translations that are newer than what is in use: ours and those of the operator.

A language that only the operator has is compiled, and so offered, when all its sentences are there.
"""

import os
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_language

from config.languages import is_name_of_a_locale
from config.sentences import is_done, key_of, open_sentences, sentences_of_the_portal


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def handle(self, **options):
        sources = [
            source
            for folder in dict.fromkeys(settings.LOCALE_PATHS)
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/django.po"))
            if is_newer_than_its_result(source)
        ]
        count = sum(self.compile(source) for source in sources)
        self.stdout.write(f"{count} translation{'' if count == 1 else 's'} compiled.")

    def compile(self, source):
        """Whether that was done."""
        try:
            if complaint := why_not(source):
                self.stderr.write(complaint)
            else:
                compile_translation(source)
        except (OSError, ValueError) as fault:
            raise CommandError(f"{source} could not be compiled: {fault}") from fault
        return not complaint


def is_newer_than_its_result(source):
    result = source.with_suffix(".mo")
    return not result.exists() or source.stat().st_mtime_ns > result.stat().st_mtime_ns


def why_not(source):
    """A sentence for the operator when a catalogue of theirs cannot be used like this."""
    if settings.OUR_TRANSLATIONS in source.parents:
        return ""
    locale = source.parts[-3]
    if not is_name_of_a_locale(locale):
        return f"{source}: “{locale}” is not the name of a language; write it as in sw or zh_Hans."
    catalogue = polib.pofile(str(source))
    wrong = [entry for entry in catalogue.translated_entries() if not is_done(entry)]
    if not (settings.OUR_TRANSLATIONS / locale).exists():
        wrong += open_sentences(catalogue, sentences_of_the_portal(to_language(locale)))
    if not wrong:
        return ""
    return (
        f"{source} is not used yet: {len({key_of(entry) for entry in wrong})} sentences are not "
        "translated, or with other %(words)s or <tags> than in English. "
        f"The first: “{wrong[0].msgid}”"
    )


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
