"""Could anybody get into trouble for talking with us? Asked once, early (S30)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from stakeholders.models.stakeholders import Stakeholder


class SafetyAssessmentQuerySet(models.QuerySet):
    def latest_of(self, stakeholders):
        """The assessment in force of each stakeholder: the last one written."""
        return (
            self.filter(stakeholder__in=stakeholders)
            .order_by("stakeholder_id", "-assessed_at", "-pk")
            .distinct("stakeholder_id")
        )


class SafetyAssessment(models.Model):
    """One answer to the safety question. The last one written is in force."""

    class Risk(models.TextChoices):
        NOT_SURE = "not_sure", _("I am not sure")
        NO = "no", _("No")
        YES = "yes", _("Yes")

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="safety")
    risk = models.CharField(max_length=10, choices=Risk)
    partner_was_asked = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    assessed_at = models.DateTimeField()

    objects = SafetyAssessmentQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(name="safety_latest_first", fields=["stakeholder", "-assessed_at", "-id"])
        ]

    @property
    def allows_a_named_link(self):
        """A link with a name on it goes out only when that is known to be safe."""
        return self.risk == self.Risk.NO or self.partner_was_asked
