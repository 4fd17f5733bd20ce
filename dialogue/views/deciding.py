"""Decide each point of a round, write back to those without a name, and tell everybody."""

from django.contrib import messages
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config.once import once
from config.pages import CannotDo, carried_out, insist, status_of
from dialogue import rules
from dialogue.actions import expectations, rounds, voices
from dialogue.answers import Answers, in_pages
from dialogue.attachments import in_words
from dialogue.forms.deciding import USUAL_REASONS, DecisionForm, ReplyForm
from dialogue.releases import next_hour
from dialogue.tasks import wake_the_sweep
from dialogue.views.meetings import workable_meeting


@once
def decide(request, pk, round_pk=None):
    """One screen for the answers of a round: what becomes of each point, and why."""
    meeting = workable_meeting(request, pk)
    insist(rules.can_read_expectations(request.user, meeting))
    if request.method == "POST":
        expectations.hold_points_still(meeting)
    rounds_ = list(meeting.rounds.all())
    screen = Screen(request, meeting, _chosen(rounds_, round_pk))
    if request.method == "POST" and screen.is_saved():
        return redirect(screen.what_the_button_does())
    return render(
        request,
        "dialogue/decide.html",
        {"meeting": meeting, "rounds": rounds_, "screen": screen, "here": "conversations"},
        status=screen.status,
    )


def _chosen(rounds_, round_pk):
    if round_pk is None:
        return rounds_[-1] if rounds_ else None
    found = next((each for each in rounds_ if each.pk == round_pk), None)
    if found is None:
        raise Http404
    return found


