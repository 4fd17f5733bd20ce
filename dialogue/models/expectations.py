"""What they expect of a meeting, and what became of it. The spine: no expectation is ever lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dialogue.models.meetings import AgendaItem, Meeting, Participation
from dialogue.models.remarks import Remark


class ExpectationRound(models.Model):
    """One asking round before a meeting. By now every round is *named*: a personal link each.

    Opening freezes the questions: what people answered must stay what they were asked.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rounds")
    message = models.TextField(_("message"), max_length=4000, blank=True)
    closes_on = models.DateField(_("answers until"))
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # When the decisions went to the senders, with the agenda.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                name="rounds_open_by_close",
                fields=["closes_on"],
                condition=Q(opened_at__isnull=False, answered_at=None),
            )
        ]

    def is_open_on(self, today):
        return self.opened_at is not None and today <= self.closes_on and self.meeting.is_planned


class RoundQuestion(models.Model):
    """One question of a round. A standard one is known by name and speaks every language."""

    class Standard(models.TextChoices):
        AGENDA = "agenda", _("What should we talk about?")
        CHANGE = "change", _("What should be different after this meeting?")
        SAFETY = "safety", _("What do you need to speak freely and safely?")

    round = models.ForeignKey(ExpectationRound, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=20, choices=Standard, blank=True)
    own_words = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="one_question_per_position"),
            models.CheckConstraint(
                name="question_is_standard_or_our_own",
                condition=Q(standard="") ^ Q(own_words=""),
            ),
        ]

    def __str__(self):
        return self.own_words or str(self.get_standard_display())


class ExpectationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their words are C2: only the team of the meeting reads them."""
        return self.filter(round__meeting__in=Meeting.objects.of_the_team_of(user))

    def undecided(self):
        return self.filter(decisions=None)

    def with_fate(self):
        return self.select_related(
            "question", "participation__stakeholder", "participation__contact_person"
        ).prefetch_related("decisions__remark", "decisions__agenda_item")


class Expectation(models.Model):
    """One point somebody sent us, in their own words."""

    round = models.ForeignKey(
        ExpectationRound, on_delete=models.PROTECT, related_name="expectations"
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="expectations"
    )
    question = models.ForeignKey(RoundQuestion, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField(max_length=5000)
    received_at = models.DateTimeField()

    objects = ExpectationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="expectation_says_something", condition=~Q(wording="")),
        ]

    @property
    def decision(self):
        """The decision in force: the last one written. None while undecided."""
        decisions = list(self.decisions.all())
        return decisions[-1] if decisions else None


class ExpectationDecision(models.Model):
    """What we decided about a point, and why. Written once; a new decision is a new line (S29)."""

    class Outcome(models.TextChoices):
        AGENDA = "agenda", _("On the agenda")
        OTHERWISE = "otherwise", _("Handled otherwise")
        PARKED = "parked", _("Later")
        DECLINED = "declined", _("No")

    expectation = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    parked_until = models.DateField(null=True, blank=True)
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="only_agenda_decisions_have_an_agenda_item",
                condition=Q(outcome="agenda", agenda_item__isnull=False)
                | (~Q(outcome="agenda") & Q(agenda_item=None)),
            ),
            models.CheckConstraint(
                name="only_parked_decisions_have_a_date",
                condition=Q(outcome="parked", parked_until__isnull=False)
                | (~Q(outcome="parked") & Q(parked_until=None)),
                violation_error_message=_("Say until when it is parked."),
            ),
        ]

    @property
    def reason(self):
        return self.remark.text


class Draft(models.Model):
    """An unfinished form, readable again only with the PIN. Gone when the form is sent."""

    round = models.ForeignKey(ExpectationRound, on_delete=models.CASCADE, related_name="drafts")
    participation = models.ForeignKey(
        Participation, on_delete=models.CASCADE, related_name="drafts"
    )
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "participation"], name="one_draft_per_person_and_round"
            )
        ]
