"""No sentence of ours is missing in Dutch, none of the portal's in any language, none is left over.

The sentences are read from the code and the templates themselves, so that the check needs no
gettext on the machine; `make messages` writes them into the catalogue.
"""

import ast
import re

import polib
import pytest
from django.template import Engine
from django.template.base import Node
from django.templatetags.i18n import BlockTranslateNode, TranslateNode

from config.environment import HOUSE
from config.languages import FIRST, catalogue_below, codes_below
from config.sentences import (
    bring_in_step,
    key_of,
    open_sentences,
    plural_forms_of,
    sentences_of_the_portal,
    speaks_to_stakeholders,
    texts_of,
)

OURS_TO_SAY = HOUSE / "locale"
CATALOGUE = catalogue_below(OURS_TO_SAY, "nl")
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
OURS = ["accounts", "config", "stakeholders", "dialogue", "trust"]
OTHERS = sorted(codes_below(OURS_TO_SAY, "po") - set(FIRST))
# Somebody who forgot to translate left English.
SCRIPTS = {
    "ar": r"[\u0600-\u06ff]",
    "bn": r"[\u0980-\u09ff]",
    "hi": r"[\u0900-\u097f]",
    "ta": r"[\u0b80-\u0bff]",
    "zh-hans": r"[\u4e00-\u9fff]",
}
PLACEHOLDER = re.compile(r"%\((\w+)\)\w|%[sd]")


def sentences_in_code():
    for app in OURS:
        for file in (HOUSE / app).rglob("*.py"):
            if "tests" not in file.parts and "migrations" not in file.parts:
                yield from sentences_in(ast.parse(file.read_text()))


def sentences_in(tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place = 1 if name in WITH_CONTEXT else 0
        said = node.args[place] if len(node.args) > place else None
        if name in FUNCTIONS | WITH_CONTEXT and isinstance(said, ast.Constant):
            yield said.value


def sentences_in_templates():
    engine = Engine.get_default()
    folder = HOUSE / "templates"
    for file in folder.rglob("*"):
        if file.suffix in {".html", ".txt"}:
            template = engine.get_template(str(file.relative_to(folder)))
            yield from sentences_below(template.nodelist)


def sentences_below(nodes):
    for node in nodes.get_nodes_by_type(Node):
        if isinstance(node, TranslateNode):
            yield node.filter_expression.var.literal or str(node.filter_expression.var)
        elif isinstance(node, BlockTranslateNode):
            yield node.render_token_list(node.singular)[0]


@pytest.fixture(scope="module")
def catalogue():
    return polib.pofile(CATALOGUE)


def test_every_sentence_is_in_the_catalogue(catalogue):
    known = {entry.msgid for entry in catalogue}
    said = {text for text in [*sentences_in_code(), *sentences_in_templates()] if text.strip()}
    assert said - known == set(), "run `make messages` and translate"


def test_every_sentence_is_translated_and_none_is_doubtful(catalogue):
    assert [entry.msgid for entry in catalogue.untranslated_entries()] == []
    assert [entry.msgid for entry in catalogue.fuzzy_entries()] == []
    assert [entry.msgid for entry in catalogue.obsolete_entries()] == []


def test_a_translation_fills_in_the_same_facts(catalogue):
    def facts(text):
        return set(PLACEHOLDER.findall(text))

    different = [
        entry.msgid
        for entry in catalogue
        for text in (entry.msgstr_plural.values() if entry.msgid_plural else [entry.msgstr])
        if not facts(text) <= facts(entry.msgid) | facts(entry.msgid_plural)
    ]
    assert different == []


# --- The portal, in the other languages -------------------------------------------------------------


@pytest.fixture(scope="module", params=OTHERS)
def code(request):
    return request.param


@pytest.fixture(scope="module")
def other(code):
    return polib.pofile(catalogue_below(OURS_TO_SAY, code))


def test_the_portal_says_everything_in_every_language(other, code):
    missing = open_sentences(other, sentences_of_the_portal(code))
    assert [key_of(sentence) for sentence in missing] == []
    assert [entry.msgid for entry in other.fuzzy_entries()] == []


def test_a_catalogue_holds_what_the_portal_says_and_no_more(other, code):
    assert [key_of(entry) for entry in other] == [
        key_of(sentence) for sentence in sentences_of_the_portal(code)
    ], "run `make messages`"


def test_a_catalogue_counts_as_django_counts_in_that_language(other, code):
    assert other.metadata["Plural-Forms"] == plural_forms_of(code)
    forms = {len(entry.msgstr_plural) for entry in other if entry.msgid_plural}
    assert forms <= {int(re.search(r"nplurals=(\d)", plural_forms_of(code))[1])}


def has_letters(text):
    """More than placeholders: “%(weekday)s %(date)s” is written in no script at all."""
    return re.search("[a-z]", PLACEHOLDER.sub("", text)) is not None


@pytest.mark.parametrize("code", SCRIPTS, indirect=True, scope="module")
def test_every_translation_is_written_in_its_own_script(other, code):
    foreign = [
        entry.msgid
        for entry in other
        for text in texts_of(entry)
        if has_letters(entry.msgid) and not re.search(SCRIPTS[code], text)
    ]
    assert foreign == []


def test_what_the_portal_borrows_is_known_to_speak_to_stakeholders():
    """A verb is looked into, and a model; any other module must be on the list."""
    borrowed = {
        HOUSE / "dialogue" / f"{part.module.removeprefix('dialogue.')}.py"
        for file in (HOUSE / "dialogue" / "portal").glob("*.py")
        for part in ast.walk(ast.parse(file.read_text()))
        if isinstance(part, ast.ImportFrom) and (part.module or "").startswith("dialogue.")
    }
    unknown = [
        file.name
        for file in borrowed
        if file.exists() and any(sentences_in(ast.parse(file.read_text())))
        if not speaks_to_stakeholders(str(file.relative_to(HOUSE)))
    ]
    assert unknown == [], "add it to TO_STAKEHOLDERS (config/sentences.py)"


def test_what_is_new_waits_what_was_translated_stays_and_the_rest_goes():
    def entry(msgid, msgstr="", **more):
        return polib.POEntry(msgid=msgid, msgstr=msgstr, **more)

    catalogue = polib.POFile()
    catalogue.metadata = {"Plural-Forms": "nplurals=3; plural=0;"}
    catalogue.extend(
        [entry("Gone", "Parti"), entry("Kept", "Tenu"), entry("Kept", "x", msgctxt="y")]
    )
    bring_in_step(
        catalogue,
        [entry("One", msgid_plural="%(n)s"), entry("Kept"), entry("Kept", msgctxt="z")],
    )
    assert [(key_of(entry), texts_of(entry)) for entry in catalogue] == [
        ("One", ["", "", ""]),
        ("Kept", ["Tenu"]),
        ("z\x04Kept", [""]),
    ]


@pytest.mark.parametrize(
    ("text", "is_done"),
    [
        ("%(name)s n’est <b>pas</b> là", True),
        ("%(nom)s n’est <b>pas</b> là", False),
        ("%(name)s n’est <b>pas<b> là", False),
        ("", False),
    ],
)
def test_a_translation_with_other_placeholders_or_tags_is_not_done(text, is_done):
    sentence = polib.POEntry(msgid="%(name)s is <b>not</b> there")
    translated = polib.POEntry(msgid=sentence.msgid, msgstr=text)
    assert (open_sentences([translated], [sentence]) == []) == is_done
