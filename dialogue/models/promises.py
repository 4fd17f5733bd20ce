"""Promises: what one side told the other it would do, and by when (S15–S17).

A promise is never edited. What happens to it is a line of history, `PromiseChange`, written
once. The database keeps the summary columns of `Promise` from those lines and refuses a change
that cannot follow (migration 0012): nobody can set a state by hand, this program included. Every
line is written into the record as well (`dialogue.models.chains`).

A change of a given promise is asked by one side and agreed by the other. When the last of them said
yes, the database itself writes the line that changes the promise: `CHANGED_TOGETHER` or
`WITHDRAWN_TOGETHER`. A yes that we wrote down for them (`CHANGE_RECORDED`) is weaker: it changes
the promise only when they confirm it, or did not object within `DAYS_TO_OBJECT`.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from dialogue.models.links import Link
from dialogue.models.meetings import Meeting, Participation, Trajectory
from dialogue.models.remarks import Remark
from stakeholders.models import READERS, Stakeholder

# Kinds of PromiseChange that say what would be different: another date, other words, or no promise.
CHANGES = ["change_proposed", "change_recorded", "changed_alone"]
# How long they have to object to a yes that we wrote down for them (DESIGN.md §10, Consent).
DAYS_TO_OBJECT = 14


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

    def scored(self):
        """What was taken over from before Te Voet is shown, and weighs nothing."""
        return self.filter(is_taken_over=False)

    def given(self):
        return self.filter(state=Promise.State.GIVEN)

    def waiting_for_a_yes(self):
        return self.filter(state=Promise.State.PROPOSED)

    def adrift(self, today):
        """Nobody stands behind it: who delivers it left us, or did not say yes by the day we named."""
        is_unsure = Q(state=Promise.State.PROPOSED, find_out_by__lt=today)
        left_alone = Q(owner__is_active=False)
        return self.ours().filter(is_unsure | left_alone, state__in=["given", "proposed"])

    def late(self, today):
        return self.given().filter(due_on__lt=today)

    def with_a_change_that_waits(self):
        """One side asked for a change, or wrote down that it was agreed, and nobody answered yet."""
        about = PromiseChange.objects.filter(
            promise=models.OuterRef("pk"), kind__in=PromiseChange.ABOUT_WHAT_WAS_AGREED
        )
        last = models.Subquery(about.order_by("-pk").values("kind")[:1])
        return self.given().alias(last=last).filter(last__in=PromiseChange.WAITS_FOR_AN_ANSWER)

    def purchasing(self):
        """About how we buy (S23)."""
        return self.exclude(principle="")

    def with_open_breach(self):
        """Each with `has_open_breach`: not lived up to, and nothing acted upon it yet."""
        left = PromiseChange.objects.breaches_left().filter(promise=models.OuterRef("pk"))
        return self.annotate(has_open_breach=models.Exists(left))

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

    class Size(models.TextChoices):
        """How much it asks of us: a promise cut into crumbs is seen to be one (domain.md §4.7)."""

        SMALL = "small", _("Small: a few hours")
        MEDIUM = "medium", _("Medium: some days, or some money")
        LARGE = "large", _("Large: weeks, or a budget of its own")

    class Principle(models.TextChoices):
        """The five principles of responsible purchasing (cfrpp.org; S23)."""

        BUILT_IN = "1", _("Built into how we work and report")
        FAIR = "2", _("Treating each other as equals")
        PLANNED = "3", _("Planning and ordering together")
        PAID = "4", _("Paying on time and as agreed")
        COSTED = "5", _("A price that covers the cost of decent work")

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
    # By when the colleague who delivers says whether it can be promised (S16).
    find_out_by = models.DateField(_("we find out before"), null=True, blank=True)
    size = models.CharField(_("how big is it?"), max_length=6, choices=Size, default=Size.SMALL)
    # Other departments without which it cannot be kept; for colleagues only.
    depends_on = models.CharField(_("what does it depend on?"), max_length=300, blank=True)
    principle = models.CharField(
        _("about how we buy?"), max_length=1, choices=Principle, blank=True, default=""
    )
    # From before Te Voet: shown, never scored, and not held to the day it was written down.
    is_taken_over = models.BooleanField(default=False, editable=False)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # The words it was made in; put apart by the database when the promise is written down.
    first_words = models.OneToOneField(
        Remark, null=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    # Kept by the database from the history, `wording` and `owner` too; never written by this program.
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED, editable=False)
    due_on = models.DateField(editable=False)
    settled_on = models.DateField(null=True, editable=False)
    is_confirmed = models.BooleanField(null=True, editable=False)
    erased_at = models.DateTimeField(null=True, editable=False)

    objects = PromiseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="promise_says_something",
                condition=~Q(wording="") | Q(erased_at__isnull=False),
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

    def is_adrift(self, today):
        """As the queryset says of many."""
        is_there = self.is_ours and self.state in {self.State.GIVEN, self.State.PROPOSED}
        is_unsure = (
            self.state == self.State.PROPOSED
            and self.find_out_by is not None
            and self.find_out_by < today
        )
        return is_there and (is_unsure or not self.owner.is_active)

    def is_late(self, today):
        return self.is_open and self.due_on < today

    def days_late(self, today):
        """Days past the agreed date: until today while open, until it was settled afterwards."""
        return ((self.settled_on or today) - self.due_on).days

    def can_take(self, kind):
        return PromiseChange.Kind(kind) in PromiseChange.AFTER[self.State(self.state)]


class PromiseChangeQuerySet(models.QuerySet):
    def breaches_left(self):
        """Lines that are a breach, with nothing after them that acted upon it (domain.md §4.4)."""
        later = PromiseChange.objects.filter(
            kind__in=PromiseChange.MENDS,
            promise=models.OuterRef("promise"),
            pk__gt=models.OuterRef("pk"),
        )
        return self.filter(~models.Exists(later), kind__in=PromiseChange.BREACHES)

    def may_stand(self, before):
        """Changes that we wrote down for them before this moment, and nobody answered (S17)."""
        later = PromiseChange.objects.filter(
            promise=models.OuterRef("promise"),
            pk__gt=models.OuterRef("pk"),
            kind__in=[*CHANGES, "change_objected", "changed_together", "kept", "broken"],
        )
        return self.filter(
            ~models.Exists(later),
            kind="change_recorded",
            promise__state=Promise.State.GIVEN,
            recorded_at__lte=before,
        )


class PromiseChange(models.Model):
    """One line in the life of a promise. Written once; the database refuses to change it."""

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("Promise given")
        REFUSED = "refused", _("Cannot be promised")
        HANDED_OVER = "handed_over", _("A colleague delivers it from now on")
        CHANGE_PROPOSED = "change_proposed", _("Change proposed")
        CHANGE_RECORDED = "change_recorded", _("Change agreed with them, we wrote down")
        CHANGE_ACCEPTED = "change_accepted", _("The other side accepts the change")
        CHANGE_OBJECTED = "change_objected", _("The other side keeps to what was agreed")
        CHANGE_STANDS = "change_stands", _("Nobody objected within two weeks")
        CHANGED_TOGETHER = "changed_together", _("Changed together")
        CHANGED_ALONE = "changed_alone", _("Changed by one side alone")
        KEPT = "kept", _("Kept")
        BROKEN = "broken", _("Not kept")
        WITHDRAWN_TOGETHER = "withdrawn_together", _("Withdrawn together")
        CONFIRMED = "confirmed", _("The other side confirms it was kept")
        DENIED = "denied", _("The other side says it was not kept")
        MENDED = "mended", _("Put right")
        MEND_CONFIRMED = "mend_confirmed", _("The other side confirms it was put right")

    # What may follow what. The trigger in migration 0012 holds the same table; a test compares.
    AFTER = {
        Promise.State.PROPOSED: {Kind.ACCEPTED, Kind.REFUSED, Kind.HANDED_OVER},
        Promise.State.REFUSED: set(),
        Promise.State.GIVEN: {
            Kind.HANDED_OVER,
            Kind.CHANGE_PROPOSED,
            Kind.CHANGE_RECORDED,
            Kind.CHANGE_ACCEPTED,
            Kind.CHANGE_OBJECTED,
            Kind.CHANGE_STANDS,
            Kind.CHANGED_ALONE,
            Kind.KEPT,
            Kind.BROKEN,
            Kind.MENDED,
            Kind.MEND_CONFIRMED,
        },
        Promise.State.KEPT: {Kind.CONFIRMED, Kind.DENIED, Kind.MENDED, Kind.MEND_CONFIRMED},
        Promise.State.BROKEN: {Kind.KEPT, Kind.MENDED, Kind.MEND_CONFIRMED},
        Promise.State.WITHDRAWN: set(),
    }
    # The last of these says whether a proposal is still open; the trigger in migration 0012 agrees.
    ABOUT_WHAT_WAS_AGREED = {
        Kind.CHANGE_PROPOSED,
        Kind.CHANGE_RECORDED,
        Kind.CHANGE_OBJECTED,
        Kind.CHANGED_TOGETHER,
        Kind.CHANGED_ALONE,
        Kind.KEPT,
        Kind.BROKEN,
    }
    WAITS_FOR_AN_ANSWER = {Kind.CHANGE_PROPOSED, Kind.CHANGE_RECORDED}
    # Written by the database alone, after the last yes.
    EFFECTS = {Kind.CHANGED_TOGETHER, Kind.WITHDRAWN_TOGETHER}
    # A yes in our favour: only their own hand gives it, with the next key of their link.
    THEIR_YES = {Kind.CONFIRMED, Kind.MEND_CONFIRMED}
    BREACHES = {Kind.CHANGED_ALONE, Kind.BROKEN}
    # What acts upon a breach that came before it (domain.md §4.4).
    MENDS = {
        Kind.MENDED,
        Kind.MEND_CONFIRMED,
        Kind.KEPT,
        Kind.CHANGED_TOGETHER,
        Kind.WITHDRAWN_TOGETHER,
    }

    promise = models.ForeignKey(Promise, on_delete=models.PROTECT, related_name="changes")
    kind = models.CharField(max_length=20, choices=Kind)
    # What we claim; `recorded_at` is what the database saw.
    happened_on = models.DateField()
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    # What would be different: another date, other words, or no promise any more.
    new_due_on = models.DateField(null=True, blank=True)
    new_words = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    drops = models.BooleanField(default=False)
    # The proposal that this line answers, or carries out; filled in by the database.
    answers = models.ForeignKey(
        "self", null=True, editable=False, on_delete=models.PROTECT, related_name="answered_by"
    )
    new_owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # Said with the yes: may the one who delivers it decide on the money and people it takes (S16)?
    has_authority = models.BooleanField(null=True, blank=True)
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
    link = models.ForeignKey(
        Link, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    key = models.BinaryField(null=True, editable=False)
    remark = models.OneToOneField(
        Remark, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PromiseChangeQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="promise_change_comes_from_one_side",
                condition=Q(by=None) ^ Q(participation=None),
            ),
            models.CheckConstraint(
                name="promise_change_says_what_is_different",
                condition=Q(kind__in=CHANGES)
                & (Q(new_due_on__isnull=False) | Q(new_words__isnull=False) | Q(drops=True))
                | Q(kind__in=["changed_together", "withdrawn_together"], new_words=None)
                | Q(
                    ~Q(kind__in=[*CHANGES, "changed_together", "withdrawn_together"]),
                    new_due_on=None,
                    new_words=None,
                    drops=False,
                ),
                violation_error_message=_("Say what would be different."),
            ),
            models.CheckConstraint(
                name="promise_drops_or_changes",
                condition=Q(drops=False) | Q(new_due_on=None, new_words=None),
            ),
            models.CheckConstraint(
                name="only_a_handover_names_a_new_owner",
                condition=Q(kind="handed_over", new_owner__isnull=False)
                | (~Q(kind="handed_over") & Q(new_owner=None)),
                violation_error_message=_("Say who delivers it from now on."),
            ),
            models.CheckConstraint(
                name="promise_change_has_link_and_key_or_neither",
                condition=Q(link=None, key=None)
                | Q(participation__isnull=False, link__isnull=False, key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                name="breaches_by_promise",
                fields=["promise", "id"],
                condition=Q(kind__in=["changed_alone", "broken"]),
            ),
            # What is news, each minute (dialogue.reminders).
            models.Index(name="promise_changes_by_day", fields=["happened_on"]),
            models.Index(
                name="changes_that_may_stand",
                fields=["recorded_at"],
                condition=Q(kind="change_recorded"),
            ),
        ]

    @property
    def is_breach(self):
        return self.kind in self.BREACHES
