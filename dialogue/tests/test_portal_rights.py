"""The portal's database role can do what the pages need, and nothing else.

The data is made as the program, then every connection becomes the portal's.
"""

import itertools
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, connections, transaction
from django.utils.timezone import localdate, now

from config.embedded.roles import APP, PORTAL
from dialogue.actions.agreements import (
    STANDARD_AGREEMENTS,
    propose_agreements,
    record_endorsement,
)
from dialogue.actions.breaches import act_on_breach, report_breach
from dialogue.actions.expectations import decide
from dialogue.actions.facilitators import propose_facilitator
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import (
    Guest,
    add_agenda_item,
    hold_meeting,
    plan_meeting,
    send_report,
    take_question,
    write_down,
)
from dialogue.actions.promises import (
    break_promise,
    keep_promise,
    mend_promise,
    propose_change,
    propose_promise,
)
from dialogue.actions.rounds import STANDARD_QUESTIONS, answer_round, open_round
from dialogue.models import (
    AgreementVersion,
    Endorsement,
    Expectation,
    Facilitator,
    FacilitatorConsent,
    Meeting,
    PromiseChange,
    Question,
)
from dialogue.models.promises import CHANGES
from dialogue.portal.fates import code_of
from dialogue.record_numbers import record_number_for
from dialogue.tests.hands import hand_of, proposal_for
from dialogue.tests.portal_browser import Browser, as_the_portal
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder
from stakeholders.tests.cast import make_user

PIN = "2468"


@pytest.fixture
def portal(committing, settings):
    """A committed world, and how to become the portal in it."""
    as_the_portal(settings)
    yield become
    become(APP)


def become(role):
    connections.close_all()
    connections.databases["default"]["USER"] = role
    connections["default"].settings_dict["USER"] = role


def a_meeting_with_a_history():
    """A conversation that is coming, with two rounds, promises and somebody to lead it."""
    at, today = now(), localdate()
    amina = make_user("Amina Haddou")
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=today)
    others = [
        add_stakeholder(Stakeholder(name=name, kind="union"), by=amina, on=today)
        for name in ["Loaders", "Carvers"]
    ]
    ravi = add_person(ContactPerson(stakeholder=union, name="R. Meena", email="r@example.org"))
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=at + timedelta(days=9)),
        aim="We want to know.",
        guests=[Guest(union, ravi), *map(Guest, others)],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=at,
    )
    ask = {"closes_on": today + timedelta(days=5), "by": amina, "at": at}
    named = open_round(meeting, questions=STANDARD_QUESTIONS, agreements=STANDARD_AGREEMENTS, **ask)
    open_round(meeting, questions=STANDARD_QUESTIONS, mode="confidential", **ask)
    kept, to_move, mended = [
        propose_promise(
            wording=wording, parties=[union], due_on=today, owner=amina, by=amina, on=today
        )
        for wording in ["Masks", "Saws", "Showers"]
    ]
    keep_promise(kept, by=amina, on=today)
    propose_change(to_move, new_due_on=today + timedelta(days=8), reason="x", by=amina, on=today)
    break_promise(mended, by=amina, on=today, reason="x")
    mend_promise(mended, by=amina, on=today, remark="There are showers now")
    propose_facilitator(
        Facilitator(name="S. Rao", about="Has led talks before.", paid_by="Us"),
        trajectory=meeting.trajectory,
        by=amina,
        at=at,
    )
    return amina, meeting, named, (kept, to_move, mended)


