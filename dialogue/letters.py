"""Letters to stakeholders: at most three around a meeting, derived and claimed like reminders.

A letter that carries a link mints it at the moment of sending: nothing that opens a door is ever
stored. Nobody gets a letter with their name on it before that is known to be safe (S30). Who gets
one never depends on what somebody sent where that should stay hidden: in a confidential or
anonymous round everybody who was asked gets the same letters (ANO-8).
"""

from datetime import datetime, time, timedelta

from django.db.models import F
from django.utils import translation
from django.utils.timezone import make_aware, now

from dialogue import identity
from dialogue.actions.links import mint_link
from dialogue.check_words import check_words
from dialogue.models import (
    Expectation,
    ExpectationRound,
    IdentityRuling,
    InformalContact,
    Meeting,
    Notice,
    Participation,
    Reminder,
    ReportBack,
)
from dialogue.record_numbers import record_number_for
from dialogue.releases import day_to_send_before
from dialogue.reminders import Due, blind_key, letter
from stakeholders.models import ContactAssignment, SafetyAssessment

ROUND = ("meeting__organiser", "meeting__purpose")
LOOK_BACK_FOR_LETTERS = timedelta(days=30)
# One gentle word before it closes; not in a round so short that it would come right after the question.
NUDGE_BEFORE = timedelta(days=3)
SHORTEST_ROUND_WITH_A_NUDGE = timedelta(days=7)
INVITED_BEFORE_A_NUDGE = timedelta(days=2)
# Letters of the time before a meeting, and how many of them somebody gets. The report is the third.
BEFORE_WE_MEET = ("invitation", "nudge", "answers")
MOST_BEFORE_WE_MEET = 2
NOTICE = "notice"


def invitations(today):
    """A round was opened: from its first day everybody invited gets the question (S28)."""
    rounds = _asking(today)
    told = Told(rounds)
    for round_, participation in _who_is_asked(rounds):
        if told.there_is_room("invitation", round_, participation):
            yield _of_a_round("invitation", round_, participation)


def nudges(today):
    """Shortly before it closes, one gentle reminder (S28).

    With their name only who sent nothing gets it. Of the others we must not know: they all do.
    """
    rounds = _asking(today).filter(
        closes_on__lte=today + NUDGE_BEFORE,
        closes_on__gte=F("opens_on") + SHORTEST_ROUND_WITH_A_NUDGE,
    )
    told = Told(rounds)
    heard_from = _who_sent_something(rounds)
    for round_, participation in _who_is_asked(rounds):
        invited_at = told.when("invitation", round_, participation)
        if invited_at is None or invited_at > _start_of(today - INVITED_BEFORE_A_NUDGE):
            continue
        if (round_.pk, participation.pk) in heard_from:
            continue
        if told.there_is_room("nudge", round_, participation):
            yield _of_a_round("nudge", round_, participation)


def answers_and_agendas(today):
    """The decisions of a round were sent: everybody asked gets their answer and the agenda."""
    rounds = ExpectationRound.objects.filter(
        answered_at__gte=_lately(today), meeting__held_at=None, meeting__cancelled_at=None
    )
    told = Told(rounds)
    for round_, participation in _who_is_asked(rounds):
        if told.there_is_room("answers", round_, participation):
            yield _of_a_round("answers", round_, participation)


def report_backs(today):
    """A report was sent: everybody who took part gets it."""
    reports = ReportBack.objects.filter(sent_at__gte=_lately(today))
    reports = {report.meeting_id: report for report in reports.select_related("meeting__organiser")}
    for participation in who_can_be_written_to(reports):
        report = reports[participation.meeting_id]
        yield Due(
            "report",
            _key(report, participation),
            participation.contact_person,
            _with_a_link(
                "report",
                participation,
                report.meeting,
                record_number=record_number_for(report),
            ),
        )


