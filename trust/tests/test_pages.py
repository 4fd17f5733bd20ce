"""The pages of trust: what they say, to whom, and what they cost."""

import csv
import io
from decimal import Decimal

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Role
from dialogue.actions import facilitators, meetings, promises
from dialogue.actions.agreements import record_endorsement
from dialogue.actions.expectations import say_whether_it_was_met
from dialogue.actions.rounds import answer_round
from dialogue.actions.voices import ask_who_it_is, rule_on_identity
from dialogue.models import Facilitator, Release
from dialogue.tests.hands import hand_of, proposal_for
from stakeholders.actions.assignments import assign
from stakeholders.actions.stakeholders import add_stakeholder
from stakeholders.models import Stakeholder
from stakeholders.tests.cast import NOON, TODAY, make_user
from trust.conduct import Dimension
from trust.records.relationships import conduct_towards
from trust.tests.scenes import (
    ask,
    ask_in_confidence,
    contact,
    days,
    decide,
    hold,
    meet,
    noon_of,
    promise_to,
    say_in_confidence,
    send_point,
)

OF_ONE = ["trust:relationship", "trust:timeline"]
OF_ALL = ["trust:dashboard", "trust:method"]


@pytest.fixture(autouse=True)
def it_is_noon_today():
    with time_machine.travel(NOON, tick=False):
        yield


def page(client, user, name, *args, **query):
    client.force_login(user)
    return client.get(reverse(name, args=args), query)


def text_of(response):
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


@pytest.fixture
def history(amina, union):
    """Enough of everything with the union to print a figure in every dimension but one."""
    for back in (300, 200, 100):
        meeting = meet(union, by=amina, on=TODAY - days(back), is_held=False, mode="in_person")
        round_ = ask(meeting, by=amina, lines=["Listen"])
        point = send_point(round_, meeting.participations.get(), meeting.starts_at - days(14))
        decide(point, by=amina, at=meeting.starts_at - days(9))
        answer_round(round_, at=meeting.starts_at - days(7))
        hold(meeting)
        meetings.take_question(meeting, wording="When?", by=amina, on=TODAY - days(back))
        report = meeting.report
        meetings.send_report(report, summary="x", version=0, by=amina, at=noon_of(report.due_on))
        contact(union, "call", by=amina, on=TODAY - days(back - 30))
    kept = promise_to(union, by=amina, due_on=TODAY - days(50))
    promises.keep_promise(kept, by=amina, on=kept.due_on)
    return promise_to(union, by=amina, due_on=TODAY - days(12), wording="Weigh with us")


# --- Who ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.OFFICER, Role.PURCHASER, Role.MANAGER])
def test_readers_of_the_register_read_every_page(client, history, union, role):
    reader = make_user("Reader", role)
    for name in OF_ALL:
        assert page(client, reader, name).status_code == 200
    for name in OF_ONE:
        assert page(client, reader, name, union.pk).status_code == 200
    for dimension in Dimension:
        for name in ("trust:ledger", "trust:ledger_csv"):
            assert page(client, reader, name, union.pk, dimension.value).status_code == 200


@pytest.mark.parametrize(
    "role", [Role.FACILITATOR, Role.PRIVACY_OFFICER, Role.AUDITOR, Role.ADMINISTRATOR]
)
def test_others_may_not_and_do_not_see_who_is_there(client, union, role):
    other = make_user("Other", role)
    for name in OF_ALL:
        assert page(client, other, name).status_code == 403
    for name in OF_ONE:
        assert page(client, other, name, union.pk).status_code == 404
    assert page(client, other, "trust:ledger", union.pk, "integrity").status_code == 404
    assert page(client, other, "trust:ledger_csv", union.pk, "integrity").status_code == 404


def test_there_is_no_fifth_dimension_and_no_such_stakeholder(client, amina, union):
    assert page(client, amina, "trust:ledger", union.pk, "charm").status_code == 404
    assert page(client, amina, "trust:relationship", union.pk + 99).status_code == 404


def test_managers_never_see_the_words_of_an_expectation(client, marit, union, history):
    pages = [page(client, marit, name) for name in OF_ALL]
    pages += [page(client, marit, name, union.pk) for name in OF_ONE]
    for dimension in Dimension:
        pages.append(page(client, marit, "trust:ledger", union.pk, dimension.value))
        pages.append(page(client, marit, "trust:ledger_csv", union.pk, dimension.value))
    for each in pages:
        assert "SECRET" not in text_of(each)
    dependability = page(client, marit, "trust:ledger", union.pk, "dependability")
    assert "A point they sent was decided before the meeting" in text_of(dependability)


