"""Figures as a reader can recompute them."""

from django import template
from django.utils.formats import get_format

from trust.conduct import printed

register = template.Library()


@register.filter
def exact(number):
    """A number, or a sum written out, unrounded and in the notation of the reader's language."""
    text = number if isinstance(number, str) else printed(number)
    return text.replace(".", get_format("DECIMAL_SEPARATOR")).replace("-", "−")


@register.filter
def tint(indicator):
    """Which of the eleven tints of a table cell belongs to an indicator (`.v-0` … `.v-10`)."""
    return round(indicator / 10)
