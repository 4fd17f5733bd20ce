"""Which sentences somebody without an account can come to read: the portal's, in every language.

The Dutch catalogue holds every sentence with the files that say it (`make messages`). A catalogue
of another language holds those of the portal only.
"""

import re
from collections import Counter
from fnmatch import fnmatch
from functools import cache
from gettext import GNUTranslations
from pathlib import Path

import django
import polib
from django.utils.translation import to_locale

from config.environment import HOUSE
from config.sentences_in_code import words_of_verbs_of_the_portal, words_shown_of

# Everything these say is said to a stakeholder…
TO_STAKEHOLDERS = [
    "dialogue/attachments/*",
    "dialogue/portal/*",
    "dialogue/promise_text.py",
    "dialogue/what_became.py",
    "templates/dialogue/_text_with_a_link.html",
    "templates/dialogue/_text_with_the_code.html",
    "templates/mail/*",
    "templates/portal/*",
    "templates/print/*",
]
# … except for letters to our own people.
TO_US = [
    "templates/mail/answer_due.txt",
    "templates/mail/breach_due.txt",
    "templates/mail/daily_heads.txt",
    "templates/mail/endorsement_missing.txt",
    "templates/mail/expectations_undecided.txt",
    "templates/mail/promise_adrift.txt",
    "templates/mail/promise_answered.txt",
    "templates/mail/promise_asked.txt",
    "templates/mail/promise_due.txt",
    "templates/mail/promise_handed.txt",
    "templates/mail/record_fault.txt",
    "templates/mail/report_due.txt",
    "templates/mail/urgent.txt",
]
# Of a verb, what it refuses with when the portal calls it; of a model, the words for a choice.
ACTIONS = "dialogue/actions/*.py"
MODELS = "dialogue/models/*.py"

MONTHS_AND_DAYS = """
January February March April May June July August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
""".split()  # noqa: SIM905
DJANGOS = Path(django.__file__).parent / "conf" / "locale"
TWO_FORMS = "nplurals=2; plural=(n != 1);"

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


# --- Which they are -------------------------------------------------------------------------------


def sentences_of_the_portal(code):
    """Entries without a translation that a catalogue in this language needs."""
    return [_untranslated(entry) for entry in _said_to_them()] + _calendar(code)


@cache
def _said_to_them():
    dutch = polib.pofile(str(HOUSE / "locale" / "nl" / "LC_MESSAGES" / "django.po"))
    return [entry for entry in dutch if not entry.obsolete and files_that_tell_them(entry)]


def files_that_tell_them(entry):
    """The files in which this sentence is said to a stakeholder."""
    return [file for file, _line in entry.occurrences if _tells_them(file, entry.msgid)]


def _tells_them(file, sentence):
    if fnmatch(file, ACTIONS):
        return sentence in words_of_verbs_of_the_portal()
    if fnmatch(file, MODELS):
        return sentence in words_shown_of(HOUSE / file)
    return speaks_to_stakeholders(file)


def speaks_to_stakeholders(file):
    return _is_one_of(TO_STAKEHOLDERS, file) and not _is_one_of(TO_US, file)


def _is_one_of(patterns, file):
    return any(fnmatch(file, pattern) for pattern in patterns)


def _untranslated(entry):
    return polib.POEntry(
        msgctxt=entry.msgctxt,
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        occurrences=[(file, "") for file in files_that_tell_them(entry)],
        flags=[flag for flag in entry.flags if flag != "fuzzy"],
    )


def _calendar(code):
    """Months and days, where Django itself cannot say them in this language."""
    djangos = headers_and_words_of_django(code)[1]
    return [polib.POEntry(msgid=word) for word in MONTHS_AND_DAYS if word not in djangos]


def headers_and_words_of_django(code):
    compiled = DJANGOS / to_locale(code) / "LC_MESSAGES" / "django.mo"
    if not compiled.exists():
        return {}, {}
    with compiled.open("rb") as file:
        catalogue = GNUTranslations(file)
    return catalogue.info(), catalogue._catalog


def plural_forms_of(code):
    """As Django counts in this language, so that its words and ours go together."""
    return headers_and_words_of_django(code)[0].get("plural-forms", TWO_FORMS)


# --- A catalogue of them --------------------------------------------------------------------------


def new_catalogue(code):
    catalogue = polib.POFile(wrapwidth=0)
    catalogue.metadata = {
        "Project-Id-Version": "Te Voet",
        "Last-Translator": "Te Voet",
        "Language-Team": "Te Voet",
        "Language": to_locale(code),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms_of(code),
    }
    return catalogue


def bring_in_step(catalogue, sentences):
    """Exactly these sentences, in this order, with the translations that were there."""
    before = {key_of(entry): entry for entry in catalogue}
    forms = number_of_forms(catalogue)
    catalogue.clear()
    for sentence in sentences:
        old = before.get(key_of(sentence))
        if sentence.msgid_plural:
            sentence.msgstr_plural = old.msgstr_plural if old else dict.fromkeys(range(forms), "")
        if old:
            sentence.msgstr, sentence.tcomment = old.msgstr, old.tcomment
            sentence.flags += ["fuzzy"] if old.fuzzy else []
        catalogue.append(sentence)


def number_of_forms(catalogue):
    return int(re.search(r"nplurals\s*=\s*(\d+)", catalogue.metadata["Plural-Forms"])[1])


def key_of(entry):
    """What tells two sentences apart, written as gettext does."""
    return f"{entry.msgctxt}\x04{entry.msgid}" if entry.msgctxt else entry.msgid


def open_sentences(catalogue, sentences):
    """Those that are not translated, or not so that they say the same."""
    done = {key_of(entry) for entry in catalogue if is_done(entry)}
    return [sentence for sentence in sentences if key_of(sentence) not in done]


def is_done(entry):
    return entry.translated() and not entry.obsolete and all(map(fits(entry), texts_of(entry)))


def texts_of(entry):
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def fits(entry):
    """A wrong placeholder would stop a page, a tag too many would spoil it."""

    def fits_entry(text):
        if entry.msgid_plural:
            # “One day” needs no number.
            return set(facts_in(text)) <= set(facts_in(entry.msgid_plural))
        return facts_in(text) == facts_in(entry.msgid)

    return fits_entry


def facts_in(text):
    return Counter(PLACEHOLDER.findall(text) + TAG.findall(text))
