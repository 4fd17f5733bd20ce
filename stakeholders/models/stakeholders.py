"""An organisation or a group whose lives or work we touch. Never a single person."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from stakeholders.folding import folded

# Who reads the shared facts (C0, C1) of every relationship: security.md §2.2.
READERS = {Role.OFFICER, Role.PURCHASER, Role.MANAGER}


class StakeholderQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Level C1: officers, purchasers and managers read the register."""
        return self if user.role in READERS else self.none()

    def of_the_team_of(self, user):
        """Relationships whose contact person or deputy this is, today."""
        return self.filter(pk__in=user.assignments.open().values("stakeholder"))

    def any_demo(self):
        return self.filter(is_demo=True).exists()

    def found_by(self, words):
        """Names, places and contact persons that contain the words, or look like them.

        Typos are forgiven by trigrams (pg_trgm); folding forgives accents and case.
        """
        words = folded(words).replace("\0", "")
        if not words:
            return self
        return self.filter(
            Q(search_text__contains=words) | Q(search_text__trigram_word_similar=words)
        )


class Stakeholder(models.Model):
    """Somebody we are in dialogue with: a supplier, a union, an NGO, a community."""

    class Kind(models.TextChoices):
        SUPPLIER = "supplier", _("Supplier")
        WORKERS = "workers", _("Workers or their representatives")
        UNION = "union", _("Trade union")
        NGO = "ngo", _("NGO")
        COMMUNITY = "community", _("Local community")
        GOVERNMENT = "government", _("Government")
        SECTOR = "sector", _("Sector body or partner")
        OTHER = "other", _("Other")

    name = models.CharField(_("name"), max_length=200)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    place = models.CharField(_("place"), max_length=120, blank=True)
    country = models.CharField(_("country"), max_length=80, blank=True)
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("For example: Hindi, English")
    )
    is_rights_holder = models.BooleanField(
        _("rights-holders themselves"),
        default=False,
        help_text=_("People whose own rights are at stake, or who were chosen to speak for them."),
    )
    is_sensitive = models.BooleanField(
        _("sensitive relationship"),
        default=False,
        help_text=_("Somebody could get into trouble for talking with us: ask before you send."),
    )
    about = models.TextField(
        _("what we know"),
        max_length=10_000,
        blank=True,
        help_text=_("Write it as if they may read it: what was seen or said, and by whom."),
    )
    is_demo = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    sort_key = models.CharField(max_length=200, editable=False)
    # Name, place and contact persons, folded; kept by stakeholders.actions.
    search_text = models.TextField(editable=False, default="")

    objects = StakeholderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="stakeholder_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("A stakeholder needs a name."),
            ),
            models.UniqueConstraint(
                fields=["sort_key"],
                name="one_stakeholder_per_name",
                violation_error_message=_("A stakeholder with this name is already here."),
            ),
        ]
        indexes = [
            models.Index(name="stakeholders_by_kind", fields=["kind", "sort_key"]),
            models.Index(name="stakeholders_by_country", fields=["country", "sort_key"]),
            models.Index(name="stakeholders_newest_first", fields=["-created_at", "-id"]),
            models.Index(name="stakeholders_of_the_demo", fields=["id"], condition=Q(is_demo=True)),
            GinIndex(
                name="stakeholders_by_words", fields=["search_text"], opclasses=["gin_trgm_ops"]
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("stakeholders:page", args=[self.pk])

    def clean(self):
        self.sort_key = folded(self.name)
