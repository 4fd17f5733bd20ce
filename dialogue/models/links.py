"""The credential of a person without an account: a code that we cannot read back."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from dialogue.models.meetings import Participation


class LinkQuerySet(models.QuerySet):
    def alive(self, today):
        return self.filter(revoked_at=None, ends_on__gte=today)


class Link(models.Model):
    """A personal link: `selector` finds the row, `verifier` proves the holder (security.md TOK-8).

    Only a hash of the verifier is stored, so no copy of the database opens a door. Every message
    that carries a link gets a fresh one; all end thirty days after the meeting or when revoked.
    """

    participation = models.ForeignKey(Participation, on_delete=models.CASCADE, related_name="links")
    selector = models.CharField(max_length=8, unique=True)
    verifier_hash = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    ends_on = models.DateField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    objects = LinkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_selector_is_eight_digits",
                condition=Q(selector__regex=r"^[0-9]{8}$"),
            )
        ]


class ConsentKey(models.Model):
    """The lock that only the holder of a link can open: the end of a chain of hashes (DESIGN.md §10).

    The chain begins with a secret that follows from the code and the salt, and that we do not keep.
    Each yes hands over the step before the one we know. Whoever has only the database cannot take
    that step. Laid down with the link, never changed.
    """

    link = models.OneToOneField(Link, on_delete=models.PROTECT, related_name="consent_key")
    salt = models.BinaryField()
    tip = models.BinaryField()
    laid_at = models.DateTimeField(db_default=Now(), editable=False)


class UsedKey(models.Model):
    """One step of the chain that was handed over. Written by the database, when it fits."""

    consent_key = models.ForeignKey(ConsentKey, on_delete=models.PROTECT, related_name="used")
    position = models.PositiveSmallIntegerField()
    key = models.BinaryField(unique=True)
    used_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["consent_key", "position"], name="one_key_for_each_step"
            )
        ]