def something_new(today):
    """Two people had it opened who somebody is: that person is told that their page changed (TH14).

    What for stands on the page, never in a letter; the key does not say which ruling it was.
    """
    allowed = IdentityRuling.objects.filter(is_allowed=True, ruled_at__gte=_lately(today))
    rulings = {
        blind_key("opened", ruling.pk): ruling for ruling in allowed.select_related("request")
    }
    told = Reminder.objects.filter(kind="something_new", key__in=rulings).exclude(sent_at=None)
    for key in set(rulings) - set(told.values_list("key", flat=True)):
        pk = identity.whose(rulings[key].request)
        meetings = Participation.objects.filter(pk=pk).values("meeting")
        for participation in who_can_be_written_to(meetings):
            if participation.pk == pk:
                yield Due(
                    "something_new",
                    key,
                    participation.contact_person,
                    _with_a_link("something_new", participation, participation.meeting),
                )


def messages(today):
    """A message an officer wrote here, to the contact person it is for."""
    written = InformalContact.objects.exclude(mail_subject="").filter(
        happened_at__gte=_lately(today), contact_person__isnull=False
    )
    for contact in written.exclude(contact_person__email="").select_related("contact_person", "by"):
        yield Due("message", f"{contact.pk}", contact.contact_person, _as_written(contact))


def notices(today):
    """Something was done without them or in their name: a letter beyond the three, at once (AUD-11).

    It says no more than that their page changed.
    """
    written = Notice.objects.about_them().filter(written_at__gte=_lately(today))
    seats = who_can_be_told({notice.stakeholder_id for notice in written}, today)
    for notice in written:
        for participation in seats.get(notice.stakeholder_id, []):
            yield Due(
                NOTICE,
                f"{notice.pk}",
                participation.contact_person,
                _with_a_link("something_new", participation, participation.meeting),
            )


SOURCES = (
    invitations,
    nudges,
    answers_and_agendas,
    report_backs,
    something_new,
    notices,
    messages,
)


# --- To whom --------------------------------------------------------------------------------------


def who_can_be_written_to(meetings):
    """Participations with an address, of stakeholders for whom a named link is known to be safe."""
    participations = list(
        Participation.objects.filter(meeting__in=meetings, withdrawn_at=None)
        .exclude(contact_person=None)
        .exclude(contact_person__email="")
        .select_related("contact_person", "stakeholder", "meeting__organiser")
    )
    safe = who_is_safe_with_a_name(
        {participation.stakeholder_id for participation in participations}
    )
    return [person for person in participations if person.stakeholder_id in safe]


def who_can_be_told(stakeholder_ids, today):
    """Stakeholder key → the seat of each of its people at the last table to which a link still opens."""
    meetings = Meeting.objects.filter(
        cancelled_at=None,
        starts_at__gte=_lately(today),
        participations__stakeholder__in=stakeholder_ids,
    )
    last = {
        seat.contact_person_id: seat
        for seat in sorted(who_can_be_written_to(meetings), key=lambda seat: seat.meeting.starts_at)
        if seat.stakeholder_id in stakeholder_ids and seat.meeting.links_end_on >= today
    }
    seats = {}
    for seat in last.values():
        seats.setdefault(seat.stakeholder_id, []).append(seat)
    return seats


def who_may_have_a_link(meeting):
    """Stakeholders of a meeting, by key, for whom a link with their name is known to be safe."""
    return who_is_safe_with_a_name(meeting.participations.values("stakeholder"))


def who_is_safe_with_a_name(stakeholder_ids):
    latest = SafetyAssessment.objects.latest_of(stakeholder_ids)
    return {safety.stakeholder_id for safety in latest if safety.allows_a_named_link}


def who_answers_their_mail(participation, meeting):
    """Who signs a letter and gets the reply: our contact person, else who organises the meeting."""
    primary = ContactAssignment.objects.open().filter(
        stakeholder=participation.stakeholder_id,
        part=ContactAssignment.Part.PRIMARY,
        user__is_active=True,
    )
    assignment = primary.select_related("user").first()
    return assignment.user if assignment else meeting.organiser