def test_managers_never_see_the_words_of_a_voice_or_whose_it_is(client, marit, amina, union):
    meeting = meet(union, by=amina, on=TODAY - days(60), is_held=False)
    round_ = ask_in_confidence(meeting, by=amina)
    point = say_in_confidence(round_, meeting.starts_at - days(9), words="SECRET-VOICE")
    hold(meeting)
    decide(point, by=amina, at=meeting.starts_at + days(2))
    answer_round(round_, at=meeting.starts_at + days(3))
    say_whether_it_was_met(point, verdict="not_met", remark="SECRET-WORD", on=TODAY - days(50))
    asked = ask_who_it_is(point.voice, reason="SECRET-REASON", by=marit, at=NOON)
    rule_on_identity(asked, is_allowed=True, by=amina, at=NOON)
    pages = [page(client, marit, name) for name in OF_ALL]
    pages += [page(client, marit, name, union.pk) for name in OF_ONE]
    for dimension in Dimension:
        pages.append(page(client, marit, "trust:ledger", union.pk, dimension.value))
        pages.append(page(client, marit, "trust:ledger_csv", union.pk, dimension.value))
    for each in map(text_of, pages):
        assert "SECRET" not in each and str(point.voice_id) not in each
        assert "not met" not in each
    assert "Points sent without a name had no answer when we met" in text_of(
        page(client, marit, "trust:ledger", union.pk, "dependability")
    )


# --- What they say --------------------------------------------------------------------------------------


def test_the_figure_on_the_page_is_the_sum_by_hand(client, amina, union):
    guest = meet(union, by=amina, on=TODAY - days(300)).participations.get()
    for _each in range(3):
        kept = promise_to(union, by=amina, due_on=TODAY)
        promises.keep_promise(kept, by=amina, on=TODAY)
        promises.confirm_kept(kept, hand=hand_of(guest), on=TODAY)
    for wording in ("Come in March", "Come in April"):
        broken = promise_to(union, by=amina, due_on=TODAY, wording=wording)
        promises.break_promise(broken, by=amina, on=TODAY, reason="x")
    # For us three kept today and confirmed: 3. Against us two broken, 3 × 1 each, and a report that
    # is missing for more than a month, 3 × 0.5: 7.5.
    # (3 + 2) / (3 + 7.5 + 4) = 5 / 14.5 = 0.345
    text = text_of(page(client, amina, "trust:ledger", union.pk, "dependability"))
    assert "(3.00 + 2) / (3.00 + 7.50 + 4) = 0.34" in text
    assert '<b class="band">needs repair</b> 34 ·' in text
    overview = text_of(page(client, amina, "trust:dashboard"))
    assert "34 · 6 facts" in overview and "2 open breaches" in overview
    assert "needs repair" in text_of(page(client, amina, "trust:relationship", union.pk))


def test_the_sum_is_printed_in_the_notation_of_the_reader(client, amina, union, history):
    amina.language = "nl"
    amina.save()
    found = conduct_towards(union, TODAY).ledgers[Dimension.DEPENDABILITY]
    text = text_of(page(client, amina, "trust:ledger", union.pk, "dependability"))
    assert found.shown
    assert found.worked_sum.replace(".", ",") in text


def test_too_little_is_said_in_words(client, amina, union):
    promises.keep_promise(promise_to(union, by=amina), by=amina, on=TODAY)
    text = text_of(page(client, amina, "trust:ledger", union.pk, "dependability"))
    assert "not enough evidence, 1 of 5" in text
    assert '<b class="band">' not in text
    assert "not enough yet" in text_of(page(client, amina, "trust:dashboard"))


