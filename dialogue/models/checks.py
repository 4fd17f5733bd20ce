"""What was found when the record was checked, and what was sent outside. Written once."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class DailyHeads(models.Model):
    """The end of every chain on one day, as the witnesses got it (AUD-4).

    `heads` is the list itself, in the form of `dialogue.verifier.heads`; `root` its SHA-256.
    """

    day = models.DateField(unique=True)
    taken_at = models.DateTimeField(db_default=Now(), editable=False)
    count = models.PositiveIntegerField()
    root = models.BinaryField()
    heads = models.TextField()

    class Meta:
        verbose_name_plural = "daily heads"
        ordering = ["-day"]


class RecordCheck(models.Model):
    """One run of the check of the record, by the daily round or by somebody (AUD-7).

    `findings` are places and kinds only, at most `MOST` of them; `faults` counts them all.
    """

    MOST = 200

    day = models.DateField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(db_default=Now(), editable=False)
    chains = models.PositiveIntegerField()
    entries = models.PositiveIntegerField()
    erased = models.PositiveIntegerField()
    from_before = models.PositiveIntegerField()
    faults = models.PositiveIntegerField()
    findings = models.JSONField()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["day"], condition=Q(by=None), name="one_daily_check_of_the_record"
            )
        ]

    @property
    def is_whole(self):
        return not self.faults
