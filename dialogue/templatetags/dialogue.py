"""Dates as people say them, and what happened lately with a stakeholder."""

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogue.happenings import latest_with

register = template.Library()


@register.filter(name="hex")
def as_hex(value):
    """Bytes as people compare them."""
    return bytes(value).hex()


SOON = 7


@register.filter
def how_far(day):
    """A day as people say it: 5 days late, tomorrow, in 9 days."""
    days = (day - localdate()).days
    if days < 0:
        return ngettext("%(days)d day late", "%(days)d days late", -days) % {"days": -days}
    if days < 2:
        return _("tomorrow") if days else _("today")
    return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}


@register.filter
def localday(moment):
    """The day of a moment on the calendar of the organisation."""
    return localdate(moment)


@register.simple_tag
def due(day):
    """A pill that says how far a day is, with the exact day on hover and in the markup."""
    days = (day - localdate()).days
    look = "late" if days < 0 else "soon" if days <= SOON else "ok"
    return format_html(
        '<time class="due {}" datetime="{}" title="{}">{}</time>',
        look,
        day.isoformat(),
        date_format(day, "DATE_FORMAT"),
        how_far(day),
    )


@register.simple_tag
def day(value):
    """A date written for people, exact in the markup."""
    return format_html(
        '<time datetime="{}">{}</time>', value.isoformat(), date_format(value, "DATE_FORMAT")
    )


@register.inclusion_tag("dialogue/_happenings.html", takes_context=True)
def happenings(context, stakeholder):
    """The newest of everything between us and a stakeholder."""
    return {
        "happenings": latest_with(stakeholder, context["request"].user),
        "stakeholder": stakeholder,
    }
