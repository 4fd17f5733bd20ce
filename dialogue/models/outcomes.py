"""What came out of a meeting: lines with a type, questions to answer, and the report-back."""

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dialogue.models.meetings import AgendaItem, Meeting, Participation
from dialogue.models.remarks import Remark
from stakeholders.models import Stakeholder


class Outcome(models.Model):
    """One line that was written down while we talked."""

    class Kind(models.TextChoices):
        DECISION = "decision", pgettext_lazy("outcome of a conversation", "Agreed")
        HEARD = "heard", _("What we heard")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.DECISION)
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="outcomes"
    )
    wording = models.TextField(max_length=5000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="outcome_says_something", condition=~Q(wording="")),
        ]


class QuestionQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(meeting__in=Meeting.objects.visible_to(user))

    def unanswered(self):
        return self.filter(answered_on=None)


class Question(models.Model):
    """Something they asked, with the day by which they get an answer (S37, S93)."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="questions")
    stakeholder = models.ForeignKey(
        Stakeholder, null=True, blank=True, on_delete=models.PROTECT, related_name="questions"
    )
    # Asked through their own link; empty when it was asked at the table.
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # About the process or a worry: those wait five working days, not ten (S93).
    is_worry = models.BooleanField(default=False)
    wording = models.TextField(_("question"), max_length=5000)
    asked_on = models.DateField()
    answer_due_on = models.DateField(_("answer by"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="questions"
    )
    answer = models.TextField(_("answer"), max_length=5000, blank=True)
    answered_on = models.DateField(null=True, blank=True)
    # Also asked through the portal, whose rows know nothing of versions.
    version = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="question_says_something", condition=~Q(wording="")),
            models.CheckConstraint(
                name="question_answered_iff_there_is_an_answer",
                condition=Q(answer="", answered_on=None)
                | (~Q(answer="") & Q(answered_on__isnull=False)),
                violation_error_message=_("An answer needs its words and its day."),
            ),
        ]
        indexes = [
            models.Index(
                name="questions_unanswered_by_due",
                fields=["answer_due_on"],
                condition=Q(answered_on=None),
            )
        ]

    def get_absolute_url(self):
        return reverse("dialogue:question_answer", args=[self.pk])

    def is_late(self, today):
        return self.answered_on is None and self.answer_due_on < today


class ReportBack(models.Model):
    """What we send to everybody after a meeting: what was said, decided and promised (S20)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="report")
    due_on = models.DateField()
    summary = models.TextField(_("in short"), max_length=10_000, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    # With it the record knows the summary that was sent, without its words.
    salt = models.UUIDField(null=True, editable=False, db_default=Func(function="gen_random_uuid"))
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="erased_report_leaves_nothing",
                condition=Q(erased_at=None, salt__isnull=False)
                | Q(erased_at__isnull=False, summary="", salt=None),
            ),
        ]
        indexes = [
            models.Index(name="reports_due", fields=["due_on"], condition=Q(sent_at=None)),
        ]


class Correction(models.Model):
    """Whether we heard them right, in their words; it stands beside our summary. Written once (S36)."""

    report = models.ForeignKey(ReportBack, on_delete=models.PROTECT, related_name="corrections")
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="corrections"
    )
    # True: that is what was said. False: it was different, and the remark says how.
    is_right = models.BooleanField()
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    said_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="correction_says_what_was_different",
                condition=Q(is_right=True) | Q(remark__isnull=False),
                violation_error_message=_("Write how it was."),
            )
        ]
