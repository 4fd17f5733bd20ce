"""Pages for when something went wrong, and reports that say nothing about anybody."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.debug import SafeExceptionReporterFilter


class SaysNothingAboutTheRequest(SafeExceptionReporterFilter):
    """No POST, header, cookie or local variable in any report (security.md TH2, OBS-5)."""

    def is_active(self, request):
        return True

    def get_post_parameters(self, request):
        return {}

    def get_traceback_frame_variables(self, request, tb_frame):
        return []

    def get_safe_cookies(self, request):
        return {}

    def get_safe_request_meta(self, request):
        return {}


def csrf_failure(request, reason=""):
    return render(request, "403.html", {"csrf": True}, status=403)


def bad_request(request, exception=None):
    return HttpResponse(loader.render_to_string("400.html"), status=400)


def server_error(request):
    """500, or 503 when it is the database that is away: then waiting helps, and we say so."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    name, status = ("503.html", 503) if away else ("500.html", 500)
    response = HttpResponse(loader.render_to_string(name), status=status)
    if away:
        response.headers["Retry-After"] = "30"
    return response
