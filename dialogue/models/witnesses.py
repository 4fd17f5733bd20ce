"""Those outside who keep the ends of the chains, so that we cannot rewrite the record unseen."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class WitnessQuerySet(models.QuerySet):
    def keeping(self):
        return self.filter(ended_at=None)


class Witness(models.Model):
    """An address outside our hands that gets a list of hashes every day (security.md AUD-4).

    Best is somebody whom the stakeholders trust: a works council, a union, a notary.
    """

    name = models.CharField(_("who?"), max_length=120)
    email = models.EmailField(_("e-mail address"), max_length=254)
    language = models.CharField(
        _("language"), max_length=2, choices=User.Language, default=User.Language.DUTCH
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = WitnessQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "witnesses"
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["email"],
                condition=Q(ended_at=None),
                name="one_witness_for_each_address",
                violation_error_message=_("This address gets the list already."),
            )
        ]

    def __str__(self):
        return self.name