def test_every_page_and_every_verb_works_with_the_portals_rights(portal):
    amina, meeting, round_, (kept, to_move, mended) = a_meeting_with_a_history()
    seat = meeting.participations.first()
    code = mint_link(seat, at=now())
    confidential = meeting.rounds.get(mode="confidential")
    box, secret_box = (f"q{each.questions.first().pk}" for each in (round_, confidential))
    asked = proposal_for(to_move)
    theirs, action = of_their_side(amina, meeting)
    number = record_number_for(to_move)
    browser = Browser()

    portal(PORTAL)
    assert "Yes, the record still says this" in browser.post({"number": number}, "/record")
    browser.open("1234 5678 9012 3456 7890 1234")
    browser.open(code[:-4] + ("0000" if code[-4:] != "0000" else "1111"))
    assert "Dust" in browser.open(code)
    browser.press(f"answer {round_.pk}")
    assert "Saved" in browser.press("save", **{box: "Half a sen"}, new_pin=PIN)
    browser.open(code)
    assert "does not fit" in browser.press("read", pin="0000")
    browser.press("read", pin=PIN)
    browser.press(f"answer {round_.pk}")
    assert browser.fields[box] == "Half a sen"
    assert "it has arrived" in browser.press("send", **{box: "Wet saws"})
    browser.open(code)
    browser.press("read", pin=PIN)
    browser.press(f"answer {confidential.pk}")
    assert "it has arrived" in browser.press("send", **{secret_box: "My foreman shouts"})
    browser.open(code)
    assert "My foreman shouts" not in browser.html
    page = browser.press("read", pin=PIN)
    assert "Wet saws Received" in page
    assert "sent confidentially My foreman shouts Received" in page

    assert "Your answer about" in browser.press("endorse", answer="refused", remark="Too long")
    assert "was kept" in browser.press(f"kept {kept.pk}", **{f"word{kept.pk}": "Thanks"})
    assert "agreed to change" in browser.press(f"move_fine {to_move.pk} {asked.pk}")
    assert "put right" in browser.press(f"mended {mended.pk}")
    leads = Facilitator.objects.get().pk
    assert "has arrived" in browser.press(f"lead_if {leads}", word_facilitator="In Hindi")
    assert "You get an answer by" in browser.press("ask", word_ask="Who pays the masks?")
    assert "You get an answer by" in browser.press("worry", word_ask="Who reads this?")
    browser.press(f"alter {theirs.pk}")
    day = str(localdate() + timedelta(days=9))
    page = browser.press(f"alter_now {theirs.pk}", alter_day=day, word_reason="Harvest")
    assert "Until we answer" in page
    assert "The number of this in the record" in page
    assert "We read it" in browser.press("suggest", word_suggest="More breaks")
    assert "stands beside what we did" in browser.press(f"act_no {action.pk}")
    browser.press("breach")
    line = AgreementVersion.objects.get().agreements.first()
    told = {"breach_line": str(line.pk), "breach_by": "us", "breach_day": str(localdate())}
    assert "We act on it by" in browser.press("breach_now", word_breach="Shouting", **told)
    for_him = browser.press("held")
    assert "2 questions you asked" in for_him
    assert "2 points that wait" in for_him

    portal(APP)
    after_the_conversation(amina, meeting)
    portal(PORTAL)
    browser.open(code)
    assert "We agreed on masks." in browser.press("read", pin=PIN)
    assert "In the conversation: Agreed : Masks" in browser.text
    assert "stands beside our summary" in browser.press("heard_wrong", word_heard="Not all")
    for point in Expectation.objects.all():
        box = {f"word_point{point.pk}": "Slowly"}
        assert "learn from it" in browser.press(f"partly {point.pk}", **box)
    browser.press(f"forward {point.pk}")
    assert "There is nothing" not in browser.text
    assert code_of(point) in browser.html
    assert "On the agenda Masks Yes" in Browser().open(code_of(point))
    browser.open(code)
    browser.press("read", pin=PIN)
    browser.press("leave")
    assert "You no longer take part" in browser.press("leave_now")
    assert "does not open anything" in browser.open(code)


def of_their_side(amina, meeting):
    """A promise of theirs, a breach of ours that was acted upon, and a yes that we wrote down."""
    union, today = meeting.participations.first().stakeholder, localdate()
    theirs = propose_promise(
        wording="A list", parties=[union], due_on=today, side="theirs", by=amina, on=today
    )
    version = AgreementVersion.objects.get()
    record_endorsement(version, stakeholder=union, answer="accepted", by=amina, at=now())
    breach = report_breach(
        version.agreements.first(), happened_on=today, on=today, words="x", by=amina
    )
    return theirs, act_on_breach(breach, words="We apologised", on=today, by=amina)


def test_who_read_an_older_text_is_shown_both_with_the_portals_rights(portal):
    amina, meeting, _round, _promises = a_meeting_with_a_history()
    version, _action = AgreementVersion.objects.get(), of_their_side(amina, meeting)
    code, browser = mint_link(meeting.participations.first(), at=now()), Browser()
    portal(PORTAL)
    browser.open(code)
    portal(APP)
    propose_agreements(
        meeting.trajectory, lines=["We listen."], instead_of=version, by=amina, at=now()
    )
    portal(PORTAL)
    page = browser.press(f"not_said {version.pk}")
    assert "changed while you were reading" in page
    assert "New: We listen." in page


def after_the_conversation(amina, meeting):
    at = now()
    with transaction.atomic():
        item = add_agenda_item(meeting, title="Masks")
    for point in Expectation.objects.filter(round__meeting=meeting):
        decide(point, outcome="agenda", agenda_item=item, reason="Yes", by=amina, at=at)
    for round_ in meeting.rounds.all():
        answer_round(round_, at=at)
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=at - timedelta(days=1))
    meeting.refresh_from_db()
    hold_meeting(meeting, at=at)
    write_down(meeting, kind="decision", wording="Masks", by=amina, at=at, agenda_item=item)
    write_down(meeting, kind="heard", wording="The dust hurts.", by=amina, at=at)
    take_question(
        meeting,
        wording="Who pays?",
        by=amina,
        on=localdate(),
        stakeholder=meeting.participations.first().stakeholder,
    )
    send_report(meeting.report, summary="We agreed on masks.", version=0, by=amina, at=at)


