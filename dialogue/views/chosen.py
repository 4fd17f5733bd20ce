"""The stakeholder that a link fills in, so that a form is three clicks from their page."""

from stakeholders.models import Stakeholder


def stakeholder_in(request, name):
    """Who ?with=12 (or another `name`) stands for; None when that is nobody they may see."""
    pk = request.GET.get(name, "")
    visible = Stakeholder.objects.visible_to(request.user)
    return visible.filter(pk=pk if pk.isdecimal() else 0).first()
