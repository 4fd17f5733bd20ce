"""Every URL, as every role, against the one table in ACCESS.md (security.md AUZ-1)."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import Role
from config.environment import HOUSE
from dialogue.actions.agreements import propose_agreements
from dialogue.actions.breaches import act_on_breach, report_breach
from dialogue.actions.checks import add_witness
from dialogue.actions.contacts import log_contact
from dialogue.actions.meetings import hold_meeting, take_question
from dialogue.actions.promises import keep_promise, propose_promise
from dialogue.actions.rounds import STANDARD_QUESTIONS, open_round
from dialogue.actions.voices import ask_who_it_is
from dialogue.models import Attachment, ExpectationRound, InformalContact, Voice, Witness
from dialogue.tests.answering import PHOTO
from stakeholders.tests.cast import NOON, TODAY, make_user

# About oneself alone; allauth's own tests cover what they do.
OF_ALLAUTH = {
    "account_login",
    "account_logout",
    "account_change_password",
    "account_reset_password",
    "account_reset_password_done",
    "account_reset_password_from_key",
    "account_reset_password_from_key_done",
    "account_reauthenticate",
    "mfa_index",
    "mfa_authenticate",
    "mfa_reauthenticate",
    "mfa_activate_totp",
    "mfa_deactivate_totp",
    "mfa_generate_recovery_codes",
    "mfa_view_recovery_codes",
    "mfa_download_recovery_codes",
}
ANSWERS = {"yes": {200, 302, 422}, "no": {403}, "–": {404}}


def table():
    lines = (HOUSE / "ACCESS.md").read_text().splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in lines
        if line.startswith("|")
    ]
    head, rows = rows[0], rows[2:]
    return {
        (row[0], row[1], who): cell
        for row in rows
        for who, cell in zip(head[2:], row[2:], strict=True)
    }


def all_names(resolver=None, namespace=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from all_names(pattern, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}"


TABLE = table()
WHO = sorted({who for _name, _method, who in TABLE})


@pytest.fixture
def world(amina, union, ravi, meeting):
    """One of everything, all of it Amina's."""
    contact = log_contact(
        InformalContact(stakeholder=union, kind="call", happened_at=NOON), by=amina
    )
    promise = propose_promise(
        wording="Pay",
        parties=[union],
        due_on=TODAY,
        owner=amina,
        meeting=meeting,
        by=amina,
        on=TODAY,
    )
    question = take_question(meeting, wording="When?", by=amina, on=TODAY)
    round_, file, asked = an_answer_in_confidence(meeting)
    return {
        "stakeholders": {"pk": union.pk, "person_pk": ravi.pk},
        "trust": {"pk": union.pk, "dimension": "dependability"},
        "contact": {"pk": contact.pk},
        "promise": {"pk": promise.pk},
        "question": {"pk": question.pk},
        "breach": breach_of(meeting, amina),
        "evidence": {"pk": evidence_of(meeting, union, amina).pk},
        "poster": {"pk": meeting.pk, "round_pk": an_anonymous_round(meeting, amina).pk},
        "attachment": {"pk": file.pk},
        "record": {
            "code": meeting.trajectory.chain.code,
            "witness_pk": somebody_outside(amina).pk,
        },
        "identity": {"pk": asked.pk, "round_pk": round_.pk},
        "meeting": {
            "pk": meeting.pk,
            "stakeholder_pk": union.pk,
            "participation_pk": meeting.participations.get().pk,
            "round_pk": round_.pk,
        },
    }


def breach_of(meeting, amina):
    """We did not keep to an agreement, and did something about it."""
    version = propose_agreements(meeting.trajectory, lines=["no_harm"], by=amina, at=NOON)
    breach = report_breach(
        version.agreements.get(), happened_on=TODAY, on=TODAY, words="We named her.", by=amina
    )
    action = act_on_breach(breach, words="Apologised", on=TODAY, by=amina)
    return {"pk": breach.pk, "action_pk": action.pk}


def evidence_of(meeting, union, amina):
    """A photo of what we kept."""
    done = propose_promise(
        wording="Lay on masks",
        parties=[union],
        due_on=TODAY,
        owner=amina,
        meeting=meeting,
        by=amina,
        on=TODAY,
    )
    return keep_promise(done, files=[PHOTO], by=amina, on=TODAY).evidence.get()


def an_anonymous_round(meeting, amina):
    """A round with a code that is the same for everybody."""
    return open_round(
        meeting,
        mode="anonymous",
        questions=STANDARD_QUESTIONS,
        closes_on=TODAY,
        invited=[],
        audience="Everybody who works there",
        audience_size=40,
        by=amina,
        at=NOON,
    )


def somebody_outside(amina):
    witness = Witness(name="Works council", email="council@example.org")
    return add_witness(witness, by=amina, at=NOON)


