"""Asking beforehand: rounds, their questions, and forms that are not finished yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dialogue.models.meetings import Meeting, Participation


class ExpectationRoundQuerySet(models.QuerySet):
    def opened(self):
        return self.exclude(opened_at=None)

    def taking_answers(self, today):
        """Open today: sent, begun, not closed, and the meeting is still to come."""
        return self.opened().filter(
            opens_on__lte=today,
            closes_on__gte=today,
            meeting__held_at=None,
            meeting__cancelled_at=None,
        )

    def anonymous(self):
        return self.filter(mode=ExpectationRound.Mode.ANONYMOUS)


class ExpectationRound(models.Model):
    """One asking round before a meeting. There may be several, each in one mode (security.md §0.1).

    Opening freezes the text and the questions: what people answered must stay what they were
    asked. A database trigger refuses to change them, and `digest` names them.
    """

    class Mode(models.TextChoices):
        NAMED = "named", _("With their name")
        CONFIDENTIAL = "confidential", _("Confidential")
        ANONYMOUS = "anonymous", _("Anonymous")

    # Fewest answers that reach us together (security.md §5.3), and the same at risk of retaliation.
    USUAL_K, CAREFUL_K = 5, 10
    # With fewer people asked, “confidential” would be a word only.
    FEWEST_CONFIDENTIAL = 3

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="rounds")
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.NAMED)
    title = models.CharField(_("name of this round"), max_length=120, blank=True)
    message = models.TextField(_("message"), max_length=4000, blank=True)
    # Who gets a letter. In an anonymous round: everybody the same code, who asked for nothing else.
    invited = models.ManyToManyField(Participation, related_name="rounds", blank=True)
    # An anonymous round reaches people we do not know: who they are, and how many.
    audience = models.CharField(_("for whom"), max_length=300, blank=True)
    audience_size = models.PositiveIntegerField(_("how many people"), null=True, blank=True)
    k = models.PositiveSmallIntegerField(null=True, blank=True)
    # The shared code of an anonymous round: the same for everybody, so it is no secret of anybody.
    code = models.CharField(max_length=12, blank=True)
    urgent_reader = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    opens_on = models.DateField(_("asked from"))
    closes_on = models.DateField(_("answers until"))
    opened_at = models.DateTimeField(null=True, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    # SHA-256 of everything people read and answer, made when the round opens.
    digest = models.CharField(max_length=64, blank=True)
    # Which wording of the promise text they were shown (ANO-14).
    promise_version = models.CharField(max_length=12, blank=True)
    # When the decisions went to the senders, with the agenda.
    answered_at = models.DateTimeField(null=True, blank=True)
    # The last weekly hour at which sealed answers were looked at.
    released_until = models.DateTimeField(null=True, blank=True)

    objects = ExpectationRoundQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="round_is_anonymous_entirely_or_not_at_all",
                condition=Q(
                    mode="anonymous",
                    k__gte=5,
                    audience_size__gte=models.F("k"),
                    code__regex=r"^[0-9]{12}$",
                    urgent_reader__isnull=False,
                )
                | (~Q(mode="anonymous") & Q(k=None, audience_size=None, code="")),
                violation_error_message=_(
                    "An anonymous round needs its code, and at least as many people as the "
                    "smallest group we show."
                ),
            ),
            models.CheckConstraint(
                name="round_closes_after_it_opens",
                condition=Q(closes_on__gte=models.F("opens_on")),
                violation_error_message=_("It cannot close before it opens."),
            ),
            models.UniqueConstraint(
                name="one_round_per_code", fields=["code"], condition=~Q(code="")
            ),
            models.UniqueConstraint(
                name="one_anonymous_round_at_a_time",
                fields=["meeting"],
                condition=Q(mode="anonymous", answered_at=None),
                violation_error_message=_(
                    "There is an anonymous round for this conversation already. A second code "
                    "could be used to tell people apart."
                ),
            ),
        ]
        indexes = [
            models.Index(
                name="rounds_open_by_close",
                fields=["closes_on"],
                condition=Q(opened_at__isnull=False, answered_at=None),
            )
        ]

    def __str__(self):
        return self.title or str(self.get_mode_display())

    @property
    def is_named(self):
        return self.mode == self.Mode.NAMED

    @property
    def is_confidential(self):
        return self.mode == self.Mode.CONFIDENTIAL

    @property
    def is_anonymous(self):
        return self.mode == self.Mode.ANONYMOUS

    def is_open_on(self, today):
        return (
            self.opened_at is not None
            and self.opens_on <= today <= self.closes_on
            and self.meeting.is_planned
        )

    @property
    def code_in_groups(self):
        return " ".join(self.code[start : start + 4] for start in range(0, len(self.code), 4))


class RoundQuestion(models.Model):
    """One question of a round. A standard one is known by name and speaks every language."""

    class Standard(models.TextChoices):
        AGENDA = "agenda", _("What should we talk about?")
        CHANGE = "change", _("What should be different after this meeting?")
        SAFETY = "safety", _("What do you need to speak freely and safely?")
        WORRY = "worry", _("What worries you about this conversation?")
        WORKED = "worked", _("What went well lately that should stay?")
        MISSING = "missing", _("Who should also be there, and why?")
        LEAVE_OUT = "leave_out", _("What should we better leave out this time?")
        PROMISES = "promises", _("Which earlier promise should we come back to?")
        FROM_US = "from_us", _("What do you expect from us, and by when?")
        INTERPRETER = "interpreter", _("Do you need an interpreter?")
        WHICH_LANGUAGE = "which_language", _("In which language do you speak most easily?")
        TOLD_WHAT_TO_SAY = "told_what_to_say", _("Did anybody tell you what to answer here?")
        ANYTHING_ELSE = "anything_else", _("Is there anything else we should know?")

    class Kind(models.TextChoices):
        TEXT = "text", _("In their own words")
        CHOICE = "choice", _("One of these answers")

    YES, NO = "yes", "no"

    round = models.ForeignKey(ExpectationRound, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    standard = models.CharField(max_length=20, choices=Standard, blank=True)
    own_words = models.CharField(max_length=300, blank=True)
    help_text = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.TEXT)
    # The answers of a choice in our own words, one on each line. Empty means yes or no.
    options = models.TextField(max_length=1000, blank=True)
    is_required = models.BooleanField(default=False)
    # Asked only after this answer to an earlier choice.
    shown_if = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.CASCADE, related_name="depending"
    )
    shown_if_answer = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "position"], name="one_question_per_position"),
            models.CheckConstraint(
                name="question_is_standard_or_our_own",
                condition=Q(standard="") ^ Q(own_words=""),
            ),
            models.CheckConstraint(
                name="question_depends_on_an_answer",
                condition=Q(shown_if=None, shown_if_answer="")
                | (Q(shown_if__isnull=False) & ~Q(shown_if_answer="")),
            ),
        ]

    def __str__(self):
        return self.own_words or str(self.get_standard_display())

    @property
    def is_choice(self):
        return self.kind == self.Kind.CHOICE

    @property
    def answers(self):
        """What can be chosen: (stored value, words). Our own answers are stored as they read."""
        own = [line.strip() for line in self.options.splitlines() if line.strip()]
        return [(line, line) for line in own] or [(self.YES, _("Yes")), (self.NO, _("No"))]

    def in_words(self, answer):
        """A stored answer as people read it."""
        return str(dict(self.answers).get(answer, answer)) if self.is_choice else answer


class Draft(models.Model):
    """An unfinished form, readable again only with the PIN. Gone when the form is sent.

    Of a confidential round it hangs on the voice, so that we cannot tell whose it is.
    """

    round = models.ForeignKey(ExpectationRound, on_delete=models.CASCADE, related_name="drafts")
    participation = models.ForeignKey(
        Participation, null=True, on_delete=models.CASCADE, related_name="drafts"
    )
    voice = models.ForeignKey(
        "dialogue.Voice", null=True, on_delete=models.CASCADE, related_name="drafts"
    )
    answers = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "participation", "voice"],
                name="one_draft_per_person_and_round",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="draft_belongs_to_one_sender",
                condition=Q(participation=None) ^ Q(voice=None),
            ),
        ]
