"""Files that show that a promise was kept, or put right (S15).

`Evidence` is a line of history and stands in the record with the fingerprint of its file. The file
itself stands apart, as words do (`dialogue.models.remarks`): it can be erased, with the salt of its
fingerprint, so that afterwards nobody can even check a guess (security.md TH21).
"""

import hashlib
import uuid

from django.db import models
from django.db.models.functions import Now

from dialogue.models.promises import Promise, PromiseChange


class EvidenceQuerySet(models.QuerySet):
    def with_is_there(self):
        """Each with `is_there`: whether its file was not erased. The file itself stays where it is."""
        files = EvidenceFile.objects.filter(evidence=models.OuterRef("pk"))
        return self.annotate(is_there=models.Exists(files))


class Evidence(models.Model):
    """A file that came with *Kept* or *Put right*. Written once; cleaned of what says who made it."""

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="evidence")
    change = models.ForeignKey(PromiseChange, on_delete=models.PROTECT, related_name="evidence")
    media_type = models.CharField(max_length=100)
    extension = models.CharField(max_length=8)
    size = models.PositiveIntegerField()
    # SHA-256 of the salt and the content, in hex.
    fingerprint = models.CharField(max_length=64)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = EvidenceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]

    @property
    def name(self):
        """Ours, not theirs: a file name is often somebody's own."""
        return f"{self.promise_id}-{self.pk}.{self.extension}"


class EvidenceFile(models.Model):
    """What stands in the file. It lives in the database, like every file (`Attachment`)."""

    evidence = models.OneToOneField(Evidence, on_delete=models.PROTECT, related_name="file")
    salt = models.UUIDField(default=uuid.uuid4, editable=False)
    content = models.BinaryField()

    @property
    def fingerprint(self):
        return hashlib.sha256(str(self.salt).encode() + bytes(self.content)).hexdigest()
