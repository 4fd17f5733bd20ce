"""Questions with answers to choose from: required, and asked only after another answer."""

from datetime import timedelta

import pytest
import time_machine

from dialogue.actions.links import mint_link
from dialogue.actions.rounds import Ask, open_round
from dialogue.models import Draft, Expectation
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.tests.cast import NOON, TODAY

PIN = "2468"
ASKED = [
    Ask("interpreter", is_choice=True, is_required=True),
    Ask("which_language", shown_if=0, shown_if_answer="yes", is_required=True),
    Ask("Where shall we meet?", options=("At the quarry", "In the village"), help_text="Either."),
    Ask(
        "Which village?",
        options=("Khimaj", "Bijolia"),
        shown_if=2,
        shown_if_answer="In the village",
    ),
    Ask("agenda"),
]


@pytest.fixture(autouse=True)
def portal(settings):
    as_the_portal(settings)
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def round_(meeting, amina):
    return open_round(
        meeting, questions=ASKED, closes_on=TODAY + timedelta(days=7), by=amina, at=NOON
    )


@pytest.fixture
def boxes(round_):
    names = ["interpreter", "language", "where", "village", "agenda"]
    return dict(zip(names, [f"q{question.pk}" for question in round_.questions.all()], strict=True))


@pytest.fixture
def code(participation, round_):
    return mint_link(participation, at=NOON)


@pytest.fixture
def inside(code):
    browser = Browser()
    browser.open(code)
    return browser


def sent():
    return {str(point.question): point.words for point in Expectation.objects.all()}


def test_each_answer_is_a_button_and_the_hint_stands_beside(inside, boxes):
    assert inside.html.count(f'name="{boxes["where"]}"') == 3
    for words in ["At the quarry", "In the village", "No answer", "Either.", "(needs an answer)"]:
        assert words in inside.text


def test_a_question_that_follows_from_an_answer_says_so_and_stands_below_it(inside, boxes):
    assert "Only if you answered “ Yes ” above:" in inside.text
    yes = inside.html.index('value="yes"')
    no = inside.html.index('value="no"')
    assert yes < inside.html.index(f'name="{boxes["language"]}"') < no
    assert ".choice:has(:checked)+.then" in inside.html
    assert "@supports selector(:has(*))" in inside.html


def test_a_choice_is_stored_and_read_in_its_words(inside, boxes):
    inside.press(
        "send",
        **{
            boxes["interpreter"]: "yes",
            boxes["language"]: "Marwari",
            boxes["where"]: "In the village",
            boxes["village"]: "Khimaj",
        },
    )
    assert sent() == {
        "Do you need an interpreter?": "Yes",
        "In which language do you speak most easily?": "Marwari",
        "Where shall we meet?": "In the village",
        "Which village?": "Khimaj",
    }


@pytest.mark.parametrize(
    ("given", "complaint", "at"),
    [
        ({"agenda": "Saws"}, "This question needs an answer", "interpreter"),
        ({"interpreter": "yes"}, "This question needs an answer", "language"),
        (
            {"interpreter": "no", "language": "Marwari"},
            "only asked after the answer “Yes”",
            "language",
        ),
        ({"interpreter": "no", "village": "Khimaj"}, "only asked after", "village"),
        ({"interpreter": "maybe"}, "not one of the available choices", "interpreter"),
        ({"interpreter": "no", "where": "on the moon"}, "not one of the available", "where"),
    ],
)
def test_what_was_not_asked_or_not_answered_is_refused_beside_its_field(
    inside, boxes, given, complaint, at
):
    page = inside.press("send", **{boxes[name]: text for name, text in given.items()})
    assert inside.answer.status_code == 400
    assert complaint in page
    assert f'id="id_{boxes[at]}_error"' in inside.html
    for name, text in given.items():
        if text not in {"maybe", "on the moon"}:
            assert inside.fields[boxes[name]] == text
    assert not Expectation.objects.exists()


def test_an_answer_can_be_taken_out_again_without_javascript(inside, boxes):
    inside.press("send", **{boxes["interpreter"]: "no", boxes["village"]: "Khimaj"})
    inside.press("send", **{boxes["village"]: ""})
    assert sent() == {"Do you need an interpreter?": "No"}


def test_half_a_form_can_be_saved(inside, code, boxes):
    inside.press("save", **{boxes["where"]: "At the quarry"}, new_pin=PIN)
    assert Draft.objects.exists()
    inside.open(code)
    inside.press("read", pin=PIN)
    assert inside.fields[boxes["where"]] == "At the quarry"


def test_a_choice_made_now_wins_from_the_one_that_was_saved(inside, code, boxes):
    inside.press("save", **{boxes["where"]: "At the quarry"}, new_pin=PIN)
    inside.open(code)
    inside.press("read", **{boxes["where"]: "In the village"}, pin=PIN)
    assert inside.fields[boxes["where"]] == "In the village"
    assert inside.answer.status_code == 200


def test_agreeing_alone_needs_no_answer_to_the_questions(
    meeting, amina, participation, boxes, inside
):
    from dialogue.actions.agreements import propose_agreements

    propose_agreements(meeting.trajectory, lines=["We listen."], by=amina, at=NOON)
    inside.press()
    assert "process agreements is with us" in inside.press("send", answer="accepted")