FORBIDDEN = [
    "SELECT password FROM accounts_user",
    "SELECT email FROM accounts_user",
    "SELECT email FROM stakeholders_contactperson",
    "SELECT phone FROM stakeholders_contactperson",
    "SELECT about FROM stakeholders_stakeholder",
    "SELECT 1 FROM stakeholders_safetyassessment",
    "SELECT 1 FROM dialogue_informalcontact",
    "SELECT 1 FROM dialogue_reminder",
    "SELECT 1 FROM dialogue_trajectory",
    "SELECT content FROM dialogue_attachment",
    "SELECT 1 FROM dialogue_sealedanswer",
    "SELECT 1 FROM dialogue_release",
    "SELECT 1 FROM dialogue_identityrequest",
    "SELECT 1 FROM dialogue_expectationtranslation",
    "SELECT 1 FROM identity.voices",
    "SELECT identity.whose(1)",
    "SELECT 1 FROM accounts_submission",
    "SELECT 1 FROM django_migrations",
    "INSERT INTO dialogue_link (selector) VALUES ('12345678')",
    "INSERT INTO dialogue_expectationdecision (outcome) VALUES ('agenda')",
    "INSERT INTO dialogue_promise (wording) VALUES ('x')",
    "INSERT INTO dialogue_reply (voice_id) VALUES (gen_random_uuid())",
    "INSERT INTO dialogue_voice (id) VALUES (gen_random_uuid())",
    "INSERT INTO dialogue_identityruling (is_allowed) VALUES (true)",
    "INSERT INTO dialogue_facilitator (name) VALUES ('x')",
    "UPDATE dialogue_expectation SET received_at = now()",
    "UPDATE dialogue_expectation SET voice_id = gen_random_uuid()",
    "UPDATE dialogue_expectation SET merged_into_id = 1",
    "UPDATE dialogue_expectationverdict SET verdict = 'met'",
    "UPDATE dialogue_facilitatorconsent SET answer = 'yes'",
    "UPDATE dialogue_correction SET is_right = true",
    "UPDATE dialogue_question SET answer = 'x'",
    "UPDATE dialogue_sealedanswer SET is_urgent = true",
    "UPDATE dialogue_remark SET text = 'x'",
    "UPDATE dialogue_endorsement SET answer = 'accepted'",
    "UPDATE dialogue_promise SET state = 'broken'",
    "UPDATE dialogue_promisechange SET kind = 'kept'",
    "UPDATE dialogue_link SET ends_on = 'infinity'",
    "UPDATE dialogue_link SET verifier_hash = 'x'",
    "UPDATE dialogue_participation SET stakeholder_id = 1",
    "UPDATE dialogue_meeting SET title = 'x'",
    "UPDATE accounts_user SET password = 'x'",
    "DELETE FROM dialogue_expectation",
    "DELETE FROM dialogue_attachment",
    "DELETE FROM dialogue_sealedanswer",
    "DELETE FROM dialogue_remark",
    "DELETE FROM accounts_submission",
    "TRUNCATE dialogue_draft",
    "CREATE TABLE x ()",
    "ALTER TABLE dialogue_draft DISABLE TRIGGER ALL",
]


def test_the_portal_may_do_nothing_else(portal):
    portal(PORTAL)
    allowed = [statement for statement in FORBIDDEN if is_allowed(statement)]
    assert allowed == []


def is_allowed(statement):
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as refusal:
        assert refusal.__cause__.pgcode == "42501", (statement, refusal)
        return False
    return True


THEIRS = {
    "confirmed",
    "denied",
    "mend_confirmed",
    "change_proposed",
    "change_accepted",
    "change_objected",
}


