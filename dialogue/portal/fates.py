"""A page that shows only what became of one point, to pass on to others.

Its sender makes it behind their PIN. The code is 18 digits: eight say which point, ten prove that
we gave it out (an HMAC with the portal's own key). Nothing is stored, so nothing tells that a page
was made, and the same point has the same code whoever asks. The page never shows a word or a name
of the sender; it says “nothing to show” as soon as the point is taken back.
"""

import hashlib
import hmac

from django.conf import settings
from django.db.models import Count, Q
from django.utils import translation
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue.models import Expectation, Outcome, Promise, ReportBack
from dialogue.portal.facts import Facts
from dialogue.portal.points import by_agenda_item, what_became_of, with_their_fate
from dialogue.portal.promises import in_words
from dialogue.portal.showing import show, show_to
from dialogue.portal.typed import beside_the_points

POINT_DIGITS, PROOF_DIGITS = 8, 10
CODE_DIGITS = POINT_DIGITS + PROOF_DIGITS
PURPOSE = "portal: the fate of a point"


def code_of(expectation):
    """The digits of the page of this point, the same each time."""
    return _code_of(expectation.pk)


def fate_page(code, *, language, at):
    """The page of a code, or None when we never gave that code out."""
    digits = "".join(character for character in code if character in "0123456789")
    if len(digits) != CODE_DIGITS:
        return None
    key = int(digits[:POINT_DIGITS])
    if not hmac.compare_digest(_code_of(key), digits):
        return None
    with translation.override(language):
        return show("fate", chosen=language, **fate_of(key, at.date()))


def fate_of(key, today):
    """What anybody may read about a point: our words, our decision, and what came of it."""
    expectation = with_their_fate(Expectation.objects.filter(pk=key)).first()
    if expectation is None:
        return {"decision": None}
    meeting = expectation.round.meeting
    is_reported = ReportBack.objects.filter(meeting=meeting, sent_at__isnull=False).exists()
    outcomes = Outcome.objects.filter(meeting=meeting) if is_reported else []
    point = what_became_of(expectation, by_agenda_item(outcomes))
    return {
        "decision": point.decision,
        "outcomes": point.outcomes,
        "promises": _promises_to_everybody(meeting, today) if is_reported else [],
    }


def _promises_to_everybody(meeting, today):
    """Promises to all who were at the table: one to a single party would tell who sent the point."""
    everybody = set(meeting.participations.values_list("stakeholder", flat=True))
    promises = (
        meeting.promises.ours()
        .exclude(state__in=[Promise.State.PROPOSED, Promise.State.REFUSED])
        .annotate(told=Count("parties", filter=Q(parties__in=everybody)))
        .filter(told=len(everybody))
        .order_by("due_on", "pk")
    )
    return [(promise.wording, in_words(promise, today)) for promise in promises]


# --- Making it ------------------------------------------------------------------------------------


def forward(visit):
    """Show the sender of a point the link to its page, and exactly what others will see there."""
    point = _own_point(visit)
    if point.decision is None:
        raise CannotDo(_("There is nothing to show about this point yet."))
    code = code_of(point.expectation)
    return show_to(
        visit,
        "forward",
        address=f"{settings.PORTAL_URL}/r#{code}",
        digits=in_threes(code),
        kept=beside_the_points(visit),
        **fate_of(point.expectation.pk, visit.today),
    )


def _own_point(visit):
    points = Facts(visit).points if visit.may_read else []
    for point in points:
        if str(point.expectation.pk) == visit.about:
            return point
    raise CannotDo(_("Open your page with your PIN first: then you can pass on a point of yours."))


def in_threes(code):
    return " ".join(code[start : start + 3] for start in range(0, len(code), 3))


def _code_of(key):
    proof = hmac.digest(settings.SECRET_KEY.encode(), f"{PURPOSE} {key}".encode(), hashlib.sha256)
    digits = str(int.from_bytes(proof) % 10**PROOF_DIGITS).zfill(PROOF_DIGITS)
    return f"{key:0{POINT_DIGITS}d}{digits}"
