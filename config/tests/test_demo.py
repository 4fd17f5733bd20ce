"""The demo tells what it should: numbers and names that the pages can be checked against."""

from datetime import timedelta
from statistics import median

import pytest
from django.db import transaction
from django.db.models import F

from accounts.models import Role, User
from config import demo
from config.demo import neighbours, people, rajasthan, survey, training
from config.sweep import sweep
from dialogue.facilitation import facilitation_of
from dialogue.models import (
    AgreementVersion,
    Attachment,
    Breach,
    Correction,
    Draft,
    Endorsement,
    Expectation,
    ExpectationDecision,
    ExpectationRound,
    ExpectationVerdict,
    Facilitator,
    InformalContact,
    Meeting,
    Promise,
    PromiseChange,
    Question,
    Reminder,
    ReportBack,
)
from dialogue.reminders import who_has_not_endorsed
from stakeholders.models import ContactAssignment, ContactPerson, Stakeholder
from stakeholders.tests.cast import NOON, TODAY
from trust.conduct import Band, Dimension, ledger
from trust.facts import facts_of
from trust.relationships import relationships_with

PRIMARY = ContactAssignment.Part.PRIMARY


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Loaded once for this file, and rolled back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load(NOON)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def told(loaded, db):
    """Each test may change what it likes."""


def called(name):
    return Stakeholder.objects.get(name__startswith=name)


def colleague(first_name):
    return User.objects.get(name__startswith=first_name)


def meeting(title):
    return Meeting.objects.get(title__startswith=title)


def promise(wording):
    return Promise.objects.get(wording__startswith=wording)


def expectations_of(course):
    return Expectation.objects.filter(round__meeting__trajectory__title=course)


# Who is there --------------------------------------------------------------------------------------


def test_every_stakeholder_is_marked_as_demo():
    assert Stakeholder.objects.count() == 27
    assert not Stakeholder.objects.filter(is_demo=False).exists()


def test_every_role_has_somebody_who_can_sign_in():
    assert set(people.who_can_sign_in().values_list("role", flat=True)) == set(Role.values)
    assert all(person.check_password(people.PASSWORD) for person in people.who_can_sign_in()[:2])


def test_who_left_cannot_sign_in():
    left = User.objects.filter(is_active=False)
    assert {person.get_short_name() for person in left} == {"Bram", "Sietske", "Ruud"}
    assert not any(person.has_usable_password() for person in left)


def test_workers_are_never_named():
    """Who was elected has a link of their own, and is known by a number."""
    elected = ContactPerson.objects.filter(stakeholder__kind=Stakeholder.Kind.WORKERS)
    assert set(elected.values_list("name", "email")) == {
        (name, "") for name in survey.REPRESENTATIVES
    }


def test_unions_are_reached_through_an_office():
    offices = ContactPerson.objects.filter(stakeholder__kind=Stakeholder.Kind.UNION)
    assert set(offices.values_list("name", flat=True)) == {
        "General secretary",
        "Branch secretary",
        "Bestuurder",
    }


def test_no_address_leads_anywhere():
    addresses = [
        *User.objects.values_list("email", flat=True),
        *ContactPerson.objects.values_list("email", flat=True),
    ]
    assert all(address.endswith(".example.org") for address in addresses if address)


def test_people_read_their_own_language_where_we_speak_it():
    languages = ContactPerson.objects.values_list("language", flat=True)
    assert {"en", "nl", "fr", "hi", "ta", "tr", "vi", "zh-hans"} == set(languages)


@pytest.mark.parametrize("kind", Stakeholder.Kind)
def test_the_register_has_something_of_every_kind(kind):
    assert Stakeholder.objects.filter(kind=kind).exists()


# Time -----------------------------------------------------------------------------------------------


def test_nothing_has_happened_tomorrow():
    assert not PromiseChange.objects.filter(happened_on__gte=TODAY).exists()
    assert not InformalContact.objects.filter(happened_at__gte=NOON).exists()
    assert not Expectation.objects.filter(received_at__gte=NOON).exists()
    assert not ExpectationDecision.objects.filter(decided_at__gte=NOON).exists()
    assert not Endorsement.objects.filter(endorsed_at__gte=NOON).exists()
    assert not ReportBack.objects.filter(sent_at__gte=NOON).exists()
    assert not Meeting.objects.held().filter(starts_at__gte=NOON).exists()