def test_the_portal_writes_only_what_a_stakeholder_says(portal):
    amina, meeting, _round, (promise, *_others) = a_meeting_with_a_history()
    seat, version = meeting.participations.first(), AgreementVersion.objects.get()
    leads, hand = Facilitator.objects.get(), hand_of(meeting.participations.first(), at=now())
    portal(PORTAL)
    today = localdate()
    change = {"promise": promise, "happened_on": today}
    stakeholder = {"stakeholder_id": seat.stakeholder_id}
    consent = {"facilitator": leads, "answer": "yes", "said_on": today, **stakeholder}
    for forged in [
        *(
            PromiseChange(kind=kind, new_due_on=day_for(kind), **hand.signature(), **change)
            for kind in set(PromiseChange.Kind.values) - THEIRS
        ),
        PromiseChange(kind="confirmed", by=amina, **change),
        Endorsement(
            version=version,
            answer="accepted",
            recorded_by=amina,
            endorsed_at=now(),
            **stakeholder,
        ),
        FacilitatorConsent(recorded_by=amina, **consent),
        Question(meeting=meeting, wording="x", asked_on=today, answer_due_on=today, owner=amina),
    ]:
        with pytest.raises(DatabaseError) as refusal, transaction.atomic():
            forged.save()
        assert refusal.value.__cause__.pgcode == "42501", forged


def test_what_a_stakeholder_says_about_a_promise_is_written_by_the_portal(portal):
    _amina, meeting, _round, (kept, to_move, mended) = a_meeting_with_a_history()
    hand, other = hand_of(meeting.participations.first(), at=now()), proposal_for(to_move)
    day = localdate() + timedelta(days=8)
    portal(PORTAL)
    lines = [
        (kept, "confirmed", {}),
        (kept, "denied", {}),
        (mended, "mend_confirmed", {}),
        (to_move, "change_objected", {"answers": other}),
        (to_move, "change_proposed", {"new_due_on": day}),
    ]
    for promise, kind, more in lines:
        say(promise, kind, hand, more)
    assert {kind for _promise, kind, _more in lines} == THEIRS - {"change_accepted"}


def test_a_yes_through_the_portal_changes_the_promise(portal):
    _amina, meeting, _round, (_kept, to_move, _mended) = a_meeting_with_a_history()
    hand, asked = hand_of(meeting.participations.first(), at=now()), proposal_for(to_move)
    portal(PORTAL)
    say(to_move, "change_accepted", hand, {"answers": asked})
    to_move.refresh_from_db(fields=["due_on"])
    assert to_move.due_on == asked.new_due_on


def say(promise, kind, hand, more):
    PromiseChange(
        promise=promise, kind=kind, happened_on=localdate(), **hand.signature(), **more
    ).save()


def day_for(kind):
    return localdate() if kind in CHANGES else None


WHAT_IT_MAY = """
    SELECT table_name, privilege_type FROM information_schema.table_privileges
    WHERE grantee = 'te_voet_portal' AND privilege_type <> 'SELECT' ORDER BY 1, 2
"""


def test_whole_tables_that_the_portal_writes_are_these(portal):
    portal(PORTAL)
    with connection.cursor() as cursor:
        cursor.execute(WHAT_IT_MAY)
        granted = cursor.fetchall()
    writes = {
        table: [right for _table, right in rights]
        for table, rights in itertools.groupby(granted, key=lambda row: row[0])
    }
    assert writes == {
        "accounts_submission": ["INSERT"],
        "dialogue_agreementdeparture": ["INSERT"],
        "dialogue_agreementsuggestion": ["INSERT"],
        "dialogue_attachment": ["INSERT"],
        "dialogue_breach": ["INSERT"],
        "dialogue_breachverdict": ["INSERT"],
        "dialogue_correction": ["INSERT"],
        "dialogue_draft": ["DELETE", "INSERT", "UPDATE"],
        "dialogue_endorsement": ["INSERT"],
        "dialogue_expectation": ["INSERT"],
        "dialogue_expectationverdict": ["INSERT"],
        "dialogue_facilitatorconsent": ["INSERT"],
        "dialogue_promisechange": ["INSERT"],
        "dialogue_question": ["INSERT"],
        "dialogue_remark": ["INSERT"],
        "dialogue_sealedanswer": ["INSERT"],
    }


WHICH_COLUMNS = """
    SELECT c.table_name, string_agg(c.column_name, ', ' ORDER BY c.column_name)
    FROM information_schema.column_privileges c
    WHERE c.grantee = 'te_voet_portal' AND c.privilege_type = 'UPDATE' AND NOT EXISTS (
        SELECT FROM information_schema.table_privileges t
        WHERE (t.grantee, t.privilege_type, t.table_name)
            = (c.grantee, c.privilege_type, c.table_name))
    GROUP BY 1
"""


def test_single_columns_that_the_portal_changes_are_these(portal):
    portal(PORTAL)
    with connection.cursor() as cursor:
        cursor.execute(WHICH_COLUMNS)
        columns = dict(cursor.fetchall())
    assert columns == {
        "dialogue_expectation": "changed_at, withdrawn_at, wording",
        "dialogue_link": "failures, locked_until, revoked_at",
        "dialogue_participation": "pin_failures, pin_hash, pin_locked_until, withdrawn_at",
        "dialogue_receipt": "failures, locked_until",
    }
