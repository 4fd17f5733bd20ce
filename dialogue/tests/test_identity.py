"""Who a confidential sender is: known to nobody, until two people agree and the person is told."""

import logging
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.db import IntegrityError, connections, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import Role
from config.testing.database import make_copy, point_at
from config.testing.plugin import DATABASE, POSTGRES
from dialogue.actions import voices
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.answers import mark_of, short_mark_of
from dialogue.models import IdentityRequest, IdentityRuling, Meeting, Voice
from dialogue.tests.answering import a_voice, ask_in_confidence, say
from dialogue.tests.rights import is_refused
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, Stakeholder
from stakeholders.tests.cast import NOON, make_user

SECRET = "The foreman keeps our papers"
WHY = "Somebody wrote that they are in danger."


@pytest.fixture
def petra(db):
    return make_user("Petra Privacy", Role.PRIVACY_OFFICER)


@pytest.fixture
def adri(db):
    return make_user("Adri Admin", Role.ADMINISTRATOR)


@pytest.fixture
def confidential(meeting, union, amina):
    return ask_in_confidence(meeting, union, amina)


@pytest.fixture
def voice(confidential):
    voice = a_voice(confidential)
    say(confidential, voice, SECRET)
    return voice


@pytest.fixture
def asked(voice, petra):
    return voices.ask_who_it_is(voice, reason=WHY, by=petra, at=NOON)


def at(name, *args):
    return reverse(f"dialogue:{name}", args=args)


def as_(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def page(user, url):
    answer = as_(user).get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def ask(user, voice, reason=WHY):
    url = at("identity_ask", voice.round_id)
    return as_(user).post(url, {"sender": mark_of(voice), "reason": reason})


def rule(user, asked, answer="yes"):
    return as_(user).post(at("identity_rule", asked.pk), {"is_allowed": answer})


# --- Asking --------------------------------------------------------------------------------------


def test_the_privacy_officer_sees_numbers_and_never_a_word(petra, voice):
    for url in (at("identity"), at("identity_ask", voice.round_id)):
        text = page(petra, url)
        assert "Dust in the quarries" in text
        assert SECRET not in text and str(voice.pk) not in text
    assert f"Confidential sender 1 · {short_mark_of(voice)}" in text


def test_the_team_and_the_privacy_officer_name_a_sender_alike(amina, petra, confidential, voice):
    others = [a_voice(confidential) for _each in range(4)]
    for other in others:
        say(confidential, other, "Something else")
    a_voice(confidential)  # began to write and sent nothing: has no number
    team = as_(amina).get(at("decide_round", confidential.meeting_id, confidential.pk))
    for sender in team.context["screen"].senders:
        label = f"{sender} · {sender.short_mark}"
        assert label in page(petra, at("identity_ask", confidential.pk))


def test_asking_needs_a_reason_and_is_kept(petra, voice, caplog):
    with caplog.at_level(logging.INFO, logger="te_voet.security"):
        assert ask(petra, voice, reason=" ").status_code == 422
        assert ask(petra, voice).status_code == 302
    asked = IdentityRequest.objects.get()
    assert (asked.voice, asked.by, asked.reason.text) == (voice, petra, WHY)
    [line] = [each for each in caplog.records if each.name == "te_voet.security"]
    assert line.getMessage() == f"identity asked: request={asked.pk} by={petra.pk}"


def test_it_is_asked_once_at_a_time(petra, voice, asked):
    answer = ask(petra, voice)
    assert answer.status_code == 422 and "was asked already" in answer.content.decode()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.PRIVACY_OFFICER])
def test_nobody_else_asks(role, voice):
    assert ask(make_user("Somebody Else", role), voice).status_code == 403
    assert not IdentityRequest.objects.exists()


def test_nobody_asks_about_an_anonymous_round(petra, open_questions):
    assert as_(petra).get(at("identity_ask", open_questions.pk)).status_code == 404


# --- Ruling --------------------------------------------------------------------------------------


