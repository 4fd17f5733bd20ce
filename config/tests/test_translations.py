"""Dutch and English are equal: no sentence of ours is missing in Dutch, none is left over.

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

CATALOGUE = HOUSE / "locale" / "nl" / "LC_MESSAGES" / "django.po"
FUNCTIONS = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
WITH_CONTEXT = {"pgettext", "pgettext_lazy"}
OURS = ["accounts", "config", "stakeholders", "dialogue", "trust"]
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
