"""That we told somebody, once per person and occasion. What is due is asked, never stored."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from dialogue.models.witnesses import Witness
from stakeholders.models import ContactPerson


class ReminderQuerySet(models.QuerySet):
    def given_up(self):
        """What could not be delivered after all tries: a person must look at it."""
        return self.filter(sent_at=None, attempts__gte=Reminder.MOST_ATTEMPTS)


class Reminder(models.Model):
    """One message to one person about one occasion: claimed, delivered, noted (DESIGN.md §3.10)."""

    MOST_ATTEMPTS = 48

    kind = models.CharField(max_length=40)
    # Names the occasion and its day, so that a moved date is a new occasion: "12 one_week 2026-04-10".
    key = models.CharField(max_length=80)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="reminders"
    )
    contact_person = models.ForeignKey(
        ContactPerson, null=True, on_delete=models.CASCADE, related_name="reminders"
    )
    witness = models.ForeignKey(
        Witness, null=True, on_delete=models.CASCADE, related_name="reminders"
    )
    claimed_at = models.DateTimeField()
    next_try_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=200, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key", "user", "contact_person", "witness"],
                nulls_distinct=False,
                name="one_reminder_per_person_and_occasion",
            ),
            models.CheckConstraint(
                name="reminder_goes_to_one_person",
                condition=Q(user__isnull=False, contact_person=None, witness=None)
                | Q(user=None, contact_person__isnull=False, witness=None)
                | Q(user=None, contact_person=None, witness__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="reminders_not_yet_sent", fields=["next_try_at"], condition=Q(sent_at=None)
            )
        ]