def test_nobody_allows_their_own_request_by_page_or_by_sql(petra, asked):
    assert 'value="yes"' not in page(petra, at("identity_request", asked.pk))
    assert rule(petra, asked).status_code == 403
    with pytest.raises(IntegrityError, match="own request"), transaction.atomic():
        IdentityRuling.objects.create(request=asked, is_allowed=True, by=petra, ruled_at=NOON)
    assert not IdentityRuling.objects.exists()


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.PRIVACY_OFFICER])
@pytest.mark.parametrize(("answer", "is_allowed"), [("yes", True), ("no", False)])
def test_a_second_person_allows_or_refuses(role, asked, answer, is_allowed, caplog):
    second = make_user("Second Person", role)
    assert WHY in page(second, at("identity_request", asked.pk))
    with caplog.at_level(logging.INFO, logger="te_voet.security"):
        rule(second, asked, answer)
    ruling = IdentityRuling.objects.get()
    assert (ruling.is_allowed, ruling.by) == (is_allowed, second)
    word = "allowed" if is_allowed else "refused"
    assert f"identity {word}: request={asked.pk} by={second.pk}" in caplog.text
    assert WHY not in caplog.text and "Meena" not in caplog.text


def test_a_ruling_is_a_yes_or_a_no_and_is_given_once(asked, adri):
    rule(adri, asked, "maybe")
    assert not IdentityRuling.objects.exists()
    rule(adri, asked, "no")
    rule(adri, asked, "yes")
    assert IdentityRuling.objects.get().is_allowed is False


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER, Role.AUDITOR, Role.FACILITATOR])
def test_for_others_there_are_no_requests(role, asked):
    other = make_user("Somebody Else", role)
    assert as_(other).get(at("identity")).status_code == 403
    assert as_(other).get(at("identity_request", asked.pk)).status_code == 404
    assert rule(other, asked).status_code == 404
    assert not IdentityRuling.objects.exists()


def test_the_menu_and_today_lead_there(petra, adri, amina):
    for user in (petra, adri):
        assert page(user, at("today")).count(at("identity")) >= 2
    assert at("identity") not in page(amina, at("today"))


# --- Knowing -------------------------------------------------------------------------------------


def test_the_program_can_not_read_the_list(db):
    assert is_refused("SELECT * FROM identity.voices")


def a_world(database, chosen):
    """A conversation of three workers, of whom the chosen one answered in confidence."""
    amina = make_user("Amina Haddou")
    union = add_stakeholder(
        Stakeholder(name="Quarry Workers’ Union", kind="union"), by=amina, on=NOON.date()
    )
    ravi = add_person(ContactPerson(stakeholder=union, name="R. Meena", email="r@example.org"))
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=NOON + timedelta(days=10)),
        aim="We want to know.",
        guests=[Guest(union, ravi)],
        risk="no",
        by=amina,
        at=NOON,
    )
    round_ = ask_in_confidence(meeting, union, amina)
    person = meeting.participations.all()[chosen]
    # Only the portal, and here the server's own account, can join a person to a voice.
    [(key,)] = POSTGRES.run_sql(
        "SELECT identity.speak(%s, %s)", [person.pk, round_.pk], database=database
    )
    voice = Voice.objects.get(pk=key)
    say(round_, voice, SECRET)
    return amina, union, meeting, round_, person, voice


def test_the_name_is_for_who_asked_after_a_yes_and_for_nobody_else(committing, caplog):
    amina, _union, meeting, round_, person, voice = a_world(committing, 1)
    marit = make_user("Marit Veenstra", Role.MANAGER)
    petra = make_user("Petra Privacy", Role.PRIVACY_OFFICER)
    pia = make_user("Pia Privacy", Role.PRIVACY_OFFICER)
    adri = make_user("Adri Admin", Role.ADMINISTRATOR)
    ask(petra, voice)
    asked = IdentityRequest.objects.get()
    url = at("identity_request", asked.pk)
    assert "S. Devi" not in page(petra, url)
    rule(adri, asked)
    with caplog.at_level(logging.INFO, logger="te_voet.security"):
        shown = page(petra, url)
    assert str(person) == "S. Devi" and "S. Devi" in shown
    assert "They were told" in shown and SECRET not in shown
    assert f"identity shown: request={asked.pk} by={petra.pk}" in caplog.text
    assert "Devi" not in caplog.text
    for other in (pia, adri):
        assert "S. Devi" not in page(other, url)
    assert as_(marit).get(url).status_code == as_(amina).get(url).status_code == 404
    assert "S. Devi" not in page(amina, at("decide_round", meeting.pk, round_.pk))
    told = POSTGRES.run_sql(
        "SELECT ruling_id FROM identity.openings_of(%s)", [person.pk], database=committing
    )
    assert told == [(IdentityRuling.objects.get().pk,)]


