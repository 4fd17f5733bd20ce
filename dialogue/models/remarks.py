"""Words apart from the record, so that words can be forgotten and the record can not be rewritten."""

from django.db import models
from django.db.models import Func, Q


class Remark(models.Model):
    """The free text of one line of history. May be erased on request; the line stays (DESIGN.md §10).

    The record holds a digest of the salt and the text, never the text. The salt goes with the text,
    so that afterwards nobody can even check a guess (security.md TH21). The database refuses every
    other change.
    """

    text = models.TextField(max_length=10_000)
    salt = models.UUIDField(null=True, editable=False, db_default=Func(function="gen_random_uuid"))
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="erased_remark_leaves_nothing",
                condition=Q(erased_at=None, salt__isnull=False) | Q(text="", salt=None),
            )
        ]

    def __str__(self):
        return self.text
