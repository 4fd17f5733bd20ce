"""Asking beforehand: what, whom, in which of three ways."""

from datetime import timedelta
from hashlib import sha256

from django import forms
from django.conf import settings
from django.db.models import Q
from django.utils.dates import WEEKDAYS
from django.utils.timezone import localdate, now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from accounts.models import User
from config import versions
from config.fields import DayField, WordsField
from dialogue.actions.rounds import STANDARD_QUESTIONS, Ask, smallest_group
from dialogue.forms.questions import YES_OR_NO, QuestionRows
from dialogue.models import ExpectationRound, ProcessAgreement, RoundQuestion
from dialogue.releases import last_day_of_an_anonymous_round, last_hour_before
from stakeholders.models import SafetyAssessment

Mode, Standard = ExpectationRound.Mode, RoundQuestion.Standard

MORE_QUESTIONS = [each for each in Standard if each not in STANDARD_QUESTIONS]
# One click ticks these. Short lists: every question more is an answer less.
SETS = {
    "first": (
        gettext_lazy("Before a first conversation"),
        [*STANDARD_QUESTIONS, Standard.FROM_US, Standard.INTERPRETER, Standard.WHICH_LANGUAGE],
    ),
    "phone": (
        gettext_lazy("Workers, on a phone"),
        [Standard.AGENDA, Standard.WORRY, Standard.TOLD_WHAT_TO_SAY, Standard.ANYTHING_ELSE],
    ),
    "visit": (
        gettext_lazy("After a visit"),
        [Standard.WORKED, Standard.CHANGE, Standard.PROMISES, Standard.ANYTHING_ELSE],
    ),
    "difficult": (
        gettext_lazy("A difficult subject"),
        [Standard.WORRY, Standard.SAFETY, Standard.LEAVE_OUT, Standard.MISSING],
    ),
}
# Time to decide each answer before we meet.
DAYS_TO_DECIDE = timedelta(days=3)


