"""Sections of the page of a conversation that come with their own few queries."""

from django import template

from dialogue.facilitation import facilitation_of
from dialogue.heard_back import HeardBack

register = template.Library()


@register.inclusion_tag("dialogue/_facilitator.html")
def facilitator_of(meeting, can_work):
    """Who leads, and who of the parties agreed to that."""
    return {
        "meeting": meeting,
        "facilitation": facilitation_of(meeting.trajectory),
        "can_work": can_work,
    }


@register.inclusion_tag("dialogue/_heard_back.html")
def heard_back(meeting):
    """What came back to the report: how many say we heard them right, how many points were met."""
    return {"meeting": meeting, "back": HeardBack(meeting)}
