"""Check the whole record: every hash, every row, every key and every guard."""

from argparse import RawDescriptionHelpFormatter
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import ngettext

from dialogue.verifier import verify
from dialogue.verifier.guards import as_text, guards_now
from dialogue.verifier.heads import read_lists

EXAMPLE = """
It ends with status 0 when everything fits, and with 1 when something does not. Each line says where:
chain, entry, table, row.

An auditor runs it in a role that reads the record and no words:

  DATABASE_URL="$DATABASE_AUDIT_URL" manage.py verify_ledger --heads kept.txt

The file holds one or more lists of heads, as they come by mail every day; the mail around them does
no harm. Only with a list that somebody else kept does the check see that a whole chain was rewritten.
"""


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def create_parser(self, prog_name, subcommand, **kwargs):
        kwargs |= {"epilog": EXAMPLE, "formatter_class": RawDescriptionHelpFormatter}
        return super().create_parser(prog_name, subcommand, **kwargs)

    def add_arguments(self, parser):
        parser.add_argument("--heads", metavar="FILE", help="lists of heads that were kept")
        parser.add_argument(
            "--guards", action="store_true", help="print what dialogue/verifier/guards.txt holds"
        )

    def handle(self, *, heads, guards, **options):
        if guards:
            self.stdout.write(as_text(guards_now()), ending="")
            return
        result = verify(lists_in(heads) if heads else ())
        for finding in result.findings:
            self.stdout.write(str(finding))
        self.stdout.write(in_short(result))
        if not result.is_whole:
            raise SystemExit(1)


def lists_in(file):
    """The lists that somebody kept. A file without any is a mistake, and not a record that fits."""
    try:
        kept = read_lists(Path(file).read_text(errors="replace"))
    except OSError as fault:
        raise CommandError(f"{file} cannot be read: {fault.strerror}.") from fault
    if not kept:
        raise CommandError(f"{file} holds no list of heads.")
    return kept


def in_short(result):
    faults = len(result.faults)
    return (
        f"{result.entries} entries in {result.chains} chains; {result.erased} texts were erased; "
        f"{result.from_before} lines are older than the record. "
        + (ngettext("%s fault.", "%s faults.", faults) % faults if faults else "Everything fits.")
    )
