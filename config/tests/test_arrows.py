"""The map of the house: an app imports only to its left."""

import ast

import pytest

from config.environment import HOUSE

ORDER = ["accounts", "stakeholders", "dialogue", "trust"]


def imports_of(app):
    for file in (HOUSE / app).rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module:
                yield file, node.module.split(".")[0]
            elif isinstance(node, ast.Import):
                yield from ((file, alias.name.split(".")[0]) for alias in node.names)


@pytest.mark.parametrize("app", ORDER)
def test_an_app_imports_only_to_its_left(app):
    to_the_right = ORDER[ORDER.index(app) + 1 :]
    wrong = {
        (str(file.relative_to(HOUSE)), name)
        for file, name in imports_of(app)
        if name in to_the_right
    }
    assert wrong == set()


@pytest.mark.parametrize("app", ORDER)
def test_migrations_import_no_application_code(app):
    wrong = {
        (file.name, name)
        for file, name in imports_of(app)
        if file.parent.name == "migrations" and name in {*ORDER, "config"}
    }
    assert wrong == set()
