"""Somebody from outside who leads the conversation, once every party agrees (S101)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dialogue.models.meetings import Participation, Trajectory
from dialogue.models.remarks import Remark
from stakeholders.models import Stakeholder


class Facilitator(models.Model):
    """Who we propose, and what people should know before they say yes: who pays, how independent.

    Nothing marks a facilitator as appointed: that is asked of the consents.
    """

    trajectory = models.ForeignKey(
        Trajectory, on_delete=models.PROTECT, related_name="facilitators"
    )
    name = models.CharField(_("name"), max_length=120)
    about = models.TextField(_("who this is"), max_length=2000)
    paid_by = models.CharField(_("who pays"), max_length=300)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="facilitator_is_paid_openly",
                condition=~Q(name="") & ~Q(paid_by=""),
                violation_error_message=_("Say who it is and who pays: they decide on that."),
            )
        ]

    def __str__(self):
        return self.name


class FacilitatorConsentQuerySet(models.QuerySet):
    def latest_of(self, facilitators):
        """What each stakeholder said last about each of these facilitators."""
        return (
            self.filter(facilitator__in=list(facilitators))
            .order_by("facilitator_id", "stakeholder_id", "-pk")
            .distinct("facilitator_id", "stakeholder_id")
        )


class FacilitatorConsent(models.Model):
    """One stakeholder's answer. Written once; changing one's mind is a new line."""

    class Answer(models.TextChoices):
        YES = "yes", _("Agreed")
        WITH_CONDITION = "condition", _("Agreed, on a condition")
        NO = "no", _("Not agreed")

    IN_FAVOUR = {Answer.YES, Answer.WITH_CONDITION}

    facilitator = models.ForeignKey(Facilitator, on_delete=models.PROTECT, related_name="consents")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="+")
    # Given through their own link; empty when we wrote down what they told us.
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(max_length=10, choices=Answer)
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # What we claim; `recorded_at` is what the database saw.
    said_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = FacilitatorConsentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="facilitator_consent_comes_from_one_side",
                condition=Q(participation=None) ^ Q(recorded_by=None),
            )
        ]

    @property
    def is_in_favour(self):
        return self.answer in self.IN_FAVOUR
