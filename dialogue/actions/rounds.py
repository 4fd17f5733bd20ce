"""Asking: opening a round, in one of three modes, and telling everybody what was decided."""

import hashlib
import json
import secrets
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from config.pages import CannotDo
from dialogue import promise_text
from dialogue.actions.agreements import propose_agreements, standard_or_own
from dialogue.models import (
    ExpectationRound,
    Meeting,
    PurposeStatement,
    RoundQuestion,
)
from dialogue.releases import last_day_of_an_anonymous_round, last_hour, last_hour_before
from dialogue.sealing import sealing_key
from stakeholders.models import SafetyAssessment

Mode, Standard, Kind = ExpectationRound.Mode, RoundQuestion.Standard, RoundQuestion.Kind

STANDARD_QUESTIONS = [Standard.AGENDA, Standard.CHANGE, Standard.SAFETY]


@dataclass(frozen=True)
class Ask:
    """One question to put in a round: `words` is a standard name, or our own.

    `shown_if` is the place (from 0) of an earlier choice, and `shown_if_answer` the answer after
    which this question appears.
    """

    words: str
    help_text: str = ""
    options: tuple[str, ...] = ()
    is_choice: bool = False
    is_required: bool = False
    shown_if: int | None = None
    shown_if_answer: str = ""


def asks(questions):
    """Plain words are questions too."""
    return [each if isinstance(each, Ask) else Ask(str(each)) for each in questions]


@transaction.atomic
def open_round(
    meeting,
    *,
    questions,
    closes_on,
    by,
    at,
    mode=Mode.NAMED,
    message="",
    title="",
    opens_on=None,
    invited=None,
    audience="",
    audience_size=None,
    urgent_reader=None,
    agreements=(),
    purpose=None,
):
    """Send the questions, the purpose and the process agreements to everybody invited.

    `questions` are standard names, our own words or `Ask`s; `agreements` standard names or our own
    words; `purpose` says more about why: fields of PurposeStatement. `invited` are participations,
    everybody at the table unless said otherwise. From here on the text is frozen. The letters
    themselves follow from the sweep (dialogue.reminders), one for each person.
    """
    Meeting.objects.select_for_update().get(pk=meeting.pk)
    invited = list(meeting.participations.filter(withdrawn_at=None) if invited is None else invited)
    questions = asks(questions)
    _insist_it_can_be_asked(meeting, mode, questions, invited)
    round_ = ExpectationRound(
        meeting=meeting,
        mode=mode,
        title=title,
        message=message,
        audience=audience,
        opens_on=opens_on or localdate(at),
        closes_on=closes_on,
        promise_version=promise_text.version(mode),
        opened_by=by,
    )
    if mode == Mode.ANONYMOUS:
        _make_it_anonymous(round_, audience_size, urgent_reader or by, at)
    round_.full_clean()
    round_.save()
    round_.invited.set(invited)
    _put_in(questions, round_)
    _freeze(round_, questions, at)
    if agreements and not meeting.trajectory.agreement_versions.exists():
        propose_agreements(meeting.trajectory, lines=agreements, by=by, at=at)
    PurposeStatement.objects.filter(meeting=meeting).update(**(purpose or {}))
    share_purpose(meeting, at=at)
    return round_


def _insist_it_can_be_asked(meeting, mode, questions, invited):
    if not meeting.is_planned:
        raise CannotDo(_("This conversation is no longer planned."))
    if not questions:
        raise CannotDo(_("Ask at least one question."))
    same = meeting.rounds.filter(mode=mode, answered_at=None)
    if mode != Mode.ANONYMOUS and same.filter(invited__in=invited).exists():
        raise CannotDo(_("These people were asked already; the answers are on their way."))
    if mode == Mode.ANONYMOUS and same.exists():
        raise CannotDo(
            _(
                "There is an anonymous round for this conversation already. A second code could be "
                "used to tell people apart."
            )
        )
    if mode == Mode.CONFIDENTIAL and len(invited) < ExpectationRound.FEWEST_CONFIDENTIAL:
        raise CannotDo(
            _(
                "Confidential needs at least three people who are asked: with fewer, everybody can "
                "guess who wrote it."
            )
        )