def test_a_relationship_that_has_just_begun_shows_facts_and_no_bands(client, amina):
    newcomer = add_stakeholder(
        Stakeholder(name="Newcomer", kind="ngo"), by=amina, on=TODAY - days(59)
    )
    broken = promise_to(newcomer, by=amina, due_on=TODAY - days(20))
    promises.break_promise(broken, by=amina, on=TODAY - days(20), reason="x")
    promises.mend_promise(broken, by=amina, on=TODAY - days(9), remark="Paid after all")
    for number in range(5):
        contact(newcomer, ["call", "visit"][number % 2], by=amina, on=TODAY - days(number))
    assert conduct_towards(newcomer, TODAY).ledgers[Dimension.CONNECTEDNESS].shown
    text = text_of(page(client, amina, "trust:relationship", newcomer.pk))
    assert "just begun" in text and "just begun" in text_of(page(client, amina, "trust:dashboard"))
    first_fact = text.index("Promise not kept")
    assert first_fact < text.index("In touch: Call")  # reported by ourselves and mended
    with time_machine.travel(NOON + days(1)):
        text = text_of(page(client, amina, "trust:relationship", newcomer.pk))
        assert "just begun" not in text


def test_the_overview_names_what_is_open_and_what_would_help(client, marit, union, history):
    text = text_of(page(client, marit, "trust:dashboard"))
    assert "Weigh with us" in text and "12 days late" in text
    assert "the oldest 12 days" in text
    assert "Keep it now, or agree a new date together" in text
    assert "<svg" in text and "<rect" in text


def test_the_overview_of_an_empty_register_says_what_to_do_first(client, marit):
    text = text_of(page(client, marit, "trust:dashboard"))
    assert "No relationships yet" in text


def test_how_we_count_has_every_row_of_the_catalogue(client, marit):
    text = text_of(page(client, marit, "trust:method"))
    assert "We broke or cancelled a promise on our own" in text
    assert "Own up to the broken promise and agree what takes its place" in text


def test_the_second_page_of_the_overview_is_the_table_alone(client, marit, amina):
    for number in range(51):
        add_stakeholder(Stakeholder(name=f"Yard {number:02}", kind="supplier"), by=amina, on=TODAY)
    first = page(client, marit, "trust:dashboard")
    assert "Late now" in text_of(first)
    second = page(client, marit, "trust:dashboard", after=first.context["page"].next_token)
    text = text_of(second)
    assert "Yard 50" in text and "Yard 49" not in text and "Late now" not in text


def test_a_long_ledger_prints_the_newest_and_sums_the_rest(client, amina, union, monkeypatch):
    monkeypatch.setattr("trust.ledgers.MOST_ROWS", 2)
    for back in (0, 100):
        promises.keep_promise(
            promise_to(union, by=amina, due_on=TODAY - days(back)), by=amina, on=TODAY - days(back)
        )
    for wording in ("Come", "Go"):
        broken = promise_to(union, by=amina, due_on=TODAY - days(300), wording=wording)
        promises.break_promise(broken, by=amina, on=TODAY - days(300), reason="x")
    text = text_of(page(client, amina, "trust:ledger", union.pk, "dependability"))
    assert "2 older facts: 0.00 for us, 6.00 against us." in text
    assert "Promise not kept: Go" not in text.partition("<h2>Facts</h2>")[2]
    assert len(rows_of(page(client, amina, "trust:ledger_csv", union.pk, "dependability"))) == 4


# --- The spreadsheet ------------------------------------------------------------------------------------


def rows_of(response):
    text = response.content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_the_spreadsheet_adds_up_to_the_ledger(client, amina, union, history):
    found = conduct_towards(union, TODAY).ledgers[Dimension.DEPENDABILITY]
    rows = rows_of(page(client, amina, "trust:ledger_csv", union.pk, "dependability"))
    assert sum(Decimal(row["for us"] or 0) for row in rows) == found.positive
    assert sum(Decimal(row["against us"] or 0) for row in rows) == found.negative
    assert {"us alone", "the record"} <= {row["said by"] for row in rows}


def test_a_dutch_spreadsheet_has_commas_in_numbers_and_semicolons_between(
    client, amina, union, history
):
    amina.language = "nl"
    amina.save()
    text = page(client, amina, "trust:ledger_csv", union.pk, "dependability").content.decode()
    first_row = text.splitlines()[1].split(";")
    assert len(first_row) == 12
    assert first_row[5] == "0,50"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t="])
def test_no_cell_of_the_spreadsheet_begins_a_formula(client, amina, union, start):
    amina.name = f"{start}cmd|' /C calc'!A0"
    amina.save()
    text = page(client, amina, "trust:ledger_csv", union.pk, "connectedness")
    cells = [cell for row in rows_of(text) for cell in row.values()]
    assert any(f"'{start}cmd" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)


