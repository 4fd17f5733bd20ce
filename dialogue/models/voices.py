"""People whose name we do not know, and must not: confidential and anonymous senders.

A voice is a random number and nothing else. Of a confidential voice the schema `identity` knows
whose it is; the program cannot read that, only two people together can have it opened. Of an
anonymous voice nothing anywhere knows: its answers waited sealed, and came out in a shuffled batch
in which even the database cannot tell who was first (security.md §0.2, §5.2).
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from dialogue.models.meetings import Meeting
from dialogue.models.remarks import Remark
from dialogue.models.rounds import ExpectationRound


class VoiceQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(round__meeting__in=Meeting.objects.of_the_team_of(user))


class Voice(models.Model):
    """One sender of a confidential or anonymous round."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(ExpectationRound, on_delete=models.PROTECT, related_name="voices")
    # The team may close a thread that is abused; it cannot trace it.
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = VoiceQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]


class Receipt(models.Model):
    """What an anonymous sender keeps: twenty digits, of which we keep five and a hash (TOK-8).

    Made when their answer is released, not when it was sent. Two people may by chance have the
    same selector, so it is not unique.
    """

    voice = models.OneToOneField(Voice, on_delete=models.CASCADE, related_name="receipt")
    selector = models.CharField(max_length=5)
    verifier_hash = models.CharField(max_length=200)
    failures = models.PositiveSmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="receipts_by_selector", fields=["selector"])]
        constraints = [
            models.CheckConstraint(
                name="receipt_selector_is_five_digits",
                condition=Q(selector__regex=r"^[0-9]{5}$"),
            )
        ]


class SealingKey(models.Model):
    """The public half of the key that answers are sealed to. The private half is never in here."""

    public = models.BinaryField()
    made_on = models.DateField()
    retired_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]


class SealedAnswer(models.Model):
    """An anonymous answer on its way: sealed, padded, without a time, gone when it is released."""

    class Kind(models.TextChoices):
        ANSWER = "answer"
        VERDICT = "verdict"

    # The key of the form, so that sending twice makes one.
    id = models.UUIDField(primary_key=True)
    round = models.ForeignKey(ExpectationRound, on_delete=models.PROTECT, related_name="sealed")
    key = models.ForeignKey(SealingKey, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=7, choices=Kind, default=Kind.ANSWER)
    # Its sender chose not to wait, after reading what that costs (ANO-16).
    is_urgent = models.BooleanField(default=False)
    sealed = models.BinaryField()


class Release(models.Model):
    """That a batch came out, once for each batch: how many, in which week. Written once."""

    round = models.ForeignKey(ExpectationRound, on_delete=models.PROTECT, related_name="releases")
    week_of = models.DateField()
    answers = models.PositiveIntegerField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]


class Reply(models.Model):
    """What we write back to a voice. Its receipt or its link shows it; no message goes out."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="replies")
    remark = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    visible_from = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]

    @property
    def text(self):
        return self.remark.text


class IdentityRequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(ruling=None)


class IdentityRequest(models.Model):
    """Somebody must know who a confidential voice is: why, and who asks. Written once (TH14)."""

    voice = models.ForeignKey(Voice, on_delete=models.PROTECT, related_name="identity_requests")
    reason = models.OneToOneField(Remark, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = IdentityRequestQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]


class IdentityRuling(models.Model):
    """The second person's yes or no. A yes is told to the person it is about. Written once."""

    request = models.OneToOneField(IdentityRequest, on_delete=models.PROTECT, related_name="ruling")
    is_allowed = models.BooleanField(_("may be opened"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ruled_at = models.DateTimeField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["pk"]
