"""Our fixed contact person and deputy for each relationship, and how it was handed over (S53–S55)."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models.stakeholders import Stakeholder

# The days an assignment lasts, as a range; an open end is an open range.
DAYS_HELD = Func(F("from_on"), F("until_on"), function="daterange", output_field=DateRangeField())


class ContactAssignmentQuerySet(models.QuerySet):
    def open(self):
        return self.filter(until_on=None)

    def on(self, day):
        """Assignments in force on `day`; the last day itself belongs to the successor."""
        return self.filter(Q(until_on=None) | Q(until_on__gt=day), from_on__lte=day)


class ContactAssignment(models.Model):
    """Who of us looks after a relationship, from when to when."""

    class Part(models.TextChoices):
        PRIMARY = "primary", _("contact person")
        DEPUTY = "deputy", _("deputy")

    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.CASCADE, related_name="assignments"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    part = models.CharField(max_length=10, choices=Part)
    from_on = models.DateField(_("since"))
    until_on = models.DateField(_("until"), null=True, blank=True)

    objects = ContactAssignmentQuerySet.as_manager()

    class Meta:
        ordering = ["-part", "-from_on", "-pk"]
        constraints = [
            ExclusionConstraint(
                name="one_contact_person_and_one_deputy_at_a_time",
                expressions=[
                    ("stakeholder", RangeOperators.EQUAL),
                    ("part", RangeOperators.EQUAL),
                    (DAYS_HELD, RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("Somebody else already has this part in these days."),
            ),
            models.CheckConstraint(
                name="assignment_ends_after_it_began",
                condition=Q(until_on=None) | Q(until_on__gte=F("from_on")),
                violation_error_message=_("It cannot end before it began."),
            ),
        ]
        indexes = [
            models.Index(
                name="open_assignments_of_a_person",
                fields=["user", "stakeholder"],
                condition=Q(until_on=None),
            ),
        ]

    def __str__(self):
        return f"{self.user}, {self.get_part_display()}"


class Handover(models.Model):
    """A conversation in which one contact person made way for the next, with the stakeholder."""

    incoming = models.OneToOneField(
        ContactAssignment, on_delete=models.CASCADE, related_name="handover"
    )
    held_on = models.DateField(_("held on"))
    was_joint = models.BooleanField(_("together with the stakeholder"), default=True)
    note = models.TextField(_("what was handed over"), max_length=2000, blank=True)
