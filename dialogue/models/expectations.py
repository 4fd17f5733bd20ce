"""What they expect of a meeting, and what became of it. The spine: no expectation is ever lost."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from dialogue.models.meetings import AgendaItem, Meeting, Participation
from dialogue.models.remarks import Remark
from dialogue.models.rounds import ExpectationRound, RoundQuestion
from dialogue.models.voices import Voice

FROM_ONE_SENDER = Q(participation=None) ^ Q(voice=None)


class ExpectationQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Their words are C2: only the team of the meeting reads them."""
        return self.filter(round__meeting__in=Meeting.objects.of_the_team_of(user))

    def standing(self):
        """Points that are still there: not taken back by their sender."""
        return self.filter(withdrawn_at=None)

    def to_decide(self):
        """Points that get a decision of their own: not a choice, not told together with another."""
        alone = Q(merged_into=None) | Q(merged_into__withdrawn_at__isnull=False)
        return self.standing().filter(alone, question__kind=RoundQuestion.Kind.TEXT)

    def undecided(self):
        """No decision since they were last written."""
        last_written = Coalesce(F("changed_at"), F("received_at"))
        decided = ExpectationDecision.objects.filter(
            expectation=models.OuterRef("pk"), decided_at__gte=models.OuterRef("last_written")
        )
        return self.to_decide().alias(last_written=last_written).exclude(models.Exists(decided))

    def with_fate(self):
        decided = "decisions__remark", "decisions__agenda_item", "decisions__side_activity"
        return self.select_related(
            "question",
            "voice",
            "recorded_by",
            "participation__stakeholder",
            "participation__contact_person",
            "merged_into",
        ).prefetch_related(*decided, *(f"merged_into__{each}" for each in decided))


class Expectation(models.Model):
    """One point somebody sent us, in their own words.

    With their name it has a participation; of a confidential or anonymous sender it has a voice,
    and `received_at` is the day, or the week, but never the moment.
    """

    class Channel(models.TextChoices):
        PAPER = "paper", _("on paper")
        PHONE = "phone", _("by phone")
        IN_PERSON = "in_person", _("in person")
        PARTNER = "partner", _("through a partner they trust")

    round = models.ForeignKey(
        ExpectationRound, on_delete=models.PROTECT, related_name="expectations"
    )
    participation = models.ForeignKey(
        Participation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="expectations",
    )
    voice = models.ForeignKey(
        Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="expectations"
    )
    question = models.ForeignKey(RoundQuestion, on_delete=models.PROTECT, related_name="+")
    wording = models.TextField(max_length=5000, blank=True)
    received_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True, blank=True)
    # Taken back by its sender: the words are gone, that there was a point stays.
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    # Kept no longer than we promised: the words are gone, the decision stays.
    erased_at = models.DateTimeField(null=True, blank=True)
    is_urgent = models.BooleanField(default=False)
    # Written down by one of us for somebody who told it.
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    channel = models.CharField(max_length=10, choices=Channel, blank=True)
    # Told together with a similar point; both senders keep their own and read one answer.
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    objects = ExpectationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="expectation_says_something",
                condition=~Q(wording="")
                | Q(withdrawn_at__isnull=False)
                | Q(erased_at__isnull=False),
            ),
            models.CheckConstraint(name="expectation_has_one_sender", condition=FROM_ONE_SENDER),
            models.CheckConstraint(
                name="expectation_by_proxy_says_how",
                condition=Q(recorded_by=None, channel="")
                | (Q(recorded_by__isnull=False) & ~Q(channel="")),
            ),
            models.CheckConstraint(
                name="expectation_is_not_merged_into_itself",
                condition=Q(merged_into=None) | ~Q(merged_into=F("pk")),
            ),
        ]

    @property
    def main(self):
        """The point whose decision answers this one; itself again when that one was taken back."""
        together = self.merged_into
        return together if together and together.withdrawn_at is None else self

    @property
    def decision(self):
        """The decision in force: the last one written. None while undecided."""
        decisions = list(self.main.decisions.all())
        return decisions[-1] if decisions else None

    @property
    def words(self):
        """The point as people read it: a choice in its words, anything else as it was written."""
        return self.question.in_words(self.wording)

    @property
    def was_changed_since(self):
        """Its sender rewrote it after we decided."""
        decision = self.decision
        return bool(decision and self.changed_at and self.changed_at > decision.decided_at)


