"""Checks the record without trusting the database: neither its functions nor its triggers."""

from dialogue.verifier.chains import spelled as spelled