# --- The timeline ---------------------------------------------------------------------------------------


def test_the_timeline_tells_everything_newest_first(client, marit, union, history):
    text = text_of(page(client, marit, "trust:timeline", union.pk))
    told = [
        "Promise given: Weigh with us",
        "Kept: Pay the deposit",
        "We reported back: Dust in the quarries",
        "They asked: When?",
        "Conversation: Dust in the quarries",
        "We asked what they expect: Dust in the quarries",
        "Contact person: Amina Haddou",
    ]
    assert all(each in text for each in told)
    assert text.index("Kept: Pay") < text.index("Contact person: Amina")


def test_the_timeline_goes_on_where_the_page_ended_and_repeats_nothing(
    client, amina, union, history
):
    for number in range(70):
        contact(union, "call", by=amina, on=TODAY - days(number // 10))
    seen, query = [], {}
    while True:
        found = page(client, amina, "trust:timeline", union.pk, **query).context["page"]
        seen += [(row.at, row.turn) for row in found]
        if not found.next_token:
            break
        query = {"after": found.next_token}
    assert len(seen) == len(set(seen)) == 90
    assert seen == sorted(seen, reverse=True)
    back = page(client, amina, "trust:timeline", union.pk, before=found.previous_token)
    assert [(row.at, row.turn) for row in back.context["page"]] == seen[: -len(found)][-50:]


def test_the_timeline_tells_whose_promise_and_who_took_over(client, amina, chloe, union):
    theirs = promise_to(union, by=amina, side="theirs", wording="Open the books")
    promises.break_promise(theirs, by=amina, on=TODAY - days(2), reason="x")
    meeting = meet(union, by=amina, on=TODAY - days(9), is_held=False)
    ask(meeting, by=amina, lines=["Listen"])
    version = meeting.trajectory.agreement_versions.get()
    at = noon_of(TODAY - days(12))
    record_endorsement(version, stakeholder=union, answer="refused", by=amina, at=at)
    assign(union, user=chloe, part="primary", on=TODAY - days(1), was_joint=True)
    response = page(client, amina, "trust:timeline", union.pk)
    told = {entry.title: entry for entry in response.context["entries"]}
    broken = told["Not kept: Open the books"]
    assert (broken.detail, broken.look) == ("Their promise", "")
    assert told["They did not agree to the process agreements"].detail == (
        "written down by Amina Haddou"
    )
    assert told["Contact person: Chloe Dekker"].detail == "handed over with them at the table"


def test_the_timeline_keeps_other_peoples_questions_to_them(client, amina, union, supplier):
    meeting = meet(union, supplier, by=amina, on=TODAY - days(9))
    for whose, wording in ((union, "OURS?"), (supplier, "THEIRS?"), (None, "ANYBODYS?")):
        meetings.take_question(meeting, wording=wording, by=amina, on=TODAY, stakeholder=whose)
    text = text_of(page(client, amina, "trust:timeline", union.pk))
    assert "OURS?" in text and "ANYBODYS?" in text and "THEIRS?" not in text


def titles_of(response):
    return [(entry.title, entry.detail) for entry in response.context["entries"]]


def test_the_timeline_tells_what_was_asked_in_which_way(client, amina, union, supplier):
    meeting = meet(union, supplier, by=amina, on=TODAY + days(20), is_held=False)
    named = meeting.participations.get(stakeholder=supplier)
    ask(meeting, by=amina, invited=[named])
    ask_in_confidence(meeting, by=amina)
    round_ = ask(
        meeting,
        by=amina,
        mode="anonymous",
        invited=[],
        audience_size=340,
        closes_on=TODAY + days(7),
    )
    Release.objects.create(round=round_, week_of=TODAY, answers=6)
    title = "Dust in the quarries"
    told = titles_of(page(client, amina, "trust:timeline", union.pk))
    assert (f"We asked in confidence what they expect: {title}", "") in told
    assert (f"We asked anonymously what people expect: {title}", "") in told
    assert (f"Anonymous answers came in together: {title}", "6 answers") in told
    assert (f"We asked what they expect: {title}", "") not in told
    told = titles_of(page(client, amina, "trust:timeline", supplier.pk))
    assert (f"We asked what they expect: {title}", "") in told


def test_the_timeline_is_silent_about_a_round_that_opens_later(client, amina, union):
    meeting = meet(union, by=amina, on=TODAY + days(20), is_held=False)
    ask(meeting, by=amina, opens_on=TODAY + days(1))
    told = titles_of(page(client, amina, "trust:timeline", union.pk))
    assert not any(title.startswith("We asked") for title, _detail in told)


def test_the_timeline_tells_what_they_say_of_it_without_their_words(client, marit, amina, union):
    meeting = meet(union, by=amina, on=TODAY - days(60), is_held=False)
    round_, seat = ask(meeting, by=amina), meeting.participations.first()
    point = send_point(round_, seat, meeting.starts_at - days(14))
    decide(point, by=amina, at=meeting.starts_at - days(9))
    answer_round(round_, at=meeting.starts_at - days(7))
    hold(meeting)
    say_whether_it_was_met(point, verdict="partly", remark="SECRET", on=TODAY - days(40))
    report = meeting.report
    meetings.send_report(report, summary="x", version=0, by=amina, at=noon_of(report.due_on))
    meetings.say_what_we_heard(
        report, participation=seat, is_right=False, remark="SECRET", on=TODAY - days(39)
    )
    facilitator = facilitators.propose_facilitator(
        Facilitator(name="L. Vaidyan", about="Independent.", paid_by="Us."),
        trajectory=meeting.trajectory,
        by=amina,
        at=NOON,
    )
    facilitators.record_consent(
        facilitator, stakeholder=union, answer="condition", remark="SECRET", by=amina
    )
    response = page(client, marit, "trust:timeline", union.pk)
    told = titles_of(response)
    assert ("They say of a point: partly met", "Dust in the quarries") in told
    assert ("They say that it was different: Dust in the quarries", "") in told
    agreed = "They agreed to the facilitator, on a condition: L. Vaidyan"
    assert (agreed, "written down by Amina Haddou") in told
    assert "SECRET" not in text_of(response)


def test_the_timeline_tells_another_date_step_by_step(client, amina, union):
    promise = promise_to(union, by=amina, due_on=TODAY + days(5), wording="Come")
    seat = meet(union, by=amina, on=TODAY - days(9)).participations.get()
    later = TODAY + days(20)
    promises.propose_change(promise, new_due_on=later, reason="x", by=amina, on=TODAY)
    promises.object_to_change(promise, proposal_for(promise), hand=hand_of(seat), on=TODAY)
    promises.propose_change(promise, new_due_on=later, reason="y", by=amina, on=TODAY)
    promises.accept_change(promise, proposal_for(promise), hand=hand_of(seat), on=TODAY)
    told = {entry.title: entry.day for entry in page_entries(client, amina, union)}
    assert told["Change proposed: Come"] == told["Changed together: Come"] == later
    assert {
        "The other side keeps to what was agreed: Come",
        "The other side accepts the change: Come",
    } <= set(told)


def page_entries(client, user, stakeholder):
    return page(client, user, "trust:timeline", stakeholder.pk).context["entries"]


# --- What they cost ---------------------------------------------------------------------------------------

SIGNED_IN = 2  # session and user


@pytest.mark.parametrize("others", [0, 2])
@pytest.mark.parametrize(
    ("name", "arguments", "queries"),
    [
        ("trust:dashboard", [], 13),
        ("trust:relationship", ["pk"], 8),
        ("trust:timeline", ["pk"], 3),
        ("trust:ledger", ["pk", "dependability"], 8),
        ("trust:ledger_csv", ["pk", "dependability"], 7),
        ("trust:method", [], 1),
    ],
)
def test_the_number_of_queries_does_not_grow(
    client, amina, union, history, others, name, arguments, queries, django_assert_num_queries
):
    for number in range(others):
        other = add_stakeholder(
            Stakeholder(name=f"Other {number}", kind="ngo"), by=amina, on=TODAY - days(400)
        )
        for back in range(5):
            meet(other, union, by=amina, on=TODAY - days(back))
            promise_to(other, by=amina, due_on=TODAY - days(back))
    url = reverse(name, args=[union.pk if each == "pk" else each for each in arguments])
    client.force_login(amina)
    with django_assert_num_queries(SIGNED_IN + queries):
        assert client.get(url).status_code == 200
