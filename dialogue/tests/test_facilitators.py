"""Somebody from outside leads the conversation only when every party agrees (S101)."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from config.pages import CannotDo
from dialogue.actions import facilitators as actions
from dialogue.actions.meetings import Guest, hold_meeting, invite, take_no_part
from dialogue.facilitation import facilitation_of
from dialogue.models import Facilitator, FacilitatorConsent
from stakeholders.tests.cast import NOON

Answer = FacilitatorConsent.Answer
WHO = {"name": "Ilse Maas", "about": "A mediator; never worked for us.", "paid_by": "Half and half"}


@pytest.fixture
def proposed(meeting, amina):
    return actions.propose_facilitator(
        Facilitator(**WHO), trajectory=meeting.trajectory, by=amina, at=NOON
    )


@pytest.fixture
def two_parties(meeting, participation, supplier):
    return [participation, invite(meeting, Guest(supplier))]


def text_of(response):
    assert response.status_code == 200
    html = response.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def shown(client, user, meeting):
    client.force_login(user)
    return text_of(client.get(meeting.get_absolute_url()))


def post(client, user, page, *args, **fields):
    """Send the form of a page as it was served, with these fields filled in."""
    client.force_login(user)
    url = reverse(f"dialogue:{page}", args=args)
    page = client.get(url)
    hidden = page.context["form"].hidden_fields() if page.status_code == 200 else ()
    along = {field.name: field.value() or "" for field in hidden}
    return client.post(url, along | fields)


def test_without_a_proposal_we_lead_ourselves(client, amina, meeting):
    assert facilitation_of(meeting.trajectory) is None
    assert "You lead the conversation yourselves." in shown(client, amina, meeting)


def test_a_proposal_says_who_pays_and_how_independent_they_are(client, amina, meeting):
    assert post(client, amina, "facilitator_propose", meeting.pk, **WHO).status_code == 302
    page = shown(client, amina, meeting)
    for said in ("Ilse Maas", "A mediator; never worked for us.", "Paid by: Half and half"):
        assert said in page


@pytest.mark.parametrize("missing", WHO)
def test_what_people_decide_on_cannot_be_left_out(client, amina, meeting, missing):
    answer = post(client, amina, "facilitator_propose", meeting.pk, **WHO | {missing: " "})
    assert answer.status_code == 422 and not Facilitator.objects.exists()
    kept = [text for name, text in WHO.items() if name != missing]
    assert all(text in answer.content.decode() for text in kept)


def test_nobody_is_appointed_before_everybody_agreed(client, amina, meeting, proposed, two_parties):
    union, supplier = (party.stakeholder for party in two_parties)
    actions.record_consent(proposed, stakeholder=union, answer=Answer.YES, by=amina)
    assert not facilitation_of(meeting.trajectory).is_appointed
    assert "Not appointed yet: everybody must agree first." in shown(client, amina, meeting)
    actions.record_consent(proposed, stakeholder=supplier, answer=Answer.YES, by=amina)
    assert facilitation_of(meeting.trajectory).is_appointed
    assert "everybody agreed" in shown(client, amina, meeting)


def test_a_yes_on_a_condition_is_a_yes_with_its_words(client, amina, meeting, proposed, union):
    heard = post(
        client,
        amina,
        "facilitator_heard",
        meeting.pk,
        union.pk,
        answer="condition",
        remark="If there is an interpreter",
        on="2026-05-18",
    )
    assert heard.status_code == 302
    page = shown(client, amina, meeting)
    assert "“If there is an interpreter” Agreed, on a condition our word" in page
    assert facilitation_of(meeting.trajectory).is_appointed


def test_a_condition_without_words_is_not_taken(client, amina, meeting, proposed, union):
    heard = post(
        client,
        amina,
        "facilitator_heard",
        meeting.pk,
        union.pk,
        answer="condition",
        on="2026-05-18",
    )
    assert heard.status_code == 422 and "Write down the condition." in heard.content.decode()


def test_a_no_warns_on_the_page_of_the_conversation(client, amina, meeting, proposed, union):
    actions.record_consent(proposed, stakeholder=union, answer=Answer.NO, by=amina)
    assert "Not everybody accepts this." in shown(client, amina, meeting)


def test_their_own_word_is_not_shown_as_ours(client, amina, meeting, proposed, participation):
    actions.consent_to_facilitator(proposed, participation=participation, answer=Answer.YES)
    assert "our word" not in shown(client, amina, meeting)


def test_the_last_word_of_a_party_counts(amina, meeting, proposed, participation, union):
    actions.record_consent(proposed, stakeholder=union, answer=Answer.YES, by=amina)
    actions.consent_to_facilitator(proposed, participation=participation, answer=Answer.NO)
    assert facilitation_of(meeting.trajectory).refused_by == [union]


def test_who_was_proposed_before_makes_way_and_everybody_is_asked_anew(
    client, amina, meeting, proposed, union
):
    actions.record_consent(proposed, stakeholder=union, answer=Answer.YES, by=amina)
    post(client, amina, "facilitator_propose", meeting.pk, **WHO | {"name": "Jan Bos"})
    now_asked = facilitation_of(meeting.trajectory)
    assert str(now_asked.facilitator) == "Jan Bos" and not now_asked.is_appointed
    proposed.refresh_from_db()
    with pytest.raises(CannotDo):
        actions.record_consent(proposed, stakeholder=union, answer=Answer.YES, by=amina)


def test_who_takes_no_part_is_not_waited_for(amina, meeting, proposed, two_parties):
    union = two_parties[0].stakeholder
    actions.record_consent(proposed, stakeholder=union, answer=Answer.YES, by=amina)
    take_no_part(two_parties[1], at=NOON)
    assert facilitation_of(meeting.trajectory).is_appointed


def test_a_conversation_led_without_everybodys_yes_says_so(client, amina, meeting, proposed):
    hold_meeting(meeting, at=meeting.starts_at + timedelta(hours=2))
    assert "Not everybody had agreed to this when" in shown(client, amina, meeting)


def test_only_parties_of_this_conversation_are_written_down(
    client, amina, meeting, proposed, supplier
):
    heard = post(client, amina, "facilitator_heard", meeting.pk, supplier.pk, answer="yes")
    assert heard.status_code == 404 and not FacilitatorConsent.objects.exists()


def test_who_does_not_work_on_it_sees_it_and_changes_nothing(client, chloe, meeting, proposed):
    page = shown(client, chloe, meeting)
    assert "Ilse Maas" in page and "They told us" not in page
    assert post(client, chloe, "facilitator_propose", meeting.pk, **WHO).status_code == 403


def test_a_proposal_that_nobody_saw_does_not_make_way(client, amina, bram, meeting):
    client.force_login(amina)
    url = reverse("dialogue:facilitator_propose", args=[meeting.pk])
    actions.propose_facilitator(Facilitator(**WHO), trajectory=meeting.trajectory, by=bram, at=NOON)
    mine = WHO | {"name": "Jan Bos", "about": "My long text about him", "before": ""}
    answer = client.post(url, mine)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Meanwhile Ilse Maas was proposed" in page and "My long text about him" in page
    assert str(facilitation_of(meeting.trajectory).facilitator) == "Ilse Maas"
    seen = answer.context["form"]["before"].value()
    assert client.post(url, mine | {"before": seen}).status_code == 302
    assert str(facilitation_of(meeting.trajectory).facilitator) == "Jan Bos"


def test_what_they_said_about_one_is_not_written_down_for_another(
    client, amina, meeting, proposed, union
):
    client.force_login(amina)
    url = reverse("dialogue:facilitator_heard", args=[meeting.pk, union.pk])
    served = client.get(url).context["form"]["about"].value()
    new = actions.propose_facilitator(
        Facilitator(**WHO | {"name": "Jan Bos"}), trajectory=meeting.trajectory, by=amina, at=NOON
    )
    said = {"answer": "yes", "on": "2026-05-18", "remark": "Gladly", "about": served}
    answer = client.post(url, said)
    assert answer.status_code == 409
    assert "Jan Bos" in answer.content.decode() and "Gladly" in answer.content.decode()
    assert not new.consents.exists()
