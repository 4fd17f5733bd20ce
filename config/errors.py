"""Pages for when something went wrong, and reports that say nothing about anybody."""

import errno
import sys

import psycopg2.errors
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.shortcuts import render
from django.template import loader
from django.views.debug import SafeExceptionReporterFilter

from config.typed import to_send_again, words_typed


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


def permission_denied(request, exception=None):
    """Also for who lost a right while writing: the text is theirs (CON-6)."""
    return render(request, "403.html", {"typed": words_typed(request)}, status=403)


def not_found(request, exception=None):
    """Also for what went away while somebody was writing about it (CON-3)."""
    return render(request, "404.html", {"typed": words_typed(request)}, status=404)


def server_error(request):
    """500; or, where waiting helps, 503 when the database is away and 507 when the disk is full.

    Nothing of the change was kept then, so the page can offer to send the same form again; its
    `once` key makes sure that it counts once.
    """
    fault = sys.exc_info()[1]
    if _is_full(fault):
        return _page_to_send_again(request, "507.html", 507)
    if isinstance(fault, (OperationalError, InterfaceError)):
        return back_in_a_moment(request)
    return _page_to_send_again(request, "500.html", 500)


def back_in_a_moment(request):
    return _page_to_send_again(request, "503.html", 503)


def _page_to_send_again(request, name, status):
    context = {"typed": words_typed(request), "again": to_send_again(request)}
    response = HttpResponse(loader.render_to_string(name, context), status=status)
    if status != 500:
        response.headers["Retry-After"] = "30"
    return response


def _is_full(fault):
    """No room on the disk: the database's (DUR-6), or our own."""
    is_ours = isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT)
    return is_ours or isinstance(fault.__cause__, psycopg2.errors.DiskFull)
