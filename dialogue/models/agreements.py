"""Process agreements: how we talk with each other (S77–S79).

A version is a frozen list of lines. Nothing marks it as in force: it is in force when every
stakeholder at the table has accepted it, and that is asked, not stored.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dialogue.models.meetings import Participation, Trajectory
from dialogue.models.remarks import Remark
from stakeholders.models import Stakeholder


class AgreementVersionQuerySet(models.QuerySet):
    def newest_of(self, trajectories):
        """The newest version of each trajectory."""
        return (
            self.filter(trajectory__in=list(trajectories))
            .order_by("trajectory_id", "-number")
            .distinct("trajectory_id")
        )


class AgreementVersion(models.Model):
    """The process agreements of a trajectory as proposed at one moment."""

    trajectory = models.ForeignKey(
        Trajectory, on_delete=models.PROTECT, related_name="agreement_versions"
    )
    number = models.PositiveSmallIntegerField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    proposed_at = models.DateTimeField()

    objects = AgreementVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "number"], name="one_agreement_version_per_number"
            )
        ]


class ProcessAgreement(models.Model):
    """One agreement. A standard one is known by name and speaks every language."""

    class Standard(models.TextChoices):
        OWN_EXPERIENCE = (
            "own_experience",
            _("We each speak for ourselves and leave out people who are not here."),
        )
        STAYS_HERE = (
            "stays_here",
            _("What is said stays with us: outside this meeting nobody says who said it."),
        )
        NO_HARM = "no_harm", _("Nobody suffers for what they say here, now or later.")
        EVERYONE_FOLLOWS = (
            "everyone_follows",
            _("We wait for the translation, and we ask when something is not clear."),
        )
        CHANGE_TOGETHER = (
            "change_together",
            _("What we agree, we only change together. If it does not work out, we say so early."),
        )

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="agreements"
    )
    position = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=20, choices=Standard, blank=True)
    own_words = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="one_agreement_per_position"
            ),
            models.CheckConstraint(
                name="agreement_is_standard_or_our_own",
                condition=Q(standard="") ^ Q(own_words=""),
            ),
        ]

    def __str__(self):
        return self.own_words or str(self.get_standard_display())


class EndorsementQuerySet(models.QuerySet):
    def latest_of(self, versions):
        """What each stakeholder said last about each of these versions."""
        return (
            self.filter(version__in=list(versions))
            .order_by("version_id", "stakeholder_id", "-pk")
            .distinct("version_id", "stakeholder_id")
        )


class Endorsement(models.Model):
    """One stakeholder's answer to one version. Written once; changing one's mind is a new line."""

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Agreed")
        WITH_RESERVATION = "with_reservation", _("Agreed, with a remark")
        REFUSED = "refused", _("Not agreed")

    IN_FAVOUR = {Answer.ACCEPTED, Answer.WITH_RESERVATION}

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="endorsements"
    )
    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.PROTECT, related_name="endorsements"
    )
    # Given through their own link; empty when we wrote down what they told us.
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsements"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    answer = models.CharField(max_length=20, choices=Answer)
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    endorsed_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EndorsementQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="endorsement_comes_from_one_side",
                condition=Q(participation=None) ^ Q(recorded_by=None),
            )
        ]

    @property
    def is_in_favour(self):
        return self.answer in self.IN_FAVOUR
