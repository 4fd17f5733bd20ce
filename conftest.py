"""The database and the cast of every test."""

pytest_plugins = [
    "config.testing.database",
    "config.testing.running",
    "stakeholders.tests.cast",
    "dialogue.tests.cast",
]
