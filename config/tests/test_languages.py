"""The portal speaks fourteen languages, and one more when whoever runs it wants so."""

import os
import re
import subprocess
import sys
import unicodedata
from datetime import time

import polib
import pytest
from django.conf.locale import LANG_INFO
from django.core.management import CommandError, call_command
from django.utils import translation
from django.utils.formats import time_format
from django.utils.translation import gettext

from config.environment import HOUSE
from config.languages import (
    catalogue_below,
    direction_of,
    is_name_of_a_locale,
    name_of,
    own_name,
    spoken_below,
    spoken_or_english,
)
from dialogue.portal.visits import chosen_language
from dialogue.tests.portal_browser import Browser, as_the_portal

ASKED_FOR = [
    "en",
    "nl",
    "fr",
    "de",
    "es",
    "pt",
    "tr",
    "ar",
    "hi",
    "bn",
    "ta",
    "vi",
    "zh-hans",
    "id",
]
SCRIPTS = {
    "ar": "ARABIC",
    "hi": "DEVANAGARI",
    "bn": "BENGALI",
    "ta": "TAMIL",
    "zh-hans": "CJK UNIFIED",
}


@pytest.fixture
def browser(settings):
    as_the_portal(settings)
    settings.LANGUAGES = settings.PORTAL_LANGUAGES
    return Browser()


@pytest.fixture
def compiled(settings):
    call_command("compile_translations", verbosity=0)
    # What was read before, is read again.
    settings.LOCALE_PATHS = [*settings.LOCALE_PATHS]


# --- The fourteen ---------------------------------------------------------------------------------


def test_the_languages_that_were_asked_for_are_spoken(settings):
    assert set(ASKED_FOR) <= set(dict(settings.PORTAL_LANGUAGES))
    assert [code for code, _name in settings.PORTAL_LANGUAGES][:2] == ["en", "nl"]


def test_our_own_people_work_in_two_of_them(settings):
    assert set(dict(settings.LANGUAGES)) == {"en", "nl"}


@pytest.mark.parametrize("code", ASKED_FOR)
def test_a_language_calls_itself_by_its_own_name_in_its_own_script(code):
    letters = [letter for letter in own_name(code) if letter.isalpha()]
    script = SCRIPTS.get(code, "LATIN")
    assert {unicodedata.name(letter).startswith(script) for letter in letters} == {True}
    assert own_name(code)[0] == own_name(code)[0].upper()


def test_the_page_offers_each_in_its_own_name(browser, settings):
    browser.look("/")
    for code, name in settings.PORTAL_LANGUAGES:
        way = "rtl" if code == "ar" else "ltr"
        current = ' aria-current="true"' if code == "en" else ""
        assert (
            f'<button name="language" value="{code}" lang="{code}" dir="{way}"{current}>{name}<'
            in browser.html
        )


@pytest.mark.parametrize("code", ASKED_FOR)
def test_a_page_speaks_the_language_that_is_chosen(browser, compiled, code):
    browser.post({"language": code}, path="/")
    way = ' dir="rtl"' if code == "ar" else ""
    assert f'<html lang="{code}"{way}>' in browser.html
    with translation.override(code):
        heading = gettext("Questions and answers around a conversation")
    assert heading in browser.text
    assert (heading == "Questions and answers around a conversation") == (code == "en")
    assert f": {own_name(code)}</summary>" in browser.html