class AskForm(forms.Form):
    """Three questions, the usual agreements and a message are ready; everything can be changed.

    How they answer is the usual way too, with their name, unless somebody could get into trouble.
    """

    message = WordsField(label=gettext_lazy("Your message"), max_length=4000, rows=5)
    can_change = WordsField(
        label=gettext_lazy("What can still change"), required=False, max_length=2000, rows=2
    )
    can_not_change = WordsField(
        label=gettext_lazy("What cannot change now"),
        required=False,
        max_length=2000,
        rows=2,
        help_text=gettext_lazy("Honest beforehand saves disappointment afterwards."),
    )
    questions = forms.MultipleChoiceField(
        label=gettext_lazy("Questions"),
        required=False,
        choices=[(each.value, each.label) for each in STANDARD_QUESTIONS],
        initial=[each.value for each in STANDARD_QUESTIONS],
        widget=forms.CheckboxSelectMultiple,
    )
    more_questions = forms.MultipleChoiceField(
        label=gettext_lazy("More questions that speak every language"),
        required=False,
        choices=[(each.value, each.label) for each in MORE_QUESTIONS],
        widget=forms.CheckboxSelectMultiple,
    )
    own_questions = WordsField(
        label=gettext_lazy("Questions of your own"),
        required=False,
        max_length=1500,
        rows=2,
        help_text=gettext_lazy("One on each line, in the language they read."),
    )
    agreements = forms.MultipleChoiceField(
        label=gettext_lazy("Process agreements we propose"),
        required=False,
        choices=ProcessAgreement.Standard,
        initial=ProcessAgreement.Standard.values,
        widget=forms.CheckboxSelectMultiple,
    )
    own_agreements = WordsField(
        label=gettext_lazy("Process agreements of your own"),
        required=False,
        max_length=2500,
        rows=2,
        help_text=gettext_lazy("One on each line."),
    )
    mode = forms.ChoiceField(
        label=gettext_lazy("How do they answer?"),
        required=False,
        choices=Mode,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
    )
    audience = forms.CharField(
        label=gettext_lazy("For whom?"),
        required=False,
        max_length=300,
        help_text=gettext_lazy(
            "It stands on the poster: “Everybody who works in the quarries of …”. Name nobody."
        ),
    )
    audience_size = forms.IntegerField(
        label=gettext_lazy("How many people is that, about?"),
        required=False,
        min_value=1,
        max_value=1_000_000,
    )
    urgent_reader = forms.ModelChoiceField(
        User.objects.none(),
        label=gettext_lazy("Who reads an urgent message at once?"),
        required=False,
        empty_label=None,
        help_text=gettext_lazy("The form names them to whoever is in danger and cannot wait."),
    )
    title = forms.CharField(
        label=gettext_lazy("A name for this round"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("They read it above the questions."),
    )
    invited = forms.MultipleChoiceField(
        label=gettext_lazy("Who is asked?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    opens_on = DayField(
        label=gettext_lazy("Ask from"),
        required=False,
        help_text=gettext_lazy("The letters go out on this day."),
    )
    closes_on = DayField(
        label=gettext_lazy("Answers until"),
        help_text=gettext_lazy("Leave yourself time to decide each answer before you meet."),
    )

    # What of the purpose the page showed: a colleague may ask the same people something else.
    purpose_read = versions.seen()

    ANONYMOUS = ("audience", "audience_size", "urgent_reader")
    MORE = ("title", "invited", "opens_on")

    def __init__(self, data=None, *, meeting, user, initial=None, rows=()):
        super().__init__(data, initial=_ready_made(meeting) | (initial or {}))
        self.meeting = meeting
        self.rows = QuestionRows(data, initial=rows)
        self.k = smallest_group(meeting)
        self.is_risky = somebody_is_at_risk(meeting)
        self.why_not_anonymous = why_not_anonymous(meeting)
        self.initial.setdefault("mode", self._safest_mode())
        self._offer_the_people(user)
        if meeting.trajectory.agreement_versions.exists():
            # They are there since an earlier round, and change only together.
            del self.fields["agreements"], self.fields["own_agreements"]

    def _safest_mode(self):
        return Mode.ANONYMOUS if self.is_risky and not self.why_not_anonymous else Mode.NAMED

    def _offer_the_people(self, user):
        people = list(
            self.meeting.participations.filter(withdrawn_at=None).select_related(
                "stakeholder", "contact_person"
            )
        )
        self.people = {str(each.pk): each for each in people}
        self.fields["invited"].choices = [
            (key, _with_their_organisation(each)) for key, each in self.people.items()
        ]
        asked = self.meeting.rounds.filter(mode=Mode.NAMED, answered_at=None)
        asked_already = {str(pk) for pk in asked.values_list("invited", flat=True)}
        others = [key for key in self.people if key not in asked_already]
        self.initial.setdefault("invited", others or list(self.people))
        self.fields["urgent_reader"].queryset = readers_in_an_emergency(self.meeting)
        self.initial.setdefault("urgent_reader", user.pk)

    # --- What is right ----------------------------------------------------------------------------

    def clean_mode(self):
        mode = self.cleaned_data["mode"] or Mode.NAMED
        if mode == Mode.ANONYMOUS and self.why_not_anonymous:
            raise forms.ValidationError(self.why_not_anonymous)
        return mode

    def clean_opens_on(self):
        day = self.cleaned_data["opens_on"] or localdate()
        if day < localdate():
            raise forms.ValidationError(_("That day has already passed."))
        return day

    def clean_closes_on(self):
        day = self.cleaned_data["closes_on"]
        if day < localdate():
            raise forms.ValidationError(_("That day has already passed."))
        if day > self.meeting.starts_there.date():
            raise forms.ValidationError(_("That is after the conversation."))
        return day

    def clean_own_questions(self):
        return self._lines("own_questions", 300)

    def clean_own_agreements(self):
        return self._lines("own_agreements", 500)

    def _lines(self, name, most):
        lines = [line.strip() for line in self.cleaned_data[name].splitlines() if line.strip()]
        if any(len(line) > most for line in lines):
            raise forms.ValidationError(
                _("Keep each line under %(most)s characters."), params={"most": most}
            )
        return lines

    def clean(self):
        cleaned = super().clean()
        if not self.rows.are_valid():
            self.add_error(None, _("Something is not right yet in the rows of questions."))
        elif not self.errors and not self.all_questions:
            self.add_error("questions", _("Ask at least one question."))
        self._insist_the_purpose_was_read()
        if self.is_anonymous:
            self._close_in_time_for_the_weekly_hour()
            if not cleaned.get("audience"):
                self.add_error("audience", _("Say for whom it is; it stands on the poster."))
        elif not cleaned.get("invited") and "invited" not in self.errors:
            self.add_error("invited", _("Choose at least one person."))
        if cleaned.get("opens_on") and cleaned["opens_on"] > cleaned.get("closes_on", localdate()):
            self.add_error("opens_on", _("It cannot close before it opens."))
        return cleaned

    def _insist_the_purpose_was_read(self):
        theirs = _purpose_of(self.meeting)
        if all(self.cleaned_data.get(name) == words for name, words in theirs.items()):
            return
        sentence = _(
            "Meanwhile a colleague wrote about what can and cannot change: “%(words)s” Put together "
            "what should stay."
        ) % {"words": " · ".join(filter(None, theirs.values()))}
        versions.insist_it_was_seen(self, "purpose_read", _digest_of(theirs), sentence)

    def _close_in_time_for_the_weekly_hour(self):
        """The date that was ready is for the usual way; a date somebody chose is theirs."""
        day = self.cleaned_data.get("closes_on")
        if day and "closes_on" not in self.changed_data:
            self.cleaned_data["closes_on"] = min(day, self.last_anonymous_day)

    # --- What was asked for -----------------------------------------------------------------------

    @property
    def is_anonymous(self):
        return self.cleaned_data.get("mode") == Mode.ANONYMOUS

    @property
    def purpose(self):
        return {name: self.cleaned_data[name] for name in ("can_change", "can_not_change")}

    @property
    def all_questions(self):
        """What was ticked, then our own lines, then the rows; each question once."""
        in_rows = {row.cleaned_data["standard"] for row in self.rows.used}
        ticked = [
            each
            for name in ("questions", "more_questions")
            for each in self.cleaned_data.get(name, [])
            if each not in in_rows
        ]
        asks = [_as_it_is_usual(each, ticked) for each in ticked]
        asks += [Ask(line) for line in self.cleaned_data.get("own_questions", [])]
        return asks + self.rows.as_asks(start=len(asks))

    @property
    def all_agreements(self):
        return [
            *self.cleaned_data.get("agreements", []),
            *self.cleaned_data.get("own_agreements", []),
        ]

    @property
    def chosen_people(self):
        return [self.people[key] for key in self.cleaned_data["invited"]]

    def for_open_round(self):
        """What dialogue.actions.rounds.open_round wants to know."""
        wanted = self.cleaned_data
        asked = {
            "mode": wanted["mode"],
            "title": wanted["title"],
            "message": wanted["message"],
            "opens_on": wanted["opens_on"],
            "closes_on": wanted["closes_on"],
            "invited": self.chosen_people,
            "questions": self.all_questions,
            "agreements": self.all_agreements,
            "purpose": self.purpose,
        }
        if self.is_anonymous:
            asked |= {name: wanted[name] for name in self.ANONYMOUS}
        return asked

    def typed(self):
        """What stands in the form now, right or not, as initial values of a form like it."""
        return _typed_in(self), [_typed_in(row) for row in self.rows]

    # --- For the page -----------------------------------------------------------------------------

    @property
    def sets(self):
        return [(name, words) for name, (words, _questions) in SETS.items()]

    @property
    def modes(self):
        """Each way to answer with one honest sentence about it."""
        facts = {
            "k": self.k,
            "weekday": WEEKDAYS[settings.RELEASE_WEEKDAY],
            "hour": f"{settings.RELEASE_HOUR}:00",
        }
        return [(radio, MODE_SENTENCES[radio.data["value"]] % facts) for radio in self["mode"]]

    @property
    def mode_in_words(self):
        return Mode(self["mode"].value() or Mode.NAMED).label

    @property
    def last_anonymous_day(self):
        return last_day_of_an_anonymous_round(self.meeting)

    @property
    def opens_how(self):
        """Whether the part about how they answer stands open from the start."""
        return self.is_risky or self._has_errors_in("mode", *self.ANONYMOUS)

    @property
    def opens_more(self):
        return self._has_errors_in(*self.MORE)

    @property
    def opens_rows(self):
        has_text = any(row["words"].value() or row["standard"].value() for row in self.rows)
        return self.rows.have_errors or has_text

    @property
    def opens_more_questions(self):
        return bool(self["more_questions"].value())

    def _has_errors_in(self, *names):
        return self.is_bound and any(name in self.errors for name in names)


MODE_SENTENCES = {
    Mode.NAMED: gettext_lazy(
        "Each person has a link of their own. The team sees who wrote what, and they can read it "
        "back and change it until it closes."
    ),
    Mode.CONFIDENTIAL: gettext_lazy(
        "Each person has a link of their own, and reads back with it. The team reads the words "
        "without a name. Who it was can only be opened by the privacy officer and a second person "
        "together, and the person is told."
    ),
    Mode.ANONYMOUS: gettext_lazy(
        "Everybody has the same code, on paper too. Answers come out together, on a %(weekday)s at "
        "%(hour)s, once there are at least %(k)s. Nobody can ever find out who wrote what. They "
        "read our answer with a receipt; what they sent they cannot read back or change."
    ),
}


def _ready_made(meeting):
    with override(meeting.language):
        message = _(
            "Before we meet we want to know what you expect, so that we talk about what matters to "
            "you. You will hear what we do with every point you send."
        )
    return {
        "message": message,
        **_purpose_of(meeting),
        "purpose_read": _digest_of(_purpose_of(meeting)),
        "opens_on": localdate(),
        "closes_on": max(localdate(), meeting.starts_there.date() - DAYS_TO_DECIDE),
    }


def _purpose_of(meeting):
    purpose = meeting.purpose
    return {"can_change": purpose.can_change, "can_not_change": purpose.can_not_change}


def _digest_of(purpose):
    return sha256("\n".join(purpose.values()).encode()).hexdigest()


def why_not_anonymous(meeting):
    """A sentence when nobody can be asked anonymously now, else nothing."""
    if last_hour_before(meeting) <= now():
        return _(
            "Anonymous is not possible any more: answers come out once a week, and none of those "
            "moments is left before this conversation. Ask a partner they trust to collect the "
            "answers, and write them down here."
        )
    if meeting.rounds.anonymous().filter(answered_at=None).exists():
        return _(
            "There is an anonymous round for this conversation already. A second code could be "
            "used to tell people apart."
        )
    return ""


def somebody_is_at_risk(meeting):
    stakeholders = meeting.participations.values("stakeholder")
    return any(
        safety.risk == SafetyAssessment.Risk.YES
        for safety in SafetyAssessment.objects.latest_of(stakeholders)
    )


def readers_in_an_emergency(meeting):
    """Who may read what came in: the team of the meeting, as far as they work here."""
    stakeholders = meeting.participations.values("stakeholder")
    return (
        User.objects.who_hold_relationships()
        .filter(
            Q(trajectories=meeting.trajectory_id)
            | Q(assignments__stakeholder__in=stakeholders, assignments__until_on=None)
        )
        .distinct()
    )


def _with_their_organisation(participation):
    if participation.contact_person is None:
        return str(participation.stakeholder)
    return f"{participation.contact_person}, {participation.stakeholder}"


def _as_it_is_usual(standard, ticked):
    """A ready-made question in its usual shape: which language, only to who needs an interpreter."""
    depends = standard == Standard.WHICH_LANGUAGE and Standard.INTERPRETER in ticked
    return Ask(
        standard,
        is_choice=standard in YES_OR_NO,
        shown_if=ticked.index(Standard.INTERPRETER) if depends else None,
        shown_if_answer=RoundQuestion.YES if depends else "",
    )


def _typed_in(form):
    return {
        name: field.widget.value_from_datadict(form.data, {}, form.add_prefix(name))
        for name, field in form.fields.items()
    }
