"""Process agreements: how we talk with each other (S77–S79).

A version is a frozen list of lines. Nothing marks it as in force: it is in force once every party,
we included, had said yes to it, and that is asked of the consents, not stored (migration 0011). It
stays in force until a later version is. Versions are numbered one by one, and only the newest
can be answered: who read an older one is shown both.
"""

from django.conf import settings
from django.db import models
from django.db.models import Func, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from dialogue.models.links import Link
from dialogue.models.meetings import Participation, Trajectory
from dialogue.models.remarks import Remark
from stakeholders.models import Stakeholder


class AgreementParty(models.Model):
    """A stakeholder without whose yes nothing is agreed, from this version on.

    Nobody is taken off this list. Who joins later, joins from the next version (S78).
    """

    trajectory = models.ForeignKey(
        Trajectory, on_delete=models.PROTECT, related_name="agreement_parties"
    )
    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.PROTECT, related_name="agreement_parties"
    )
    from_version = models.PositiveSmallIntegerField()
    joined_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["trajectory", "stakeholder"], name="one_place_for_each_agreement_party"
            )
        ]


class AgreementDeparture(models.Model):
    """A party that left, by its own hand: the next version does without its yes."""

    party = models.OneToOneField(AgreementParty, on_delete=models.PROTECT, related_name="departure")
    participation = models.ForeignKey(Participation, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(Link, on_delete=models.PROTECT, related_name="+")
    key = models.BinaryField(editable=False)
    # The last version that was also theirs; filled in by the database.
    last_version = models.PositiveSmallIntegerField(default=0, editable=False)
    left_at = models.DateTimeField(db_default=Now(), editable=False)


class AgreementVersionQuerySet(models.QuerySet):
    def in_force(self, at):
        """Of each trajectory the version that every party had agreed to by then."""
        versions = RawSQL("SELECT version_id FROM te_voet_agreements_in_force(%s)", [at])
        return self.filter(pk__in=versions)

    def agreed_since(self, trajectory_ids):
        """By the key of each version that every party agreed to: since when (migration 0019)."""
        if not trajectory_ids:
            return {}
        agreed = self.raw(
            "SELECT v.*, agreed.since FROM te_voet_agreements_agreed(%s::bigint[]) AS agreed "
            "JOIN dialogue_agreementversion v ON v.id = agreed.version_id",
            [list(trajectory_ids)],
        )
        return {version.pk: version.since for version in agreed}


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
    # Why it should be different from the last one (S17, S90).
    reason = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

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
        NEW_INSIGHTS = (
            "new_insights",
            _(
                "New insights are told to everybody, in writing and with the reason, before anybody "
                "acts on them."
            ),
        )
        EQUAL_TIME = "equal_time", _("Everybody gets as much time to speak as the others.")
        NO_PICTURES = (
            "no_pictures",
            _("No photos or recordings, unless everybody in them says yes."),
        )
        READ_FIRST = (
            "read_first",
            _("Whoever is mentioned in something we publish reads it first and can correct it."),
        )
        NAMES_TOLD = (
            "names_told",
            _("Who will be there, and in which role, is told two weeks before."),
        )
        WHAT_NEXT = (
            "what_next",
            _("After each conversation it is on paper who does what, and by when you hear of it."),
        )

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="agreements"
    )
    position = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=20, choices=Standard, blank=True)
    salt = models.UUIDField(null=True, editable=False, db_default=Func(function="gen_random_uuid"))
    own_words = models.CharField(max_length=500, blank=True)
    erased_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"], name="one_agreement_per_position"
            ),
            models.CheckConstraint(
                name="agreement_is_standard_or_our_own",
                condition=Q(standard="", erased_at__isnull=False)
                | Q(standard="") ^ Q(own_words=""),
            ),
            models.CheckConstraint(
                name="erased_agreement_leaves_nothing",
                condition=Q(erased_at=None, salt__isnull=False)
                | Q(erased_at__isnull=False, own_words="", salt=None),
            ),
        ]

    def __str__(self):
        if self.erased_at:
            return gettext("(erased at somebody’s request)")
        return self.own_words or str(self.get_standard_display())


class EndorsementQuerySet(models.QuerySet):
    def latest_of(self, versions):
        """What each stakeholder said last about each of these versions."""
        return (
            self.filter(version__in=list(versions), stakeholder__isnull=False)
            .order_by("version_id", "stakeholder_id", "-pk")
            .distinct("version_id", "stakeholder_id")
        )


class Endorsement(models.Model):
    """One party's answer to one version. Written once; changing one's mind is a new line.

    Without a stakeholder it is ours. What we wrote down for them is weaker: it counts as a yes only
    when they had a link for `DAYS_TO_OBJECT` and did not say otherwise.
    """

    class Answer(models.TextChoices):
        ACCEPTED = "accepted", _("Agreed")
        WITH_RESERVATION = "with_reservation", _("Agreed, with a remark")
        REFUSED = "refused", _("Not agreed")

    IN_FAVOUR = {Answer.ACCEPTED, Answer.WITH_RESERVATION}

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="endorsements"
    )
    stakeholder = models.ForeignKey(
        Stakeholder,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="endorsements",
    )
    # Given through their own link; empty when we wrote down what they told us.
    participation = models.ForeignKey(
        Participation, null=True, blank=True, on_delete=models.PROTECT, related_name="endorsements"
    )
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.BinaryField(null=True, editable=False)
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
            ),
            models.CheckConstraint(
                name="endorsement_has_link_and_key_or_neither",
                condition=Q(link=None, key=None)
                | Q(participation__isnull=False, link__isnull=False, key__isnull=False),
            ),
        ]
        indexes = [models.Index(name="endorsements_of_version", fields=["version", "id"])]

    @property
    def is_in_favour(self):
        return self.answer in self.IN_FAVOUR

    @property
    def is_ours(self):
        return self.stakeholder_id is None

    @property
    def is_our_word(self):
        """We wrote it down for them: shown as weaker than their own hand."""
        return not self.is_ours and self.participation_id is None


class AgreementSuggestion(models.Model):
    """What a party would like to see different in the process agreements, in their own words."""

    version = models.ForeignKey(
        AgreementVersion, on_delete=models.PROTECT, related_name="suggestions"
    )
    participation = models.ForeignKey(
        Participation, on_delete=models.PROTECT, related_name="agreement_suggestions"
    )
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    suggested_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