def test_points_are_decided_after_they_came_in_and_before_the_meeting():
    decisions = ExpectationDecision.objects.all()
    assert not decisions.filter(decided_at__lt=F("expectation__received_at")).exists()
    [late] = decisions.filter(decided_at__gt=F("expectation__round__meeting__starts_at"))
    assert late.expectation.participation.stakeholder == called("Hadauti Shila")


# Rajasthan ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "received", "undecided"),
    [("First", 14, 0), ("Second", 11, 0), ("Third", 5, 0), ("Fourth", 6, 4)],
)
def test_every_round_in_rajasthan_has_its_points(title, received, undecided):
    expectations = Expectation.objects.filter(round__meeting=meeting(f"{title} conversation"))
    assert (expectations.count(), expectations.undecided().count()) == (received, undecided)


def test_the_payment_proposal_is_twenty_days_late():
    late = promise("Send a draft payment term")
    assert late.owner == colleague("Femke")
    assert late.is_late(TODAY)
    assert late.days_late(TODAY) == 20


def test_the_ngo_saw_five_promises_of_ours_kept_and_confirmed():
    kept = called("Prerna Bhumi").promises.ours().filter(state=Promise.State.KEPT)
    assert kept.count() == 5
    assert all(promise.is_confirmed for promise in kept)


def test_the_water_point_was_changed_together_and_kept_before_the_new_date():
    water = promise("Contribute € 6,000")
    told = water.changes.exclude(kind="change_accepted")
    assert [change.kind for change in told] == [
        "accepted",
        "change_recorded",
        "changed_together",
        "kept",
        "confirmed",
    ]
    said_yes = water.changes.filter(kind="change_accepted", key__isnull=False)
    assert said_yes.count() == water.parties.count()
    assert water.days_late(TODAY) == -2


def test_the_third_report_was_three_days_late():
    report = meeting("Third conversation").report
    assert (report.sent_at.date() - report.due_on).days == 3


def test_the_next_meeting_misses_the_yes_of_four_parties():
    fourth = meeting("Fourth conversation")
    assert (fourth.starts_there.date() - TODAY).days == 21
    assert {str(stakeholder) for stakeholder in who_has_not_endorsed(fourth)} == {
        "Nayagaon Cobble Yard",
        "Khimaj women cobble makers",
        "Hadauti Shila Shramik Union",
        "Gram Panchayat Khimaj",
    }


def test_the_yard_has_an_unfinished_form_behind_a_pin():
    draft = Draft.objects.get()
    assert draft.participation.stakeholder == called("Nayagaon")
    assert draft.participation.pin_hash


def test_the_facilitator_sees_rajasthan_only():
    leela = colleague("Leela")
    courses = Meeting.objects.visible_to(leela).values_list("trajectory__title", flat=True)
    assert set(courses) == {rajasthan.COURSE}


# The survey -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("title", "mode", "received", "undecided"),
    [
        # Four with a name, two of the representatives. The workers: six who were released together
        # and one who could not wait wrote a point, two of them ticked an answer as well.
        ("The results", "named", 4, 0),
        ("The results", "confidential", 2, 0),
        ("The results", "anonymous", 9, 0),
        # Okan one point and two answers to the interpreter's questions, Defne one.
        ("Ninety days", "named", 4, 2),
        ("Ninety days", "confidential", 2, 2),
        # Six released together, one of them with a tick; one is decided.
        ("Ninety days", "anonymous", 7, 5),
    ],
)
def test_the_survey_asks_in_three_ways(title, mode, received, undecided):
    round_ = meeting(title).rounds.get(mode=mode)
    expectations = round_.expectations.all()
    assert (expectations.count(), expectations.undecided().count()) == (received, undecided)


