"""Not kept to: written down with us first in the list, acted on within five working days, for the team."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from dialogue.actions.agreements import propose_agreements
from dialogue.actions.breaches import act_on_breach, judge_action, report_breach
from dialogue.actions.meetings import working_days_after
from dialogue.models import Breach, Notice
from dialogue.reminders import breaches_to_act_on, send_due
from dialogue.tests.hands import hand_of
from dialogue.today import today_of
from stakeholders.tests.cast import NOON, TODAY

SECRET = "SECRET-WORDS"


@pytest.fixture(autouse=True)
def it_is_noon(time_machine, noon):
    time_machine.move_to(noon)


@pytest.fixture
def line(meeting, amina):
    version = propose_agreements(meeting.trajectory, lines=["no_harm", "Ours"], by=amina, at=NOON)
    return version.agreements.first()


@pytest.fixture
def breach(line, amina, union):
    return breach_of(line, amina, harmed=union)


def breach_of(line, by, **more):
    return report_breach(line, happened_on=TODAY, on=TODAY, words=SECRET, by=by, **more)


def signed_in(user):
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def report_page(meeting):
    return reverse("dialogue:report_breach", args=[meeting.pk])


def typed(line, **more):
    fields = {"agreement": line.pk, "who": "us", "words": SECRET, "happened_on": str(TODAY)}
    return fields | {"harmed": ""} | more


def texts_of(client, *urls):
    answers = [client.get(url) for url in urls]
    assert {answer.status_code for answer in answers} == {200}
    return " ".join(answer.content.decode() for answer in answers)


def test_we_are_the_first_in_the_list_and_they_are_told(meeting, line, union, amina):
    client = signed_in(amina)
    form = client.get(report_page(meeting)).context["form"]
    assert [value for value, _label in form.fields["who"].choices] == ["us", str(union.pk)]
    answer = client.post(report_page(meeting), typed(line, harmed=union.pk))
    breach = Breach.objects.get()
    assert answer.url == breach.get_absolute_url()
    assert breach.is_ours and breach.act_by == working_days_after(localdate(), 5)
    assert Notice.objects.get(breach=breach).stakeholder == union


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"words": " "}, "This field is required."),
        ({"agreement": "987654"}, "Select a valid choice"),
        ({"agreement": ""}, "This field is required."),
        ({"who": "987654"}, "Select a valid choice"),
        ({"happened_on": "2099-01-01"}, "date between"),
        ({"happened_on": str(TODAY + timedelta(days=1))}, "That day is still to come."),
    ],
)
def test_what_cannot_be_is_said_and_what_was_typed_is_kept(
    meeting, line, amina, changed, complaint
):
    answer = signed_in(amina).post(report_page(meeting), typed(line) | changed)
    assert answer.status_code == 422
    assert complaint in answer.content.decode()
    assert not Breach.objects.exists()


def test_nobody_is_harmed_by_their_own_breach(meeting, line, union, amina):
    sent = typed(line, who=union.pk, harmed=union.pk)
    answer = signed_in(amina).post(report_page(meeting), sent)
    assert answer.status_code == 422
    assert "Choose somebody else than who did it." in answer.content.decode()


def test_a_form_sent_twice_is_one_breach(meeting, line, amina):
    client = signed_in(amina)
    sent = typed(line, once="0b1c9f0e-9a55-4f3f-8d9e-5d4c3f0c9f11")
    assert (
        client.post(report_page(meeting), sent).url == client.post(report_page(meeting), sent).url
    )
    assert Breach.objects.count() == 1


def test_it_is_acted_on_and_they_say_whether_that_is_enough(breach, participation, amina):
    client = signed_in(amina)
    act = reverse("dialogue:breach_act", args=[breach.pk])
    assert client.post(act, {"words": " ", "on": str(TODAY)}).status_code == 422
    early = client.post(act, {"words": "x", "on": str(TODAY - timedelta(days=1))})
    assert "That was before we heard of it." in early.content.decode()
    client.post(act, {"words": "Apologised", "on": str(TODAY)})
    action = breach.actions.get()
    heard = reverse("dialogue:breach_heard", args=[breach.pk, action.pk])
    client.post(heard, {"is_accepted": "no", "remark": "Not yet", "on": str(TODAY)})
    judge_action(action, is_accepted=True, on=TODAY, hand=hand_of(participation))
    text = client.get(breach.get_absolute_url()).content.decode()
    assert "Apologised" in text and "our word" in text
    assert "it is not enough" in text and "it is enough" in text


def test_the_action_of_another_breach_is_not_here(breach, line, amina):
    other = breach_of(line, amina)
    action = act_on_breach(other, words="x", on=TODAY, by=amina)
    url = reverse("dialogue:breach_heard", args=[breach.pk, action.pk])
    assert signed_in(amina).get(url).status_code == 404


def test_the_same_one_not_keeping_to_the_same_line_again_is_counted(line, union, amina):
    for _time in range(2):
        breach_of(line, amina)
    breach_of(line, amina, by_stakeholder=union)
    breach_of(line.version.agreements.last(), amina)
    breach_of(line, amina)
    found = Breach.objects.with_what_it_is_about().order_by("pk")
    assert [each.time for each in found] == [1, 2, 1, 1, 3]


def test_a_line_that_stays_in_the_next_version_is_the_same_line(line, amina, meeting):
    breach_of(line, amina)
    version = propose_agreements(
        meeting.trajectory, lines=["no_harm"], instead_of=line.version, by=amina, at=NOON
    )
    breach_of(version.agreements.get(), amina)
    assert [each.time for each in Breach.objects.with_what_it_is_about().order_by("pk")] == [1, 2]


def test_what_waits_stands_first_by_the_last_day_to_act(line, breach, amina, meeting):
    done = breach_of(line, amina)
    act_on_breach(done, words="x", on=TODAY, by=amina)
    client = signed_in(amina)
    for url in (
        reverse("dialogue:breaches"),
        reverse("dialogue:meeting_breaches", args=[meeting.pk]),
    ):
        assert client.get(url).context["page"].rows == [breach]
        assert client.get(url, {"show": "acted"}).context["page"].rows == [done]
    assert today_of(amina, NOON).breaches == [breach]


def test_its_words_are_for_the_team(breach, meeting, amina, chloe, marit):
    act_on_breach(breach, words=SECRET, on=TODAY, by=amina)
    everything = [
        "/",
        "/trust/",
        meeting.get_absolute_url(),
        reverse("dialogue:agreements", args=[meeting.pk]),
        reverse("trust:relationship", args=[breach.harmed_id]),
        reverse("trust:timeline", args=[breach.harmed_id]),
        reverse("trust:ledger", args=[breach.harmed_id, "dependability"]),
    ]
    assert SECRET not in texts_of(signed_in(marit), *everything)
    assert SECRET not in texts_of(signed_in(chloe), *everything, reverse("dialogue:breaches"))
    assert signed_in(marit).get(breach.get_absolute_url()).status_code == 404
    assert SECRET in texts_of(signed_in(amina), breach.get_absolute_url())


def test_managers_see_how_many_wait_and_since_when(breach, union, marit):
    client = signed_in(marit)
    assert "Once we did not keep to a process agreement" in texts_of(client, "/trust/")
    timeline = texts_of(client, reverse("trust:timeline", args=[union.pk]))
    assert "We did not keep to a process agreement" in timeline
    banner = texts_of(client, reverse("trust:relationship", args=[union.pk]))
    assert "1 breach of ours is open" in banner


def test_it_is_told_the_day_before_on_the_day_and_five_working_days_later(
    breach, amina, settings, time_machine
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mail.outbox = []
    told = []
    for days in range(30):
        if send_due(NOON + timedelta(days=days), [breaches_to_act_on]):
            told.append(TODAY + timedelta(days=days))
    day = breach.act_by
    assert told == [day - timedelta(days=1), day, working_days_after(day, 5)]
    assert {tuple(message.to) for message in mail.outbox} == {(amina.email,)}
    assert all(SECRET not in message.body + message.subject for message in mail.outbox)


def test_once_acted_on_nobody_is_told(breach, amina):
    act_on_breach(breach, words="x", on=TODAY, by=amina)
    assert list(breaches_to_act_on(breach.act_by)) == []


def test_the_number_of_queries_does_not_grow(breach, line, amina, django_assert_num_queries):
    client = signed_in(amina)
    client.get(reverse("dialogue:breaches"))
    with django_assert_num_queries(4):
        client.get(reverse("dialogue:breaches"))
    for _time in range(3):
        breach_of(line, amina)
    with django_assert_num_queries(4):
        client.get(reverse("dialogue:breaches"))
