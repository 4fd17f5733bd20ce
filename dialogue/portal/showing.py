"""One answer to one POST: a page, rendered without the request."""

from datetime import time

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _


def show(template, *, status=200, **context):
    """Rendered without the request: nothing about the browser can get into a page."""
    house = {
        "css": settings.PORTAL_CSS,
        "js": settings.PORTAL_JS,
        "languages": settings.PORTAL_LANGUAGES,
        "organisation": settings.ORGANISATION_NAME,
    }
    return HttpResponse(render_to_string(f"portal/{template}.html", house | context), status=status)


def show_to(visit, template, **context):
    return show(template, visit=visit, chosen=visit.language, ticket=visit.ticket, **context)


def and_forget(response):
    """Have the browser drop what it kept of the pages before (security.md TH25)."""
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def in_words(moment):
    """A day and an hour as people say it: “Monday 25 May 2026, 06:00”; at midnight the day alone."""
    weekday, date = date_format(moment, "l"), date_format(moment, "DATE_FORMAT")
    if moment.time() == time.min:
        return f"{weekday} {date}"
    hour = time_format(moment, "TIME_FORMAT")
    return _("%(weekday)s %(date)s, %(time)s") % {"weekday": weekday, "date": date, "time": hour}
