"""Give a colleague an account. They get a mail with a link to choose a password."""

import logging
from urllib.parse import urlsplit

from allauth.account.adapter import get_adapter
from allauth.account.forms import ResetPasswordForm, default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.core import context
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from accounts.models import Role, User

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("email", help="the address they sign in with")
        parser.add_argument("name", help="the name colleagues know them by, in quotes")
        parser.add_argument("role", help=", ".join(Role.values))
        parser.add_argument(
            "--language",
            default=User.Language.DUTCH,
            help=f"{' or '.join(User.Language.values)}; {User.Language.DUTCH.value} unless you say so",
        )

    def handle(self, *, email, name, role, language, **options):
        user = self.add(email.strip(), name.strip(), role, language)
        self.stdout.write(f"{user} can sign in with {user.email} as {user.get_role_display()}.")
        with request_to_our_site(), translation.override(user.language):
            self.invite(user)

    def add(self, email, name, role, language):
        if role not in Role.values:
            raise CommandError(f"“{role}” is not a role. Choose from: {', '.join(Role.values)}.")
        if language not in User.Language.values:
            languages = " and ".join(User.Language.values)
            raise CommandError(f"“{language}” is not a language we speak. We speak {languages}.")
        if User.objects.filter(email=email.lower()).exists():
            raise CommandError(f"{email} has an account already.")
        try:
            return User.objects.create_user(email, name, role, language=language)
        except ValidationError as complaint:
            raise CommandError(in_words(complaint)) from complaint

    def invite(self, user):
        minutes = settings.PASSWORD_RESET_TIMEOUT // 60
        again = settings.SITE_URL + reverse("account_reset_password")
        try:
            send_the_link(user)
        except OSError as fault:
            # A mail server may be away; the account is there, and so is another way in.
            logger.warning("The mail to a new colleague was not sent: %s", type(fault).__name__)
            self.stdout.write(
                "The mail could not be sent. Give them this link yourself; it works once, for "
                f"{minutes} minutes:\n{link_to_choose_a_password(user)}"
            )
        else:
            self.stdout.write(
                f"They got a mail with a link to choose a password. It works for {minutes} minutes."
            )
        self.stdout.write(f"After that they ask for a new one at {again}")


def in_words(complaint):
    return " ".join(
        f"The {field} is not usable: {' '.join(reasons)}"
        for field, reasons in complaint.message_dict.items()
    )


def request_to_our_site():
    """allauth makes its links out of a request; a command has none, so this is one to our site."""
    site = urlsplit(settings.SITE_URL)
    request = RequestFactory().get(
        "/", secure=site.scheme == "https", headers={"host": site.netloc}
    )
    request.user = AnonymousUser()
    return context.request_context(request)


def send_the_link(user):
    form = ResetPasswordForm({"email": user.email})
    form.full_clean()
    form.save(context.request)


def link_to_choose_a_password(user):
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return get_adapter().get_reset_password_from_key_url(key)
