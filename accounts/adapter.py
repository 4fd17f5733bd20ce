"""allauth, closed: an administrator adds people, nobody signs up."""

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings


class NobodySignsUpByThemselves(DefaultAccountAdapter):
    def is_open_for_signup(self, request):
        return False

    def get_from_email(self):
        return settings.DEFAULT_FROM_EMAIL

    def populate_username(self, request, user):
        """There are no user names: people sign in by e-mail address."""
