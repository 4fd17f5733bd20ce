"""A language by its own name, and the direction in which it runs."""

from django import template

from config.languages import direction_of, name_of

register = template.Library()
register.filter("own_name", name_of)
register.filter("direction", direction_of)
