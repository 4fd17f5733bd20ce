"""The register: list, page, entering and changing."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page, held_still, insist
from config.paging import page_of
from stakeholders import rules
from stakeholders.actions import assignments, stakeholders
from stakeholders.forms.stakeholders import (
    AssignForm,
    FilterForm,
    PersonChangeForm,
    PersonForm,
    StakeholderChangeForm,
    StakeholderForm,
)
from stakeholders.models import (
    READERS,
    ContactAssignment,
    ContactPerson,
    SafetyAssessment,
    Stakeholder,
)


def stakeholder_list(request):
    insist(request.user.role in READERS)
    filters = FilterForm(request.GET)
    found = filters.narrowed(Stakeholder.objects.visible_to(request.user), request.user)
    team = ContactAssignment.objects.open().select_related("user")
    page = page_of(
        found.prefetch_related(Prefetch("assignments", team, to_attr="team")),
        request,
        filters.fields_of_order,
    )
    return render(
        request,
        "stakeholders/list.html",
        {
            "page": page,
            "filters": filters,
            "can_add": rules.can_add_stakeholders(request.user),
            "here": "stakeholders",
        },
    )


def stakeholder_page(request, pk):
    stakeholder = _visible(request, pk)
    return render(
        request,
        "stakeholders/page.html",
        {
            "stakeholder": stakeholder,
            "persons": stakeholder.persons.current(),
            "team": stakeholder.assignments.open().select_related("user"),
            "earlier": stakeholder.assignments.exclude(until_on=None).select_related(
                "user", "handover"
            )[:10],
            "safety": SafetyAssessment.objects.latest_of([stakeholder]).first(),
            "can_edit": rules.can_edit(request.user, stakeholder),
            "can_assign": rules.can_assign(request.user, stakeholder),
            "here": "stakeholders",
        },
    )


@once
def stakeholder_new(request):
    insist(rules.can_add_stakeholders(request.user))
    form = StakeholderForm(
        request.POST or None, initial={"name": request.GET.get("name", "")[:200]}
    )
    if request.method == "POST" and form.is_valid():
        stakeholder = form.save(commit=False)
        if carried_out(
            form, stakeholders.add_stakeholder, stakeholder, by=request.user, on=localdate()
        ):
            messages.success(
                request,
                _("Entered. You look after this relationship now."),
            )
            return redirect(stakeholder)
    return form_page(request, form, title=_("New stakeholder"), here="stakeholders")


@once
def stakeholder_edit(request, pk):
    stakeholder = _visible(request, pk)
    insist(rules.can_edit(request.user, stakeholder))
    form = StakeholderChangeForm(request.POST or None, instance=stakeholder)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            stakeholders.change_stakeholder,
            stakeholder,
            fields=form.Meta.fields,
            version=form.cleaned_data["version"],
        )
    ):
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": stakeholder},
        cancel_url=stakeholder.get_absolute_url(),
        here="stakeholders",
    )


@once
def person_new(request, pk):
    stakeholder = _visible(request, pk)
    insist(rules.can_edit(request.user, stakeholder))
    form = PersonForm(request.POST or None, instance=ContactPerson(stakeholder=stakeholder))
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(form, stakeholders.add_person, form.save(commit=False))
    ):
        return redirect(stakeholder)
    return form_page(
        request,
        form,
        title=_("New contact person"),
        lead=str(stakeholder),
        cancel_url=stakeholder.get_absolute_url(),
        here="stakeholders",
    )


@once
def person_edit(request, pk, person_pk):
    stakeholder = _visible(request, pk)
    insist(rules.can_edit(request.user, stakeholder))
    person = get_object_or_404(stakeholder.persons, pk=person_pk)
    form = PersonChangeForm(request.POST or None, instance=person)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            stakeholders.change_person,
            person,
            fields=form.Meta.fields,
            version=form.cleaned_data["version"],
        )
    ):
        messages.success(request, _("Saved."))
        return redirect(stakeholder)
    return form_page(
        request,
        form,
        title=_("Change %(name)s") % {"name": person},
        lead=str(stakeholder),
        cancel_url=stakeholder.get_absolute_url(),
        here="stakeholders",
    )


@once
def stakeholder_assign(request, pk):
    stakeholder = _visible(request, pk)
    insist(rules.can_assign(request.user, stakeholder))
    form = AssignForm(request.POST or None, stakeholder=stakeholder)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            assignments.assign,
            stakeholder,
            user=form.cleaned_data["user"],
            part=form.cleaned_data["part"],
            on=form.cleaned_data["on"],
            was_joint=form.was_joint,
            handover_note=form.cleaned_data["note"],
        )
    ):
        messages.success(request, _("Saved. Whoever did this before was relieved."))
        return redirect(stakeholder)
    return form_page(
        request,
        form,
        title=_("Who looks after this relationship?"),
        lead=str(stakeholder),
        cancel_url=stakeholder.get_absolute_url(),
        here="stakeholders",
    )


def _visible(request, pk):
    visible = Stakeholder.objects.visible_to(request.user)
    return get_object_or_404(held_still(request, visible, pk), pk=pk)
