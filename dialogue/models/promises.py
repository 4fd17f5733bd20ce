"""Promises: what one side told the other it would do, and by when (S15–S17).

A promise is never edited. What happens to it is a line of history, `PromiseChange`, written
once. The database keeps the summary columns of `Promise` from those lines and refuses a change
that cannot follow (migration 0002): nobody can set a state by hand, this program included.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from dialogue.models.meetings import Meeting, Participation, Trajectory
from dialogue.models.remarks import Remark
from stakeholders.models import READERS, Stakeholder

# Kinds of PromiseChange that name a new date.
MOVES = ["moved_together", "moved_alone", "move_proposed", "move_accepted", "move_objected"]


class PromiseQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Promises are shared facts (C0)."""
        if user.role in READERS:
            return self
        if user.role == Role.FACILITATOR:
            return self.filter(trajectory__members=user)
        return self.none()

    def ours(self):
        return self.filter(side=Promise.Side.OURS)

    def given(self):
        return self.filter(state=Promise.State.GIVEN)

    def waiting_for_a_yes(self):
        return self.filter(state=Promise.State.PROPOSED)

    def late(self, today):
        return self.given().filter(due_on__lt=today)

    def with_parties(self):
        return self.select_related("owner", "meeting").prefetch_related("parties")


class Promise(models.Model):
    """Something one side said it would do for the other."""

    class Side(models.TextChoices):
        OURS = "ours", _("Ours")
        THEIRS = "theirs", _("Theirs")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("Not yet given")
        REFUSED = "refused", _("Not promised after all")
        GIVEN = "given", _("Open")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Not kept")
        WITHDRAWN = "withdrawn", _("Withdrawn together")

    side = models.CharField(max_length=6, choices=Side, default=Side.OURS)
    wording = models.TextField(_("what do we promise?"), max_length=2000)
    parties = models.ManyToManyField(Stakeholder, related_name="promises")
    trajectory = models.ForeignKey(
        Trajectory, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    meeting = models.ForeignKey(
        Meeting, null=True, blank=True, on_delete=models.PROTECT, related_name="promises"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promises",
        verbose_name=_("who delivers it?"),
    )
    made_on = models.DateField()
    first_due_on = models.DateField(_("by when?"))
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    # Kept by the database from the history; never written by this program.
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED, editable=False)
    due_on = models.DateField(editable=False)
    settled_on = models.DateField(null=True, editable=False)
    is_confirmed = models.BooleanField(null=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promise_says_something",
                condition=~Q(wording=""),
                violation_error_message=_("Say what is promised."),
            ),
            models.CheckConstraint(
                name="our_promise_has_an_owner",
                condition=~Q(side="ours") | Q(owner__isnull=False),
                violation_error_message=_("A promise of ours needs somebody who delivers it."),
            ),
            models.CheckConstraint(
                name="promise_is_due_after_it_was_made",
                condition=Q(first_due_on__gte=models.F("made_on")),
                violation_error_message=_("A promise cannot be due before it was made."),
            ),
            models.CheckConstraint(
                name="promise_settled_iff_it_ended",
                condition=Q(state__in=["proposed", "given", "refused"], settled_on=None)
                | Q(state__in=["kept", "broken", "withdrawn"], settled_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(name="promises_by_due", fields=["due_on", "id"]),
            models.Index(
                name="promises_open_by_due",
                fields=["due_on", "id"],
                condition=Q(state__in=["given", "proposed"]),
            ),
            models.Index(
                name="promises_open_of_owner",
                fields=["owner", "due_on"],
                condition=Q(state__in=["given", "proposed"]),
            ),
        ]

    def __str__(self):
        return self.wording

    def get_absolute_url(self):
        return reverse("dialogue:promise", args=[self.pk])

    @property
    def is_open(self):
        return self.state == self.State.GIVEN

    @property
    def is_ours(self):
        return self.side == self.Side.OURS

    @property
    def awaits_confirmation(self):
        return self.is_ours and self.state == self.State.KEPT and self.is_confirmed is None

    def is_late(self, today):
        return self.is_open and self.due_on < today

    def days_late(self, today):
        """Days past the agreed date: until today while open, until it was settled afterwards."""
        return ((self.settled_on or today) - self.due_on).days

    def can_take(self, kind):
        return PromiseChange.Kind(kind) in PromiseChange.AFTER[self.State(self.state)]


class PromiseChange(models.Model):
    """One line in the life of a promise. Written once; the database refuses to change it."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Promise given")
        REFUSED = "refused", _("Cannot be promised")
        MOVED_TOGETHER = "moved_together", _("New date, agreed together")
        MOVE_PROPOSED = "move_proposed", _("New date proposed")
        MOVE_ACCEPTED = "move_accepted", _("The other side accepts the new date")
        MOVE_OBJECTED = "move_objected", _("The other side keeps to the agreed date")
        MOVED_ALONE = "moved_alone", _("Date moved by one side alone")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Not kept")
        WITHDRAWN_TOGETHER = "withdrawn_together", _("Withdrawn together")
        CONFIRMED = "confirmed", _("The other side confirms it was kept")
        DENIED = "denied", _("The other side says it was not kept")
        MENDED = "mended", _("Put right")
        MEND_CONFIRMED = "mend_confirmed", _("The other side confirms it was put right")

    # What may follow what. The trigger in migration 0002 holds the same table; a test compares.
    AFTER = {
        Promise.State.PROPOSED: {Kind.ACCEPTED, Kind.REFUSED},
        Promise.State.REFUSED: set(),
        Promise.State.GIVEN: {
            Kind.MOVED_TOGETHER,
            Kind.MOVE_PROPOSED,
            Kind.MOVE_ACCEPTED,
            Kind.MOVE_OBJECTED,
            Kind.MOVED_ALONE,
            Kind.KEPT,
            Kind.BROKEN,
            Kind.WITHDRAWN_TOGETHER,
            Kind.MENDED,
            Kind.MEND_CONFIRMED,
        },
        Promise.State.KEPT: {Kind.CONFIRMED, Kind.DENIED, Kind.MENDED, Kind.MEND_CONFIRMED},
        Promise.State.BROKEN: {Kind.KEPT, Kind.MENDED, Kind.MEND_CONFIRMED},
        Promise.State.WITHDRAWN: set(),
    }
    BREACHES = {Kind.MOVED_ALONE, Kind.BROKEN}
    # What acts upon a breach that came before it (domain.md §4.4).
    MENDS = {
        Kind.MENDED,
        Kind.MEND_CONFIRMED,
        Kind.KEPT,
        Kind.MOVED_TOGETHER,
        Kind.WITHDRAWN_TOGETHER,
    }

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    # What we claim; `recorded_at` is what the database saw.
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    new_due_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    participation = models.ForeignKey(
        Participation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="promise_changes",
    )
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_change_comes_from_one_side",
                condition=Q(by=None) ^ Q(participation=None),
            ),
            models.CheckConstraint(
                name="only_moves_have_a_new_date",
                condition=Q(kind__in=MOVES, new_due_on__isnull=False)
                | (~Q(kind__in=MOVES) & Q(new_due_on=None)),
                violation_error_message=_("Say what the new date is."),
            ),
        ]
        indexes = [
            models.Index(
                name="breaches_by_promise",
                fields=["promise", "id"],
                condition=Q(kind__in=["moved_alone", "broken"]),
            ),
        ]

    @property
    def is_breach(self):
        return self.kind in self.BREACHES

    @property
    def mends(self):
        return self.kind in self.MENDS
