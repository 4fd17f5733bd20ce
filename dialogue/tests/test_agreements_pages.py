"""The page of process agreements: what binds, what is proposed, and proposing the next together."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse

from config.tests.tabs import Tab
from dialogue.actions.agreements import (
    endorse,
    leave_the_agreements,
    propose_agreements,
    record_endorsement,
    suggest_a_change,
)
from dialogue.actions.meetings import Guest, invite
from dialogue.agreed import agreed_in_one
from dialogue.agreement_sets import SETS
from dialogue.compared import compared
from dialogue.forms.agreements import NextVersionForm
from dialogue.models import AgreementVersion, ProcessAgreement
from dialogue.readiness import readiness_of
from dialogue.reminders import endorsements_missing, send_due
from dialogue.tests.hands import hand_of
from stakeholders.tests.cast import NOON, PASSWORD


@pytest.fixture(autouse=True)
def it_is_noon(time_machine, noon):
    time_machine.move_to(noon)


@pytest.fixture
def version(meeting, amina):
    return propose_agreements(meeting.trajectory, lines=["no_harm", "Ours"], by=amina, at=NOON)


def signed_in(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def with_a_password(user):
    user.set_password(PASSWORD)
    user.save()
    return signed_in(user)


def at_the_desk(user):
    """Somebody who said again, just now, that it is them."""
    client = with_a_password(user)
    answer = client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert answer.status_code == 302
    return client


def next_page(meeting):
    return reverse("dialogue:agreements_next", args=[meeting.pk])


def typed(version, *lines, own="", reason="Because", **more):
    own_lines = {str(each): f"own-{each.pk}" for each in version.agreements.exclude(own_words="")}
    keys = [own_lines.get(line, line) for line in lines]
    places = {f"place-{key}": str(place) for place, key in enumerate(keys, start=1)}
    return {"read": version.pk, "lines": keys, "own": own, "reason": reason} | places | more


def page_of(client, meeting):
    return client.get(reverse("dialogue:agreements", args=[meeting.pk])).content.decode()


# --- What is in force -------------------------------------------------------------------------------------


def test_the_page_says_what_is_in_force_and_what_is_only_proposed(
    meeting, version, participation, amina
):
    client = signed_in(amina)
    assert "No version is in force yet" in page_of(client, meeting)
    endorse(version, hand=hand_of(participation), answer="accepted", at=NOON)
    propose_agreements(
        meeting.trajectory,
        lines=["no_harm", "stays_here"],
        instead_of=version,
        reason="New insights",
        by=amina,
        at=NOON,
    )
    text = page_of(client, meeting)
    assert "In force: version 1" in text and "Proposed: version 2" in text
    assert "New insights" in text
    assert "<del>" in text and "<ins>" in text


def test_our_word_says_from_when_it_counts_and_that_without_a_link_it_never_does(
    meeting, version, union, participation, amina
):
    client = signed_in(amina)
    record_endorsement(version, stakeholder=union, answer="accepted", by=amina, at=NOON)
    assert "It never counts without a link" in page_of(client, meeting)
    hand_of(participation, at=NOON)
    assert "they can still say otherwise" in page_of(client, meeting)
    assert agreed_in_one(meeting.trajectory, NOON).in_force is None
    later = agreed_in_one(meeting.trajectory, NOON + timedelta(days=15))
    assert later.in_force.since == NOON + timedelta(days=14)


def told(amina, meeting, union):
    return Tab(amina, "dialogue:endorsement_record", meeting.pk, union.pk)


@pytest.mark.parametrize(
    ("answer", "remark", "said"),
    [
        ("accepted", "", "Agreed"),
        ("with_reservation", "Not in the harvest", "Agreed, with a remark"),
        ("refused", "It helps nobody", "Not agreed"),
    ],
)
def test_what_they_told_us_is_written_down_whatever_it_is(
    meeting, version, union, amina, answer, remark, said
):
    tab = told(amina, meeting, union)
    assert tab.send(answer=answer, remark=remark) == 302
    page = page_of(tab.client, meeting)
    assert (
        said in page and remark in page and "our word" in page.lower()
    ) or "Only we say so" in page


def test_a_remark_that_they_made_needs_its_words(meeting, version, union, amina):
    tab = told(amina, meeting, union)
    assert tab.send(answer="with_reservation") == 422
    assert "Write down the remark" in tab.page and not union.endorsements.exists()


def test_our_word_is_about_the_text_that_was_on_the_page(meeting, version, union, amina):
    tab = told(amina, meeting, union)
    propose_agreements(meeting.trajectory, lines=["Anew"], instead_of=version, by=amina, at=NOON)
    assert tab.send(answer="refused", remark="It helps nobody") == 409
    assert "Anew" in tab.page and "It helps nobody" in tab.page
    assert not union.endorsements.exists()
    assert tab.send_what_is_offered() == 302
    assert union.endorsements.get().version.number == 2


def test_a_newcomer_is_named_as_joining_from_the_next_version(
    meeting, version, participation, supplier, amina
):
    endorse(version, hand=hand_of(participation), answer="accepted", at=NOON)
    invite(meeting, Guest(supplier))
    agreed = agreed_in_one(meeting.trajectory, NOON)
    assert (agreed.newcomers, agreed.missing) == ([supplier], [supplier])
    assert agreed.in_force.version == version
    assert "Join from the next version" in page_of(signed_in(amina), meeting)


def test_the_card_and_the_readiness_count_the_same_parties_when_one_withdrew(
    meeting, version, participation, supplier, amina
):
    hand = hand_of(participation)
    leave_the_agreements(hand)
    type(participation).objects.filter(pk=participation.pk).update(withdrawn_at=NOON)
    agreed = agreed_in_one(meeting.trajectory, NOON)
    assert agreed.missing == []
    steps = [step.words for step in readiness_of(meeting, NOON)]
    assert not any("waiting for" in words for words in steps)
    text = signed_in(amina).get(meeting.get_absolute_url()).content.decode()
    assert "takes no part any more" in text and "They told us they agree" not in text


def test_a_party_that_left_holds_up_no_later_version(meeting, version, participation, amina):
    leave_the_agreements(hand_of(participation))
    type(participation).objects.filter(pk=participation.pk).update(withdrawn_at=NOON)
    later = propose_agreements(
        meeting.trajectory, lines=["Anew"], instead_of=version, by=amina, at=NOON
    )
    assert agreed_in_one(meeting.trajectory, NOON).in_force.version == later


def test_the_number_of_queries_does_not_grow(meeting, version, amina, django_assert_num_queries):
    agreed_in_one(meeting.trajectory, NOON)
    last = version
    for number in range(4):
        last = propose_agreements(
            meeting.trajectory, lines=[f"Text {number}"], instead_of=last, by=amina, at=NOON
        )
    with django_assert_num_queries(7):
        agreed = agreed_in_one(meeting.trajectory, NOON)
        assert [len(text.lines) for text in agreed.texts] == [1, 1, 1, 1, 2]


def test_lines_are_compared_in_order():
    told = [(line.was, line.is_now) for line in compared("abce", "axyc")]
    assert told == [("a", "a"), ("b", "x"), ("", "y"), ("c", "c"), ("e", "")]


# --- Proposing the next -------------------------------------------------------------------------------------


def test_the_next_version_has_the_lines_in_the_order_that_was_given(meeting, version, amina):
    sent = typed(version, "Ours", "stays_here", own="First own\n\n Second own ")
    answer = at_the_desk(amina).post(next_page(meeting), sent)
    assert answer.url == reverse("dialogue:agreements", args=[meeting.pk])
    newest = meeting.trajectory.agreement_versions.last()
    told = [each.standard or each.own_words for each in newest.agreements.all()]
    assert told == ["Ours", "stays_here", "First own", "Second own"]
    assert str(newest.reason) == "Because"
    assert newest.endorsements.get().is_ours


def test_our_own_yes_is_asked_again_and_what_was_typed_survives_that(meeting, version, amina):
    client = with_a_password(amina)
    sent = typed(version, "no_harm", own="Typed before")
    detour = client.post(next_page(meeting), sent)
    assert "/account/again/" in detour.url
    assert AgreementVersion.objects.count() == 1
    again = {"password": PASSWORD, "next": next_page(meeting)}
    assert client.post(detour.url, again).status_code == 302
    assert "Typed before" in str(list(ProcessAgreement.objects.values_list("own_words")))


def test_ten_minutes_later_it_is_asked_once_more(meeting, version, amina, time_machine, noon):
    client = at_the_desk(amina)
    time_machine.move_to(noon + timedelta(minutes=11))
    answer = client.post(next_page(meeting), typed(version, "no_harm"))
    assert "/account/again/" in answer.url


def test_who_read_an_older_text_sees_both_and_keeps_what_was_typed(meeting, version, amina, bram):
    propose_agreements(
        meeting.trajectory, lines=["Brams line"], instead_of=version, by=bram, at=NOON
    )
    client = at_the_desk(amina)
    answer = client.post(next_page(meeting), typed(version, "no_harm", "Ours", own="My line"))
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "Brams line" in text and "Ours" in text and "My line" in text and "Because" in text
    newest = meeting.trajectory.agreement_versions.last()
    assert f'name="read" value="{newest.pk}"' in text
    ours = version.agreements.get(own_words="Ours").pk
    sent = {"read": newest.pk, "lines": ["no_harm"], "own": "My line", "reason": "Both"}
    assert client.post(next_page(meeting), sent).status_code == 302
    assert ours and meeting.trajectory.agreement_versions.count() == 3


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"lines": [], "own": ""}, "Choose at least one agreement."),
        ({"reason": " "}, "This field is required."),
        ({"own": "x" * 501}, "Keep each line under 500 characters"),
        ({"own": "\n".join(map(str, range(60)))}, "At most 40 lines"),
    ],
)
def test_what_cannot_be_proposed_is_said_and_kept(meeting, version, amina, changed, complaint):
    client = at_the_desk(amina)
    answer = client.post(next_page(meeting), typed(version, "no_harm") | changed)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert AgreementVersion.objects.count() == 1


def test_the_same_text_again_is_only_proposed_for_newcomers(meeting, version, supplier, amina):
    client = at_the_desk(amina)
    sent = typed(version, "no_harm", "Ours")
    assert client.post(next_page(meeting), sent).status_code == 422
    invite(meeting, Guest(supplier))
    assert client.post(next_page(meeting), sent).status_code == 302


@pytest.mark.parametrize("place", ["", "x", "-1", "99999999999999999999", "١"])
def test_a_strange_number_for_the_order_is_no_error(version, place):
    from django.http import QueryDict

    data = QueryDict(mutable=True)
    data.setlist("lines", ["no_harm"])
    data.update({"place-no_harm": place, "reason": "x"})
    form = NextVersionForm(data, versions=[version])
    assert form.is_valid(), form.errors


@pytest.mark.parametrize("each", SETS, ids=lambda each: each.slug)
def test_a_ready_made_set_is_ticked_beside_what_was_typed(meeting, version, amina, each):
    sent = typed(version, "Ours", own="Typed", begin=each.slug)
    answer = signed_in(amina).post(next_page(meeting), sent)
    assert answer.status_code == 200
    ticked = {row.key for row in answer.context["form"].rows if row.is_ticked}
    assert ticked >= set(each.lines) and any(key.startswith("own-") for key in ticked)
    assert "Typed" in answer.content.decode()
    assert AgreementVersion.objects.count() == 1


def test_a_first_set_can_be_proposed_without_a_round(meeting, amina):
    sent = {"lines": ["no_harm"], "place-no_harm": "1", "own": "", "reason": ""}
    assert at_the_desk(amina).post(next_page(meeting), sent).status_code == 302
    assert meeting.trajectory.agreement_versions.get().number == 1


def test_suggestions_stand_beside_the_editor_and_only_for_the_team(
    meeting, version, participation, amina, marit
):
    suggest_a_change(version, participation=participation, words="SECRET-WISH")
    assert "SECRET-WISH" in signed_in(amina).get(next_page(meeting)).content.decode()
    assert "SECRET-WISH" in page_of(signed_in(amina), meeting)
    assert "SECRET-WISH" not in page_of(signed_in(marit), meeting)


# --- Reminders ----------------------------------------------------------------------------------------------


def test_the_reminder_names_newcomers_and_says_that_the_rest_is_in_force(
    meeting, version, participation, supplier, amina, settings, time_machine
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    endorse(version, hand=hand_of(participation), answer="accepted", at=NOON)
    soon = NOON + timedelta(days=8)
    time_machine.move_to(soon)
    send_due(soon, [endorsements_missing])
    assert mail.outbox == []
    invite(meeting, Guest(supplier))
    send_due(soon, [endorsements_missing])
    (message,) = mail.outbox
    assert "joined later" in message.body and "is in force" in message.body
    assert supplier.name not in message.subject