class Screen:
    """The forms of one page, what stands around them, and what each button does.

    Every button saves all that was filled in, so that nothing typed is lost by pressing another.
    """

    def __init__(self, request, meeting, round_):
        self.request, self.meeting, self.round = request, meeting, round_
        self.answers = Answers(meeting, request.user)
        self.rows = self.answers.rows_of(round_) if round_ else []
        self._pages = list(in_pages(self.answers.senders_of(round_))) if round_ else []
        self.page = self._which_page()
        self.senders = self._what_was_posted() if self._is_posted else self._of_this_page()
        self._make_forms()

    # What is on it

    @property
    def _is_posted(self):
        return self.request.method == "POST"

    @property
    def _data(self):
        return self.request.POST if self._is_posted else None

    def _which_page(self):
        asked = self.request.GET.get("page", "1")
        page = int(asked) if asked.isdecimal() and len(asked) < 5 else 1
        return min(max(page, 1), max(len(self._pages), 1))

    def _of_this_page(self):
        return self._pages[self.page - 1] if self._pages else []

    def _what_was_posted(self):
        """What was on the page that was sent, wherever it would stand now."""
        senders = self.answers.senders_of(self.round) if self.round else []
        for sender in senders:
            sender.points = [row for row in sender.points if self._was_posted(row)]
        return [each for each in senders if each.points or f"{each.mark}-text" in self._data]

    def _was_posted(self, row):
        return f"{row.mark}-seen" in self._data

    def _make_forms(self):
        shared = {
            "answers": self.answers,
            "agenda": self.meeting.agenda.all(),
            "activities": self.meeting.side_activities.all(),
            "shown_as": self._data.get("points", "").split(",") if self._is_posted else (),
        }
        self.forms, self.replies = [], []
        for sender in self.senders:
            for row in sender.points:
                row.form = DecisionForm(self._data, row=row, **shared)
                self.forms.append(row.form)
            sender.reply_form = self._reply_form(sender)
            for file in sender.files:
                file.was_removed = in_words(file.removed)

    def _reply_form(self, sender):
        if sender.voice is None or sender.voice.closed_at:
            return None
        form = ReplyForm(self._data, sender=sender, is_sent=self._pressed("reply") == sender.mark)
        self.replies.append(form)
        return form

    def _pressed(self, button):
        return self.request.POST.get(button, "")

    @property
    def points(self):
        """Marks of all points of the conversation, in the order of the numbers that are shown."""
        return ",".join(row.mark for row in self.answers.rows)

    @property
    def sums(self):
        return self.answers.sums_of(self.round)

    @property
    def usual(self):
        return {outcome.value: str(reason) for outcome, reason in USUAL_REASONS.items()}

    @property
    def waiting(self):
        return sum(row.waits for row in self.rows)

    @property
    def first_that_waits(self):
        """Where to begin: page and place of the first point without a decision."""
        for number, page in enumerate(self._pages, start=1):
            for row in (row for sender in page for row in sender.points if row.waits):
                return f"?page={number}#point-{row.number}"
        return ""

    @property
    def page_numbers(self):
        return range(1, len(self._pages) + 1) if len(self._pages) > 1 else []

    @property
    def reply_is_read_from(self):
        """A reply to an anonymous sender waits for the weekly hour (ANO-10)."""
        return next_hour(now()) if self.round.is_anonymous else None

    @property
    def now(self):
        return now()

    @property
    def status(self):
        return status_of(*self.forms, *self.replies)

    @property
    def has_complaints(self):
        return self._is_posted and self.status != 200

    # What is saved

    def is_saved(self):
        """Everything that was filled in, or nothing."""
        if not all([form.is_valid() for form in [*self.forms, *self.replies]]):
            return False
        with transaction.atomic():
            for form in self.forms:
                carried_out(form, self._carry_out, form)
            if self.has_complaints:
                transaction.set_rollback(True)
        self._say_what_came_too_late()
        return not self.has_complaints

    def _carry_out(self, form):
        point, by, wanted = form.row.point, self.request.user, form.cleaned_data
        if wanted["together_with"]:
            expectations.merge(point, into=wanted["together_with"].point)
        elif form.decides:
            if point.merged_into_id:  # into one that its sender took back since
                expectations.unmerge(point)
                point.merged_into = None
            expectations.decide(point, **form.verdict, by=by, at=now())
        if wanted["translation"]:
            language = wanted["language"] or get_language()
            words = wanted["translation"]
            expectations.translate(point, language=language, wording=words, by=by, at=now())

    def _say_what_came_too_late(self):
        """A point that was taken back, or put with another, while somebody decided it."""
        known = {row.mark for row in self.rows}
        for name in self.request.POST:
            mark, _dash, field = name.partition("-")
            is_new = field == "outcome" and not self.request.POST.get(f"{mark}-seen")
            if is_new and mark not in known:
                messages.warning(
                    self.request,
                    _(
                        "One point was taken back, or put together with another, while you "
                        "decided it. This was not saved: “%(reason)s”"
                    )
                    % {"reason": self.request.POST.get(f"{mark}-reason", "")},
                )

    def what_the_button_does(self):
        """Carry it out, and say where to go on."""
        for button in ("reply", "close", "apart", "send"):
            if self._pressed(button):
                return getattr(self, f"_{button}")()
        messages.success(self.request, _("Saved. Nothing was sent yet."))
        return self._here()

    def _here(self, place=""):
        kept = f"?page={self.page}" if self.page > 1 else ""
        return self._address() + kept + (f"#{place}" if place else "")

    def _address(self):
        if self.round is None:
            return reverse("dialogue:decide", args=[self.meeting.pk])
        return reverse("dialogue:decide_round", args=[self.meeting.pk, self.round.pk])

    def _reply(self):
        for form in self.replies:
            if form.is_sent:
                text, at = form.cleaned_data["text"], now()
                voices.reply(form.sender.voice, text=text, by=self.request.user, at=at)
                messages.success(self.request, _("Your reply is there for them to read."))
        return self._here(f"sender-{self._pressed('reply')}")

    def _close(self):
        for form in self.replies:
            if form.sender.mark == self._pressed("close"):
                voices.close_voice(form.sender.voice, at=now())
                messages.success(self.request, _("Closed. Who it was stays unknown."))
        return self._here(f"sender-{self._pressed('close')}")

    def _apart(self):
        for each in (each for row in self.answers.rows for each in row.together):
            if each.mark == self._pressed("apart"):
                expectations.unmerge(each.point)
                messages.success(self.request, _("It is decided on its own again."))
        return self._here()

    def _who_reads_it(self):
        """A round from a poster has nobody to write to: its senders come and look."""
        if self.round.is_anonymous and not self.round.invited.exists():
            return _("Decided. Whoever sent a point reads it with their number or the shared code.")
        return _("Sent: everybody gets their answer and the agenda.")

    def _send(self):
        if self.round is None:
            return self._here()
        try:
            rounds.answer_round(self.round, at=now())
        except CannotDo as complaint:
            messages.error(self.request, str(complaint))
            return self._here()
        wake_the_sweep()
        messages.success(self.request, self._who_reads_it())
        return self.meeting.get_absolute_url()
