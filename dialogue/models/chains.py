"""The record: what was promised, agreed and changed, in chains of hashes (security.md §5.1).

One chain for each trajectory, and one for each stakeholder for what was promised outside of one.
The database appends to it whenever a line of history is written, and nobody can write, change or
remove an entry: this program has no right to, and triggers that are always on refuse it to others.
An entry holds numbers, days and salted digests, never words. `dialogue.verifier` checks it.
"""

from django.db import models

from accounts.models import Role
from dialogue.models.agreements import Endorsement
from dialogue.models.breaches import Breach
from dialogue.models.meetings import Meeting, Trajectory
from dialogue.models.promises import PromiseChange
from stakeholders.models import Stakeholder


class ChainQuerySet(models.QuerySet):
    def visible_to(self, user):
        """An auditor sees every chain, a team those of its own trajectories and stakeholders (ACCESS.md)."""
        if user.role == Role.AUDITOR:
            return self
        if user.role not in {Role.OFFICER, Role.PURCHASER}:
            return self.none()
        meetings = Meeting.objects.of_the_team_of(user)
        return self.filter(
            models.Q(trajectory__in=meetings.values("trajectory"))
            | models.Q(stakeholder__in=user.assignments.open().values("stakeholder"))
        )


class Chain(models.Model):
    """Where entries follow each other. `length` and `head` are kept by the database."""

    # What a receipt calls it, so that no number on paper tells how many there are.
    code = models.CharField(max_length=10, unique=True, editable=False)
    trajectory = models.OneToOneField(
        Trajectory, null=True, on_delete=models.PROTECT, related_name="chain"
    )
    stakeholder = models.OneToOneField(
        Stakeholder, null=True, on_delete=models.PROTECT, related_name="chain"
    )
    length = models.PositiveIntegerField(default=0)
    head = models.BinaryField(default=bytes(32))

    objects = ChainQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="chain_is_of_one_thing",
                condition=models.Q(trajectory=None) ^ models.Q(stakeholder=None),
            )
        ]


class ChainEntry(models.Model):
    """One line of the record, sealed by the database.

    `hash` is SHA-256 over the hash before it and everything else in the entry, in the spelling of
    `dialogue.verifier.spelled`.
    """

    chain = models.ForeignKey(Chain, on_delete=models.PROTECT, related_name="entries")
    seq = models.PositiveIntegerField()
    # What happened, and which row of which table says so.
    verb = models.CharField(max_length=30)
    subject = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    content = models.JSONField()
    recorded_at = models.DateTimeField()
    prev = models.BinaryField()
    hash = models.BinaryField()

    class Meta:
        ordering = ["chain", "seq"]
        constraints = [
            models.UniqueConstraint(fields=["chain", "seq"], name="one_entry_for_each_number")
        ]
        indexes = [
            models.Index(name="entries_by_subject", fields=["subject", "subject_id"]),
        ]


class NoticeQuerySet(models.QuerySet):
    def about_them(self):
        """Without what one person said on their own page: that is for nobody else to read."""
        return self.filter(breach__participation=None)


class Notice(models.Model):
    """Something was changed or broken without them: written with it, in the same transaction.

    The page of the stakeholder shows it at once; a letter follows (AUD-11).
    """

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="notices")
    promise_change = models.ForeignKey(
        PromiseChange, null=True, on_delete=models.PROTECT, related_name="notices"
    )
    breach = models.ForeignKey(Breach, null=True, on_delete=models.PROTECT, related_name="notices")
    # A yes to process agreements that we wrote down for them: they can say otherwise.
    endorsement = models.ForeignKey(
        Endorsement, null=True, on_delete=models.PROTECT, related_name="notices"
    )
    written_at = models.DateTimeField()

    objects = NoticeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="notice_is_about_one_thing",
                condition=models.Q(promise_change__isnull=False, breach=None, endorsement=None)
                | models.Q(promise_change=None, breach__isnull=False, endorsement=None)
                | models.Q(promise_change=None, breach=None, endorsement__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["stakeholder", "promise_change", "breach", "endorsement"],
                nulls_distinct=False,
                name="one_notice_for_each_of_them",
            ),
        ]
        indexes = [models.Index(name="notices_by_moment", fields=["written_at"])]