@pytest.mark.parametrize(
    ("browsers", "code"),
    [
        ("hi-IN,hi;q=0.9,en;q=0.5", "hi"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("pt-BR", "pt"),
        ("ar-EG,fr;q=0.5", "ar"),
        ("fi,id;q=0.5", "id"),
        ("fi", "en"),
    ],
)
def test_a_stranger_is_addressed_in_the_first_language_that_is_spoken(browser, browsers, code):
    browser.look("/", accept_language=browsers)
    assert f'<html lang="{code}"' in browser.html


def test_a_language_that_is_not_spoken_any_more_is_english(settings):
    settings.PORTAL_LANGUAGES = [("en", "English")]
    assert spoken_or_english("hi") == "en"
    assert name_of("hi") == "English"
    assert chosen_language({"language": "hi"}) == ""


def test_letters_are_written_in_it_where_our_own_people_work(compiled):
    with translation.override("hi"):
        assert re.search(r"[\u0900-\u097f]", gettext("About our appointment"))


@pytest.mark.parametrize("code", ASKED_FOR)
def test_a_moment_cannot_be_taken_for_another(code):
    with translation.override(code):
        morning, evening = (time_format(time(hour, 30)) for hour in (3, 15))
    assert morning != evening


# --- One more, without code -------------------------------------------------------------------------


@pytest.fixture
def theirs(settings, tmp_path):
    settings.THEIR_TRANSLATIONS = tmp_path
    settings.LOCALE_PATHS = [tmp_path, settings.OUR_TRANSLATIONS]
    return tmp_path


def begin(code):
    call_command("portal_messages", new=code, verbosity=0)


def translate(folder, code, word, **headers):
    """Put a word before every sentence, which is a translation as far as we can tell."""
    path = catalogue_below(folder, code)
    catalogue = polib.pofile(path)
    catalogue.metadata |= headers
    for entry in catalogue:
        entry.msgstr = "" if entry.msgid_plural else f"{word} {entry.msgid}"
        for form in entry.msgstr_plural:
            entry.msgstr_plural[form] = f"{word} {entry.msgid_plural}"
    catalogue.save(path)
    later = path.stat().st_mtime_ns + 1_000_000
    os.utime(path, ns=(later, later))
    return path


PORTAL_PROCESS = """
import django
django.setup()
from django.test import Client
print(Client(SERVER_NAME="localhost").get("/", headers={"accept-language": "LANGUAGE"}).content.decode())
"""


def page_of_a_portal(folder, language):
    """What a portal says to a stranger that was started after the folder was filled."""
    portal = subprocess.run(
        [sys.executable, "-c", PORTAL_PROCESS.replace("LANGUAGE", language)],
        env={**os.environ, "TE_VOET_SITE": "portal", "TE_VOET_LOCALE": str(folder)},
        cwd=HOUSE,
        capture_output=True,
        text=True,
        check=True,
    )
    return portal.stdout


def test_a_language_that_django_knows_is_added_with_one_file(theirs):
    begin("sw")
    translate(theirs, "sw", "Sauti:")
    call_command("compile_translations", verbosity=0)
    page = page_of_a_portal(theirs, "sw-KE")
    assert '<html lang="sw">' in page
    assert "Sauti: Questions and answers" in page
    assert 'dir="ltr" aria-current="true">Kiswahili</button>' in page


def test_a_language_that_django_does_not_know_says_its_name_and_direction_itself(theirs):
    begin("sat")
    headers = {"X-Language-Name": "ᱥᱟᱱᱛᱟᱲᱤ", "X-Direction": "rtl"}
    path = translate(theirs, "sat", "ᱚᱞ", **headers)
    # Its months and days are asked too: nobody else can say them.
    assert polib.pofile(path).find("January").msgstr == "ᱚᱞ January"
    call_command("compile_translations", verbosity=0)
    page = page_of_a_portal(theirs, "sat-IN")
    assert '<html lang="sat" dir="rtl">' in page
    assert "ᱚᱞ Questions and answers" in page
    assert 'lang="sat" dir="rtl" aria-current="true">ᱥᱟᱱᱛᱟᱲᱤ</button>' in page


def test_what_is_not_finished_is_not_offered_and_a_sentence_says_why(theirs, settings, capsys):
    begin("sw")
    call_command("compile_translations")
    assert "is not used yet" in capsys.readouterr().err
    assert "sw" not in dict(spoken_below(settings.OUR_TRANSLATIONS, theirs))
    path = translate(theirs, "sw", "Sauti:")
    call_command("compile_translations")
    assert dict(spoken_below(settings.OUR_TRANSLATIONS, theirs))["sw"] == "Kiswahili"
    # A newer one with a hole in it does not take the place of what works.
    before = path.with_suffix(".mo").read_bytes()
    translate(theirs, "sw", "%(sauti)s")
    call_command("compile_translations")
    assert "%(words)s" in capsys.readouterr().err
    assert path.with_suffix(".mo").read_bytes() == before


def test_a_sentence_of_ours_can_be_said_differently(theirs):
    path = catalogue_below(theirs, "hi")
    path.parent.mkdir(parents=True)
    path.write_text('msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n')
    catalogue = polib.pofile(path)
    catalogue.append(polib.POEntry(msgid="I have a code", msgstr="कोड है"))
    catalogue.save(path)
    call_command("compile_translations", verbosity=0)
    page = page_of_a_portal(theirs, "hi")
    assert "कोड है" in page
    assert "Questions and answers" not in page
    call_command("portal_messages", verbosity=0)
    assert len(polib.pofile(path)) == 1


@pytest.mark.parametrize("code", ["hi", "en", "SW", "no such language", "../x"])
def test_what_is_no_new_language_is_refused(theirs, code):
    with pytest.raises(CommandError):
        begin(code)
    assert list(theirs.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "is_fine"),
    [("sw", True), ("zh_Hant", True), ("sat_Olck", True), ("zh-hant", False), ("SW", False)],
)
def test_a_folder_is_named_as_gettext_wants(name, is_fine):
    assert is_name_of_a_locale(name) == is_fine


def test_a_folder_with_another_name_is_told(theirs, capsys):
    path = theirs / "SW" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text("")
    call_command("compile_translations")
    assert "“SW” is not the name of a language" in capsys.readouterr().err


def test_what_is_open_goes_out_as_json_and_comes_back(theirs, tmp_path, capsys):
    begin("sw")
    call_command("portal_messages", to=tmp_path / "out")
    assert ", 0 open" not in capsys.readouterr().out.splitlines()[-1]
    file = tmp_path / "out" / "sw.json"
    file.write_text(
        file.read_text().replace('"I have a code": ""', '"I have a code": "Nina msimbo"')
    )
    call_command("portal_messages", source=tmp_path / "out")
    assert polib.pofile(catalogue_below(theirs, "sw")).find("I have a code").msgstr == "Nina msimbo"


def test_direction_follows_the_language_and_not_its_country():
    assert [direction_of(code) for code in ("ar", "ar-dz", "fa", "hi", "zh-hans")] == [
        "rtl",
        "rtl",
        "rtl",
        "ltr",
        "ltr",
    ]


def test_nothing_is_said_twice_about_a_language(settings):
    codes = [code for code, _name in settings.PORTAL_LANGUAGES]
    assert len(codes) == len(set(codes)) == len({LANG_INFO[code]["name_local"] for code in codes})
