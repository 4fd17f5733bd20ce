"""One answer to one POST: a page, rendered without the request."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string


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
