"""Breaches: a process agreement that somebody did not keep to, and what was done about it (S80).

Ours come first: everything here can be said of us, by them, and the page of theirs shows it.
"""

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dialogue.models.agreements import ProcessAgreement
from dialogue.models.links import Link
from dialogue.models.meetings import Meeting, Participation, Trajectory
from dialogue.models.remarks import Remark
from stakeholders.models import Stakeholder

# Working days within which a breach is acted upon (S80, RM8).
DAYS_TO_ACT = 5


class BreachQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Who did not keep to what, and who said so, is for the team (C2)."""
        meetings = Meeting.objects.of_the_team_of(user)
        return self.filter(trajectory__in=meetings.values("trajectory"))

    def ours(self):
        return self.filter(by_stakeholder=None)

    def waiting(self):
        """Nothing was done about it yet."""
        return self.filter(~Exists(_actions()))

    def acted_on(self):
        return self.filter(Exists(_actions()))

    def with_what_it_is_about(self):
        """With its line, who is in it, and how many times before the same one did not keep to it."""
        same = Breach.objects.filter(
            agreement__standard=OuterRef("agreement__standard"),
            agreement__own_words=OuterRef("agreement__own_words"),
            trajectory=OuterRef("trajectory"),
            pk__lte=OuterRef("pk"),
        ).annotate(who=Coalesce("by_stakeholder", 0))
        times = same.filter(who=Coalesce(OuterRef("by_stakeholder"), 0))
        counted = times.order_by().values("who").annotate(n=Count("pk")).values("n")
        return self.annotate(time=Subquery(counted), is_acted_on=Exists(_actions())).select_related(
            "agreement", "trajectory", "by_stakeholder", "harmed", "remark", "recorded_by"
        )


def _actions():
    return BreachAction.objects.filter(breach=OuterRef("pk"))


class Breach(models.Model):
    """Once that a process agreement was not kept to: by us, or by one of the stakeholders."""

    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="breaches")
    agreement = models.ForeignKey(
        ProcessAgreement, on_delete=models.PROTECT, related_name="breaches"
    )
    # Whose breach it is; empty when it is ours.
    by_stakeholder = models.ForeignKey(
        Stakeholder,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="breaches",
        verbose_name=_("who did not keep to it?"),
    )
    harmed = models.ForeignKey(
        Stakeholder,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="breaches_suffered",
        verbose_name=_("who was harmed?"),
    )
    is_serious = models.BooleanField(_("serious"), default=False)
    happened_on = models.DateField(_("when was it?"))
    noticed_on = models.DateField(_("when did we hear of it?"))
    act_by = models.DateField()
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    participation = models.ForeignKey(
        Participation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="breaches_reported",
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = BreachQuerySet.as_manager()

    class Meta:
        ordering = ["-noticed_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="breach_comes_from_one_side",
                condition=Q(recorded_by=None) ^ Q(participation=None),
            ),
            models.CheckConstraint(
                name="breach_is_noticed_after_it_happened",
                condition=Q(noticed_on__gte=models.F("happened_on")),
                violation_error_message=_("We cannot have heard of it before it happened."),
            ),
            models.CheckConstraint(
                name="nobody_is_harmed_by_their_own_breach",
                condition=Q(harmed=None)
                | Q(by_stakeholder=None)
                | ~Q(harmed=models.F("by_stakeholder")),
                violation_error_message=_("Choose somebody else than who did it."),
            ),
        ]
        indexes = [
            models.Index(name="breaches_latest_first", fields=["-noticed_on", "-id"]),
            models.Index(name="breaches_by_last_day", fields=["act_by", "id"]),
        ]

    def get_absolute_url(self):
        return reverse("dialogue:breach", args=[self.pk])

    @property
    def is_ours(self):
        return self.by_stakeholder_id is None


class BreachAction(models.Model):
    """What was done about a breach, when, and with whom."""

    breach = models.ForeignKey(Breach, on_delete=models.PROTECT, related_name="actions")
    done_on = models.DateField(_("when?"))
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]


class BreachVerdict(models.Model):
    """Whether the harmed party accepts what was done. A yes has their key; what they told us is a word."""

    action = models.ForeignKey(BreachAction, on_delete=models.PROTECT, related_name="verdicts")
    is_accepted = models.BooleanField()
    said_on = models.DateField()
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.BinaryField(null=True, editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="breach_verdict_comes_from_one_side",
                condition=Q(recorded_by=None) ^ Q(participation=None),
            ),
            models.CheckConstraint(
                name="breach_verdict_has_link_and_key_or_neither",
                condition=Q(link=None, key=None)
                | Q(participation__isnull=False, link__isnull=False, key__isnull=False),
            ),
        ]