class SideActivity(models.Model):
    """What we do around a meeting because they asked for it: a visit, a training, a meal (S56)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="side_activities")
    title = models.CharField(_("what"), max_length=200)
    happens_on = models.DateField(_("when"), null=True, blank=True)

    class Meta:
        ordering = ["happens_on", "pk"]
        constraints = [
            models.CheckConstraint(name="side_activity_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self):
        return self.title


class ExpectationDecision(models.Model):
    """What we decided about a point, and why. Written once; a new decision is a new line (S29)."""

    class Outcome(models.TextChoices):
        AGENDA = "agenda", _("On the agenda")
        SIDE = "side", _("Around the conversation")
        OTHERWISE = "otherwise", _("Handled otherwise")
        PARKED = "parked", _("Later")
        DECLINED = "declined", _("No")

    expectation = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=10, choices=Outcome)
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    side_activity = models.ForeignKey(
        SideActivity, null=True, blank=True, on_delete=models.PROTECT, related_name="decisions"
    )
    parked_until = models.DateField(null=True, blank=True)
    # The point in our words, never theirs: what a public page may say it was about (TH11).
    in_our_words = models.CharField(max_length=300, blank=True)
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
                name="only_side_decisions_have_an_activity",
                condition=Q(outcome="side", side_activity__isnull=False)
                | (~Q(outcome="side") & Q(side_activity=None)),
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


class ExpectationTranslation(models.Model):
    """A point in another language, beside the original; the original is never replaced."""

    expectation = models.ForeignKey(
        Expectation, on_delete=models.CASCADE, related_name="translations"
    )
    language = models.CharField(max_length=12)
    wording = models.TextField(max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["language"]
        constraints = [
            models.UniqueConstraint(
                fields=["expectation", "language"], name="one_translation_per_language"
            ),
            models.CheckConstraint(name="translation_says_something", condition=~Q(wording="")),
        ]


class ExpectationVerdict(models.Model):
    """Whether their expectation was met, as they say it afterwards. Written once."""

    class Verdict(models.TextChoices):
        MET = "met", _("Yes")
        PARTLY = "partly", _("Partly")
        NOT_MET = "not_met", _("No")

    expectation = models.ForeignKey(Expectation, on_delete=models.PROTECT, related_name="verdicts")
    verdict = models.CharField(max_length=8, choices=Verdict)
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # The day; of an anonymous sender the week.
    said_on = models.DateField()

    class Meta:
        ordering = ["pk"]


class Attachment(models.Model):
    """A file that came with an answer, cleaned of what says who made it. The original is gone.

    It lives in the database: the portal shares nothing else with us, and a file cannot be left
    behind by a transaction that failed, a backup or an erasure.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(
        ExpectationRound, on_delete=models.PROTECT, related_name="attachments"
    )
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    voice = models.ForeignKey(
        Voice, null=True, blank=True, on_delete=models.PROTECT, related_name="attachments"
    )
    media_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    content = models.BinaryField()
    # What cleaning took out: codes of dialogue.attachments.
    removed = models.JSONField(default=list)
    added_on = models.DateField()

    class Meta:
        ordering = ["added_on", "pk"]
        constraints = [
            models.CheckConstraint(name="attachment_has_one_sender", condition=FROM_ONE_SENDER),
            models.CheckConstraint(
                name="attachment_is_ten_megabytes_at_most", condition=Q(size__lte=10 * 1024 * 1024)
            ),
        ]

    @property
    def name(self):
        """Ours, not theirs: a file name is often somebody's own."""
        return f"{str(self.pk)[:8]}.{self.extension}"