def test_what_the_workers_sent_came_out_together_and_the_rest_is_sealed():
    past, coming = ExpectationRound.objects.anonymous()
    assert (past.k, coming.k) == (5, 5)
    assert {round_.audience_size for round_ in (past, coming)} == {340}
    assert [release.answers for release in past.releases.all()] == [6]
    assert [release.answers for release in coming.releases.all()] == [6]
    assert (past.sealed.count(), coming.sealed.count()) == (0, 3)
    assert (past.voices.count(), coming.voices.count()) == (7, 6)


def test_the_urgent_message_was_read_and_answered_on_its_day():
    urgent = Expectation.objects.get(is_urgent=True)
    day = TODAY - timedelta(days=116)
    assert urgent.decision.decided_at.date() == day
    [reply] = urgent.voice.replies.all()
    assert reply.visible_from.date() == day


def test_two_points_about_heat_are_decided_as_one():
    point = Expectation.objects.get(merged_into__wording=survey.FANS)
    assert point.decision.agenda_item.title == survey.HEAT


def test_anonymous_people_said_afterwards_whether_it_was_met():
    said = ExpectationVerdict.objects.filter(expectation__round__mode="anonymous")
    assert set(said.values_list("verdict", flat=True)) == {"partly", "met"}


def test_the_second_survey_waits_for_a_word_about_a_date():
    heat = promise("Pay half of the heat")
    assert heat.changes.last().kind == "change_proposed"
    assert heat.due_on == TODAY + timedelta(days=10)


def test_everybody_agreed_to_each_facilitator_before_the_first_meeting_with_them():
    for name, title in (("Leela", "First conversation"), ("Samuel", "How we want to talk")):
        facilitator = Facilitator.objects.get(name__startswith=name)
        assert facilitation_of(facilitator.trajectory).is_appointed
        parties = meeting(title).participations.values("stakeholder")
        consents = facilitator.consents.filter(stakeholder__in=parties)
        assert all(each.said_on < meeting(title).held_on for each in consents)
        assert [each.answer for each in facilitator.consents.all()].count("condition") == 1


def test_some_of_it_was_told_by_phone_and_some_on_paper():
    by_hand = Expectation.objects.exclude(channel="")
    assert set(by_hand.values_list("channel", flat=True)) == {"phone", "paper", "partner"}
    assert not by_hand.filter(recorded_by=None).exists()


def test_a_translation_stands_beside_the_original():
    fans = Expectation.objects.get(wording=survey.FANS)
    assert fans.translations.get().wording.startswith("Put fans in pressing")


def test_a_file_comes_with_a_name_and_one_without():
    modes = Attachment.objects.values_list("round__mode", flat=True)
    assert sorted(modes) == ["anonymous", "named", "named"]


def test_they_say_whether_we_heard_them_right():
    assert sorted(Correction.objects.values_list("is_right", flat=True)) == [False] * 2 + [True] * 5


def test_the_union_heard_later_and_then_did_hear():
    [point] = expectations_of(survey.APART)
    assert point.decision.outcome == ExpectationDecision.Outcome.PARKED
    assert meeting("What the survey showed").held_on > point.decision.parked_until


def test_department_scores_were_declined_with_a_reason():
    decision = ExpectationDecision.objects.get(
        outcome="declined", expectation__participation__stakeholder=called("Ege Doku")
    )
    assert "recognised" in decision.reason


def test_payment_within_thirty_days_is_only_our_word():
    assert promise("Pay within thirty days").awaits_confirmation
    assert promise("Change no order").is_confirmed


# The training ---------------------------------------------------------------------------------------


def test_nilgiri_had_four_contact_persons_and_one_handover():
    stays = called("Nilgiri").assignments.filter(part=PRIMARY).order_by("from_on")
    assert [stay.user.get_short_name() for stay in stays] == ["Bram", "Sietske", "Ruud", "Daan"]
    assert [hasattr(stay, "handover") for stay in stays] == [False, False, False, True]
    assert median((stay.until_on - stay.from_on).days for stay in stays if stay.until_on) == 205


def test_kaveri_kept_the_same_contact_and_has_nothing_open():
    kaveri = called("Kaveri")
    assert kaveri.assignments.filter(part=PRIMARY).count() == 1
    assert not kaveri.promises.given().exists()
    assert not expectations_of(training.AT_KAVERI).undecided().exists()


