"""What auditors, teams and strangers read of the record on their pages: never a word of anybody."""

from urllib.parse import urlencode

import pytest
from django.conf import settings as house
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from dialogue.actions.checks import check_the_record
from dialogue.actions.meetings import hold_meeting
from dialogue.models import ChainEntry, RecordCheck, ReportBack, Witness
from dialogue.record_numbers import number_of, record_number_for, still_says
from dialogue.tests.portal_browser import PLAIN, as_the_portal
from dialogue.views.printed import record_number_of_report
from stakeholders.tests.cast import NOON, make_user


def signed_in(user):
    client = Client()
    client.force_login(user, backend=house.AUTHENTICATION_BACKENDS[0])
    return client


@pytest.fixture
def auditor(db):
    return signed_in(make_user("Aad Auditor", Role.AUDITOR))


@pytest.fixture
def entry(promise):
    return ChainEntry.objects.order_by("seq").first()


# --- The staff site -------------------------------------------------------------------------------------


def test_an_auditor_reads_every_chain_and_no_words(auditor, entry, promise, union, amina):
    page = auditor.get(reverse("dialogue:record")).content.decode()
    assert entry.chain.code in page
    chain = auditor.get(reverse("dialogue:record_chain", args=[entry.chain.code])).content.decode()
    assert bytes(entry.hash).hex()[:20] in chain and "Promise written down" in chain
    for word in (promise.wording, union.name, amina.name):
        assert word not in page + chain


def test_a_team_reads_its_own_chains_only(entry, amina, chloe):
    address = reverse("dialogue:record_chain", args=[entry.chain.code])
    assert signed_in(amina).get(address).status_code == 200
    assert signed_in(chloe).get(address).status_code == 404
    assert entry.chain.code not in signed_in(chloe).get(reverse("dialogue:record")).content.decode()


def test_an_auditor_checks_the_record_now(auditor, entry):
    answer = auditor.post(reverse("dialogue:record_check"), follow=True)
    assert "everything fits" in answer.content.decode()
    check = RecordCheck.objects.get()
    assert (check.is_whole, check.by.role) == (True, Role.AUDITOR)


def test_a_finding_is_shown_with_its_place(auditor, entry):
    check = check_the_record(at=NOON)
    RecordCheck.objects.create(
        day=check.day,
        by=None if check.by else make_user("Adri Admin", Role.ADMINISTRATOR),
        chains=1,
        entries=1,
        erased=0,
        from_before=0,
        faults=1,
        findings=[{"kind": "hash", "chain": entry.chain.code, "seq": 1, "table": "x", "row": 7}],
    )
    page = auditor.get(reverse("dialogue:record")).content.decode()
    assert f"chain {entry.chain.code}, entry 1, table x, row 7: its hash does not fit" in page


def test_the_administrator_names_who_keeps_the_list(db):
    admin = signed_in(make_user("Adri Admin", Role.ADMINISTRATOR))
    new = reverse("dialogue:record_witness_new")
    wrong = admin.post(new, {"name": "Council", "email": "council", "language": "en"})
    assert wrong.status_code == 422 and "Council" in wrong.content.decode()
    admin.post(new, {"name": "Council", "email": "council@example.org", "language": "en"})
    again = admin.post(new, {"name": "Other", "email": "council@example.org", "language": "en"})
    assert "gets the list already" in again.content.decode()
    council = Witness.objects.get()
    for _time in range(2):
        admin.post(reverse("dialogue:record_witness_end", args=[council.pk]))
    assert not Witness.objects.keeping().exists()


def test_the_pages_cost_the_same_however_long_the_record(
    auditor, entry, django_assert_max_num_queries
):
    with django_assert_max_num_queries(12):
        auditor.get(reverse("dialogue:record"))
    with django_assert_max_num_queries(12):
        auditor.get(reverse("dialogue:record_chain", args=[entry.chain.code]))


# --- The portal -----------------------------------------------------------------------------------------


@pytest.fixture
def portal(settings, client):
    as_the_portal(settings)
    return client


def ask(portal, **fields):
    return portal.post("/record", urlencode(fields), content_type=PLAIN)


def test_somebody_looks_up_their_number(portal, entry):
    assert "Record number" in portal.get("/record").content.decode()
    said = ask(portal, number=number_of(entry), ask="1").content.decode()
    assert "Yes, the record still says this" in said


def test_a_number_that_is_not_there_says_what_to_do(portal, entry):
    number = number_of(entry)
    wrong = number[:-1] + ("0" if number[-1] != "0" else "1")
    said = ask(portal, number=wrong, ask="1").content.decode()
    assert "No, the record does not say this" in said and "Keep your number" in said


@pytest.mark.parametrize("typed", ["", "hello", "\0", "1" * 5000, "<script>"])
def test_what_is_no_number_gets_a_sentence_at_its_field(portal, db, typed):
    answer = ask(portal, number=typed, ask="1")
    assert answer.status_code == 400
    assert "<script>hello" not in answer.content.decode()


def test_another_language_keeps_what_was_typed(portal, entry):
    said = ask(portal, number=number_of(entry), language="nl")
    assert number_of(entry) in said.content.decode() and 'lang="nl"' in said.content.decode()


# --- Reports carry the end of their chain (AUD-8) -----------------------------------------------------------


def test_a_report_carries_a_number_that_can_be_looked_up(meeting, promise, amina):
    hold_meeting(meeting, at=meeting.starts_at)
    assert record_number_of_report(meeting) == ""
    report = ReportBack.objects.get(meeting=meeting)
    report.sent_at, report.sent_by, report.summary = NOON, amina, "We spoke"
    report.save()
    number = record_number_of_report(meeting)
    assert number == record_number_for(report)
    assert still_says(number).still_says_so
    entry = ChainEntry.objects.get(verb="report_sent")
    assert bytes(entry.hash) == bytes(meeting.trajectory.chain.head)