def an_answer_in_confidence(meeting):
    """A confidential round that somebody answered with a file, and a request to know who."""
    round_ = ExpectationRound.objects.create(
        meeting=meeting,
        mode="confidential",
        opens_on=TODAY,
        closes_on=TODAY,
        opened_at=NOON,
        answered_at=NOON,
    )
    round_.invited.set(meeting.participations.all())
    voice = Voice.objects.create(round=round_)
    file = Attachment.objects.create(
        round=round_,
        voice=voice,
        media_type="application/pdf",
        extension="pdf",
        size=3,
        content=b"pdf",
        added_on=TODAY,
    )
    asker = make_user("Pia Privacy", Role.PRIVACY_OFFICER)
    return round_, file, ask_who_it_is(voice, reason="A threat", by=asker, at=NOON)


@pytest.fixture
def people(amina, chloe, marit, meeting):
    facilitator = make_user("Femi Facilitator", Role.FACILITATOR)
    meeting.trajectory.members.add(facilitator)
    return {
        "Signed out": None,
        "On the team": amina,
        "Elsewhere": chloe,
        "Purchaser": make_user("Piet Purchaser", Role.PURCHASER),
        "Manager": marit,
        "Facilitator": facilitator,
        "Privacy officer": make_user("Petra Privacy", Role.PRIVACY_OFFICER),
        "Auditor": make_user("Aad Auditor", Role.AUDITOR),
        "Administrator": make_user("Adri Admin", Role.ADMINISTRATOR),
    }


def url_of(name, world):
    """Fill the arguments of a URL from the record it is about."""
    wanted = next(iter(get_resolver_arguments(name)))
    app, _colon, page = name.partition(":")
    about = world.get(app) or next(
        (facts for word, facts in world.items() if page.startswith(word)), world["meeting"]
    )
    return reverse(name, kwargs={argument: about[argument] for argument in wanted})


def get_resolver_arguments(name):
    *namespaces, page = name.split(":")
    resolver = get_resolver()
    for namespace in namespaces:
        resolver = resolver.namespace_dict[namespace][1]
    for possibilities, *_rest in resolver.reverse_dict.getlist(page):
        for _pattern, arguments in possibilities:
            yield arguments


def test_every_url_of_the_site_is_in_the_table():
    listed = {name for name, _method, _who in TABLE}
    assert set(all_names()) - OF_ALLAUTH == listed


@pytest.mark.parametrize("who", WHO)
def test_every_url_answers_this_role_as_the_table_says(who, people, world):
    found = {}
    for (name, method, whose), expected in TABLE.items():
        if whose != who:
            continue
        client = Client()
        if people[who]:
            client.force_login(people[who], backend=settings.AUTHENTICATION_BACKENDS[0])
        url = url_of(name, world)
        methods = [client.post] if method == "POST" else [client.head, client.get]
        for send in methods:
            answer = send(url)
            if not fits(answer, expected):
                found[name, method] = (expected, answer.status_code)
    assert found == {}


def fits(answer, expected):
    to_sign_in = answer.status_code == 302 and "/account/sign-in/" in answer.url
    if expected == "sign in":
        return to_sign_in
    return answer.status_code in ANSWERS[expected] and not to_sign_in


def test_what_one_may_not_see_looks_like_what_is_not_there(people, world):
    client = Client()
    client.force_login(people["Auditor"], backend=settings.AUTHENTICATION_BACKENDS[0])
    hidden = client.get(reverse("dialogue:meeting", args=[world["meeting"]["pk"]]))
    absent = client.get(reverse("dialogue:meeting", args=[987654]))
    assert (hidden.status_code, hidden.content) == (404, absent.content)


def test_who_leaves_the_team_loses_what_was_only_for_the_team(people, world, amina, meeting):
    client = Client()
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    decide = reverse("dialogue:decide", args=[meeting.pk])
    assert client.get(decide).status_code == 200
    meeting.trajectory.members.remove(amina)
    amina.assignments.update(until_on=TODAY)
    assert client.get(decide).status_code == 403


def test_a_closed_account_is_signed_out_at_the_next_click(people, amina, world):
    client = Client()
    client.force_login(amina, backend=settings.AUTHENTICATION_BACKENDS[0])
    amina.is_active = False
    amina.save()
    answer = client.get(reverse("dialogue:today"))
    assert answer.status_code == 302


def test_a_held_meeting_stays_visible_to_the_same_people(people, meeting, marit):
    hold_meeting(meeting, at=meeting.starts_at + timedelta(hours=2))
    client = Client()
    client.force_login(marit, backend=settings.AUTHENTICATION_BACKENDS[0])
    assert client.get(meeting.get_absolute_url()).status_code == 200
