"""How far a meeting is prepared, as a list a person can tick off. Derived; nothing is stored."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.models import Expectation
from dialogue.reminders import who_has_not_endorsed


@dataclass(frozen=True)
class Step:
    words: str
    is_done: bool


def readiness_of(meeting):
    """The steps before a meeting, in the order in which they make sense."""
    asked = list(meeting.rounds.all())
    guests = meeting.participations.count()
    who_answered = (
        Expectation.objects.filter(round__meeting=meeting)
        .values("participation")
        .distinct()
        .count()
    )
    undecided = Expectation.objects.undecided().filter(round__meeting=meeting).count()
    missing = who_has_not_endorsed(meeting)
    has_agreements = meeting.trajectory.agreement_versions.exists()
    return [
        Step(_("Purpose told"), bool(meeting.purpose.shared_at)),
        Step(
            _("Expectations asked, %(answered)s of %(guests)s answered")
            % {"answered": who_answered, "guests": guests}
            if asked
            else _("Expectations asked"),
            bool(asked) and who_answered == guests,
        ),
        Step(
            ngettext("%(n)s answer to decide", "%(n)s answers to decide", undecided)
            % {"n": undecided}
            if undecided
            else _("Every answer decided"),
            bool(asked) and not undecided and bool(who_answered),
        ),
        Step(
            _("Process agreements: waiting for %(names)s")
            % {"names": ", ".join(str(stakeholder) for stakeholder in missing[:3])}
            if missing
            else _("Process agreements agreed by everyone"),
            has_agreements and not missing,
        ),
        Step(_("Answer and agenda sent"), bool(meeting.agenda_sent_at)),
    ]
