"""Two people, one record: what each of them meets, and what becomes of the words of both (CON-1, 3, 6)."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.models import Role, User
from config.tests.tabs import Tab, signed_in
from dialogue.actions.contacts import log_contact
from dialogue.actions.meetings import (
    answer_question,
    cancel_meeting,
    hold_meeting,
    send_report,
    take_question,
)
from dialogue.models import InformalContact, Meeting, Question, ReportBack
from stakeholders.actions.assignments import assign
from stakeholders.models import ContactAssignment, ContactPerson, Stakeholder
from stakeholders.tests.cast import NOON, TODAY

LONG = "What was said about the dust, at length. " * 40


@pytest.fixture
def two_at_the_meeting(amina, bram, meeting):
    return [Tab(who, "dialogue:meeting_edit", meeting.pk) for who in (amina, bram)]


# --- Both versions --------------------------------------------------------------------------------


def test_only_what_both_changed_has_to_be_put_together(two_at_the_meeting, meeting):
    amina, bram = two_at_the_meeting
    assert bram.send(title="Dust and wages", place="Jaipur") == 302
    assert amina.send(title="Dust and water", aim="My reason") == 409
    context = amina.answer.context
    assert context["to_put_together"] == [("What about?", "Dust and water", "Dust and wages")]
    assert context["only_yours"] == [("Why do you want to talk?", "My reason")]
    assert context["only_theirs"] == [("Where", "Jaipur")]
    visible = [box.name for box in context["form"].visible_fields()]
    assert visible == ["title"]
    assert amina.send_what_is_offered(title="Dust, water and wages") == 302
    meeting = Meeting.objects.get(pk=meeting.pk)
    assert (meeting.title, meeting.place) == ("Dust, water and wages", "Jaipur")
    assert meeting.purpose.aim == "My reason"


def test_changes_of_different_fields_both_stay_without_work(two_at_the_meeting, meeting):
    amina, bram = two_at_the_meeting
    assert bram.send(place="Jaipur") == 302
    assert amina.send(title="Dust and water") == 409
    assert amina.answer.context["to_put_together"] == []
    assert "Nothing needs to be put together" in amina.page
    assert amina.send_what_is_offered() == 302
    meeting.refresh_from_db()
    assert (meeting.title, meeting.place) == ("Dust and water", "Jaipur")


def test_choices_and_days_read_as_words(two_at_the_meeting):
    amina, bram = two_at_the_meeting
    year = date.today().year + 1
    assert bram.send(starts_at=f"{year}-06-03T10:00", mode="hybrid", language="nl") == 302
    assert amina.send(starts_at=f"{year}-06-04T09:30", mode="in_person", language="hi") == 409
    assert amina.answer.context["to_put_together"] == [
        ("When", f"4 June {year}, 09:30", f"3 June {year}, 10:00"),
        ("How", "In person", "Partly online"),
        ("Language", "हिंदी", "Nederlands"),
    ]


def test_a_tick_reads_as_yes_or_no(amina, bram, union):
    mine, theirs = (Tab(who, "stakeholders:edit", union.pk) for who in (amina, bram))
    assert theirs.send(is_sensitive="on", about="Theirs") == 302
    assert mine.send(about="Mine") == 409
    assert mine.answer.context["only_theirs"] == [("Sensitive relationship", "Yes")]
    assert mine.send_what_is_offered(about="Both") == 302
    union.refresh_from_db()
    assert (union.is_sensitive, union.about) == (True, "Both")


def test_somebody_who_saves_between_two_looks_is_met_again(amina, bram, meeting):
    mine, first, second = (
        Tab(who, "dialogue:meeting_edit", meeting.pk) for who in (amina, bram, bram)
    )
    assert first.send(title="First") == 302
    assert mine.send(title="Mine") == 409
    second.open_anew()
    assert second.send(title="Second") == 302
    assert mine.send_what_is_offered(title="Both") == 409
    assert mine.answer.context["to_put_together"] == [("What about?", "Both", "Second")]


def test_who_made_no_change_loses_nothing_and_changes_nothing(two_at_the_meeting, meeting):
    amina, bram = two_at_the_meeting
    assert bram.send(title="Theirs") == 302
    assert amina.send() == 409
    assert amina.send_what_is_offered() == 302
    meeting.refresh_from_db()
    assert meeting.title == "Theirs"


def test_what_is_not_right_yet_stays_on_the_page_that_puts_together(two_at_the_meeting):
    amina, bram = two_at_the_meeting
    assert bram.send(place="Jaipur") == 302
    assert amina.send(title="", aim=LONG) == 409
    visible = [box.name for box in amina.answer.context["form"].visible_fields()]
    assert visible == ["title"]
    assert "This field is required." in amina.page and LONG.strip() in amina.page


@pytest.mark.parametrize("nonsense", ["", "{", "[]", '{"title": 1}', "null", "9" * 5000])
def test_a_form_that_says_nonsense_about_what_was_served_asks_for_more(
    two_at_the_meeting, nonsense
):
    amina, bram = two_at_the_meeting
    assert bram.send(title="Theirs") == 302
    assert amina.send(title="Mine", served=nonsense) == 409
    assert ("What about?", "Mine", "Theirs") in amina.answer.context["to_put_together"]


@pytest.mark.parametrize("version", ["", "-1", "x", "1e9", "99999999999999999999"])
def test_no_version_is_no_way_around(two_at_the_meeting, meeting, version):
    amina, bram = two_at_the_meeting
    assert bram.send(title="Theirs") == 302
    assert amina.send(title="Mine", version=version) == 409
    meeting.refresh_from_db()
    assert meeting.title == "Theirs"


# --- What was done, and not typed, while a page was open -------------------------------------------


def test_who_looks_after_a_relationship_is_not_replaced_unseen(amina, bram, chloe, union, marit):
    mine = Tab(marit, "stakeholders:assign", union.pk)
    assign(union, user=chloe, part=ContactAssignment.Part.PRIMARY, on=TODAY)
    typed = {"user": bram.pk, "part": "primary", "on": str(TODAY), "note": LONG}
    assert mine.send(**typed) == 409
    assert "Meanwhile it became Chloe Dekker, contact person." in mine.page
    assert LONG.strip() in mine.page
    assert mine.send_what_is_offered(**typed) == 302
    now_open = ContactAssignment.objects.open().filter(stakeholder=union, part="primary")
    assert [each.user for each in now_open] == [bram]


def test_a_question_answered_meanwhile_shows_both_answers(amina, bram, meeting):
    question = take_question(meeting, wording="When?", by=amina, on=TODAY)
    mine = Tab(amina, "dialogue:question_answer", question.pk)
    answer_question(question, answer="On Monday", on=TODAY)
    assert mine.send(answer="On Tuesday") == 409
    assert mine.answer.context["to_put_together"] == [("Answer", "On Tuesday", "On Monday")]
    assert Question.objects.get().answer == "On Monday"


# --- Closed or gone, while somebody was writing (CON-3) ---------------------------------------------


@pytest.fixture
def report(meeting):
    hold_meeting(meeting, at=meeting.starts_at)
    return ReportBack.objects.get()


def test_a_report_that_was_sent_meanwhile_is_not_rewritten(report, amina, bram):
    mine = Tab(amina, "dialogue:report", report.meeting_id)
    send_report(report, summary="What Bram wrote", version=0, by=bram, at=NOON)
    for button in ({}, {"send": "yes"}):
        assert mine.send(summary=LONG, **button) == 422
        assert "This report was sent already." in mine.page and LONG.strip() in mine.page
    report.refresh_from_db()
    assert (report.summary, report.version) == ("What Bram wrote", 1)


def test_a_report_that_was_sent_has_no_other_way_in(report, amina, bram):
    send_report(report, summary="What Bram wrote", version=0, by=bram, at=NOON)
    answer = signed_in(amina).post(
        reverse("dialogue:report", args=[report.meeting_id]), {"summary": "Other", "version": 1}
    )
    assert answer.status_code == 422
    report.refresh_from_db()
    assert report.summary == "What Bram wrote"


@pytest.mark.parametrize(
    ("page", "box", "typed"),
    [
        ("dialogue:meeting_edit", "aim", {"aim": LONG}),
        ("dialogue:agenda_add", "title", {"title": "A point with some words"}),
    ],
)
def test_a_conversation_cancelled_meanwhile_takes_nothing_and_loses_nothing(
    amina, meeting, page, box, typed
):
    mine = Tab(amina, page, meeting.pk)
    cancel_meeting(meeting, at=NOON)
    before = Meeting.objects.filter(pk=meeting.pk).values().get()
    assert mine.send(**typed) == 422
    assert "This conversation was cancelled." in mine.page
    assert mine.answer.context["form"][box].value() == typed[box]
    assert Meeting.objects.filter(pk=meeting.pk).values().get() == before
    assert meeting.agenda.count() == 1


def test_a_line_written_down_after_it_was_cancelled_stays_in_the_box(amina, meeting):
    mine = Tab(amina, "dialogue:during", meeting.pk)
    cancel_meeting(meeting, at=NOON)
    assert mine.send(text="Everybody gets a mask") == 422
    assert "This conversation was cancelled." in mine.page
    assert mine.answer.context["form"]["text"].value() == "Everybody gets a mask"


def test_what_was_deleted_meanwhile_gives_the_text_back(amina, union):
    contact = log_contact(
        InformalContact(stakeholder=union, kind="call", happened_at=NOON), by=amina
    )
    mine = Tab(amina, "dialogue:contact_edit", contact.pk)
    contact.delete()
    assert mine.send(note=LONG) == 404
    assert "What you wrote" in mine.page and LONG.strip() in mine.page


def test_a_person_who_was_deleted_meanwhile_gives_the_text_back(amina, union):
    person = ContactPerson.objects.create(stakeholder=union, name="S. Bai")
    mine = Tab(amina, "stakeholders:person_edit", union.pk, person.pk)
    person.delete()
    assert mine.send(function="Speaker of the night shift") == 404
    assert "Speaker of the night shift" in mine.page


def test_a_name_that_a_colleague_entered_first_is_refused_next_to_what_was_typed(
    amina, union, monkeypatch
):
    """Between our look at the names and our own row another one came."""
    from stakeholders.forms.stakeholders import NameIsNew

    monkeypatch.setattr(NameIsNew, "clean_name", lambda form: form.cleaned_data["name"])
    monkeypatch.setattr(Stakeholder, "validate_constraints", lambda *args, **kwargs: None)
    answer = signed_in(amina).post(
        reverse("stakeholders:new"), {"name": union.name, "kind": "ngo", "about": LONG}
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A stakeholder with this name is already here." in page and LONG.strip() in page


# --- The right went away while somebody was writing (CON-6) -----------------------------------------


def test_who_left_the_team_while_writing_changes_nothing_and_keeps_the_text(
    bram, meeting, union, chloe
):
    mine = Tab(bram, "dialogue:meeting_edit", meeting.pk)
    assign(union, user=chloe, part=ContactAssignment.Part.DEPUTY, on=TODAY)
    assert mine.send(aim=LONG) == 403
    assert "What you wrote" in mine.page and LONG.strip() in mine.page
    meeting.purpose.refresh_from_db()
    assert meeting.purpose.aim != LONG.strip()


def test_who_got_another_role_while_writing_changes_nothing(bram, union):
    mine = Tab(bram, "stakeholders:edit", union.pk)
    User.objects.filter(pk=bram.pk).update(role=Role.MANAGER)
    assert mine.send(about=LONG) == 403
    assert LONG.strip() in mine.page
    union.refresh_from_db()
    assert union.about == ""
