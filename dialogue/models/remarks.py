"""Words apart from the record, so that words can be forgotten and the record can not be rewritten."""

from django.db import models


class Remark(models.Model):
    """The free text of one line of history. May be erased on request; the line stays (DESIGN.md §10)."""

    text = models.TextField(max_length=10_000)
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.text
