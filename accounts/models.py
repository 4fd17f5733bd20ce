"""People who sign in, and the forms they sent."""

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody may see and do; the matrix is in ACCESS.md (DESIGN.md §10)."""

    OFFICER = "officer", _("CSR officer")
    PURCHASER = "purchaser", _("Purchaser")
    MANAGER = "manager", _("Manager")
    FACILITATOR = "facilitator", _("Facilitator")
    PRIVACY_OFFICER = "privacy_officer", _("Privacy officer")
    AUDITOR = "auditor", _("Auditor")
    ADMINISTRATOR = "administrator", _("Administrator")


class UserManager(BaseUserManager):
    def create_user(self, email, name, role, password=None, **fields):
        user = self.model(email=email.lower(), name=name, role=role, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class UserQuerySet(models.QuerySet):
    def active(self):
        return self.filter(is_active=True)

    def who_keep_promises(self):
        """Colleagues who may own a promise or a relationship."""
        return self.active().filter(role__in=[Role.OFFICER, Role.PURCHASER, Role.MANAGER])

    def who_hold_relationships(self):
        return self.active().filter(role__in=[Role.OFFICER, Role.PURCHASER])


class User(AbstractBaseUser):
    """A colleague with an account. Stakeholders have none: they come by a link."""

    class Language(models.TextChoices):
        DUTCH = "nl", "Nederlands"
        ENGLISH = "en", "English"

    # Stored in lower case, so that one address is one person.
    email = models.EmailField(_("e-mail address"), max_length=254, unique=True)
    name = models.CharField(_("name"), max_length=120)
    role = models.CharField(_("role"), max_length=20, choices=Role)
    language = models.CharField(
        _("language"), max_length=2, choices=Language, default=Language.DUTCH
    )
    is_active = models.BooleanField(_("may sign in"), default=True)
    joined_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "role"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                name="user_email_is_lower_case", condition=models.Q(email=Lower("email"))
            ),
            models.CheckConstraint(
                name="user_role_known", condition=models.Q(role__in=Role.values)
            ),
        ]

    def __str__(self):
        return self.name

    def get_short_name(self):
        return self.name.split()[0] if self.name else ""

    def get_full_name(self):
        return self.name


class Submission(models.Model):
    """A form that was sent once, and the page its sender went to (config.once)."""

    key = models.UUIDField(primary_key=True)
    by = models.ForeignKey(User, null=True, on_delete=models.CASCADE, related_name="+")
    went_to = models.CharField(max_length=500, blank=True)
    # A fingerprint of what was in it, which says nothing without our secret key.
    words = models.CharField(max_length=64, blank=True, default="")
    sent_at = models.DateTimeField(auto_now_add=True)