def test_a_refusal_shows_nothing(committing):
    *_world, voice = a_world(committing, 1)
    petra = make_user("Petra Privacy", Role.PRIVACY_OFFICER)
    adri = make_user("Adri Admin", Role.ADMINISTRATOR)
    ask(petra, voice)
    asked = IdentityRequest.objects.get()
    rule(adri, asked, "no")
    assert "S. Devi" not in page(petra, at("identity_request", asked.pk))


# --- Nothing on any page -------------------------------------------------------------------------


def everything_there_is(meeting, union, round_):
    return [
        at("today"),
        at("meetings"),
        at("meeting", meeting.pk),
        at("during", meeting.pk),
        at("decide", meeting.pk),
        at("decide_round", meeting.pk, round_.pk),
        at("identity"),
        reverse("stakeholders:list"),
        reverse("stakeholders:page", args=[union.pk]),
        reverse("trust:dashboard"),
        reverse("trust:relationship", args=[union.pk]),
        reverse("trust:timeline", args=[union.pk]),
        reverse("trust:ledger", args=[union.pk, "dependability"]),
        reverse("trust:ledger_csv", args=[union.pk, "dependability"]),
    ]


def what_is_seen(user, urls):
    client = as_(user)
    seen = {}
    for url in urls:
        answer = client.get(url)
        seen[url] = (answer.status_code, without_what_is_fresh(answer.content.decode()))
    return seen


def without_what_is_fresh(html):
    """A key of the form, a token against forgery: other at every visit."""
    return re.sub(r'name="(once|csrfmiddlewaretoken)" value="[^"]*"', "", html)


@pytest.fixture
def two_worlds(django_db_setup, django_db_blocker, time_machine):
    """The same conversation twice, in two databases; another worker answered in each."""
    time_machine.move_to(NOON, tick=False)
    names = ["te_voet_one_world", "te_voet_other_world"]
    with django_db_blocker.unblock():
        for name in names:
            make_copy(name)
        yield names
        connections.close_all()
        point_at(DATABASE)
        for name in names:
            POSTGRES.run_sql(f'DROP DATABASE "{name}" WITH (FORCE)')


def test_two_worlds_that_differ_in_who_answered_look_the_same(two_worlds):
    """AUZ-11: other officer, manager, team and mailbox cannot tell which worker it was."""
    seen = []
    for chosen, name in enumerate(two_worlds, start=1):
        point_at(name)
        mail.outbox = []
        amina, union, meeting, round_, person, voice = a_world(name, chosen)
        people = [
            amina,
            make_user("Chloe Dekker"),
            make_user("Marit Veenstra", Role.MANAGER),
            make_user("Petra Privacy", Role.PRIVACY_OFFICER),
        ]
        urls = everything_there_is(meeting, union, round_)
        worlds = [what_is_seen(user, urls) for user in people]
        # The one thing that may differ is the random mark of the voice itself.
        marks = {mark_of(voice): "mark", short_mark_of(voice): "mark"}
        seen.append((normal(worlds, marks), [m.message().as_bytes() for m in mail.outbox]))
        assert str(person) in ("S. Devi", "K. Lal")
        for world in worlds[:1]:
            decide_page = world[at("decide_round", meeting.pk, round_.pk)][1]
            assert SECRET in decide_page
            for worker in ("S. Devi", "K. Lal"):
                assert worker not in decide_page
        for world in worlds[1:]:
            assert SECRET not in str(world)
    assert seen[0] == seen[1]


def normal(worlds, marks):
    text = repr(worlds)
    for mark, same in marks.items():
        text = text.replace(mark, same)
    return text
