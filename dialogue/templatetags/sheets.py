"""On paper there is no browser to find out which way a text runs."""

import unicodedata

from django import template

register = template.Library()
WAYS = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@register.filter
def runs(text):
    """Which way a text runs: that of its first letter, as dir="auto" would find."""
    found = (WAYS.get(unicodedata.bidirectional(each)) for each in str(text))
    return next(filter(None, found), "auto")
