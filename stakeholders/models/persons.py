"""The people on their side whom we speak with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from stakeholders.models.stakeholders import Stakeholder


class ContactPersonQuerySet(models.QuerySet):
    def current(self):
        return self.filter(left_on=None)


class ContactPerson(models.Model):
    """Someone who speaks for a stakeholder. Workers at risk are not entered by name."""

    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.CASCADE, related_name="persons")
    name = models.CharField(_("name"), max_length=120)
    function = models.CharField(_("function"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail address"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    # One of config.languages: what the portal speaks is found at start, so no choices here.
    language = models.CharField(_("language of our messages"), max_length=12, default="en")
    left_on = models.DateField(_("no longer there since"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="contact_person_has_a_name",
                condition=~Q(name=""),
                violation_error_message=_("A contact person needs a name."),
            ),
        ]

    def __str__(self):
        return self.name
