"""What our own conduct adds up to, computed from dated facts (domain.md §4.4).

Everything here describes *us*, never the stakeholder: which promises we kept, which breaches we
left open. Pure functions over plain values: no database, no clock; the as-of day is passed in.
Arithmetic is fixed-point and every row is rounded before it is added, so that a reader can
recompute a ledger by hand from what is printed.
"""

from trust.conduct.balances import Balance, balance, band_of, confidence_of, floor_of, printed
from trust.conduct.catalogue import CATALOGUE, KINDS, FactKind, kind_when_kept, kind_while_open
from trust.conduct.evidence import Ledger, ledger, ledgers, overall, promises_to_get_back
from trust.conduct.facts import Fact, UnknownKind
from trust.conduct.parameters import PARAMETERS, Parameters
from trust.conduct.practices import PRACTICE_FOR, PRACTICES, Practice
from trust.conduct.suggestions import Suggestion, what_would_help
from trust.conduct.weighing import Row, weigh
from trust.conduct.words import Band, Confidence, Dimension

__all__ = [
    "CATALOGUE",
    "KINDS",
    "PARAMETERS",
    "PRACTICES",
    "PRACTICE_FOR",
    "Balance",
    "Band",
    "Confidence",
    "Dimension",
    "Fact",
    "FactKind",
    "Ledger",
    "Parameters",
    "Practice",
    "Row",
    "Suggestion",
    "UnknownKind",
    "balance",
    "band_of",
    "confidence_of",
    "floor_of",
    "kind_when_kept",
    "kind_while_open",
    "ledger",
    "ledgers",
    "overall",
    "printed",
    "promises_to_get_back",
    "weigh",
    "what_would_help",
]
