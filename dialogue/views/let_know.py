"""Telling them about a promise: a drafted mail that is sent from here and kept as a contact."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from config.once import once
from config.pages import form_page, insist
from dialogue import rules
from dialogue.actions import contacts
from dialogue.forms.contacts import MessageForm
from dialogue.models import InformalContact
from dialogue.tasks import wake_the_sweep
from dialogue.views.promises import visible_promise, where_from
from stakeholders.models import ContactPerson


@once
def promise_let_know(request, pk):
    """A drafted mail about a promise that is due or late; sent from here and kept as a contact."""
    promise = visible_promise(request, pk)
    insist(rules.can_work_on_promise(request.user, promise))
    persons = (
        ContactPerson.objects.current()
        .filter(stakeholder__promises=promise)
        .exclude(email="")
        .select_related("stakeholder")
    )
    form = MessageForm(
        request.POST or None, persons=persons, initial=_drafted(promise, persons.first(), request)
    )
    back = where_from(request) or promise.get_absolute_url()
    if request.method == "POST" and form.is_valid():
        _send(form.cleaned_data, by=request.user)
        wake_the_sweep()
        messages.success(request, _("Sent, and logged as a contact."))
        return redirect(back)
    return form_page(
        request,
        form,
        "dialogue/let_know.html",
        title=_("Let them know"),
        lead=promise.wording,
        promise=promise,
        persons=persons,
        cancel_url=back,
        here="promises",
    )


def _send(wanted, *, by):
    person = wanted["to"]
    contacts.log_contact(
        InformalContact(
            stakeholder=person.stakeholder,
            contact_person=person,
            kind=InformalContact.Kind.MESSAGE,
            happened_at=now(),
            mail_subject=wanted["subject"],
            note=wanted["text"],
        ),
        by=by,
    )


def _drafted(promise, person, request):
    # A letter is in one of our own languages; dates in another would look odd in it.
    language = person.language if person else request.LANGUAGE_CODE
    with override(language if language in dict(settings.LANGUAGES) else "en"):
        facts = {
            "name": person or "",
            "wording": promise.wording,
            "due": date_format(promise.due_on, "DATE_FORMAT"),
            "me": request.user,
        }
        late = promise.is_late(localdate())
        text = _LATE if late else _SOON
        return {"to": person, "subject": _("About what we promised you"), "text": _(text) % facts}


_LATE = gettext_noop(
    "Dear %(name)s,\n\nWe promised you: “%(wording)s”. It was due on %(due)s and it is not done. "
    "That is our fault, and I am sorry.\n\nI would like to agree a new date with you. Would … suit "
    "you? If it makes things difficult for you, please tell me, so that we can help.\n\nKind "
    "regards,\n%(me)s"
)
_SOON = gettext_noop(
    "Dear %(name)s,\n\nWe promised you: “%(wording)s”, by %(due)s. I want to tell you how it "
    "stands: …\n\nKind regards,\n%(me)s"
)
