"""Bring every catalogue of the portal in step with the sentences that the portal says.

What is new waits for its translation, what is said no more goes, what was translated stays. Run
it after `make messages`. `--new sw` begins a language in the operator's folder.

With `--to folder` the open sentences are written there, a JSON file for each language: sentence →
translation (of a plural a list of its forms). `--from folder` takes the filled in files back.
"""

import json
from pathlib import Path

import polib
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import to_language, to_locale

from config.languages import (
    ENGLISH,
    FIRST,
    catalogue_below,
    codes_below,
    is_known,
    is_name_of_a_locale,
)
from config.sentences import (
    bring_in_step,
    key_of,
    new_catalogue,
    open_sentences,
    sentences_of_the_portal,
)


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("--new", metavar="CODE", help="a language to begin: sw, zh-hant, sat")
        parser.add_argument("--to", type=Path, help="where to write the open sentences as JSON")
        parser.add_argument("--from", type=Path, dest="source", help="JSON files to take over")

    def handle(self, *, new, to, source, **options):
        if new:
            begin(new)
        for folder, code in catalogues():
            self.bring_in_step(catalogue_below(folder, code), code, to, source)

    def bring_in_step(self, path, code, to, source):
        catalogue, sentences = polib.pofile(str(path), wrapwidth=0), sentences_of_the_portal(code)
        before = str(catalogue)
        bring_in_step(catalogue, sentences)
        if source:
            take_over(catalogue, source / f"{code}.json")
        if str(catalogue) != before:
            catalogue.save()
        still_open = open_sentences(catalogue, sentences)
        if to:
            write_down(still_open, catalogue, to / f"{code}.json")
        self.stdout.write(f"{path}: {len(sentences)} sentences, {len(still_open)} open")


def catalogues():
    """Folder and code of every catalogue that holds the portal's sentences and no others.

    What the operator has beside a language of ours are amendments, and stay as they are.
    """
    ours, theirs = settings.OUR_TRANSLATIONS, settings.THEIR_TRANSLATIONS
    our_codes = codes_below(ours, "po")
    return [
        *((ours, code) for code in sorted(our_codes - set(FIRST))),
        *((theirs, code) for code in sorted(codes_below(theirs, "po") - our_codes - set(FIRST))),
    ]


def begin(code):
    """A catalogue of the operator in which nothing is translated yet."""
    if not is_name_of_a_locale(to_locale(code)) or to_language(to_locale(code)) != code:
        raise CommandError(f"“{code}” is not the code of a language. Write it as in sw or zh-hant.")
    if code in {ENGLISH, *codes_below(settings.OUR_TRANSLATIONS, "po")}:
        raise CommandError(f"“{code}” is spoken already.")
    path = catalogue_below(settings.THEIR_TRANSLATIONS, code)
    if path.exists():
        raise CommandError(f"{path} is there already.")
    catalogue = new_catalogue(code)
    if not is_known(code):
        catalogue.metadata |= {"X-Language-Name": code, "X-Direction": "ltr"}
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))


def write_down(sentences, catalogue, path):
    entries = {key_of(entry): entry for entry in catalogue}
    open_now = {
        key: list(entry.msgstr_plural.values()) if entry.msgid_plural else entry.msgstr
        for key, entry in ((key_of(sentence), entries[key_of(sentence)]) for sentence in sentences)
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(open_now, ensure_ascii=False, indent=1) + "\n")


def take_over(catalogue, path):
    """What is filled in; a sentence that is said no more is passed over."""
    said = json.loads(path.read_text()) if path.exists() else {}
    for entry in catalogue:
        text = said.get(key_of(entry))
        if not text or not all(text):
            continue
        if entry.msgid_plural:
            entry.msgstr_plural = dict(enumerate(text))
        else:
            entry.msgstr = text
        entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