def _make_it_anonymous(round_, audience_size, urgent_reader, at):
    round_.k = smallest_group(round_.meeting)
    if not audience_size or audience_size < round_.k:
        raise ValidationError(
            {
                "audience_size": _(
                    "Ask at least %(k)s people anonymously: with fewer, each of them can be guessed."
                )
                % {"k": round_.k}
            }
        )
    if last_hour_before(round_.meeting) <= at:
        raise ValidationError(
            {
                "closes_on": _(
                    "Anonymous answers come out once a week, and none of those moments is left "
                    "before this conversation. Ask a partner they trust to write them down instead."
                )
            }
        )
    last_day = last_day_of_an_anonymous_round(round_.meeting)
    if round_.closes_on > last_day:
        raise ValidationError(
            {
                "closes_on": _(
                    "Anonymous answers must arrive before the conversation: close on %(day)s at "
                    "the latest."
                )
                % {"day": last_day}
            }
        )
    round_.audience_size = audience_size
    round_.urgent_reader = urgent_reader
    round_.code = "".join(secrets.choice("0123456789") for _digit in range(12))
    round_.released_until = last_hour(at)
    sealing_key(localdate(at))


def smallest_group(meeting):
    """Ten where somebody could get into trouble, else five (security.md §5.3, DESIGN.md §10)."""
    stakeholders = meeting.participations.values("stakeholder")
    at_risk = any(
        safety.risk == SafetyAssessment.Risk.YES
        for safety in SafetyAssessment.objects.latest_of(stakeholders)
    )
    return ExpectationRound.CAREFUL_K if at_risk else ExpectationRound.USUAL_K


def _put_in(questions, round_):
    rows = []
    for position, ask in enumerate(questions, start=1):
        row = RoundQuestion(
            round=round_,
            position=position,
            **standard_or_own(RoundQuestion, ask.words),
            help_text=ask.help_text,
            kind=Kind.CHOICE if ask.is_choice or ask.options else Kind.TEXT,
            options="\n".join(ask.options),
            is_required=ask.is_required,
            shown_if=_earlier_choice(rows, ask),
            shown_if_answer=ask.shown_if_answer,
        )
        row.full_clean()
        row.save()
        rows.append(row)


def _earlier_choice(rows, ask):
    if ask.shown_if is None:
        return None
    earlier = rows[ask.shown_if] if ask.shown_if < len(rows) else None
    if earlier is None or ask.shown_if_answer not in dict(earlier.answers):
        raise CannotDo(
            _("A question can only depend on an answer to a choice that comes before it.")
        )
    return earlier


def _freeze(round_, questions, at):
    round_.digest = digest_of(round_, questions)
    round_.opened_at = at
    round_.save(update_fields=["digest", "opened_at"])


def digest_of(round_, questions):
    """SHA-256 over everything people read and answer, the code and the release rule."""
    frozen = {
        "mode": round_.mode,
        "message": round_.message,
        "audience": round_.audience,
        "code": round_.code,
        "k": round_.k,
        "release": [settings.RELEASE_WEEKDAY, settings.RELEASE_HOUR] if round_.k else None,
        "questions": [asdict(ask) for ask in questions],
    }
    text = json.dumps(frozen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def share_purpose(meeting, *, at):
    """They know why we want to talk, by our letter or because we told them (S60)."""
    PurposeStatement.objects.filter(meeting=meeting, shared_at=None).update(shared_at=at)


@transaction.atomic
def answer_round(round_, *, at):
    """Tell every sender what was decided, and everybody the agenda. Letters follow from the sweep."""
    if round_.expectations.undecided().exists():
        raise CannotDo(_("Decide every point first: nobody should be left without an answer."))
    first = ExpectationRound.objects.filter(pk=round_.pk, answered_at=None).update(answered_at=at)
    if not first:
        raise CannotDo(_("These answers were sent already."))
    Meeting.objects.filter(pk=round_.meeting_id, agenda_sent_at=None).update(agenda_sent_at=at)
    round_.refresh_from_db()
    return round_
