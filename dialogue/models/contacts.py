"""Contacts outside meetings: a call, a lunch, a visit, a first introduction."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from stakeholders.models import READERS, ContactPerson, Stakeholder


class InformalContactQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Notes of level C1: officers, purchasers and managers."""
        return self if user.role in READERS else self.none()


class InformalContact(models.Model):
    """Somebody of us was in touch with somebody of them (S32, S47–S49, S57)."""

    class Kind(models.TextChoices):
        CALL = "call", _("Call")
        MESSAGE = "message", _("Message or e-mail")
        VISIT = "visit", _("Visit")
        MEAL = "meal", _("Coffee or a meal")
        INTRODUCTION = "introduction", _("Introduction")

    IN_PERSON = {Kind.VISIT, Kind.MEAL}

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="contacts")
    contact_person = models.ForeignKey(
        ContactPerson, null=True, blank=True, on_delete=models.SET_NULL, related_name="contacts"
    )
    kind = models.CharField(_("how"), max_length=14, choices=Kind, default=Kind.CALL)
    happened_at = models.DateTimeField(_("when"))
    note = models.TextField(
        _("note"),
        max_length=10_000,
        blank=True,
        help_text=_("As if they may read it: what was said, not what you think of them."),
    )
    # Filled when Te Voet sends the note as a mail; the letter follows from the sweep.
    mail_subject = models.CharField(_("subject"), max_length=150, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="contacts"
    )
    recorded_at = models.DateTimeField(auto_now_add=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = InformalContactQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                name="contacts_of_a_stakeholder", fields=["stakeholder", "-happened_at", "-id"]
            ),
        ]

    def __str__(self):
        return self.get_kind_display()

    def get_absolute_url(self):
        return reverse("dialogue:contact", args=[self.pk])
