"""Asking: three modes that are never mixed, frozen once they are open."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from config.pages import CannotDo
from dialogue import promise_text, releases
from dialogue.actions.agreements import STANDARD_AGREEMENTS
from dialogue.actions.expectations import receive_expectations
from dialogue.actions.meetings import Guest, change_meeting, invite
from dialogue.actions.rounds import Ask, open_round
from dialogue.check_words import WORDS, check_words
from dialogue.models import ExpectationRound, RoundQuestion
from stakeholders.actions.stakeholders import add_person, assess_safety
from stakeholders.models import ContactPerson, SafetyAssessment
from stakeholders.tests.cast import NOON, TODAY

Mode = ExpectationRound.Mode


def ask(meeting, by, **fields):
    wanted = {
        "questions": ["agenda"],
        "closes_on": TODAY + timedelta(days=5),
        "by": by,
        "at": NOON,
    }
    return open_round(meeting, **wanted | fields)


def ask_anonymously(meeting, by, **fields):
    return ask(meeting, by, mode=Mode.ANONYMOUS, audience_size=40, audience="The yard", **fields)


@pytest.fixture
def three_guests(meeting, union, participation):
    """Two more people of the union take part."""
    for name in ("S. Devi", "K. Lal"):
        person = add_person(ContactPerson(stakeholder=union, name=name))
        invite(meeting, Guest(union, person))
    return list(meeting.participations.all())


# --- Modes ---------------------------------------------------------------------------------------


def test_a_meeting_can_have_a_round_of_every_mode(meeting, amina, three_guests):
    rounds = [
        ask(meeting, amina),
        ask(meeting, amina, mode=Mode.CONFIDENTIAL),
        ask_anonymously(meeting, amina),
    ]
    assert [each.mode for each in meeting.rounds.all()] == [each.mode for each in rounds]
    assert [bool(each.code) for each in rounds] == [False, False, True]


def test_everybody_at_the_table_is_invited_unless_said_otherwise(meeting, amina, three_guests):
    assert set(ask(meeting, amina).invited.all()) == set(three_guests)
    later = ask(meeting, amina, mode=Mode.CONFIDENTIAL, invited=three_guests)
    assert later.invited.count() == 3


def test_who_withdrew_is_not_asked_again(meeting, amina, three_guests):
    meeting.participations.filter(pk=three_guests[0].pk).update(withdrawn_at=NOON)
    assert three_guests[0] not in ask(meeting, amina).invited.all()


def test_confidential_needs_at_least_three_people(meeting, amina, participation):
    with pytest.raises(CannotDo, match="at least three"):
        ask(meeting, amina, mode=Mode.CONFIDENTIAL)


@pytest.mark.parametrize(("risk", "k"), [("no", 5), ("not_sure", 5), ("yes", 10)])
def test_the_smallest_group_grows_with_the_risk(meeting, amina, union, risk, k):
    assess_safety([union], risk=SafetyAssessment.Risk(risk), by=amina, at=NOON)
    assert ask_anonymously(meeting, amina).k == k


@pytest.mark.parametrize("size", [None, 0, 4])
def test_a_group_in_which_everybody_can_be_guessed_is_not_asked_anonymously(meeting, amina, size):
    with pytest.raises(ValidationError, match="at least 5 people"):
        ask(meeting, amina, mode=Mode.ANONYMOUS, audience_size=size)


def test_a_second_anonymous_code_is_refused_by_the_program_and_by_the_database(meeting, amina):
    first = ask_anonymously(meeting, amina)
    with pytest.raises(CannotDo, match="tell people apart"):
        ask_anonymously(meeting, amina)
    second = ExpectationRound.objects.get(pk=first.pk)
    second.pk, second._state.adding, second.code = None, True, "1" * 12
    with pytest.raises(IntegrityError, match="one_anonymous_round_at_a_time"), transaction.atomic():
        second.save(force_insert=True)


def test_the_modes_do_not_mix(meeting, amina):
    named = ask(meeting, amina)
    for change in ({"code": "1" * 12}, {"mode": Mode.ANONYMOUS}, {"k": 5}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ExpectationRound.objects.filter(pk=named.pk).update(**change)


# --- Frozen --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [{"message": "Something else"}, {"k": 6}, {"audience": "One person"}, {"digest": "0" * 64}],
    ids=str,
)
def test_an_open_round_can_not_be_changed(meeting, amina, change):
    round_ = ask_anonymously(meeting, amina)
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        ExpectationRound.objects.filter(pk=round_.pk).update(**change)


def test_the_questions_of_an_open_round_can_not_be_changed(meeting, amina):
    round_ = ask(meeting, amina)
    question = round_.questions.get()
    for change in (
        lambda: round_.questions.update(own_words="And you?", standard=""),
        lambda: question.delete(),
        lambda: RoundQuestion.objects.create(round=round_, position=2, standard="safety"),
        lambda: round_.delete(),
    ):
        with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
            change()


def test_the_check_words_change_with_every_word_people_read(meeting, amina, monkeypatch):
    monkeypatch.setattr("secrets.choice", lambda _digits: "7")
    seen = set()
    for fields in (
        {},
        {"questions": ["safety"]},
        {"message": "Another message"},
        {"questions": [Ask("agenda", help_text="Anything")]},
        {"questions": [Ask("agenda", is_required=True)]},
    ):
        with transaction.atomic():
            seen.add(ask_anonymously(meeting, amina, **fields).digest)
            transaction.set_rollback(True)
    assert len(seen) == 5


def test_the_check_words_are_three_of_the_same_list_in_every_language():
    assert len(set(WORDS)) == 256
    assert check_words("00" + "ff" + "80" + "11" * 29) == f"{WORDS[0]} {WORDS[255]} {WORDS[128]}"


def test_two_codes_with_the_same_text_have_different_words(meeting, amina):
    digests = set()
    for _again in range(3):
        with transaction.atomic():
            digests.add(ask_anonymously(meeting, amina).digest)
            transaction.set_rollback(True)
    assert len(digests) == 3


# --- Questions -----------------------------------------------------------------------------------

INTERPRETER = [
    Ask("interpreter", is_choice=True, is_required=True),
    Ask("which_language", shown_if=0, shown_if_answer="yes", is_required=True),
    Ask("How do you travel?", options=("On foot", "By bus")),
]


@pytest.fixture
def with_choices(meeting, amina):
    return ask(meeting, amina, questions=INTERPRETER)


@pytest.mark.parametrize(
    ("answers", "complaint"),
    [
        ({0: "no"}, None),
        ({0: "yes", 1: "Hindi"}, None),
        ({0: "no", 2: "By bus"}, None),
        ({1: "Hindi"}, "only asked after"),
        ({0: "no", 1: "Hindi"}, "only asked after"),
        ({0: "yes"}, "needs an answer"),
        ({}, "needs an answer"),
        ({0: "perhaps"}, "Choose one"),
        ({0: "no", 2: "By plane"}, "Choose one"),
    ],
)
def test_only_what_was_asked_can_be_answered(with_choices, participation, answers, complaint):
    questions = list(with_choices.questions.all())
    sent = {questions[place]: text for place, text in answers.items()}
    if complaint:
        with pytest.raises(CannotDo, match=complaint):
            receive_expectations(with_choices, participation, answers=sent, at=NOON)
    else:
        assert len(receive_expectations(with_choices, participation, answers=sent, at=NOON)) == len(
            sent
        )


def test_a_question_of_another_round_is_refused(with_choices, meeting, amina, participation):
    other = ask_anonymously(meeting, amina).questions.first()
    with pytest.raises(CannotDo, match="not on this form"):
        receive_expectations(with_choices, participation, answers={other: "x"}, at=NOON)


def test_a_question_depends_on_an_earlier_choice_only(meeting, amina):
    for place, answer in ((0, "perhaps"), (1, "yes"), (7, "yes")):
        with pytest.raises(CannotDo, match="comes before it"), transaction.atomic():
            ask(
                meeting,
                amina,
                questions=[
                    Ask("interpreter", is_choice=True),
                    Ask("which_language", shown_if=place, shown_if_answer=answer),
                ],
            )


# --- Days ----------------------------------------------------------------------------------------


def test_a_round_opens_and_closes_on_its_days(meeting, amina):
    round_ = ask(meeting, amina, opens_on=TODAY + timedelta(days=2))
    open_on = [day for day in range(8) if round_.is_open_on(TODAY + timedelta(days=day))]
    assert open_on == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("at", "last", "following"),
    [
        # The organisation is in Amsterdam: six o'clock is four in UTC in summer, five in winter.
        (datetime(2026, 5, 18, 3, 59, tzinfo=UTC), (2026, 5, 11, 4), (2026, 5, 18, 4)),
        (datetime(2026, 5, 18, 4, 0, tzinfo=UTC), (2026, 5, 18, 4), (2026, 5, 25, 4)),
        (datetime(2026, 5, 24, 22, 0, tzinfo=UTC), (2026, 5, 18, 4), (2026, 5, 25, 4)),
        (datetime(2026, 10, 25, 12, 0, tzinfo=UTC), (2026, 10, 19, 4), (2026, 10, 26, 5)),
    ],
)
def test_the_weekly_hour_is_the_organisations(at, last, following):
    assert releases.last_hour(at) == datetime(*last, tzinfo=UTC)
    assert releases.next_hour(at) == datetime(*following, tzinfo=UTC)


def test_anonymous_answers_close_in_time_for_the_last_release(meeting, amina):
    sunday = TODAY + timedelta(days=6)
    assert releases.last_day_of_an_anonymous_round(meeting) == sunday
    with pytest.raises(ValidationError, match="arrive before the conversation"):
        ask_anonymously(meeting, amina, closes_on=sunday + timedelta(days=1))
    round_ = ask_anonymously(meeting, amina, closes_on=sunday)
    assert releases.send_before(round_) == datetime(2026, 5, 24, 22, tzinfo=UTC)


def test_an_anonymous_round_that_would_come_too_late_is_not_opened(meeting, amina):
    meeting.starts_at = NOON + timedelta(days=3)
    meeting.save()
    with pytest.raises(ValidationError, match="none of those moments"):
        ask_anonymously(meeting, amina, closes_on=TODAY + timedelta(days=1))


def test_short_notice_moves_every_closing_day_and_counts_nothing_against_us(meeting, amina):
    named, anonymous = ask(meeting, amina), ask_anonymously(meeting, amina)
    meeting.starts_at = NOON + timedelta(days=4)
    change_meeting(meeting, fields=["starts_at"], version=meeting.version)
    named.refresh_from_db()
    anonymous.refresh_from_db()
    assert named.closes_on == TODAY + timedelta(days=3)
    assert anonymous.closes_on == anonymous.opens_on
    anonymous.meeting.refresh_from_db()
    assert not releases.arrives_in_time(anonymous, NOON)


# --- The promise text ----------------------------------------------------------------------------


def test_the_promise_names_the_numbers_that_are_in_force(meeting, amina):
    round_ = ask_anonymously(meeting, amina)
    said = " ".join(promise_text.promise_text(round_, NOON).we_promise)
    for fact in (
        "at least 4 others",
        "Monday at 06:00",
        check_words(round_.digest),
        "22 June 2026",
        "19 November 2026",
    ):
        assert fact in said


def test_only_an_anonymous_round_is_called_anonymous():
    for mode in (Mode.NAMED, Mode.CONFIDENTIAL):
        said = promise_text.WE_PROMISE[mode] + promise_text.WE_DO_NOT[mode]
        assert not any("anonym" in sentence.lower() for sentence in said)


def test_the_version_of_the_promise_is_kept_with_the_round(meeting, amina, settings):
    round_ = ask_anonymously(meeting, amina)
    assert round_.promise_version == promise_text.version(Mode.ANONYMOUS)
    settings.ANONYMOUS_KEPT_DAYS = 30
    assert round_.promise_version != promise_text.version(Mode.ANONYMOUS)


def test_the_agreements_come_with_the_first_round_only(meeting, amina, three_guests):
    ask(meeting, amina, agreements=STANDARD_AGREEMENTS)
    ask(meeting, amina, mode=Mode.CONFIDENTIAL, agreements=["Another one"])
    assert meeting.trajectory.agreement_versions.count() == 1
