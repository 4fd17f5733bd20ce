"""Meetings (people call them conversations) and who takes part."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Role
from stakeholders.models import READERS, ContactPerson, Stakeholder


class Trajectory(models.Model):
    """Several meetings with one aim. Made silently around the first meeting (DESIGN.md §2b)."""

    title = models.CharField(_("title"), max_length=200)
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="trajectories", blank=True
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "trajectories"

    def __str__(self):
        return self.title


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Facts and agenda (C0): readers of the register, and facilitators of the trajectory."""
        if user.role in READERS:
            return self
        if user.role == Role.FACILITATOR:
            return self.filter(trajectory__members=user)
        return self.none()

    def of_the_team_of(self, user):
        """Meetings whose C2 content this person may see: assigned, or member of the trajectory."""
        relationships = user.assignments.open().values("stakeholder")
        return self.filter(
            Q(trajectory__in=user.trajectories.values("pk"))
            | Q(
                pk__in=Participation.objects.filter(stakeholder__in=relationships).values("meeting")
            )
        )

    def planned(self):
        return self.filter(held_at=None, cancelled_at=None)

    def held(self):
        return self.exclude(held_at=None)

    def with_people(self):
        return self.select_related("trajectory", "purpose").prefetch_related(
            "participations__stakeholder", "participations__contact_person"
        )


class Meeting(models.Model):
    """One conversation: when, where, why and with whom."""

    class Mode(models.TextChoices):
        IN_PERSON = "in_person", _("In person")
        ONLINE = "online", _("Online")
        HYBRID = "hybrid", _("Partly online")

    trajectory = models.ForeignKey(Trajectory, on_delete=models.PROTECT, related_name="meetings")
    title = models.CharField(_("about"), max_length=200)
    starts_at = models.DateTimeField(_("when"))
    zone = models.CharField(_("time zone"), max_length=64, default="Europe/Amsterdam")
    mode = models.CharField(_("how"), max_length=10, choices=Mode, default=Mode.ONLINE)
    place = models.CharField(_("where"), max_length=200, blank=True)
    # One of config.languages: what the portal speaks is found at start, so no choices here.
    language = models.CharField(_("language"), max_length=12, default="en")
    agreements_recapped_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    # Why it was held while points they sent had no answer yet; counts against us (S29).
    held_despite = models.TextField(max_length=2000, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    agenda_sent_at = models.DateTimeField(null=True, blank=True)
    organiser = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="meetings"
    )
    version = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField()

    objects = MeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meeting_is_not_held_and_cancelled",
                condition=Q(held_at=None) | Q(cancelled_at=None),
                violation_error_message=_("A conversation that was held cannot be cancelled."),
            ),
            models.CheckConstraint(
                name="meeting_has_a_title",
                condition=~Q(title=""),
                violation_error_message=_("Say in a few words what the conversation is about."),
            ),
        ]
        indexes = [
            models.Index(name="meetings_latest_first", fields=["-starts_at", "-id"]),
            models.Index(
                name="meetings_planned_by_start",
                fields=["starts_at"],
                condition=Q(held_at=None, cancelled_at=None),
            ),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("dialogue:meeting", args=[self.pk])

    @property
    def starts_there(self):
        """The start as the clock on the wall of the place shows it."""
        return self.starts_at.astimezone(ZoneInfo(self.zone))

    @property
    def is_planned(self):
        return self.held_at is None and self.cancelled_at is None

    @property
    def held_on(self):
        return self.starts_there.date() if self.held_at else None

    def has_begun(self, at):
        """Whether its day has come: from then on it can be held."""
        return self.starts_at.date() <= at.date()

    @property
    def is_in_person(self):
        return self.mode != self.Mode.ONLINE

    @property
    def links_end_on(self):
        """Personal links end thirty days after the meeting (security.md TH6)."""
        return self.starts_there.date() + timedelta(days=30)

    @property
    def parties(self):
        """Each stakeholder at the table once; uses what was prefetched."""
        return list(dict.fromkeys(seat.stakeholder for seat in self.participations.all()))

    def agreements_at_the_table(self):
        """The newest process agreements; of a held meeting those that were there by then."""
        versions = self.trajectory.agreement_versions.prefetch_related("agreements")
        if self.held_at:
            versions = versions.filter(proposed_at__lte=self.held_at)
        return versions.last()


class PurposeStatement(models.Model):
    """What the meeting is for and what we ask of people; they read it before the first question (S60)."""

    meeting = models.OneToOneField(Meeting, on_delete=models.CASCADE, related_name="purpose")
    aim = models.TextField(_("why we ask you"), max_length=2000)
    can_change = models.TextField(_("what can still change"), max_length=2000, blank=True)
    can_not_change = models.TextField(_("what cannot change now"), max_length=2000, blank=True)
    what_happens_next = models.TextField(_("what happens next"), max_length=2000, blank=True)
    shared_at = models.DateTimeField(null=True, blank=True)

    def __str__(self):
        return self.aim


class ParticipationQuerySet(models.QuerySet):
    def at(self, meetings):
        """Who takes part in these meetings."""
        return self.filter(meeting__in=meetings).select_related("meeting", "stakeholder")


class Participation(models.Model):
    """A stakeholder at a meeting, through one contact person or as a group.

    The PIN belongs to the person who chose it, so it opens every link of the same participation.
    """

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="participations")
    stakeholder = models.ForeignKey(
        Stakeholder, on_delete=models.PROTECT, related_name="participations"
    )
    contact_person = models.ForeignKey(
        ContactPerson, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # They no longer take part: no letters, no links (S78, their own word).
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    pin_hash = models.CharField(max_length=200, blank=True, editable=False)
    pin_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    pin_locked_until = models.DateTimeField(null=True, editable=False)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "stakeholder", "contact_person"],
                name="one_participation_per_person_and_meeting",
                nulls_distinct=False,
                violation_error_message=_("They already take part."),
            ),
        ]

    def __str__(self):
        return f"{self.contact_person or self.stakeholder}"

    @property
    def language(self):
        return self.contact_person.language if self.contact_person else self.meeting.language

    @property
    def email(self):
        return self.contact_person.email if self.contact_person else ""


class AgendaItem(models.Model):
    """A point on the agenda. The first one recaps the process agreements (S79)."""

    class Kind(models.TextChoices):
        RECAP = "recap", _("Our process agreements, briefly")
        POINT = "point", _("Point")
        OUR_DILEMMA = "our_dilemma", _("Our dilemma: we ask your help")

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.POINT)
    title = models.CharField(_("point"), max_length=200)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="one_agenda_item_per_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(name="agenda_item_has_a_title", condition=~Q(title="")),
        ]

    def __str__(self):
        """The first item speaks the language of who reads it; the others are what we typed."""
        return str(self.Kind.RECAP.label) if self.kind == self.Kind.RECAP else self.title
