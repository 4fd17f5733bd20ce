"""Which languages the stakeholder pages speak, what these call themselves, and which way they run.

English is in the code. Every other language is a folder of translations: ours stand in `locale`;
whoever runs Te Voet has a folder of their own (TE_VOET_LOCALE), in which they add a language, or
say a sentence of ours differently, without code.
"""

import re
from gettext import GNUTranslations

from django.conf import settings
from django.conf.global_settings import LANGUAGES_BIDI
from django.conf.locale import LANG_INFO
from django.utils.text import capfirst
from django.utils.translation import to_language, to_locale

ENGLISH = "en"
# Who works here speaks one of these; the others follow by their own name.
FIRST = [ENGLISH, "nl"]
# A code as a browser sends it, and no longer than where we keep it.
CODE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8})*")
LONGEST_CODE = 12


def spoken_below(ours, theirs):
    """Code and own name of every language: ours, and those of theirs that are compiled."""
    codes = {ENGLISH, *codes_below(ours, "po")}
    for code in codes_below(theirs, "mo") - codes:
        introduce(code, headers_of(catalogue_below(theirs, code, "mo")))
        codes.add(code)
    names = {code: own_name(code) for code in codes}
    return sorted(names.items(), key=_english_and_dutch_first)


def codes_below(folder, kind):
    """Languages of a folder. A name under which gettext would not look is no language."""
    found = {file.parts[-3] for file in folder.glob(f"*/LC_MESSAGES/django.{kind}")}
    return {to_language(name) for name in found if is_name_of_a_locale(name)}


def is_name_of_a_locale(name):
    code = to_language(name)
    return bool(CODE.fullmatch(code)) and len(code) <= LONGEST_CODE and to_locale(code) == name


def catalogue_below(folder, code, kind="po"):
    return folder / to_locale(code) / "LC_MESSAGES" / f"django.{kind}"


def headers_of(compiled):
    with compiled.open("rb") as file:
        return GNUTranslations(file).info()


def introduce(code, headers):
    """Django knows some hundred languages; of another its catalogue says its name and direction."""
    name = headers.get("x-language-name", "")
    if is_known(code) and not name:
        return
    runs_right_to_left = headers.get("x-direction", "") == "rtl"
    LANG_INFO[code] = {
        "code": code,
        "name": name or code,
        "name_local": name or code,
        "bidi": runs_right_to_left,
    }
    if runs_right_to_left:
        LANGUAGES_BIDI.append(_first_part(code))


def is_known(code):
    return "name_local" in LANG_INFO.get(code, {})


def own_name(code):
    """हिंदी for hi. As the first word of a line: Français, Español."""
    return capfirst(LANG_INFO[code]["name_local"])


def _english_and_dutch_first(language):
    code, name = language
    return (FIRST.index(code) if code in FIRST else len(FIRST), name.casefold())


def _first_part(code):
    """What Django asks when it wants to know a direction."""
    return code.split("-")[0]


# --- While it runs --------------------------------------------------------------------------------


def is_spoken(code):
    return code in dict(settings.PORTAL_LANGUAGES)


def spoken_or_english(code):
    """What somebody chose once may not be offered any more."""
    return code if is_spoken(code) else ENGLISH


def name_of(code):
    return dict(settings.PORTAL_LANGUAGES)[spoken_or_english(code)]


def direction_of(code):
    return "rtl" if _first_part(code) in settings.LANGUAGES_BIDI else "ltr"