def test_the_date_that_was_changed_alone_is_still_open():
    start = promise("Start the training at Nilgiri")
    assert start.owner == colleague("Daan")
    assert start.state == Promise.State.GIVEN
    assert start.days_late(TODAY) == 140
    [breach] = [change for change in start.changes.all() if change.is_breach]
    assert (TODAY - breach.happened_on).days == 150


def test_two_points_of_nilgiri_were_never_answered():
    forgotten = expectations_of(training.AT_NILGIRI).undecided()
    assert {point.participation.stakeholder for point in forgotten} == {called("Nilgiri")}
    assert forgotten.count() == 2
    assert forgotten.filter(round__meeting__purpose__shared_at=None).count() == 2


def test_nine_points_were_decided_for_the_decision_meeting():
    decided = Expectation.objects.filter(round__meeting=meeting("Joining or not"))
    assert decided.count() == 9
    assert not decided.undecided().exists()
    assert who_has_not_endorsed(meeting("Joining or not")) == []


# Agreements -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("course", "number", "lines"),
    [
        (rajasthan.COURSE, 3, 7),  # the fourth still misses the yes of four
        (survey.COURSE, 2, 5),
        (survey.APART, 1, 5),
        (training.AT_KAVERI, 1, 5),
        (training.AT_NILGIRI, 1, 5),
        (neighbours.SHOP_FLOOR, 1, 1),
    ],
)
def test_what_everybody_agreed_to_is_in_force(course, number, lines):
    version = AgreementVersion.objects.in_force(NOON).get(trajectory__title=course)
    assert (version.number, version.agreements.count()) == (number, lines)


def test_in_rajasthan_every_party_said_yes_with_its_own_hand():
    version = AgreementVersion.objects.in_force(NOON).get(trajectory__title=rajasthan.COURSE)
    yeses = version.endorsements.exclude(stakeholder=None)
    assert yeses.values("stakeholder").distinct().count() == 7
    assert not any(yes.is_our_word for yes in yeses)
    assert yeses.filter(answer="with_reservation").count() == 1
    assert version.reason.text.startswith("We drew Khimaj")


def test_what_the_hostel_told_us_stays_our_word_and_counted_after_two_weeks():
    version = AgreementVersion.objects.get(trajectory__title=training.AT_NILGIRI)
    [told] = [yes for yes in version.endorsements.all() if yes.is_our_word]
    assert told.stakeholder == called("Women’s hostel")
    versions = AgreementVersion.objects.filter(pk=version.pk)
    assert not versions.in_force(NOON - timedelta(days=24)).exists()
    assert versions.in_force(NOON - timedelta(days=22)).exists()


def test_our_own_breach_was_acted_on_in_two_days_and_the_ngo_accepts_it():
    [ours] = Breach.objects.ours()
    [action] = ours.actions.all()
    assert (action.done_on - ours.noticed_on).days == 2
    [verdict] = action.verdicts.all()
    assert verdict.is_accepted
    assert verdict.participation.stakeholder == called("Prerna Bhumi")


@pytest.mark.parametrize(
    ("who", "harmed", "days"), [("Nayagaon", "Khimaj women", 1), ("Nilgiri", "Women’s hostel", 2)]
)
def test_what_others_did_not_keep_to_was_acted_on_as_well(who, harmed, days):
    breach = Breach.objects.get(by_stakeholder=called(who))
    assert breach.harmed == called(harmed) and breach.is_serious
    assert (breach.actions.get().done_on - breach.noticed_on).days == days


def test_the_purchasers_have_promises_about_how_we_buy_on_their_lists():
    of_daan = Promise.objects.purchasing().filter(owner=colleague("Daan"))
    assert sorted(of_daan.values_list("state", "principle")) == [
        ("kept", "3"),
        ("kept", "4"),
        ("proposed", "3"),
    ]
    assert Promise.objects.purchasing().filter(owner=colleague("Anouk")).count() == 5


@pytest.mark.parametrize(("who", "days"), [("Anouk", 2), ("Daan", 1)])
def test_we_find_out_before_a_day_that_is_still_to_come(who, days):
    asked = Promise.objects.waiting_for_a_yes().get(owner=colleague(who))
    assert (asked.find_out_by - TODAY).days == days
    assert asked.depends_on


