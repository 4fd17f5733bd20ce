"""Afterwards: letters, the sheet for the wall, what comes back, and asking for a new date."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from config.pages import CannotDo
from config.tests.tabs import Tab
from dialogue.actions import meetings, promises
from dialogue.actions.expectations import (
    decide,
    receive_expectations,
    say_whether_it_was_met,
)
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import Guest, invite
from dialogue.actions.rounds import answer_round, open_round
from dialogue.check_words import check_words
from dialogue.models import ExpectationDecision, ExpectationRound, Meeting, Outcome, Voice
from dialogue.tests.hands import hand_of, proposal_for
from dialogue.what_became import Letters, wall_of
from stakeholders.actions.stakeholders import add_person, add_stakeholder, assess_safety
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder
from stakeholders.tests.cast import NOON, TODAY

Mode, Decided = ExpectationRound.Mode, ExpectationDecision.Outcome
AFTER = NOON + timedelta(days=12)


@pytest.fixture(autouse=True)
def it_is_two_days_after():
    with time_machine.travel(AFTER, tick=False):
        yield


@pytest.fixture
def council(amina):
    """The village council, through S. Devi, who reads Arabic."""
    council = add_stakeholder(
        Stakeholder(name="Village council", kind=Stakeholder.Kind.COMMUNITY), by=amina, on=TODAY
    )
    assess_safety([council], risk=SafetyAssessment.Risk.NO, by=amina, at=NOON)
    return council


@pytest.fixture
def devi(meeting, council):
    person = add_person(ContactPerson(stakeholder=council, name="S. Devi", language="ar"))
    return invite(meeting, Guest(council, person))


@pytest.fixture
def ravis(meeting, ravi):
    return meeting.participations.get(contact_person=ravi)


def ask(meeting, by, **fields):
    wanted = {"questions": ["agenda", "change"], "closes_on": TODAY + timedelta(days=5)}
    return open_round(meeting, by=by, at=NOON, **wanted | fields)


def send(round_, sender, text):
    question = round_.questions.first()
    [point] = receive_expectations(round_, sender, answers={question: text}, at=NOON)
    return point


def answer(point, by, outcome=Decided.AGENDA, **fields):
    if outcome == Decided.AGENDA:
        fields.setdefault("agenda_title", "Water against dust")
    return decide(point, outcome=outcome, reason=f"Because of {outcome}.", by=by, at=NOON, **fields)


@pytest.fixture
def named(meeting, amina, ravis, devi):
    """Each sent one point with their name; the union's is on the agenda, the council's is not."""
    round_ = ask(meeting, amina)
    answer(send(round_, ravis, "The dust makes us cough"), amina)
    answer(send(round_, devi, "The road is blocked"), amina, Decided.DECLINED)
    answer_round(round_, at=NOON)
    return round_


@pytest.fixture
def confidential(meeting, amina, devi, ravis):
    """One voice told in confidence about a supervisor."""
    round_ = ExpectationRound.objects.create(
        meeting=meeting,
        mode=Mode.CONFIDENTIAL,
        opens_on=TODAY,
        closes_on=TODAY + timedelta(days=5),
    )
    round_.questions.create(position=1, standard="agenda")
    round_.opened_at = NOON
    round_.save(update_fields=["opened_at"])
    point = send(round_, Voice.objects.create(round=round_), "The foreman takes our passports")
    answer(point, amina, Decided.OTHERWISE, in_our_words="Papers are kept by their owners")
    answer_round(round_, at=NOON)
    return round_


@pytest.fixture
def held(meeting, amina, union, council, named):
    """The conversation was held; three lines, a promise to all, one to the union, a question."""
    meetings.hold_meeting(meeting, at=meeting.starts_at, despite="")
    for kind, wording in (("heard", "The dust comes at noon"), ("decision", "We wet the roads")):
        meetings.write_down(
            meeting, kind=Outcome.Kind(kind), wording=wording, by=amina, at=meeting.starts_at
        )
    for wording, parties in (("A water truck", [union, council]), ("Masks", [union])):
        promises.propose_promise(
            wording=wording,
            parties=parties,
            due_on=TODAY + timedelta(days=40),
            owner=amina,
            meeting=meeting,
            by=amina,
            on=TODAY + timedelta(days=10),
        )
    meetings.take_question(meeting, wording="Who pays the truck?", by=amina, on=TODAY)
    return Meeting.objects.get(pk=meeting.pk)


@pytest.fixture
def sent(held, amina):
    return meetings.send_report(
        held.report, summary="We spoke about dust.", version=0, by=amina, at=AFTER
    )


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(f"dialogue:{name}", args=args), query)


def text_of(response):
    assert response.status_code == 200, response.status_code
    html = response.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


# --- A letter -------------------------------------------------------------------------------------


def test_a_letter_tells_of_each_point_what_became_of_it_and_why(client, amina, sent, ravis):
    letter = text_of(page(client, amina, "letter", sent.meeting_id, ravis.pk))
    for said in (
        "Dear R. Meena",
        "The dust makes us cough",
        "On the agenda",
        "Water against dust",
        "Because of agenda.",
        "We spoke about dust.",
        "We wet the roads",
        "A water truck",
        "Amina Haddou",
        "Bram Postma",
        "Who pays the truck?",
        "You get an answer by",
    ):
        assert said in letter


def test_a_letter_holds_nothing_of_anybody_else(client, amina, sent, ravis, devi):
    ours = text_of(page(client, amina, "letter", sent.meeting_id, ravis.pk))
    theirs = text_of(page(client, amina, "letter", sent.meeting_id, devi.pk))
    assert "The road is blocked" not in ours and "S. Devi" not in ours
    assert "cough" not in theirs and "Masks" not in theirs and "R. Meena" not in theirs


def test_a_letter_never_tells_what_came_without_a_name(client, amina, confidential, sent, ravis):
    letter = text_of(page(client, amina, "letter", sent.meeting_id, ravis.pk))
    assert "passports" not in letter and "Papers are kept" not in letter
    assert "What was sent without a name stands in nobody’s letter." in letter


def test_a_letter_holds_no_code(client, amina, sent, ravis):
    mint_link(ravis, at=AFTER)
    letter = text_of(page(client, amina, "letter", sent.meeting_id, ravis.pk))
    assert "/r and type the code" in letter.replace(" /r", "/r")
    # A code has 24 digits; a piece of a record number, 10 of which some may be letters.
    assert not re.search(r"\d{12}", letter.replace(" ", ""))


def test_a_letter_leaves_out_what_was_taken_back(client, amina, meeting, ravis, held):
    point = ravis.expectations.get()
    with time_machine.travel(NOON):
        type(point).objects.filter(pk=point.pk).update(withdrawn_at=NOON, wording="")
    letter = text_of(page(client, amina, "letter", meeting.pk, ravis.pk))
    assert "Because of agenda." not in letter


def test_before_the_answers_are_sent_a_letter_tells_no_decision(client, amina, meeting, ravis):
    answer(send(ask(meeting, amina), ravis, "The dust makes us cough"), amina)
    letter = text_of(page(client, amina, "letter", meeting.pk, ravis.pk))
    assert "You have not had our answer to this yet." in letter
    assert "Because of" not in letter


def test_a_question_from_somebodys_own_page_stands_in_their_letter_alone(
    client, amina, bram, union, meeting, ravis, held
):
    colleague = invite(
        meeting, Guest(union, add_person(ContactPerson(stakeholder=union, name="K. Lal")))
    )
    meetings.ask_through_a_link(
        colleague, wording="Is Ravi safe?", is_worry=True, owner=amina, on=TODAY
    )
    mine = text_of(page(client, amina, "letter", meeting.pk, colleague.pk))
    his = text_of(page(client, amina, "letter", meeting.pk, ravis.pk))
    assert "Is Ravi safe?" in mine and "Is Ravi safe?" not in his


def test_a_summary_that_is_not_sent_yet_stands_in_no_letter(client, amina, held, ravis):
    meetings.save_report(held.report, summary="Half a thought", version=0)
    assert "Half a thought" not in text_of(page(client, amina, "letter", held.pk, ravis.pk))


def test_a_letter_is_in_the_language_of_its_reader_and_runs_its_way(client, amina, sent, devi):
    html = page(client, amina, "letter", sent.meeting_id, devi.pk).content.decode()
    assert '<html lang="ar" dir="rtl">' in html
    assert '<article class="sheet" lang="ar" dir="rtl">' in html
    assert '<header class="screen" lang="en" dir="ltr">' in html


def test_another_language_can_be_chosen(client, amina, sent, ravis):
    html = page(client, amina, "letter", sent.meeting_id, ravis.pk, language="nl").content.decode()
    assert '<html lang="nl" dir="ltr">' in html
    assert f"letters/{ravis.pk}.pdf?language=nl" in html


def test_a_language_that_nobody_speaks_here_changes_nothing(client, amina, sent, ravis):
    html = page(
        client, amina, "letter", sent.meeting_id, ravis.pk, language="xx<b"
    ).content.decode()
    assert '<html lang="en" dir="ltr">' in html and "xx<b" not in html


def test_what_they_wrote_is_shown_as_text(client, amina, meeting, ravis):
    send(ask(meeting, amina), ravis, '<img src="http://192.0.2.1/x"> {{ 7*7 }}')
    html = page(client, amina, "letter", meeting.pk, ravis.pk).content.decode()
    assert "&lt;img src=" in html and "{{ 7*7 }}" in html and "<img" not in html


def test_all_letters_follow_each_other_each_in_its_own_language(client, amina, sent, ravis, devi):
    html = page(client, amina, "letters", sent.meeting_id).content.decode()
    assert re.findall(r'<article class="sheet" lang="(\w+)"', html) == ["en", "ar"]


def test_nobody_gets_a_letter_before_it_is_known_to_be_safe(client, amina, council, sent, devi):
    assess_safety([council], risk=SafetyAssessment.Risk.YES, by=amina, at=AFTER)
    assert page(client, amina, "letter", sent.meeting_id, devi.pk).status_code == 403
    assert "The road is blocked" not in text_of(page(client, amina, "letters", sent.meeting_id))
    report = text_of(page(client, amina, "report", sent.meeting_id))
    assert "No letter with a name on it yet" in report


def test_who_takes_no_part_any_more_gets_no_letter(client, amina, sent, devi):
    meetings.take_no_part(devi, at=AFTER)
    assert page(client, amina, "letter", sent.meeting_id, devi.pk).status_code == 404
    assert "S. Devi" not in text_of(page(client, amina, "letters", sent.meeting_id))


def test_letters_are_for_who_may_read_their_words(client, amina, sent, ravis, meeting):
    meeting.trajectory.members.remove(amina)
    amina.assignments.update(until_on=TODAY)
    for name, args in (("letter", [ravis.pk]), ("letter_pdf", [ravis.pk]), ("letters", [])):
        assert page(client, amina, name, sent.meeting_id, *args).status_code == 403
    report = text_of(page(client, amina, "report", sent.meeting_id))
    assert "cough" not in report and "On paper" not in report


def test_the_letter_of_another_conversation_is_not_there(client, amina, sent, ravis, council):
    other = meetings.plan_meeting(
        Meeting(title="Something else", starts_at=NOON + timedelta(days=30)),
        aim="Else",
        guests=[Guest(council)],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=NOON,
    )
    assert page(client, amina, "letter", other.pk, ravis.pk).status_code == 404


def test_more_letters_take_no_more_questions_to_the_database(amina, sent, union, meeting):
    def questions():
        fresh = Meeting.objects.with_people().select_related("organiser", "report")
        with CaptureQueriesContext(connection) as asked:
            found = Letters(fresh.get(pk=meeting.pk), TODAY)
            assert all(found.letter_to(seat) for seat in found.meeting.participations.all())
        return len(asked)

    two = questions()
    for name in ("K. Lal", "P. Bai"):
        invite(meeting, Guest(union, add_person(ContactPerson(stakeholder=union, name=name))))
    assert questions() == two


# --- For the wall -----------------------------------------------------------------------------------


def test_the_wall_tells_the_fate_in_our_words_and_nobodys_name(client, amina, sent, named):
    wall = text_of(page(client, amina, "outcomes", sent.meeting_id, named.pk))
    assert "Water against dust" in wall and "Because of agenda." in wall
    for theirs in (
        "cough",
        "The road is blocked",
        "R. Meena",
        "S. Devi",
        "Quarry Workers",
        "council",
    ):
        assert theirs not in wall


def test_a_point_without_words_of_ours_is_told_personally_only(client, amina, sent, named):
    wall = text_of(page(client, amina, "outcomes", sent.meeting_id, named.pk))
    assert "Because of declined." not in wall
    assert "One more point has an answer that only who sent it reads." in wall


def test_only_promises_to_everybody_hang_on_the_wall(client, amina, sent, named):
    wall = text_of(page(client, amina, "outcomes", sent.meeting_id, named.pk))
    assert "A water truck" in wall and "Masks" not in wall


def test_what_the_conversation_brought_hangs_there_once_it_was_reported(client, amina, held, named):
    before = text_of(page(client, amina, "outcomes", held.pk, named.pk))
    assert "We wet the roads" not in before
    meetings.send_report(held.report, summary="Dust.", version=0, by=amina, at=AFTER)
    assert "We wet the roads" in text_of(page(client, amina, "outcomes", held.pk, named.pk))


def test_the_wall_of_a_confidential_round_shows_our_words_only(client, amina, confidential, sent):
    wall = text_of(page(client, amina, "outcomes", sent.meeting_id, confidential.pk))
    assert "Papers are kept by their owners" in wall and "passports" not in wall


def test_the_wall_of_an_anonymous_round_leads_to_its_public_page(
    client, amina, meeting, settings, tmp_path
):
    settings.SEALING_KEYS = tmp_path
    round_ = ask(
        meeting,
        amina,
        mode=Mode.ANONYMOUS,
        audience="The <b>yard</b>",
        audience_size=40,
        questions=["agenda"],
    )
    answer_round(round_, at=NOON)
    response = page(client, amina, "outcomes", meeting.pk, round_.pk)
    wall = text_of(response)
    assert round_.code_in_groups in wall and check_words(round_.digest) in wall
    html = response.content.decode()
    assert '<svg viewBox="' in html and "&lt;b&gt;yard" in html and " style=" not in html


def test_points_told_together_hang_there_once(client, amina, meeting, ravis, devi):
    round_ = ask(meeting, amina)
    main, other = send(round_, ravis, "Dust"), send(round_, devi, "Dust too")
    type(main).objects.filter(pk=other.pk).update(merged_into=main)
    answer(main, amina)
    answer_round(round_, at=NOON)
    assert len(wall_of(round_, TODAY).points) == 1


def test_a_round_that_was_not_answered_has_no_wall(client, amina, meeting, ravis):
    round_ = ask(meeting, amina)
    assert page(client, amina, "outcomes", meeting.pk, round_.pk).status_code == 404


# --- What comes back --------------------------------------------------------------------------------


def test_the_summary_begins_with_the_lines_that_were_written_down(client, amina, held):
    html = page(client, amina, "report", held.pk).content.decode()
    assert "What we heard:\n– The dust comes at noon\n\nAgreed:\n– We wet the roads" in html


def test_what_was_saved_before_is_not_written_over_by_the_lines(client, amina, held):
    meetings.save_report(held.report, summary="My own words", version=0)
    box = page(client, amina, "report", held.pk).content.decode().partition("</textarea>")[0]
    assert box.endswith("My own words")


def test_a_summary_that_was_emptied_stays_empty(client, amina, held):
    meetings.save_report(held.report, summary="", version=0)
    box = page(client, amina, "report", held.pk).content.decode().partition("</textarea>")[0]
    assert "– We wet the roads" not in box


def test_the_lines_are_sent_as_they_were_edited(client, amina, held):
    client.force_login(amina)
    answer_ = client.post(
        reverse("dialogue:report", args=[held.pk]),
        {"summary": "Edited", "version": 0, "send": "yes"},
    )
    held.report.refresh_from_db()
    assert answer_.status_code == 302 and held.report.summary == "Edited"


def test_what_each_says_to_the_summary_stands_beside_it(client, amina, sent, ravis, devi):
    meetings.say_what_we_heard(
        sent, participation=ravis, is_right=False, remark="It comes at six", on=TODAY
    )
    report = text_of(page(client, amina, "report", sent.meeting_id))
    assert "We spoke about dust. The dust comes at noon" in report
    assert "R. Meena Quarry Workers’ Union It was different It comes at six" in report
    assert "S. Devi Village council not said yet" in report


def test_who_changes_their_mind_about_the_summary_has_said_both(client, amina, sent, ravis):
    meetings.say_what_we_heard(
        sent, participation=ravis, is_right=False, remark="It comes at six", on=TODAY
    )
    meetings.say_what_we_heard(sent, participation=ravis, is_right=True, on=TODAY)
    report = text_of(page(client, amina, "report", sent.meeting_id))
    assert "R. Meena Quarry Workers’ Union That is right It comes at six" in report


def test_verdicts_are_counted_for_each_round_and_read_with_their_words(
    client, amina, confidential, sent, ravis
):
    say_whether_it_was_met(
        ravis.expectations.get(), verdict="partly", remark="Half the road", on=TODAY
    )
    report = text_of(page(client, amina, "report", sent.meeting_id))
    assert "With their name Partly: 1 not said yet: 1" in report
    assert "Confidential not said yet: 1" in report
    assert (
        "“The dust makes us cough” R. Meena, Quarry Workers’ Union Half the road Partly" in report
    )


def test_who_says_it_again_is_counted_once(client, amina, sent, ravis):
    for verdict in ("not_met", "met"):
        say_whether_it_was_met(ravis.expectations.get(), verdict=verdict, on=TODAY)
    report = text_of(page(client, amina, "report", sent.meeting_id))
    assert "Yes: 1" in report and "No: 1" not in report


def test_the_page_of_the_conversation_says_it_in_short(client, amina, marit, sent, ravis):
    meetings.say_what_we_heard(sent, participation=ravis, is_right=True, on=TODAY)
    say_whether_it_was_met(ravis.expectations.get(), verdict="met", on=TODAY)
    short = text_of(page(client, amina, "meeting", sent.meeting_id))
    assert "1 says we heard them right" in short and "1 has not said yet" in short
    assert "Yes: 1" in short
    assert "What came back" not in text_of(page(client, marit, "meeting", sent.meeting_id))


@pytest.mark.parametrize("name", ["report", "meeting", "letters"])
def test_more_people_take_no_more_questions_to_the_database(
    client, amina, union, meeting, sent, ravis, name
):
    def questions():
        client.force_login(amina)
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse(f"dialogue:{name}", args=[meeting.pk]))
        return len(asked)

    say_whether_it_was_met(ravis.expectations.get(), verdict="partly", remark="So so", on=TODAY)
    two = questions()
    for person in ("K. Lal", "P. Bai"):
        seat = invite(
            meeting, Guest(union, add_person(ContactPerson(stakeholder=union, name=person)))
        )
        meetings.say_what_we_heard(sent, participation=seat, is_right=True, on=TODAY)
        say_whether_it_was_met(ravis.expectations.get(), verdict="met", remark="Yes", on=TODAY)
    assert questions() == two


# --- Questions --------------------------------------------------------------------------------------


def test_a_worry_from_somebodys_own_page_is_marked_and_for_the_team(
    client, amina, marit, held, ravis
):
    meetings.ask_through_a_link(
        ravis, wording="Will I keep my job?", is_worry=True, owner=amina, on=TODAY
    )
    team = text_of(page(client, amina, "meeting", held.pk))
    assert "Will I keep my job? Worry asked on their page" in team
    assert "Will I keep my job?" not in text_of(page(client, marit, "meeting", held.pk))


def test_who_answers_a_question_sees_who_asked_and_how(client, amina, held, ravis):
    question = meetings.ask_through_a_link(
        ravis, wording="Will I keep my job?", is_worry=True, owner=amina, on=TODAY
    )
    asked = text_of(page(client, amina, "question_answer", question.pk))
    assert "Worry asked on their page" in asked and "R. Meena, Quarry Workers’ Union" in asked


# --- Another date -----------------------------------------------------------------------------------

LATER = TODAY + timedelta(days=30)


def ask_for(user, promise, **fields):
    tab = Tab(user, "dialogue:promise_ask_to_move", promise.pk)
    tab.send(**{"new_due_on": LATER.isoformat(), "reason": "The truck broke down"} | fields)
    return tab.answer


def test_asking_for_a_date_moves_nothing_until_they_agree(client, amina, promise):
    due_on = promise.due_on
    assert ask_for(amina, promise).status_code == 302
    promise.refresh_from_db()
    assert promise.due_on == due_on
    shown = text_of(page(client, amina, "promise", promise.pk))
    assert "We asked for a change. New date: 17 June 2026" in shown
    assert "The truck broke down" in shown and "Quarry Workers’ Union: not heard yet" in shown


def test_when_everybody_agreed_there_is_no_question_any_more(client, amina, promise, ravis):
    ask_for(amina, promise)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(ravis), on=AFTER.date())
    shown = text_of(page(client, amina, "promise", promise.pk))
    assert promise.due_on == LATER and "We asked for a change" not in shown


def test_one_yes_of_two_is_shown_and_moves_nothing(client, amina, union, devi, ravis, held):
    promise = held.promises.get(wording="A water truck")
    ask_for(amina, promise, new_due_on=(promise.due_on + timedelta(days=9)).isoformat())
    promises.accept_change(
        promise,
        proposal_for(promise),
        hand=hand_of(ravis),
        on=AFTER.date(),
    )
    shown = text_of(page(client, amina, "promise", promise.pk))
    assert "Quarry Workers’ Union: accepts" in shown
    assert "Village council: not heard yet" in shown


def test_a_no_stands_on_the_page_with_its_words(client, amina, promise, ravis):
    ask_for(amina, promise)
    promises.object_to_change(
        promise,
        proposal_for(promise),
        hand=hand_of(ravis),
        on=AFTER.date(),
        remark="We need it now",
    )
    shown = text_of(page(client, amina, "promise", promise.pk))
    assert "They keep to" in shown and "Union : “We need it now”" in shown.replace(
        "Union:", "Union :"
    )


def test_while_it_is_asked_an_agreement_by_phone_can_still_be_written_down(
    client, amina, promise, ravis
):
    ask_for(amina, promise)
    asked = proposal_for(promise)
    promises.change_together(
        promise, new_due_on=LATER, agreed_with="R. Meena, by phone", by=amina, on=AFTER.date()
    )
    with pytest.raises(CannotDo):
        promises.accept_change(promise, asked, hand=hand_of(ravis), on=AFTER.date())
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(ravis), on=AFTER.date())
    shown = text_of(page(client, amina, "promise", promise.pk))
    assert promise.due_on == LATER and "We asked for a change" not in shown


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"reason": " "}, "This field is required."),
        ({"new_due_on": "2026-05-19"}, "The new date has already passed."),
        ({"new_due_on": ""}, "Say what would be different."),
    ],
)
def test_what_cannot_be_asked_is_said_beside_the_field(client, amina, promise, wrong, said):
    shown = ask_for(amina, promise, **wrong)
    assert shown.status_code == 422 and said in shown.content.decode()


def test_who_has_no_page_now_must_be_called(client, amina, promise, ravis):
    asked = text_of(page(client, amina, "promise_ask_to_move", promise.pk))
    assert "No page is open for Quarry Workers’ Union now: call them" in asked
    mint_link(ravis, at=AFTER)
    asked = text_of(page(client, amina, "promise_ask_to_move", promise.pk))
    assert "call them" not in asked


def test_of_a_promise_of_theirs_we_ask_no_date_on_their_page(client, amina, union):
    theirs = promises.propose_promise(
        wording="Send the list",
        parties=[union],
        due_on=LATER,
        side="theirs",
        by=amina,
        on=TODAY,
    )
    assert page(client, amina, "promise_ask_to_move", theirs.pk).status_code == 403
