"""Forms of the register."""

from django import forms
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from config.fields import DayField, LanguageField, WordsField
from config.versions import VersionedForm, insist_it_was_seen, seen
from stakeholders.folding import folded
from stakeholders.models import ContactAssignment, ContactPerson, Stakeholder

FIELDS = [
    "name",
    "kind",
    "place",
    "country",
    "languages",
    "is_rights_holder",
    "is_sensitive",
    "about",
]


class NameIsNew:
    """Two stakeholders with one name would take each other's records."""

    def clean_name(self):
        name = self.cleaned_data["name"]
        others = Stakeholder.objects.exclude(pk=self.instance.pk)
        if not folded(name):
            raise forms.ValidationError(_("A stakeholder needs a name."))
        if others.filter(sort_key=folded(name)).exists():
            raise forms.ValidationError(_("A stakeholder with this name is already here."))
        return name


class StakeholderForm(NameIsNew, forms.ModelForm):
    class Meta:
        model = Stakeholder
        fields = FIELDS
        widgets = {"about": forms.Textarea(attrs={"rows": 4})}


class StakeholderChangeForm(NameIsNew, VersionedForm):
    class Meta(StakeholderForm.Meta):
        pass


class PersonForm(forms.ModelForm):
    class Meta:
        model = ContactPerson
        fields = ["name", "function", "email", "phone", "language"]
        field_classes = {"language": LanguageField}
        help_texts = {
            "name": _("Only people who speak for the organisation. Workers at risk stay nameless."),
            "email": _("Our letters with their personal link go here."),
        }


class PersonChangeForm(VersionedForm):
    class Meta(PersonForm.Meta):
        fields = [*PersonForm.Meta.fields, "left_on"]
        field_classes = {**PersonForm.Meta.field_classes, "left_on": DayField}


class FilterForm(forms.Form):
    """What the list is narrowed and ordered by; anything unknown is ignored, links go stale."""

    ORDERS = {
        "name": (_("Name"), ["sort_key", "pk"]),
        "newest": (_("Newest first"), ["-created_at", "-pk"]),
    }

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(required=False, choices=Stakeholder.Kind)
    mine = forms.BooleanField(required=False)
    order = forms.ChoiceField(
        required=False, choices=[(key, label) for key, (label, _f) in ORDERS.items()]
    )

    def narrowed(self, stakeholders, user):
        self.is_valid()
        wanted = self.cleaned_data
        if wanted.get("q"):
            stakeholders = stakeholders.found_by(wanted["q"])
        if wanted.get("kind"):
            stakeholders = stakeholders.filter(kind=wanted["kind"])
        if wanted.get("mine"):
            stakeholders = stakeholders.of_the_team_of(user)
        return stakeholders

    @property
    def fields_of_order(self):
        return self.ORDERS[self.cleaned_data.get("order") or "name"][1]


class AssignForm(forms.Form):
    """Who looks after the relationship from now on, and how it was handed over."""

    class HandedOver:
        TOGETHER, AMONG_US, NOT = "together", "among_us", "not"

    user = forms.ModelChoiceField(User.objects.who_hold_relationships(), label=_("Who?"))
    part = forms.ChoiceField(
        label=_("As"), choices=ContactAssignment.Part, initial=ContactAssignment.Part.PRIMARY
    )
    on = DayField(label=_("From"), initial=localdate)
    handed_over = forms.ChoiceField(
        label=_("How was it handed over?"),
        widget=forms.RadioSelect,
        initial=HandedOver.TOGETHER,
        choices=[
            (HandedOver.TOGETHER, _("In a conversation together with the stakeholder")),
            (HandedOver.AMONG_US, _("Among ourselves")),
            (HandedOver.NOT, _("It was not, or there was nothing to hand over")),
        ],
    )
    note = WordsField(
        label=_("What was handed over"),
        required=False,
        max_length=2000,
        help_text=_("Open promises read out, history told, who to greet."),
    )
    team = seen()

    def __init__(self, *args, stakeholder, **kwargs):
        super().__init__(*args, **kwargs)
        open_now = stakeholder.assignments.open().select_related("user")
        self.team = {each.part: each for each in open_now}
        self.fields["team"].initial = self._who_does_it_now()

    def clean(self):
        cleaned = super().clean()
        part = cleaned.get("part")
        now = self.team.get(part)
        if part and now and now.user != cleaned.get("user"):
            insist_it_was_seen(
                self,
                "team",
                self._who_does_it_now(),
                gettext("Meanwhile it became %(who)s. Save again to replace them.") % {"who": now},
            )
        return cleaned

    def _who_does_it_now(self):
        return "-".join(str(self.team[part].pk) for part in sorted(self.team))

    @property
    def was_joint(self):
        return {"together": True, "among_us": False, "not": None}[self.cleaned_data["handed_over"]]