def _asking(today):
    """Rounds that are open today, of which no decision went out yet."""
    return ExpectationRound.objects.taking_answers(today).filter(answered_at=None)


def _who_is_asked(rounds):
    """(round, participation) of everybody asked who can be written to. Four queries in all."""
    rounds = {round_.pk: round_ for round_ in rounds.select_related(*ROUND)}
    asked = ExpectationRound.invited.through.objects.filter(expectationround__in=rounds)
    pairs = list(asked.values_list("expectationround", "participation").order_by("pk"))
    meetings = {round_.meeting_id for round_ in rounds.values()}
    reachable = {each.pk: each for each in who_can_be_written_to(meetings)}
    for round_pk, participation_pk in pairs:
        if participation_pk in reachable:
            yield rounds[round_pk], reachable[participation_pk]


def _who_sent_something(rounds):
    """(round, participation), by key, of everybody who sent something with their name."""
    sent = Expectation.objects.filter(round__in=rounds, participation__isnull=False)
    return set(sent.values_list("round", "participation").distinct())


class Told:
    """Which letters the people of these rounds had already, around each of their meetings."""

    def __init__(self, rounds):
        people = Participation.objects.filter(rounds__in=rounds).values("contact_person")
        had = Reminder.objects.filter(kind__in=BEFORE_WE_MEET, contact_person__in=people)
        self.by_participation = {}
        for kind, key, sent_at in had.values_list("kind", "key", "sent_at"):
            participation = int(key.rpartition(" ")[2])
            self._letters_to(participation)[kind, key] = sent_at

    def when(self, kind, round_, participation):
        """When somebody got a letter; None when they did not."""
        return self._letters_to(participation.pk).get((kind, _key(round_, participation)))

    def there_is_room(self, kind, round_, participation):
        """Whether they may have this letter. A yes takes the place; a letter on its way keeps its own."""
        letters = self._letters_to(participation.pk)
        name = kind, _key(round_, participation)
        if name not in letters and len(letters) >= MOST_BEFORE_WE_MEET:
            return False
        letters.setdefault(name, None)
        return True

    def _letters_to(self, participation):
        return self.by_participation.setdefault(participation, {})


def _key(occasion, participation):
    """What it is about and who gets it, at which meeting: Told reads it back."""
    return f"{occasion.pk} {participation.pk}"


def _lately(today):
    """The moment from which on a pass looks for letters that a stopped worker left undone."""
    return _start_of(today - LOOK_BACK_FOR_LETTERS)


def _start_of(day):
    return make_aware(datetime.combine(day, time.min))


# --- What they read -------------------------------------------------------------------------------


def _of_a_round(kind, round_, participation):
    write = _with_the_shared_code if round_.is_anonymous else _with_a_link
    return Due(
        kind,
        _key(round_, participation),
        participation.contact_person,
        write(kind, participation, round_.meeting, round=round_),
    )


def _with_a_link(template, participation, meeting, **facts):
    """A letter with a fresh link of their own."""

    def compose():
        code = mint_link(participation, at=now())
        return _written(template, participation, meeting, facts | {"code": code})

    return compose


def _with_the_shared_code(template, participation, meeting, *, round):
    """A letter with the code that everybody has: nothing in it is of this person alone."""

    def compose():
        facts = {
            "round": round,
            "code": round.code_in_groups,
            "check_words": check_words(round.digest),
            "send_before": day_to_send_before(round),
        }
        return _written(f"{template}_anonymous", participation, meeting, facts)

    return compose


def _written(template, participation, meeting, facts):
    person = participation.contact_person
    writer = who_answers_their_mail(participation, meeting)
    facts |= {
        "meeting": meeting,
        "person": person,
        "writer": writer,
        "fragment": facts["code"].replace(" ", ""),
    }
    with translation.override(person.language):
        return letter(template, facts, to=person.email, reply_to=[writer.email])


def _as_written(contact):
    def compose():
        return letter(
            "message",
            {"contact": contact},
            to=contact.contact_person.email,
            reply_to=[contact.by.email],
        )

    return compose
