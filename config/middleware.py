"""Headers on every answer, and refusals said in a sentence."""

from django.shortcuts import render
from django.utils.cache import add_never_cache_headers, patch_cache_control

from config.typed import words_typed
from config.versions import Conflict

NOTHING = (
    "accelerometer",
    "camera",
    "display-capture",
    "geolocation",
    "gyroscope",
    "microphone",
    "payment",
    "usb",
)


class SafeHeaders:
    """Headers that Django has no setting for (security.md OUT-1, OUT-5)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = ", ".join(f"{name}=()" for name in NOTHING)
        response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        if "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
            patch_cache_control(response, no_store=True)
        return response


class SayWhatCannotBeDone:
    """A change that lost a race becomes a page with both versions, never a lost text (CON-1)."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_exception(self, request, exception):
        if isinstance(exception, Conflict):
            context = {"problem": str(exception), "typed": words_typed(request)}
            return render(request, "409.html", context, status=409)
