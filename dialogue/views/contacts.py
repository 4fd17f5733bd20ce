"""Logging a contact, reading it back, mending it."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from config.once import once
from config.pages import carried_out, form_page, held_still, insist
from dialogue import rules
from dialogue.actions import contacts
from dialogue.forms.contacts import ContactChangeForm, ContactForm
from dialogue.models import InformalContact
from dialogue.views.chosen import stakeholder_in


@once
def contact_new(request):
    insist(rules.can_log_contacts(request.user))
    form = ContactForm(
        request.POST or None,
        user=request.user,
        initial={"stakeholder": stakeholder_in(request, "with")},
    )
    if request.method == "POST" and form.is_valid():
        contact = form.save(commit=False)
        contact.stakeholder = form.cleaned_data["stakeholder"]
        if carried_out(form, contacts.log_contact, contact, by=request.user):
            messages.success(request, _("Logged."))
            return redirect(contact.stakeholder)
    return form_page(
        request,
        form,
        "dialogue/contact_new.html",
        known=form.known,
        here="stakeholders",
    )


def contact(request, pk):
    contact = _visible(request, pk)
    return render(
        request,
        "dialogue/contact.html",
        {
            "contact": contact,
            "can_change": rules.can_change_contact(request.user, contact),
            "here": "stakeholders",
        },
    )


@once
def contact_edit(request, pk):
    contact = _visible(request, pk)
    insist(rules.can_change_contact(request.user, contact))
    form = ContactChangeForm(request.POST or None, instance=contact)
    if (
        request.method == "POST"
        and form.is_valid()
        and carried_out(
            form,
            contacts.change_contact,
            contact,
            fields=form.Meta.fields,
            version=form.cleaned_data["version"],
        )
    ):
        messages.success(request, _("Saved."))
        return redirect(contact)
    return form_page(
        request,
        form,
        title=_("Change this contact"),
        lead=str(contact.stakeholder),
        cancel_url=contact.get_absolute_url(),
        here="stakeholders",
    )


def _visible(request, pk):
    contacts = InformalContact.objects.visible_to(request.user)
    contacts = contacts.select_related("stakeholder", "contact_person", "by")
    return get_object_or_404(held_still(request, contacts, pk), pk=pk)
