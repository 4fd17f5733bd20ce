"""Nothing in the database joins a person to an anonymous answer (security.md §0.2, ANO-3, ANO-4).

Forty people agree to the process agreements through their own link and then, in the same sitting,
answer the anonymous round of the same meeting, all in the portal's own pages and database role. An
insider with every table in hand then tries whatever joins rows: the transaction, the place on disk,
the number, the time, in either direction. By guessing one would be right once in forty.
"""

import itertools
import math
import random
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils.timezone import localdate, now

from config.embedded.roles import APP, PORTAL
from dialogue.actions import voices
from dialogue.actions.agreements import STANDARD_AGREEMENTS, endorse, propose_agreements
from dialogue.actions.expectations import receive_expectations
from dialogue.actions.links import mint_link
from dialogue.actions.meetings import Guest, plan_meeting
from dialogue.actions.rounds import open_round
from dialogue.models import Expectation, ExpectationRound, Meeting
from dialogue.releases import last_day_of_an_anonymous_round, next_hour
from dialogue.tests.hands import hand_of
from dialogue.tests.portal_browser import Browser, as_the_portal
from dialogue.tests.test_portal_rights import become
from stakeholders.actions.stakeholders import add_person, add_stakeholder
from stakeholders.models import ContactPerson, SafetyAssessment, Stakeholder
from stakeholders.tests.cast import make_user

PEOPLE = 40
ORDERS_NOTHING = {"content", "sealed", "public", "removed", "answers"}


@pytest.fixture
def yard(committing, settings, tmp_path):
    """A committed meeting with forty people at it; everybody has a link."""
    settings.SEALING_KEYS = tmp_path / "keys"
    amina = make_user("Amina Haddou")
    union = add_stakeholder(Stakeholder(name="Union", kind="union"), by=amina, on=localdate())
    people = [
        add_person(ContactPerson(stakeholder=union, name=f"Person {number}"))
        for number in range(PEOPLE)
    ]
    meeting = plan_meeting(
        Meeting(title="Dust", starts_at=now() + timedelta(days=30)),
        aim="We want to know.",
        guests=[Guest(union, person) for person in people],
        risk=SafetyAssessment.Risk.NO,
        by=amina,
        at=now(),
    )
    propose_agreements(meeting.trajectory, lines=STANDARD_AGREEMENTS, by=amina, at=now())
    as_the_portal(settings)
    yield meeting
    become(APP)


def test_no_join_recovers_who_said_what(yard):
    seats = list(yard.participations.all())
    codes = {seat.pk: mint_link(seat, at=now()) for seat in seats}
    round_ = open_round(
        yard,
        mode=ExpectationRound.Mode.ANONYMOUS,
        audience="Everybody",
        audience_size=PEOPLE,
        questions=["agenda"],
        closes_on=last_day_of_an_anonymous_round(yard),
        by=yard.organiser,
        at=now(),
    )
    box = f"q{round_.questions.get().pk}"
    become(PORTAL)
    for seat in random.sample(seats, PEOPLE):
        browser = Browser()
        browser.open(codes[seat.pk])
        browser.press("endorse", answer="accepted")
        browser.open(round_.code)
        browser.press("send", **{box: f"Answer of {seat.pk}"})
        assert browser.answer.status_code == 200
    become(APP)
    voices.release_what_is_due(next_hour(now()))
    truth = {
        str(point.voice_id): int(point.wording.removeprefix("Answer of "))
        for point in Expectation.objects.exclude(voice=None)
    }
    assert len(truth) == PEOPLE

    attacks = [
        (description, matches)
        for people, answers in itertools.product(
            tables_with("participation_id"), tables_with("voice_id")
        )
        for description, matches in try_every_join(people, answers, truth)
    ]
    assert len(attacks) > 50
    best = max(attacks, key=lambda attack: attack[1])
    assert chance_of(best[1]) * len(attacks) > 0.01, best


def test_the_same_attack_finds_everybody_where_rows_are_written_together(yard):
    """So that the test above can fail: a named answer, written with the endorsement."""
    round_ = open_round(
        yard, questions=["agenda"], closes_on=localdate(), by=yard.organiser, at=now()
    )
    version = yard.trajectory.agreement_versions.get()
    question = round_.questions.get()
    seats = list(yard.participations.all())
    for seat in random.sample(seats, PEOPLE):
        with transaction.atomic():
            endorse(version, hand=hand_of(seat, at=now()), answer="accepted", at=now())
            receive_expectations(round_, seat, answers={question: "x"}, at=now())
    truth = {str(point.pk): point.participation_id for point in Expectation.objects.all()}
    attacks = try_every_join(
        ("dialogue_endorsement", "participation_id"), ("dialogue_expectation", "id"), truth
    )
    assert max(matches for _description, matches in attacks) == PEOPLE


def tables_with(column):
    """Every table that says something of a person, or of a voice, and the column that does."""
    home = {"participation_id": "dialogue_participation", "voice_id": "dialogue_voice"}[column]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public'"
            " AND column_name = %s AND table_name <> 'dialogue_attachment'",
            [column],
        )
        return [(home, "id"), *((table, column) for (table,) in cursor.fetchall())]


def try_every_join(people, answers, truth):
    """(what was tried, how many of the forty it got right) for each way to join two tables."""
    left, right = rows_of(*people), rows_of(*answers)
    left = {who: row for who, row in left.items() if who in {str(pk) for pk in truth.values()}}
    right = {voice: row for voice, row in right.items() if voice in truth}
    if len(left) < PEOPLE or len(right) < PEOPLE:
        return
    names = f"{people[0]} and {answers[0]}"
    for distance in range(4):
        yield f"{names}, transactions {distance} apart", near(left, right, truth, distance)
    columns = itertools.product(next(iter(left.values())), next(iter(right.values())))
    for ours, theirs in columns:
        order = sorted(left, key=lambda who: sortable(left[who][ours]))
        found = sorted(right, key=lambda voice: sortable(right[voice][theirs]))
        for way, sequence in (("", found), (" backwards", found[::-1])):
            right_ones = sum(
                str(truth[voice]) == who for who, voice in zip(order, sequence, strict=False)
            )
            yield f"{names}, {ours} with {theirs}{way}", right_ones


def rows_of(table, column):
    """The first row of each person or voice: column → value, with what Postgres keeps besides."""
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT "{column}"::text, xmin::text::bigint AS xmin, ctid::text AS ctid, t.*'
            f' FROM "{table}" t WHERE "{column}" IS NOT NULL'
        )
        names = [name.name for name in cursor.description][1:]
        found = {}
        for row in cursor.fetchall():
            values = dict(zip(names, row[1:], strict=True))
            values = {name: value for name, value in values.items() if name not in ORDERS_NOTHING}
            # In which order they lie on disk, and within it.
            values["ctid"] = tuple(int(part) for part in values["ctid"].strip("()").split(","))
            found.setdefault(row[0], values)
        return found


def near(left, right, truth, distance):
    """Answers that have one person only whose transaction is that near."""
    hits = 0
    for voice, row in right.items():
        close = [who for who, mine in left.items() if abs(mine["xmin"] - row["xmin"]) <= distance]
        hits += close == [str(truth[voice])]
    return hits


def sortable(value):
    value = bytes(value) if isinstance(value, memoryview) else value
    return (value is None, str(type(value)), value if value is not None else 0)


def chance_of(matches):
    """The chance of so many right ones or more when guessing: nearly Poisson with mean one."""
    return 1 - sum(math.exp(-1) / math.factorial(count) for count in range(matches))
