"""What the pages tell, and to whom: half of it only after the PIN.

Everything here is asked with the columns that the portal's database role may read
(migrations 0003 and 0007).
"""

from functools import cached_property

from django.db.models import Q

from dialogue.actions.meetings import answer_due_on
from dialogue.identity import openings_of, voices_of
from dialogue.models import (
    Attachment,
    Correction,
    Draft,
    Endorsement,
    Expectation,
    Facilitator,
    FacilitatorConsent,
    IdentityRuling,
    Outcome,
    Promise,
    PurposeStatement,
    Question,
    Reply,
    ReportBack,
)
from dialogue.portal import next_steps
from dialogue.portal.agreements import Agreements
from dialogue.portal.breaches import breaches_for
from dialogue.portal.notices import done_without_them
from dialogue.portal.points import points_among
from dialogue.portal.promises import promises_between
from dialogue.portal.showing import in_words
from dialogue.record_numbers import record_number_for
from stakeholders.models import ContactAssignment


class Facts:
    """Each fact is asked when a page first needs it."""

    def __init__(self, visit):
        self.visit = visit
        self.meeting = visit.meeting
        self.participation = visit.participation
        self.today = visit.today

    # --- The conversation -----------------------------------------------------------------------

    @property
    def when(self):
        return in_words(self.meeting.starts_there)

    @property
    def city(self):
        """Whose clock that is, in a word people know."""
        return self.meeting.zone.rpartition("/")[2].replace("_", " ")

    @property
    def day(self):
        return self.meeting.starts_there.date()

    @cached_property
    def purpose(self):
        return PurposeStatement.objects.filter(meeting=self.meeting).first()

    @cached_property
    def contacts(self):
        """Our contact person and deputy at this stakeholder, in that order."""
        return list(
            ContactAssignment.objects.open()
            .filter(stakeholder=self.participation.stakeholder_id)
            .select_related("user")
            .only("part", "user", "user__name")
        )

    @property
    def who_to_ask(self):
        return self.contacts[0].user if self.contacts else self.meeting.organiser

    # --- What we ask ----------------------------------------------------------------------------

    @cached_property
    def rounds(self):
        """What this person was asked with their own link: named or confidential, never anonymous."""
        opened = self.meeting.rounds.opened().filter(invited=self.participation)
        return list(opened.exclude(mode="anonymous"))

    @cached_property
    def round(self):
        """The last round that is answered with their name."""
        named = [round_ for round_ in self.rounds if round_.is_named]
        return named[-1] if named else None

    @cached_property
    def confidential_rounds(self):
        return [round_ for round_ in self.rounds if round_.is_confidential]

    @property
    def rounds_to_answer(self):
        return [round_ for round_ in self.rounds if round_.is_open_on(self.today)]

    @property
    def takes_points(self):
        """On this page itself, when it is all they are asked; else each round has its own page."""
        return self.round is not None and self.rounds_to_answer == [self.round]

    @property
    def is_waiting_for_decisions(self):
        return any(round_.answered_at is None for round_ in self.rounds)

    @cached_property
    def questions(self):
        return list(self.round.questions.all()) if self.round else []

    @cached_property
    def how_we_talk(self):
        return Agreements(self)

    @property
    def agreements(self):
        """The latest version, unless there is nothing to talk about."""
        return None if self.meeting.cancelled_at else self.how_we_talk.newest

    @property
    def may_report(self):
        """Whether there is something of which they could say that it was not kept."""
        return bool(self.agreements)

    @cached_property
    def breaches(self):
        return breaches_for(self)

    @cached_property
    def notices(self):
        """What was done without them, until they answered it or it is settled."""
        return done_without_them(self)

    @cached_property
    def facilitator(self):
        """Who we propose to lead the conversation, until we propose somebody else."""
        if self.meeting.cancelled_at:
            return None
        proposed = Facilitator.objects.filter(trajectory=self.meeting.trajectory_id, ended_at=None)
        return proposed.last()

    @property
    def may_choose_a_pin(self):
        """Not after something was written without one: it would open that to whoever has the link."""
        return not self.visit.has_a_pin and not self.has_sent_points

    @cached_property
    def has_sent_points(self):
        """Something in their own words that a PIN would show: points, or a question."""
        return (
            Expectation.objects.filter(self.is_theirs).exists()
            or Question.objects.filter(participation=self.participation).exists()
        )

    @cached_property
    def is_theirs(self):
        """What has their name, or one of their voices, as its sender."""
        return Q(participation=self.participation) | Q(voice__in=self.voices)

    @cached_property
    def voices(self):
        """With which they speak confidentially. Only the portal may ask whose a voice is."""
        return voices_of(self.participation, self.confidential_rounds)

    # --- Promises -------------------------------------------------------------------------------

    @cached_property
    def promises(self):
        return promises_between(self.participation.stakeholder_id, self.today)

    @cached_property
    def _ours(self):
        return [promised for promised in self.promises if promised.promise.is_ours]

    @property
    def promises_to_confirm(self):
        return [promised for promised in self._ours if promised.awaits_confirmation]

    @property
    def moves_to_answer(self):
        return [promised for promised in self.promises if promised.move]

    @property
    def mends_to_confirm(self):
        return [promised for promised in self._ours if promised.mend]

    @property
    def unsure_promises(self):
        """What we find out about (S16), and what we found that we cannot promise."""
        unsure = {Promise.State.PROPOSED, Promise.State.REFUSED}
        return [promised for promised in self._ours if promised.promise.state in unsure]

    @property
    def open_promises(self):
        """Those of this conversation are told with its report, once that is readable."""
        told = self.meeting.pk if self.may_tell_everybodys and self.report else None
        return [
            promised
            for promised in self._ours
            if promised.promise.is_open and (told is None or promised.promise.meeting_id != told)
        ]

    @property
    def promises_of_the_meeting(self):
        return [each for each in self.promises if each.promise.meeting_id == self.meeting.pk]

    @property
    def open_promises_of_theirs(self):
        return [each for each in self.promises if each.promise.is_open and not each.promise.is_ours]

    # --- For everybody who takes part -------------------------------------------------------------

    @property
    def may_tell_everybodys(self):
        """Agenda and report are for all who take part; a PIN somebody chose closes them too."""
        return self.visit.may_read or not self.visit.has_a_pin

    @cached_property
    def agenda(self):
        return list(self.meeting.agenda.all()) if self.meeting.agenda_sent_at else []

    @cached_property
    def planned_report(self):
        """There from the day of the conversation, with the day by which we send it."""
        return ReportBack.objects.filter(meeting=self.meeting).first()

    @property
    def report(self):
        planned = self.planned_report
        return planned if planned and planned.sent_at else None

    @cached_property
    def number_of_report(self):
        """Of the record as it was when the report was sent."""
        return record_number_for(self.report) if self.report else ""

    @cached_property
    def outcomes(self):
        return list(Outcome.objects.filter(meeting=self.meeting)) if self.report else []

    @property
    def agreed(self):
        return [outcome for outcome in self.outcomes if outcome.kind != Outcome.Kind.HEARD]

    @property
    def heard(self):
        return [outcome for outcome in self.outcomes if outcome.kind == Outcome.Kind.HEARD]

    @cached_property
    def questions_asked(self):
        """What was asked at the table. What somebody asked on their own page is theirs alone."""
        at_the_table = Q(stakeholder=None) | Q(stakeholder=self.participation.stakeholder_id)
        return list(Question.objects.filter(at_the_table, meeting=self.meeting, participation=None))

    @property
    def what_we_do(self):
        return next_steps.from_us(self)

    @property
    def what_we_ask(self):
        return next_steps.from_them(self)

    # --- After the PIN --------------------------------------------------------------------------

    @cached_property
    def draft(self):
        drafts = Draft.objects.filter(round=self.round, participation=self.participation)
        return drafts.first() if self.round else None

    @cached_property
    def endorsement(self):
        """What this person last said about the agreements that are shown. Each is asked: a newcomer
        and a deputy too."""
        answers = Endorsement.objects.filter(
            version=self.agreements, participation=self.participation
        )
        return answers.select_related("remark").last()

    @property
    def shows_our_word(self):
        """What we wrote down for them, as long as they could still say otherwise themselves."""
        word = self.how_we_talk.our_word_for_them if self.agreements else None
        said_since = self.visit.may_read and self.endorsement and word
        return bool(word) and not (said_since and self.endorsement.pk > word.pk)

    @cached_property
    def consent(self):
        """What their side last said about the facilitator that is proposed."""
        answers = FacilitatorConsent.objects.filter(
            facilitator=self.facilitator, stakeholder=self.participation.stakeholder_id
        )
        return answers.select_related("remark").last() if self.facilitator else None

    @cached_property
    def correction(self):
        """What this person last said about whether we heard right."""
        said = Correction.objects.filter(report=self.report, participation=self.participation)
        return said.select_related("remark").last() if self.report else None

    @cached_property
    def points(self):
        """Everything they sent, with their name or confidentially, and what became of it."""
        return points_among(Expectation.objects.filter(self.is_theirs), self.outcomes)

    @property
    def points_to_judge(self):
        """Those of which they can say, behind their PIN, whether it was met."""
        points = self.points if self.visit.may_read else []
        return [point for point in points if point.may_be_judged]

    @cached_property
    def replies(self):
        """What we wrote back to what they said confidentially."""
        if not self.voices:
            return []
        written = Reply.objects.filter(voice__in=self.voices, visible_from__lte=self.visit.at)
        return list(written.select_related("remark"))

    @cached_property
    def own_questions(self):
        """What this person asked on their own page."""
        return list(Question.objects.filter(participation=self.participation))

    @cached_property
    def files(self):
        return list(Attachment.objects.filter(self.is_theirs).only("extension", "added_on"))

    @cached_property
    def openings(self):
        """When it was allowed that somebody learns that a confidential answer is theirs (TH14)."""
        if not self.confidential_rounds:
            return []
        return list(
            IdentityRuling.objects.filter(pk__in=openings_of(self.participation)).order_by("pk")
        )

    # --- What still waits for their word ----------------------------------------------------------

    @property
    def may_ask(self):
        """A question is welcome until their link ends, unless there is nothing to talk about."""
        return not self.meeting.cancelled_at

    @property
    def question_due_on(self):
        return answer_due_on(self.today, is_worry=False)

    @property
    def worry_due_on(self):
        return answer_due_on(self.today, is_worry=True)

    @property
    def shows_what_we_heard(self):
        return bool(self.report) and self.may_tell_everybodys

    @property
    def asks_about_the_facilitator(self):
        """With the link alone we do not tell whether they answered, so we ask as if for the first
        time."""
        return bool(self.facilitator) and not (self.visit.may_read and self.consent)

    @property
    def asks_about_the_agreements(self):
        return bool(self.agreements) and not (self.visit.may_read and self.endorsement)

    @property
    def asks_whether_we_heard_right(self):
        return self.shows_what_we_heard and not (self.visit.may_read and self.correction)