def test_a_proposal_for_the_date_at_nilgiri_waits_for_their_yes():
    start = promise("Start the training at Nilgiri")
    proposal = start.changes.last()
    assert (proposal.kind, proposal.answered_by.count()) == ("change_proposed", 0)
    assert start.due_on == start.first_due_on


# Today ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("who", "days"), [("Femke", [20]), ("Joris", [5]), ("Daan", [140])])
def test_each_of_them_is_late_with_something(who, days):
    late = Promise.objects.ours().late(TODAY).filter(owner=colleague(who))
    assert [promise.days_late(TODAY) for promise in late] == days


@pytest.mark.parametrize(("who", "days"), [("Femke", {7}), ("Joris", {2, 10}), ("Anouk", {12})])
def test_each_of_them_has_something_due_within_two_weeks(who, days):
    soon = Promise.objects.ours().given().filter(owner=colleague(who))
    soon = soon.filter(due_on__range=(TODAY, TODAY + timedelta(days=14)))
    assert {(promise.due_on - TODAY).days for promise in soon} == days


@pytest.mark.parametrize("who", ["Anouk", "Daan"])
def test_a_colleague_still_has_to_say_yes(who):
    assert Promise.objects.waiting_for_a_yes().filter(owner=colleague(who)).count() == 1


def test_four_promises_wait_for_the_word_of_the_other_side():
    kept = Promise.objects.ours().filter(state=Promise.State.KEPT, is_confirmed=None)
    assert kept.count() == 4


def test_femke_owes_an_answer_and_a_report():
    question = Question.objects.unanswered().get(participation=None)
    report = ReportBack.objects.get(sent_at=None)
    assert question.owner == report.meeting.organiser == colleague("Femke")
    assert question.meeting == report.meeting == meeting("The water point")
    assert report.due_on > TODAY


def test_joris_answers_a_worry_within_five_working_days():
    asked = Question.objects.unanswered().get(is_worry=True)
    assert asked.owner == colleague("Joris")
    assert asked.answer_due_on > TODAY


# Conduct --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "dimension", "band"),
    [
        ("Prerna Bhumi", Dimension.DEPENDABILITY, Band.FRAGILE),
        ("Prerna Bhumi", Dimension.CONNECTEDNESS, Band.BUILDING),
        # Leela, to whom all had agreed, adds 0.5 × ½^(340/365) = 0.26 for each of the six.
        ("Prerna Bhumi", Dimension.COMPETENCE, Band.BUILDING),
        ("Ege Doku", Dimension.DEPENDABILITY, Band.BUILDING),
        # Two summaries confirmed in one quarter and a question through a link: 72 became 74.
        ("Ege Doku", Dimension.CONNECTEDNESS, Band.BUILDING),
        ("Nilgiri", Dimension.DEPENDABILITY, Band.NEEDS_REPAIR),
        ("Nilgiri", Dimension.CONNECTEDNESS, Band.NEEDS_REPAIR),
        ("Kaveri", Dimension.CONNECTEDNESS, Band.BUILDING),
    ],
)
def test_the_records_add_up_to_what_the_story_says(name, dimension, band):
    stakeholder = called(name)
    relationship = relationships_with([stakeholder.pk])[stakeholder.pk]
    assert ledger(facts_of(relationship, TODAY), TODAY, dimension).band == band


# Letters --------------------------------------------------------------------------------------------


def test_nobody_gets_a_letter_about_the_past(mailoutbox):
    told_before = set(Reminder.objects.values_list("pk", flat=True))
    sweep(NOON)
    [told_now] = Reminder.objects.exclude(pk__in=told_before)
    # What truly falls due on the day of loading: a promise of Femke's, a week before its date.
    assert told_now.user == colleague("Femke")
    assert told_now.kind == "promise_due"
    assert [message.to for message in mailoutbox] == [[colleague("Femke").email]]


def test_tomorrow_brings_nothing_to_stakeholders(mailoutbox):
    sweep(NOON + timedelta(days=1))
    assert not Reminder.objects.filter(claimed_at__gt=NOON, contact_person__isnull=False).exists()
