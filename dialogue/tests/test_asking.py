"""An officer asks: in one of three ways, whom, what; sees it as they will; and writes down what was told."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate, now

from dialogue.actions.meetings import Guest, hold_meeting, invite, plan_meeting
from dialogue.actions.voices import release_what_is_due, send_anonymously
from dialogue.asked import rounds_of
from dialogue.models import Expectation, ExpectationRound, Meeting, RoundQuestion, SealedAnswer
from dialogue.readiness import readiness_of
from dialogue.releases import last_day_of_an_anonymous_round, next_hour
from dialogue.today import today_of
from stakeholders.actions.stakeholders import add_person, assess_safety
from stakeholders.models import ContactPerson, SafetyAssessment

Mode = ExpectationRound.Mode


@pytest.fixture
def coming(amina, union, ravi):
    """A conversation in three weeks from today, by the real clock: pages ask what time it is."""
    return plan_meeting(
        Meeting(title="Dust in the quarries", starts_at=now() + timedelta(days=21)),
        aim="We want to know what you need.",
        guests=[Guest(union, ravi)],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=now(),
    )


@pytest.fixture
def three_people(coming, union):
    """Two more come: enough for a confidential round."""
    for name in ("Sita", "Hari"):
        person = add_person(
            ContactPerson(stakeholder=union, name=name, email=f"{name}@example.org".lower())
        )
        invite(coming, Guest(union, person))
    return list(coming.participations.all())


@pytest.fixture
def officer(client, amina, settings):
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def ask_page(meeting):
    return reverse("dialogue:round_ask", args=[meeting.pk])


def filled(meeting, **more):
    """The form as it stands ready, with what somebody changed."""
    return {
        "message": "Tell us.",
        "questions": ["agenda", "change", "safety"],
        "agreements": ["no_harm"],
        "mode": "named",
        "invited": [str(each.pk) for each in meeting.participations.all()],
        "closes_on": str(localdate() + timedelta(days=10)),
        **more,
    }


def anonymous(meeting, **more):
    return filled(
        meeting,
        **{
            "mode": "anonymous",
            "audience": "Everybody in the quarries of Khimaj",
            "audience_size": "40",
            "urgent_reader": str(meeting.organiser_id),
            "closes_on": str(last_day_of_an_anonymous_round(meeting)),
            **more,
        },
    )


def complaints(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def sent(officer, meeting, data):
    answer = officer.post(ask_page(meeting), data | {"send": "yes"})
    assert answer.status_code == 302, answer.context["form"].errors
    return meeting.rounds.last()


# --- The usual way --------------------------------------------------------------------------------


def test_everything_is_ready_for_the_usual_way(officer, coming):
    form = officer.get(ask_page(coming)).context["form"]
    assert form["mode"].value() == Mode.NAMED
    assert form["questions"].value() == ["agenda", "change", "safety"]
    assert form["invited"].value() == [str(coming.participations.get().pk)]
    assert form["closes_on"].value() < coming.starts_there.date()


def test_looking_sends_nothing_and_leaves_nothing(officer, coming):
    page = officer.post(ask_page(coming), filled(coming))
    assert page.status_code == 200 and "Send" in page.content.decode()
    assert not coming.rounds.exists() and not RoundQuestion.objects.exists()
    coming.purpose.refresh_from_db()
    assert coming.purpose.shared_at is None


def test_the_form_goes_along_hidden_and_can_be_changed_again(officer, coming):
    data = filled(coming)
    data |= {"row1-words": "How many masks?", "row1-help_text": "Count them", "own_questions": "A?"}
    page = officer.post(ask_page(coming), data).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(row1-\w+)" value="([^"]*)"', page))
    assert hidden["row1-words"] == "How many masks?" and hidden["row1-help_text"] == "Count them"
    again = officer.post(ask_page(coming), data | {"change": "yes"}).content.decode()
    assert "How many masks?" in again and "is-invalid" not in again


def test_sending_opens_a_round_for_everybody(officer, coming):
    round_ = sent(officer, coming, filled(coming))
    assert (round_.mode, round_.questions.count()) == (Mode.NAMED, 3)
    assert list(round_.invited.all()) == list(coming.participations.all())
    assert coming.trajectory.agreement_versions.exists()


def test_a_form_that_is_sent_twice_asks_once(officer, coming):
    data = filled(coming, send="yes", once="2b1d3a0e-6f5c-4f5b-9f0e-0a9a4f3f6c11")
    for _each in range(2):
        assert officer.post(ask_page(coming), data).status_code == 302
    assert coming.rounds.count() == 1


def test_the_preview_speaks_the_language_somebody_chooses(officer, coming):
    page = officer.post(ask_page(coming), filled(coming, look="yes", language="ar"))
    assert 'dir="rtl"' in page.content.decode()
    assert page.context["page"].language == "ar"


def test_the_preview_says_what_we_promise(officer, coming):
    page = officer.post(ask_page(coming), filled(coming))
    assert page.context["page"].promise.we_promise
    text = officer.post(ask_page(coming), anonymous(coming)).content.decode()
    assert "at least 4 others" in text and "known once it is sent" in text


def test_nobody_is_asked_with_their_name_before_it_is_known_to_be_safe(
    officer, coming, union, amina
):
    assess_safety([union], risk="not_sure", by=amina, at=now())
    answer = officer.post(ask_page(coming), filled(coming, send="yes"))
    assert answer.status_code == 422
    assert not coming.rounds.exists()


# --- Several rounds -------------------------------------------------------------------------------


def test_the_same_people_are_not_asked_twice_before_they_have_an_answer(officer, coming):
    sent(officer, coming, filled(coming))
    assert officer.post(ask_page(coming), filled(coming)).status_code == 422


def test_others_can_be_asked_as_well(officer, coming, three_people):
    first, *others = [str(each.pk) for each in three_people]
    sent(officer, coming, filled(coming, invited=[first]))
    form = officer.get(ask_page(coming)).context["form"]
    assert form["invited"].value() == others
    sent(officer, coming, filled(coming, invited=others))
    assert coming.rounds.count() == 2


def test_a_round_can_begin_later(officer, coming):
    opens_on = localdate() + timedelta(days=4)
    round_ = sent(officer, coming, filled(coming, opens_on=str(opens_on), title="Second"))
    assert round_.opens_on == opens_on
    assert not round_.is_open_on(localdate())
    assert str(round_) == "Second"


def test_a_round_cannot_close_before_it_opens(officer, coming):
    late = str(localdate() + timedelta(days=12))
    answer = officer.post(ask_page(coming), filled(coming, opens_on=late))
    assert "opens_on" in answer.context["form"].errors


def test_the_conversation_lists_its_rounds_in_a_constant_number_of_queries(
    officer, coming, three_people, django_assert_max_num_queries
):
    sent(officer, coming, filled(coming))
    sent(officer, coming, filled(coming, mode="confidential"))
    sent(officer, coming, anonymous(coming))
    page = officer.get(coming.get_absolute_url()).content.decode()
    assert "With their name" in page and "Confidential" in page and "Anonymous" in page
    with django_assert_max_num_queries(1):
        assert len(rounds_of(coming, now())) == 3


# --- Anonymous --------------------------------------------------------------------------------------


def test_anonymous_is_suggested_when_somebody_could_get_into_trouble(officer, coming, union, amina):
    assess_safety([union], risk="yes", by=amina, at=now())
    form = officer.get(ask_page(coming)).context["form"]
    assert form["mode"].value() == Mode.ANONYMOUS and form.opens_how


def test_an_anonymous_round_needs_no_link_with_a_name(officer, coming, union, amina):
    assess_safety([union], risk="yes", by=amina, at=now())
    round_ = sent(officer, coming, anonymous(coming, invited=[]))
    assert round_.k == ExpectationRound.CAREFUL_K and len(round_.code) == 12


def test_too_few_people_are_not_asked_anonymously(officer, coming):
    answer = officer.post(ask_page(coming), anonymous(coming, audience_size="4"))
    assert answer.status_code == 422
    assert "audience_size" in answer.context["form"].errors


def test_a_second_anonymous_round_is_refused(officer, coming):
    sent(officer, coming, anonymous(coming))
    for verb in ("send", "look"):
        answer = officer.post(ask_page(coming), anonymous(coming, **{verb: "yes"}))
        assert answer.status_code == 409
        assert "tell people apart" in complaints(answer)
    assert coming.rounds.count() == 1


def test_the_date_that_was_ready_becomes_the_last_one_in_time(officer, coming):
    ready = officer.get(ask_page(coming)).context["form"]["closes_on"].value()
    round_ = sent(officer, coming, anonymous(coming, closes_on=str(ready)))
    assert round_.closes_on == min(ready, last_day_of_an_anonymous_round(coming))


def test_a_date_somebody_chose_is_not_changed_behind_their_back(officer, coming):
    late = str(coming.starts_there.date())
    answer = officer.post(ask_page(coming), anonymous(coming, closes_on=late))
    assert "closes_on" in answer.context["form"].errors


def test_without_a_weekly_hour_left_a_partner_is_offered(officer, coming):
    Meeting.objects.update(starts_at=now() + timedelta(hours=30))
    coming.refresh_from_db()
    page = officer.get(ask_page(coming))
    if not page.context["form"].why_not_anonymous:
        pytest.skip("today a weekly hour comes within six hours")
    assert "Ask a partner they trust" in page.content.decode()
    data = filled(coming, mode="anonymous", closes_on=str(localdate()))
    assert "mode" in officer.post(ask_page(coming), data).context["form"].errors


def test_confidential_needs_three_people(officer, coming):
    answer = officer.post(ask_page(coming), filled(coming, mode="confidential"))
    assert answer.status_code == 422 and "at least three" in complaints(answer)


# --- Questions ------------------------------------------------------------------------------------


def test_a_set_ticks_its_questions_and_keeps_what_was_typed(officer, coming):
    data = filled(coming, set="difficult", message="Typed already") | {"row2-words": "Mine?"}
    form = officer.post(ask_page(coming), data).context["form"]
    assert form["questions"].value() == ["safety"]
    assert form["more_questions"].value() == ["worry", "leave_out", "missing"]
    assert form["message"].value() == "Typed already"
    assert list(form.rows)[1]["words"].value() == "Mine?"
    assert not form.errors


def test_which_language_is_asked_of_who_needs_an_interpreter(officer, coming):
    data = filled(coming, more_questions=["interpreter", "which_language"])
    *_others, interpreter, language = sent(officer, coming, data).questions.all()
    assert interpreter.is_choice and language.shown_if == interpreter
    assert language.shown_if_answer == RoundQuestion.YES


def test_a_row_can_be_a_choice_and_the_next_depend_on_it(officer, coming):
    rows = {
        "row1-words": "Do you get masks?",
        "row1-kind": "choice",
        "row1-options": "Every day\nSometimes\nNever",
        "row1-is_required": "on",
        "row2-words": "Since when not?",
        "row2-after": "1",
        "row2-after_answer": "never",
        "row2-help_text": "About",
    }
    masks, since = sent(
        officer, coming, filled(coming, questions=["agenda"]) | rows
    ).questions.all()[1:]
    assert [value for value, _words in masks.answers] == ["Every day", "Sometimes", "Never"]
    assert masks.is_required and since.help_text == "About"
    assert (since.shown_if, since.shown_if_answer) == (masks, "Never")


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ({"row1-help_text": "Nothing to help with"}, (1, "words")),
        ({"row1-words": "A", "row1-standard": "agenda"}, (1, "words")),
        ({"row1-words": "A", "row1-options": "Only one"}, (1, "options")),
        ({"row1-words": "A", "row2-words": "B", "row2-after": "1"}, (2, "after_answer")),
        (
            {"row1-words": "A", "row2-words": "B", "row2-after": "1", "row2-after_answer": "x"},
            (2, "after"),
        ),
        (
            {
                "row1-standard": "interpreter",
                "row2-words": "B",
                "row2-after": "1",
                "row2-after_answer": "maybe",
            },
            (2, "after_answer"),
        ),
    ],
)
def test_a_complaint_stands_beside_its_row(officer, coming, rows, at):
    answer = officer.post(ask_page(coming), filled(coming) | rows)
    number, field = at
    assert answer.status_code == 422
    assert field in list(answer.context["form"].rows)[number - 1].errors


# --- Written down for somebody ------------------------------------------------------------------------


def write_down_page(round_):
    return reverse("dialogue:round_write_down", args=[round_.meeting_id, round_.pk])


def told(round_, text="Masks", **more):
    question = round_.questions.first()
    return {"channel": "phone", "told_on": str(localdate()), f"q{question.pk}": text, **more}


def test_an_answer_by_phone_is_written_down_and_marked(officer, coming, amina):
    round_ = sent(officer, coming, filled(coming))
    person = coming.participations.get()
    officer.post(write_down_page(round_), told(round_, who=str(person.pk)))
    point = Expectation.objects.get()
    assert (point.participation, point.recorded_by, point.channel) == (person, amina, "phone")


def test_who_does_not_give_a_name_leaves_none(officer, coming, three_people):
    round_ = sent(officer, coming, filled(coming, mode="confidential"))
    assert "who" not in officer.get(write_down_page(round_)).context["form"].fields
    officer.post(write_down_page(round_), told(round_, channel="partner"))
    point = Expectation.objects.get()
    assert point.participation is None and point.voice.round == round_


def test_what_was_anonymous_on_paper_is_dated_by_week(officer, coming):
    round_ = sent(officer, coming, anonymous(coming))
    data = told(round_, channel="paper")
    assert officer.post(write_down_page(round_), data).status_code == 422
    assert officer.post(write_down_page(round_), data | {"is_anonymous": "on"}).status_code == 302
    assert localdate(Expectation.objects.get().received_at).weekday() == 0


def test_what_is_written_down_meets_the_checks_of_the_form(officer, coming):
    rows = {"row1-words": "Masks?", "row1-kind": "choice", "row1-is_required": "on"}
    rows |= {"row2-words": "Why not?", "row2-after": "1", "row2-after_answer": "no"}
    round_ = sent(officer, coming, filled(coming) | rows)
    masks, why = list(round_.questions.all())[-2:]
    who = str(coming.participations.get().pk)
    form = officer.post(write_down_page(round_), told(round_, who=who)).context["form"]
    assert f"q{masks.pk}" in form.errors
    data = told(round_, who=who) | {f"q{masks.pk}": "yes", f"q{why.pk}": "Too dear"}
    form = officer.post(write_down_page(round_), data).context["form"]
    assert f"q{why.pk}" in form.errors
    data |= {f"q{masks.pk}": "no"}
    assert officer.post(write_down_page(round_), data).status_code == 302


def test_what_was_said_before_the_round_is_not_of_the_round(officer, coming):
    round_ = sent(officer, coming, filled(coming))
    data = told(round_, who=str(coming.participations.get().pk))
    data["told_on"] = str(localdate() - timedelta(days=1))
    assert "told_on" in officer.post(write_down_page(round_), data).context["form"].errors


# --- How far are we --------------------------------------------------------------------------------


def send_sealed(round_, count):
    import uuid

    for number in range(count):
        send_anonymously(
            round_,
            key=uuid.uuid4(),
            answers={round_.questions.first(): f"Point {number}"},
            at=now(),
        )


def test_what_is_sealed_is_counted_nowhere(officer, coming, amina):
    round_ = sent(officer, coming, anonymous(coming))
    officer.get(coming.get_absolute_url())  # said once: the round was sent
    send_sealed(round_, 3)
    before = officer.get(coming.get_absolute_url()).content.decode()
    words = [step.words for step in readiness_of(coming)]
    SealedAnswer.objects.all().delete()
    assert words == [step.words for step in readiness_of(coming)]
    after = officer.get(coming.get_absolute_url()).content.decode()
    timeless = re.compile(r'value="[^"]{20,}"')
    assert timeless.sub("", before) == timeless.sub("", after)
    assert today_of(amina, now()).to_decide == []


def test_what_came_out_is_counted(officer, coming, amina):
    round_ = sent(officer, coming, anonymous(coming))
    send_sealed(round_, 5)
    release_what_is_due(next_hour(now()))
    (asked,) = rounds_of(coming, now())
    assert asked.answers == 5
    (to_decide,) = today_of(amina, now()).to_decide
    assert to_decide.undecided == 5


def test_a_moved_conversation_says_when_its_form_closes(officer, coming):
    sent(officer, coming, filled(coming))
    sooner = coming.starts_there - timedelta(days=15)
    data = {
        "title": coming.title,
        "starts_at": f"{sooner:%Y-%m-%dT%H:%M}",
        "zone": coming.zone,
        "mode": coming.mode,
        "language": coming.language,
        "aim": "A",
        "version": coming.version,
    }
    page = officer.post(reverse("dialogue:meeting_edit", args=[coming.pk]), data, follow=True)
    assert "The form now closes on" in page.content.decode()
    assert coming.rounds.get().closes_on == sooner.date() - timedelta(days=1)


def test_who_withdrew_is_no_longer_offered(officer, coming, three_people):
    from dialogue.actions.meetings import take_no_part

    take_no_part(three_people[0], at=now())
    form = officer.get(ask_page(coming)).context["form"]
    assert str(three_people[0].pk) not in dict(form.fields["invited"].choices)


def test_of_a_held_conversation_nothing_is_asked_any_more(officer, coming):
    Meeting.objects.update(starts_at=now() - timedelta(days=1))
    coming.refresh_from_db()
    hold_meeting(coming, at=now())
    data = filled(coming, closes_on=str(localdate()))
    assert officer.post(ask_page(coming), data | {"send": "yes"}).status_code == 422


def test_another_team_cannot_look_at_a_round(officer, coming, chloe, settings):
    round_ = sent(officer, coming, filled(coming))
    stranger = Client()
    stranger.force_login(chloe, backend=settings.AUTHENTICATION_BACKENDS[0])
    url = reverse("dialogue:round_page", args=[coming.pk, round_.pk])
    assert stranger.get(url).status_code == 403
    assert officer.get(url).status_code == 200
