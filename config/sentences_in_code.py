"""What our code says to a stakeholder, where one file speaks to them and to our own people.

A verb refuses with a sentence, to whoever called it; a model has words for a choice, and names of
fields for our forms. The code is read, not run.
"""

import ast
import re
from functools import cache

from config.environment import HOUSE

# Choices that only our own people see.
OUR_CHOICES = {
    "InformalContact.Kind",
    "Promise.Side",
    "Promise.State",
    "PromiseChange.Kind",
    "RoundQuestion.Kind",
}
PORTAL = HOUSE / "dialogue" / "portal"


# --- Models ---------------------------------------------------------------------------------------


@cache
def words_shown_of(file):
    """What a model says, but for what only our own forms show."""
    return set(_sentences_below(ast.parse(file.read_text())))


def _sentences_below(node, inside=""):
    name = f"{inside}.{node.name}".lstrip(".") if isinstance(node, ast.ClassDef) else inside
    if name in OUR_CHOICES or _is_for_our_forms(node):
        return
    if re.search(r"gettext|^_$", _what_is_called(node)):
        yield from (said.value for said in node.args if isinstance(said, ast.Constant))
    for part in ast.iter_child_nodes(node):
        yield from _sentences_below(part, name)


def _is_for_our_forms(node):
    """A field with its name and hint, or a constraint with its complaint."""
    return _what_is_called(node).endswith(("Field", "Key", "Constraint"))


def _what_is_called(node):
    function = getattr(node, "func", None)
    return getattr(function, "attr", getattr(function, "id", ""))


# --- Verbs ----------------------------------------------------------------------------------------


@cache
def words_of_verbs_of_the_portal():
    """What is said by the verbs that the portal calls, and by what these call in turn."""
    called = set()
    to_follow = {verb for file in PORTAL.glob("*.py") for verb in _verbs_used_by(file)}
    while to_follow:
        called |= to_follow
        to_follow = {next_one for verb in to_follow for next_one in _called_by(*verb)} - called
    return {text for module, name in called for text in _sentences_below(_verb(module, name))}


def _verbs_used_by(file):
    """Module and name of every verb that a file imports."""
    for node in ast.walk(ast.parse(file.read_text())):
        folder, _dot, module = (getattr(node, "module", "") or "").rpartition(".")
        if folder == "dialogue.actions":
            yield from ((module, alias.name) for alias in node.names)
        elif (folder, module) == ("dialogue", "actions"):
            yield from ((alias.name, name) for alias in node.names for name in _said_in(alias.name))


def _called_by(module, name):
    imported = {verb: (place, verb) for place, verb in _verbs_used_by(_file_of(module))}
    known = imported | {verb: (module, verb) for verb in _said_in(module)}
    names = (node.id for node in ast.walk(_verb(module, name)) if isinstance(node, ast.Name))
    return {known[name] for name in names if name in known}


def _verb(module, name):
    return _said_in(module).get(name, ast.Pass())


@cache
def _said_in(module):
    """The functions, classes and constants of a module of verbs, by name."""
    found = {}
    for node in ast.parse(_file_of(module).read_text()).body:
        for target in getattr(node, "targets", [node]):
            found[getattr(target, "id", getattr(target, "name", ""))] = node
    return found


def _file_of(module):
    return HOUSE / "dialogue" / "actions" / f"{module}.py"
