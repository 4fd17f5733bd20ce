"""How far a meeting is prepared, as a list a person can tick off. Derived; nothing is stored."""

from dataclasses import dataclass

from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.agreed import agreed_in_one
from dialogue.asked import rounds_of
from dialogue.models import Expectation


@dataclass(frozen=True)
class Step:
    words: str
    is_done: bool


def readiness_of(meeting, at=None):
    """The steps before a meeting, in the order in which they make sense."""
    at = at or now()
    asked = rounds_of(meeting, at)
    undecided = Expectation.objects.undecided().filter(round__meeting=meeting).count()
    agreed = agreed_in_one(meeting.trajectory, at)
    return [
        Step(_("Purpose told"), bool(meeting.purpose.shared_at)),
        Step(_how_many_answered(asked), bool(asked) and all(each.is_complete for each in asked)),
        Step(
            ngettext("%(n)s answer to decide", "%(n)s answers to decide", undecided)
            % {"n": undecided}
            if undecided
            else _("Every answer decided"),
            not undecided and any(each.answers for each in asked),
        ),
        Step(_how_far_agreed(agreed), _is_agreed_by_all(agreed)),
        Step(
            _("Answer and agenda sent"),
            bool(meeting.agenda_sent_at) and all(each.round.answered_at for each in asked),
        ),
    ]


def _is_agreed_by_all(agreed):
    return agreed.in_force is not None and agreed.proposed is None and not agreed.newcomers


def _how_far_agreed(agreed):
    """Whom the newest text waits for; without anybody, what is only our word for them."""
    if agreed.missing:
        names = ", ".join(str(stakeholder) for stakeholder in agreed.missing[:3])
        return _("Process agreements: waiting for %(names)s") % {"names": names}
    if agreed.newest and agreed.newest.only_our_word:
        words = agreed.newest.only_our_word[:3]
        names = ", ".join(str(word.stakeholder) for word in words)
        return _("Process agreements: only we say that %(names)s agreed") % {"names": names}
    return _("Process agreements agreed by everyone")


def _how_many_answered(asked):
    """Of who answers with a name, how many; of the others only what may be known (ANO-5)."""
    if not asked:
        return _("Expectations asked")
    named = [each for each in asked if each.round.is_named]
    others = sum(each.answers for each in asked if not each.round.is_named)
    said = []
    if named:
        said.append(
            _("%(answered)s of %(guests)s answered")
            % {
                "answered": sum(each.answers for each in named),
                "guests": sum(each.round.guests for each in named),
            }
        )
    if len(named) < len(asked):
        said.append(
            ngettext("one answer without a name", "%(n)s answers without a name", others)
            % {"n": others}
        )
    return _("Expectations asked, %(answered)s") % {"answered": ", ".join(said)}
