"""The language of the person, and the second factor where it is required."""

from django.conf import settings
from django.shortcuts import redirect
from django.utils import translation

WITHOUT_SECOND_FACTOR = {
    "account_logout",
    "account_reauthenticate",
    "accounts:health",
    "accounts:language",
    "accounts:theme",
}


class SpeakTheirLanguage:
    """Somebody who signed in reads their own language on every machine."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.user.is_authenticated:
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = request.user.language
        return self.get_response(request)


class AskForTheSecondFactor:
    """Where it is required, no page but enrolment opens without it (security.md AUT-7)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.SECOND_FACTOR_REQUIRED or not request.user.is_authenticated:
            return None
        name = request.resolver_match.view_name
        if name in WITHOUT_SECOND_FACTOR or name.startswith("mfa_"):
            return None
        from allauth.mfa.utils import is_mfa_enabled

        return None if is_mfa_enabled(request.user) else redirect("mfa_activate_totp")
