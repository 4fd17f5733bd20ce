"""One screen per round: every point gets an answer, and no sender is lost or given away."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from dialogue.actions.expectations import (
    change_expectation,
    decide,
    receive_expectations,
    withdraw_expectation,
)
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.actions.rounds import Ask, open_round
from dialogue.answers import mark_of
from dialogue.models import Expectation, ExpectationDecision, Meeting, SideActivity
from dialogue.tests.answering import (
    a_voice,
    ask_anonymously,
    ask_in_confidence,
    at_the_table,
    say,
    say_anonymously,
)
from dialogue.tests.desk import Desk, typed
from stakeholders.tests.cast import NOON

Outcome = ExpectationDecision.Outcome


@pytest.fixture(autouse=True)
def noon_of_the_cast(time_machine, settings, tmp_path):
    settings.SEALING_KEYS = tmp_path / "keys"
    time_machine.move_to(NOON)


def errors_of(answer):
    return answer.context["screen"].forms[0].errors


@pytest.fixture
def desk(amina, open_questions):
    return Desk(amina, open_questions)


@pytest.fixture
def point(open_questions, participation):
    (point,) = say(open_questions, participation, "Masks for everybody")
    return point


@pytest.fixture
def confidential(meeting, union, amina):
    return ask_in_confidence(meeting, union, amina)


@pytest.fixture
def quiet_point(confidential):
    (point,) = say(confidential, a_voice(confidential), "The foreman keeps our papers")
    return point


# --- Deciding ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("outcome", "more", "kept"),
    [
        ("agenda", {"agenda_title": "Masks"}, {"agenda_item__title": "Masks"}),
        (
            "side",
            {"side_title": "Visit", "side_on": "2026-05-20"},
            {"side_activity__title": "Visit"},
        ),
        (
            "otherwise",
            {},
            {"reason": "We take care of this outside the conversation, and tell you how."},
        ),
        ("parked", {"parked_until": "2026-07-01"}, {}),
        ("declined", {"reason": "We have no say in that."}, {}),
    ],
)
def test_each_of_the_five_outcomes(desk, point, outcome, more, kept):
    assert desk.decide(point, outcome, **more).status_code == 302
    decision = point.decisions.select_related("agenda_item", "side_activity", "remark").get()
    assert decision.outcome == outcome
    assert decision.reason
    for path, value in kept.items():
        found = decision
        for name in path.split("__"):
            found = getattr(found, name)
        assert str(found) == value


def test_an_activity_that_is_planned_can_be_chosen(desk, point, meeting):
    lunch = SideActivity.objects.create(meeting=meeting, title="Lunch together")
    desk.decide(point, "side", side_activity=lunch.pk)
    assert point.decisions.get().side_activity == lunch
    assert SideActivity.objects.count() == 1


@pytest.mark.parametrize(
    ("outcome", "field"),
    [
        ("agenda", "agenda_title"),
        ("side", "side_title"),
        ("parked", "parked_until"),
        ("declined", "reason"),
    ],
)
def test_what_is_missing_is_said_at_its_field_and_nothing_typed_is_lost(
    desk, point, outcome, field
):
    answer = desk.decide(point, outcome, translation="Maskers voor iedereen", language="nl")
    assert answer.status_code == 422
    assert field in errors_of(answer)
    assert "Maskers voor iedereen" in answer.content.decode()
    assert not point.decisions.exists() and not point.translations.exists()


def test_a_colleague_who_was_first_is_not_overruled_by_accident(desk, point, bram, noon):
    desk.look()
    fields = desk.fields()
    decide(point, outcome=Outcome.DECLINED, reason="Bram said no.", by=bram, at=noon)
    mine = typed(point, outcome="otherwise", reason="Amina says yes.")
    answer = desk.send(fields, **mine)
    assert answer.status_code == 409
    assert "Bram said no." in answer.content.decode()
    again = desk.send(desk.fields(), **mine)
    assert again.status_code == 302
    assert point.decisions.last().outcome == "otherwise"


def test_a_decision_of_a_colleague_on_another_point_is_no_quarrel(
    desk, point, open_questions, participation, bram, noon
):
    (other,) = say(open_questions, participation, "Water at the gate")
    decide(other, outcome=Outcome.DECLINED, reason="First no.", by=bram, at=noon)
    desk.look()
    fields = desk.fields()
    decide(other, outcome=Outcome.OTHERWISE, reason="Then yes.", by=bram, at=noon)
    assert desk.send(fields, **typed(point, outcome="declined", reason="No.")).status_code == 302
    assert [each.reason for each in other.decisions.all()] == ["First no.", "Then yes."]


def test_a_text_that_nobody_read_is_not_decided(desk, point):
    desk.look()
    fields = desk.fields()
    change_expectation(point, wording="Masks, and water", at=NOON)
    answer = desk.send(fields, **typed(point, outcome="declined", reason="No."))
    assert answer.status_code == 409
    assert "Masks, and water" in answer.content.decode()
    assert not point.decisions.exists()


def test_a_point_that_was_rewritten_says_so_and_needs_a_new_word(desk, point, amina):
    decide(point, outcome=Outcome.DECLINED, reason="No.", by=amina, at=NOON - timedelta(hours=2))
    change_expectation(point, wording="Masks for the night shift", at=NOON - timedelta(hours=1))
    assert "rewritten since you decided" in desk.look()
    desk.press()
    assert point.decisions.count() == 1
    assert Expectation.objects.undecided().filter(pk=point.pk).exists()
    desk.press(**typed(point, still_holds="on"))
    assert point.decisions.count() == 2
    assert not Expectation.objects.undecided().filter(pk=point.pk).exists()


def test_what_was_taken_back_shows_no_form_and_asks_no_decision(desk, point):
    withdraw_expectation(point, at=NOON)
    page = desk.look()
    assert "taken back by its sender" in page
    assert desk.screen.forms == []


def test_a_point_taken_back_while_it_was_decided_is_not_lost_silently(desk, point):
    desk.look()
    fields = desk.fields()
    withdraw_expectation(point, at=NOON)
    desk.send(fields, **typed(point, outcome="declined", reason="Because of the rain"))
    assert "Because of the rain" in desk.look()


def test_answer_and_agenda_go_out_per_round(desk, point, open_questions):
    answer = desk.press(
        button={"send": "yes"}, **typed(point, outcome="declined", reason="We may not.")
    )
    assert answer.url == open_questions.meeting.get_absolute_url()
    open_questions.refresh_from_db()
    assert open_questions.answered_at is not None


def test_nothing_goes_out_while_a_point_waits(desk, point, open_questions):
    assert desk.press(button={"send": "yes"}).url == desk.url
    open_questions.refresh_from_db()
    assert open_questions.answered_at is None


def test_a_paper_answer_says_who_wrote_it_down_and_how(desk, open_questions, participation, amina):
    say(open_questions, participation, "Masks", recorded_by=amina, channel="phone")
    assert "Written down by Amina Haddou, by phone." in desk.look()


def test_each_round_has_a_page_and_the_first_address_shows_the_newest(
    desk, point, quiet_point, confidential, meeting
):
    assert "Masks for everybody" in desk.look()
    newest = desk.client.get(reverse("dialogue:decide", args=[meeting.pk])).content.decode()
    assert "The foreman keeps our papers" in newest
    assert "Masks for everybody" not in newest.split("<datalist")[0]


def test_a_round_of_another_conversation_is_not_found(desk, meeting):
    url = reverse("dialogue:decide_round", args=[meeting.pk, desk.round.pk + 99])
    assert desk.client.get(url).status_code == 404


# --- Their words, and ours beside them -----------------------------------------------------------


def test_a_translation_stands_beside_the_original_with_who_wrote_it(desk, point):
    desk.press(**typed(point, language="hi", translation="सबके लिए मास्क"))
    page = desk.look()
    assert "Masks for everybody" in page and "सबके लिए मास्क" in page
    assert 'lang="hi"' in page and "by Amina Haddou" in page
    desk.press(**typed(point, language="hi", translation="मास्क"))
    assert [each.wording for each in point.translations.all()] == ["मास्क"]


# --- Together ------------------------------------------------------------------------------------


@pytest.fixture
def other(open_questions, meeting, union):
    (person,) = at_the_table(meeting, union, "L. Bai")
    open_questions.invited.add(person)
    (point,) = say(open_questions, person, "A mask, please")
    return point


def test_similar_points_are_answered_together_and_keep_their_senders(desk, point, other):
    desk.look()
    desk.press(**typed(other, together_with=desk.numbers()[point.pk]))
    other.refresh_from_db()
    assert other.merged_into == point
    page = desk.look()
    assert "A mask, please" in page and "L. Bai" in page
    assert len(desk.screen.forms) == 1
    desk.decide(point, "declined", reason="No.")
    other = Expectation.objects.with_fate().get(pk=other.pk)
    assert other.decision.reason == "No."


def test_what_was_put_together_is_put_apart(desk, point, other):
    desk.look()
    desk.press(**typed(other, together_with=desk.numbers()[point.pk]))
    desk.press(button={"apart": mark_of(other)})
    other.refresh_from_db()
    assert other.merged_into is None


@pytest.mark.parametrize("number", ["99", "0", "nonsense", "itself"])
def test_there_must_be_such_a_point(desk, point, other, number):
    desk.look()
    number = desk.numbers()[other.pk] if number == "itself" else number
    assert desk.press(**typed(other, together_with=number)).status_code == 422
    other.refresh_from_db()
    assert other.merged_into is None


def test_numbers_mean_what_they_meant_on_the_page_that_was_sent(desk, point, other, open_questions):
    desk.look()
    fields, numbers = desk.fields(), desk.numbers()
    first = point.participation
    receive_expectations(
        open_questions, first, answers={open_questions.questions.first(): "New"}, at=NOON
    )
    desk.send(fields, **typed(point, together_with=numbers[other.pk]))
    point.refresh_from_db()
    assert point.merged_into == other


def test_a_main_point_that_is_taken_back_leaves_the_other_to_decide(desk, point, other):
    desk.look()
    desk.press(**typed(other, together_with=desk.numbers()[point.pk]))
    withdraw_expectation(point, at=NOON)
    assert desk.decide(other, "declined", reason="No.").status_code == 302
    assert Expectation.objects.with_fate().get(pk=other.pk).decision.reason == "No."


# --- Without a name ------------------------------------------------------------------------------


@pytest.fixture
def confidential_desk(amina, confidential):
    return Desk(amina, confidential)


def test_a_voice_has_a_number_and_never_its_key(confidential_desk, quiet_point, confidential):
    (second,) = say(confidential, a_voice(confidential), "They shout")
    page = confidential_desk.look()
    assert "Confidential sender 1" in page and "Confidential sender 2" in page
    for point in (quiet_point, second):
        assert str(point.voice_id) not in page
        assert str(point.voice_id)[:8] not in page


def test_the_order_of_voices_follows_a_random_key(confidential_desk, confidential):
    points = [say(confidential, a_voice(confidential), f"Point {n}")[0] for n in range(6)]
    confidential_desk.look()
    shown = [sender.voice.pk for sender in confidential_desk.screen.senders]
    assert shown == sorted(point.voice_id for point in points)


def test_a_voice_is_answered_in_words_of_ours(confidential_desk, quiet_point):
    answer = confidential_desk.decide(quiet_point, "otherwise")
    assert "in_our_words" in errors_of(answer)
    theirs = "the foreman keeps our papers!"
    answer = confidential_desk.decide(quiet_point, "otherwise", in_our_words=theirs)
    assert "in_our_words" in errors_of(answer)
    answer = confidential_desk.decide(quiet_point, "agenda", agenda_title=theirs)
    assert "agenda_title" in errors_of(answer)
    answer = confidential_desk.decide(quiet_point, "otherwise", in_our_words="Identity papers")
    assert answer.status_code == 302
    assert quiet_point.decisions.get().in_our_words == "Identity papers"


def test_a_named_point_that_carries_a_voice_needs_our_words_too(
    desk, point, quiet_point, confidential, amina
):
    quiet = Desk(amina, confidential)
    quiet.look()
    quiet.press(**typed(quiet_point, together_with=quiet.numbers()[point.pk]))
    quiet_point.refresh_from_db()
    assert quiet_point.merged_into == point
    answer = desk.decide(point, "declined", reason="No.")
    assert "in_our_words" in errors_of(answer)


def test_points_of_one_anonymous_voice_stand_together_with_only_the_week(meeting, amina):
    round_ = ask_anonymously(meeting, amina)
    say_anonymously(round_, "one", "two", "three", "four", "five")
    page = Desk(amina, round_).look()
    assert page.count("released in the week of 25 May") == 5
    assert "Anonymous sender 5" in page
    assert "privacy officer" not in page.lower()


def test_before_the_release_there_is_nothing_not_even_a_count(meeting, amina):
    round_ = ask_anonymously(meeting, amina)
    say_anonymously(round_, "one", "two", "three", "four")
    desk = Desk(amina, round_)
    before = desk.look()
    assert desk.screen.senders == [] and "not even how many" in before


def test_choices_are_summed_up_and_stand_beside_the_points(meeting, amina, union):
    people = at_the_table(meeting, union, "A", "B", "C")
    round_ = open_round(
        meeting,
        questions=["agenda", Ask("interpreter", is_choice=True)],
        closes_on=NOON.date() + timedelta(days=5),
        by=amina,
        at=NOON,
    )
    for person, choice in zip(people, ("yes", "no", "no"), strict=True):
        say(round_, person, f"Point of {person}", choice)
    say(round_, people[2], "More", "yes")  # the last counts
    desk = Desk(amina, round_)
    page = desk.look()
    assert "2 × Yes, 1 × No" in " ".join(page.split())
    assert len(desk.screen.forms) == 4


# --- Many ----------------------------------------------------------------------------------------


def test_forty_points_ask_the_database_as_often_as_one(desk, point, open_questions, participation):
    desk.look()
    with CaptureQueriesContext(connection) as for_one:
        desk.look()
    for number in range(29):
        say(open_questions, participation, f"Point {number}")
    with CaptureQueriesContext(connection) as for_thirty:
        desk.look()
    for number in range(30):
        say(open_questions, participation, f"More {number}")
    with CaptureQueriesContext(connection) as for_sixty:
        desk.look("?page=2")
    assert len(for_one) == len(for_thirty) == len(for_sixty)
    assert len(desk.screen.forms) == 30


def test_many_points_come_in_pages_and_none_is_left_out(desk, open_questions, participation):
    points = [say(open_questions, participation, f"Point {n}")[0].pk for n in range(65)]
    shown = []
    for number in (1, 2, 3):
        desk.look(f"?page={number}")
        shown += [form.row.point.pk for form in desk.screen.forms]
    assert shown == points
    assert len(desk.fields()) < 1000


# --- Held all the same ---------------------------------------------------------------------------


@pytest.fixture
def on_the_day(meeting, time_machine):
    time_machine.move_to(meeting.starts_at + timedelta(hours=2))
    return reverse("dialogue:meeting_hold", args=[meeting.pk])


def test_the_button_leads_to_what_still_waits(on_the_day, desk, point, meeting):
    answer = desk.client.post(on_the_day)
    page = answer.content.decode()
    assert "One point waits for an answer" in page and desk.url in page
    meeting.refresh_from_db()
    assert meeting.held_at is None


def test_holding_it_anyway_needs_a_reason_that_stands_on_the_page(on_the_day, desk, point, meeting):
    assert desk.client.post(on_the_day, {"despite": " "}).status_code == 422
    answer = desk.client.post(on_the_day, {"despite": "The road was closed."})
    assert answer.status_code == 302
    meeting.refresh_from_db()
    assert meeting.held_despite == "The road was closed."
    page = desk.client.get(meeting.get_absolute_url()).content.decode()
    assert "The road was closed." in page and "counts against us" in page


def test_when_everything_is_decided_one_button_is_enough(on_the_day, desk, meeting):
    assert desk.client.post(on_the_day).status_code == 302
    meeting.refresh_from_db()
    assert meeting.held_at is not None and meeting.held_despite == ""


# --- Nonsense ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "nonsense",
    [
        {"outcome": "maybe"},
        {"outcome": "agenda", "agenda_item": "999999"},
        {"outcome": "agenda", "agenda_title": "x" * 201},
        {"outcome": "declined", "reason": "a\0b"},
        {"outcome": "declined", "reason": "x" * 5001},
        {"outcome": "parked", "parked_until": "9999-12-31"},
        {"outcome": "declined", "reason": "No.", "seen": "9" * 40},
        {"outcome": "declined", "reason": "No.", "read": "x" * 65},
        {"language": "xx", "translation": "Masks"},
        {"together_with": "9" * 200},
        {"together_with": "\u0663"},
    ],
)
def test_nonsense_gets_a_sentence_and_changes_nothing(desk, point, nonsense):
    answer = desk.press(**typed(point, **nonsense))
    assert answer.status_code in {409, 422}
    assert not point.decisions.exists() and not point.translations.exists()


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", "\u0662", "9" * 30])
def test_a_page_that_is_not_there_is_the_nearest_one(desk, point, page):
    assert "Masks for everybody" in desk.look(f"?page={page}")


def test_the_agenda_of_another_conversation_is_out_of_reach(desk, point, amina, union, ravi):
    elsewhere = plan_meeting(
        Meeting(title="Elsewhere", starts_at=NOON + timedelta(days=20)),
        aim="A",
        guests=[Guest(union, ravi)],
        risk="no",
        by=amina,
        at=NOON,
    )
    theirs = elsewhere.agenda.get()
    lunch = SideActivity.objects.create(meeting=elsewhere, title="Lunch")
    for typed_in in ({"agenda_item": theirs.pk}, {"side_activity": lunch.pk}):
        outcome = "agenda" if "agenda_item" in typed_in else "side"
        assert desk.decide(point, outcome, **typed_in).status_code == 422
    assert not point.decisions.exists()
