"""Planning a conversation, and writing down what came out of it."""

import re
from datetime import timedelta
from zoneinfo import ZoneInfo, available_timezones

from django import forms
from django.conf import settings
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from accounts.models import User
from config.fields import DayField, LanguageField, MomentSomewhereField, WordsField
from config.versions import VersionedForm
from dialogue.actions.meetings import SENT_ALREADY, Guest
from dialogue.forms.contacts import ByName
from dialogue.models import AgendaItem, Meeting, Outcome, Question, ReportBack
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder

# Somebody may write a conversation down afterwards, not rewrite last year.
LONGEST_AGO = timedelta(days=31)
ZONES = [(zone, zone.replace("_", " ")) for zone in sorted(available_timezones()) if "/" in zone]
WORDS = ["title", "starts_at", "zone", "mode", "place", "language"]


class WhenAndWhere(forms.ModelForm):
    """The moment is typed as the clock on the wall of the place shows it."""

    starts_at = MomentSomewhereField(label=_("When"))
    zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=ZONES,
        initial=settings.TIME_ZONE,
        help_text=_("Of the place where we meet."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["starts_at"] = f"{self.instance.starts_there:%Y-%m-%dT%H:%M}"

    def clean(self):
        cleaned = super().clean()
        moment, zone = cleaned.get("starts_at"), cleaned.get("zone")
        if moment and zone:
            cleaned["starts_at"] = moment.replace(tzinfo=ZoneInfo(zone))
            moved = "starts_at" in self.changed_data
            if moved and cleaned["starts_at"] < now() - LONGEST_AGO:
                self.add_error("starts_at", _("That is more than a month ago."))
        return cleaned


class PlanForm(WhenAndWhere):
    """Who, when, where, why, and whether it is safe: one page."""

    guests = forms.MultipleChoiceField(
        label=_("With whom?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    somebody_else = ByName(
        label=_("Somebody else"),
        required=False,
        help_text=_("A piece of the name is enough."),
    )
    aim = WordsField(
        label=_("Why do you want to talk?"),
        max_length=2000,
        help_text=_("They read this first. Say what you hope for and what you can decide."),
    )
    risk = forms.ChoiceField(
        label=_("Could anyone get into trouble for this?"),
        choices=SafetyAssessment.Risk,
        initial=SafetyAssessment.Risk.NOT_SURE,
        widget=forms.RadioSelect,
        help_text=_(
            "Unless the answer is no, no link with a name on it is sent before somebody they trust was asked."
        ),
    )

    class Meta:
        model = Meeting
        fields = WORDS
        widgets = {"mode": forms.RadioSelect}
        field_classes = {"language": LanguageField}
        labels = {"title": _("What about?")}

    field_order = [
        "guests",
        "somebody_else",
        "title",
        "aim",
        "starts_at",
        "zone",
        "mode",
        "place",
        "language",
        "risk",
    ]

    def __init__(self, *args, user, chosen=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].initial = self.initial["language"] = user.language
        everybody = Stakeholder.objects.visible_to(user)
        self.fields["somebody_else"].stakeholders = everybody
        close = everybody.of_the_team_of(user)
        offered = [*([chosen] if chosen else []), *close.order_by("sort_key")[:40]]
        self.people = _guests_of({stakeholder.pk: stakeholder for stakeholder in offered})
        self.fields["guests"].choices = [
            (key, self._label(guest)) for key, guest in self.people.items()
        ]
        if chosen:
            self.fields["guests"].initial = [
                key for key, guest in self.people.items() if guest.stakeholder == chosen
            ]

    @staticmethod
    def _label(guest):
        if guest.contact_person is None:
            return str(guest.stakeholder)
        return f"{guest.contact_person}, {guest.stakeholder}"

    def clean(self):
        cleaned = super().clean()
        if not self.chosen_guests and not self.has_error("somebody_else"):
            self.add_error("guests", _("Choose at least one stakeholder."))
        return cleaned

    @property
    def chosen_guests(self):
        guests = [self.people[key] for key in self.cleaned_data.get("guests", [])]
        other = self.cleaned_data.get("somebody_else")
        if other is not None:
            guests += _guests_of({other.pk: other}).values()
        return guests


def _guests_of(stakeholders):
    """Everybody who could come: each contact person, or the stakeholder where we know nobody."""
    guests = {}
    persons = ContactPerson.objects.current().filter(stakeholder__in=stakeholders)
    by_stakeholder = {}
    for person in persons:
        by_stakeholder.setdefault(person.stakeholder_id, []).append(person)
    for pk, stakeholder in stakeholders.items():
        for person in by_stakeholder.get(pk, []):
            guests[f"person-{person.pk}"] = Guest(stakeholder, person)
        if pk not in by_stakeholder:
            guests[f"stakeholder-{pk}"] = Guest(stakeholder)
    return guests


class MeetingChangeForm(WhenAndWhere, VersionedForm):
    aim = WordsField(label=_("Why do you want to talk?"), max_length=2000)

    class Meta:
        model = Meeting
        fields = WORDS
        widgets = {"mode": forms.RadioSelect}
        field_classes = {"language": LanguageField}
        labels = {"title": _("What about?")}


class AgendaForm(forms.ModelForm):
    class Meta:
        model = AgendaItem
        fields = ["title", "kind"]
        labels = {"title": _("New point"), "kind": _("Kind of point")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = AgendaItem.Kind
        self.fields["kind"].choices = [
            (kind.value, kind.label) for kind in (kinds.POINT, kinds.OUR_DILEMMA)
        ]


class LineForm(forms.Form):
    """One box while we talk. A leading letter makes the line a promise, a question or heard."""

    class Kind:
        AGREED, HEARD, PROMISE, QUESTION = "decision", "heard", "promise", "question"

    # First letters in English and in Dutch (toezegging, vraag, gehoord).
    LETTERS = {
        "p": Kind.PROMISE,
        "t": Kind.PROMISE,
        "q": Kind.QUESTION,
        "v": Kind.QUESTION,
        "h": Kind.HEARD,
        "g": Kind.HEARD,
    }
    LEADING = re.compile(r"^([a-z])\s*[: ]\s*(?=\S)", re.IGNORECASE)

    text = forms.CharField(
        label=_("What was said?"),
        max_length=2000,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_(
            "Enter saves. Begin with p for a promise, q for a question, h for something heard; anything else is agreed."
        ),
    )
    owner = forms.ModelChoiceField(
        User.objects.none(), label=_("A promise: who delivers it?"), empty_label=None
    )
    due_on = DayField(label=_("A promise: by when?"))
    agenda_item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label=_("About which point of the agenda?"),
        required=False,
        empty_label=_("none in particular"),
        help_text=_("Whoever brought the point up then reads what it led to."),
    )

    def __init__(self, *args, meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = User.objects.who_keep_promises()
        self.fields["agenda_item"].queryset = meeting.agenda.all()

    def clean(self):
        cleaned = super().clean()
        text = cleaned.get("text", "")
        letter = self.LEADING.match(text)
        kind = self.LETTERS.get(letter[1].lower()) if letter else None
        cleaned["kind"] = kind or self.Kind.AGREED
        if kind:
            cleaned["text"] = text[letter.end() :]
        if (
            cleaned["kind"] == self.Kind.PROMISE
            and (cleaned.get("due_on") or localdate()) < localdate()
        ):
            self.add_error("due_on", _("That day has already passed."))
        return cleaned

    @property
    def outcome_kind(self):
        return Outcome.Kind(self.cleaned_data["kind"])


class AnswerForm(VersionedForm):
    class Meta:
        model = Question
        fields = ["answer"]
        widgets = {"answer": forms.Textarea(attrs={"rows": 5})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].required = True


class ReportForm(VersionedForm):
    """What the conversation brought. At first it says what was written down, to write on from."""

    class Meta:
        model = ReportBack
        fields = ["summary"]
        widgets = {"summary": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "summary": _(
                "They read this above the list of points, decisions and promises, and say whether "
                "it is what was said."
            )
        }

    def __init__(self, *args, outcomes, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.version == 0 and not self.instance.summary:
            self.initial["summary"] = as_a_text(outcomes, self.instance.meeting.language)

    def clean(self):
        if self.instance.sent_at:
            # Not a matter of two versions: nobody can save over what they read already.
            raise forms.ValidationError(SENT_ALREADY)
        return super().clean()


def as_a_text(outcomes, language):
    """The lines that were written down, under what they are, in the language of the conversation."""
    parts = []
    with override(language):
        for kind in (Outcome.Kind.HEARD, Outcome.Kind.DECISION):
            lines = [f"– {outcome.wording}" for outcome in outcomes if outcome.kind == kind]
            if lines:
                parts.append("\n".join([f"{kind.label}:", *lines]))
    return "\n\n".join(parts)
