"""Answering with the shared code of an anonymous round: nothing tells who, and nothing is read back.

One sealed row is all that a send writes (dialogue.actions.voices). The ticket in the form names the
round and nobody, so that a page which stays open for long still works.
"""

import uuid

from django.db.models import Prefetch, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import User
from config.pages import CannotDo
from dialogue.actions.voices import send_anonymously
from dialogue.models import ExpectationRound
from dialogue.portal import anonymous_pages as pages
from dialogue.portal import uploads
from dialogue.portal.forms import PointsForm, not_well_formed
from dialogue.portal.tickets import ROUND, named_by, opened, ticket_to
from dialogue.portal.turns import checking_a_secret
from dialogue.portal.visits import Call, digits_of, over_there, without_keys

CODE_DIGITS = 12


class Stranger(Call):
    """One request of somebody who gave the shared code."""

    def __init__(self, round_, *, at, **call):
        self.round = round_
        self.meeting = round_.meeting
        super().__init__(at=over_there(self.meeting, at), **call)

    @property
    def ticket(self):
        return ticket_to(self.round.pk, ROUND)

    @property
    def is_open(self):
        return self.round.is_open_on(self.today)


def arrive(posted, files, *, language, at):
    """The visit that a shared code or its ticket opens, or None."""
    has_code = bool(posted.get("code", "").strip())
    code = digits_of(posted)
    if has_code and len(code) != CODE_DIGITS:
        return None
    key = None if has_code else opened(posted.get("ticket", ""), ROUND)
    if not has_code and key is None:
        return None
    wanted = {"code": code} if has_code else {"pk": key}
    round_ = _opened_rounds().filter(**wanted).first()
    if round_ is None:
        return None
    # Only names: the portal's database role may not read more of our own people.
    prefetch_related_objects([round_], _only_the_name("urgent_reader"))
    is_ours = not has_code or named_by(posted.get("earlier", ""), ROUND) == str(round_.pk)
    return Stranger(
        round_,
        typed=without_keys(posted) if is_ours else {},
        files=files if is_ours else [],
        language=language,
        at=at,
    )


def _opened_rounds():
    return ExpectationRound.objects.anonymous().opened().select_related("meeting")


def _only_the_name(relation):
    return Prefetch(relation, User.objects.only("id", "name"))


# --- What somebody can do here --------------------------------------------------------------------


def send(visit):
    return _send(visit, is_urgent=False)


def send_without_waiting(visit):
    """Only after the page that says what it costs (ANO-16)."""
    return _send(visit, is_urgent=True)


def ask_whether_it_is_urgent(visit):
    """The page that says it: who reads it, and that the moment may point at its sender."""
    points, wrong = _well_answered(visit)
    return pages.page(visit, *wrong) if wrong else pages.urgent(visit, points)


def _send(visit, *, is_urgent):
    points, wrong = _well_answered(visit)
    files, field = uploads.cleaned(visit.files, takes_audio=False)
    if wrong or field.errors:
        return pages.page(visit, *wrong, files=field)
    with checking_a_secret():
        receipt = send_anonymously(
            visit.round,
            key=visit.once or uuid.uuid4(),
            answers=points.points(),
            files=files,
            is_urgent=is_urgent,
            at=visit.at,
        )
    return pages.receipt(visit, receipt, uploads.what_was_removed(files), is_urgent=is_urgent)


def _well_answered(visit):
    """(the form, what is wrong with it)."""
    if not visit.is_open:
        raise CannotDo(_("This form is closed, so nothing was sent."))
    points = PointsForm(visit.typed, questions=list(visit.round.questions.all()))
    if wrong := not_well_formed(points):
        return points, wrong
    if not points.points():
        points.miss(_("Write at least one point before you send."))
    points.insist_on_what_is_asked()
    return points, not_well_formed(points)


VERBS = {
    "send": send,
    "urgent": ask_whether_it_is_urgent,
    "urgent_yes": send_without_waiting,
}
