"""The catalogue of evidence: every kind of fact, and what it weighs (domain.md §4.4)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext_lazy as _

from trust.conduct.words import Dimension


@dataclass(frozen=True, eq=False)  # compared by identity: comparing labels would translate them
class FactKind:
    """One outcome in the catalogue of evidence (domain.md §4.4).

    `id` is the row of the catalogue ("D5"), `slug` one outcome of that row ("report_late").
    `weight` is signed, in kept promises: one confirmed kept promise weighs 1. `free_per_quarter`
    is how many count in full before volume stops paying. `is_breach` marks a promise, agreement,
    confidence or consent of theirs that we did not honour: open ones are announced at any n.
    """

    id: str
    slug: str
    dimension: Dimension
    weight: Decimal
    seed: str
    label: str
    halved_when_own_word: bool = False
    free_per_quarter: int = 1
    is_breach: bool = False


DIMENSION_OF_ROW = {
    "D": Dimension.DEPENDABILITY,
    "C": Dimension.CONNECTEDNESS,
    "I": Dimension.INTEGRITY,
    "K": Dimension.COMPETENCE,
}


def _kind(row, slug, weight, seed, label, **more) -> FactKind:
    return FactKind(row, slug, DIMENSION_OF_ROW[row[0]], Decimal(weight), seed, label, **more)


# Own word halves only where the record has a place for their yes (the promisee confirms, the asker
# is satisfied, the harmed party accepts). Elsewhere a date, a document or a consent speaks, and a
# halving could never be lifted. D0 and C0 gather what is listed and weighs nothing. Each entry: row
# of the catalogue, slug, weight, sentences of the seed; below it the fact in plain words.
# fmt: off
KINDS = (
    _kind("D0", "promise_kept_days_late", "0", "S15",
          _("We kept a promise at most a week late")),
    _kind("D0", "promise_changed_together", "0", "S17",
          _("We changed a promise together")),
    _kind("D0", "promise_withdrawn_together", "0", "S17",
          _("We withdrew a promise together")),
    _kind("D0", "promise_change_proposed", "0", "S17",
          _("We asked them for another date")),
    _kind("D0", "promise_change_objected", "0", "S17",
          _("They kept us to the date that was agreed")),
    _kind("D1", "promise_kept", "1", "S15",
          _("We kept a promise on time"), halved_when_own_word=True, free_per_quarter=3),
    _kind("D2", "promise_late_8_days", "-0.5", "S15",
          _("We were more than a week late with a promise"), is_breach=True),
    _kind("D2", "promise_late_31_days", "-1", "S15",
          _("We were more than a month late with a promise"), is_breach=True),
    _kind("D3", "promise_changed_alone", "-1", "S17",
          _("We changed a promise without their agreement"), is_breach=True),
    _kind("D3", "promise_broken", "-1", "S17",
          _("We broke or cancelled a promise on our own"), is_breach=True),
    _kind("D4", "expectation_decided", "0.25", "S29",
          _("We decided on an expectation and gave the reason before the meeting")),
    _kind("D4", "expectation_undecided", "-0.5", "S29",
          _("We held the meeting while an expectation had no answer")),
    _kind("D5", "report_on_time", "0.5", "S20",
          _("We reported back on time")),
    _kind("D5", "report_late", "-0.25", "S20",
          _("We reported back late")),
    _kind("D5", "report_missing", "-0.5", "S20",
          _("More than a month has passed without our report")),
    _kind("D6", "agreement_breached", "-1", "S80",
          _("We did not keep to a process agreement"), is_breach=True),
    _kind("D7", "rhythm_kept", "0.25", "S18",
          _("We kept the agreed rhythm of contact")),
    _kind("D7", "rhythm_missed", "-0.25", "S18",
          _("We missed the agreed rhythm of contact")),
    _kind("C0", "summary_corrected", "0", "S36",
          _("They told us what we had heard wrongly")),
    _kind("C1", "introduction_held", "0.5", "S32",
          _("We got acquainted before the first meeting on substance")),
    _kind("C1", "introduction_skipped", "-0.25", "S32",
          _("The first meeting on substance came before any introduction")),
    _kind("C2", "informal_contact", "0.25", "S47–S48",
          _("We were in touch informally")),
    _kind("C3", "met_in_person", "0.5", "S49, S57",
          _("We met in person")),
    _kind("C4", "question_answered", "0.25", "S37",
          _("We answered a question in time"), halved_when_own_word=True),
    _kind("C4", "question_overdue", "-0.5", "S37",
          _("We left a question unanswered too long")),
    _kind("C5", "contact_changed_without_handover", "-1", "S55",
          _("The person they deal with changed without a handover")),
    _kind("C5", "contact_handed_over", "-0.25", "S55",
          _("The person they deal with changed, with a joint handover")),
    _kind("C5", "contact_stable_half_year", "0.25", "S55",
          _("The person they deal with stayed the same for half a year")),
    _kind("C6", "attended_by_fixed_contact", "0.25", "S53–S54",
          _("The person they deal with, or the deputy, took part in the meeting")),
    _kind("C6", "attended_by_somebody_else", "-0.25", "S53–S54",
          _("Somebody else took part in place of the person they deal with")),
    _kind("C7", "summary_confirmed", "0.25", "S36",
          _("They confirmed our summary of what we heard")),
    _kind("C7", "success_shared", "0.25", "S45",
          _("We shared a success together")),
    _kind("C8", "topic_forced", "-0.5", "S50",
          _("We put a topic on the agenda that they were not ready for"), is_breach=True),
    _kind("I1", "purpose_stated", "0.25", "S60",
          _("We stated the purpose before the invitation closed")),
    _kind("I1", "purpose_missing", "-0.25", "S60",
          _("We invited without stating the purpose")),
    _kind("I2", "information_shared_ahead", "0.5", "S61",
          _("We shared information before they had to ask")),
    _kind("I2", "information_shared_late", "-0.5", "S61",
          _("We shared information later than promised"), is_breach=True),
    _kind("I3", "correction_announced", "0.25", "S89",
          _("We announced a correction ourselves")),
    _kind("I3", "correction_after_challenge", "-0.5", "S89",
          _("We corrected information only after it was challenged")),
    _kind("I3", "information_revised_again", "-0.25", "S89",
          _("We revised the same information a third time or more in 90 days")),
    _kind("I4", "mistake_acknowledged", "0.5", "S40, S68",
          _("We admitted a mistake of our own")),
    _kind("I5", "confidence_breached", "-2", "S63",
          _("We disclosed what was told in confidence"), is_breach=True),
    _kind("I6", "concern_raised_directly", "0.25", "S69",
          _("We raised a concern with them first")),
    _kind("I6", "talked_behind_their_back", "-1", "S69",
          _("We talked about them behind their back")),
    _kind("I7", "issue_planned_together", "0.5", "S24, S66–S67",
          _("We turned an issue into a joint plan")),
    _kind("I7", "relationship_ended_alone", "-2", "S24, S66–S67",
          _("We reduced or ended the relationship without consulting them"), is_breach=True),
    _kind("K1", "prepared_in_time", "0.25", "S71",
          _("We were fully prepared three days before the meeting")),
    _kind("K1", "preparation_skipped", "-0.25", "S71",
          _("We met without preparing")),
    _kind("K2", "process_agreements_recapped", "0.25", "S77–S79",
          _("Process agreements were endorsed and repeated at the start")),
    _kind("K2", "process_agreements_absent", "-0.25", "S77–S79",
          _("We met without process agreements")),
    _kind("K3", "breach_acted_on", "0.5", "S80",
          _("We acted on a breach within five working days"), halved_when_own_word=True),
    _kind("K3", "breach_left", "-0.5", "S80",
          _("We did not act on a breach within ten working days")),
    _kind("K4", "facilitator_accepted", "0.5", "S101",
          _("All parties accepted the facilitator")),
    _kind("K4", "facilitator_imposed", "-1", "S101",
          _("We brought in a facilitator without everybody's consent"), is_breach=True),
    _kind("K5", "competence_gap_closed", "0.25", "S72",
          _("We closed a gap in our competence")),
    _kind("K6", "history_checked", "0.5", "S104",
          _("We looked into earlier experience before the first contact")),
    _kind("K6", "history_found_afterwards", "-0.5", "S104",
          _("We learned of earlier experience only afterwards")),
    _kind("K7", "information_understandable", "0.25", "S88",
          _("We gave information in their language and in plain words")),
    _kind("K7", "trusted_partner_engaged", "0.5", "S75",
          _("We worked with a partner they trust")),
)
# fmt: on
CATALOGUE: dict[str, FactKind] = {kind.slug: kind for kind in KINDS}


def kind_when_kept(days_late: int) -> str:
    """The kind of a promise kept this many days after its date (domain.md §4.4, D1 and D2)."""
    if days_late <= 0:
        return "promise_kept"
    return kind_while_open(days_late) or "promise_kept_days_late"


def kind_while_open(days_late: int) -> str | None:
    """The kind of a promise not yet kept; none during the first week, then one replaces another."""
    if days_late < 8:
        return None
    return "promise_late_8_days" if days_late < 31 else "promise_late_31_days"
