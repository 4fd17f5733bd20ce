"""What is measured, and beside each page its floor: the SQL somebody would write by hand for it.

A floor asks for what the page must know and makes no page of it. A name behind a colon is filled
in by the bench.
"""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import path

from config.urls import urlpatterns as ours

EMPTY = "/bench/empty/"


def empty(request):
    """What signing in and every middleware cost, and nothing else."""
    return HttpResponse(f"signed in as {request.user}")


urlpatterns = [*ours, path(EMPTY[1:], empty)]


@dataclass(frozen=True)
class Page:
    name: str
    address: str
    says: str  # only the page itself says this, so that no other answer is called fast
    floor: str
    role: str = "officer"


def pages(busiest, somebody):
    """`busiest` has most of everything; `somebody` is looked for with one letter wrong."""
    typo = somebody.name.lower()
    typo = f"{typo[:2]}x{typo[3:]}"
    found = f"(s.search_text %> '{typo}' OR s.search_text LIKE '%{typo}%')"
    return [
        Page("stakeholder list", "/stakeholders/", "row-item", LIST.format("true")),
        Page("search, one typo", f"/stakeholders/?q={typo}", somebody.name, LIST.format(found)),
        Page("stakeholder page, busiest", busiest.get_absolute_url(), busiest.name, STAKEHOLDER),
        Page("promise list", "/promises/", "row-item", PROMISES),
        Page("Today, busiest officer", "/", "row-item", TODAY),
        Page("trust dashboard", "/trust/", 'class="heat"', TRUST, role="manager"),
    ]


LIST = """
SELECT s.id, s.name, s.kind, s.place, s.country, ARRAY(
    SELECT u.name || a.part FROM stakeholders_contactassignment a JOIN accounts_user u ON u.id = user_id
    WHERE a.stakeholder_id = s.id AND until_on IS NULL)
FROM stakeholders_stakeholder s WHERE {} ORDER BY s.sort_key, s.id LIMIT 51
"""

STAKEHOLDER = """
SELECT * FROM stakeholders_stakeholder WHERE id = :busiest;
SELECT name, email FROM stakeholders_contactperson WHERE stakeholder_id = :busiest AND left_on IS NULL;
SELECT u.name, a.part FROM stakeholders_contactassignment a JOIN accounts_user u ON u.id = user_id
WHERE stakeholder_id = :busiest;
(SELECT happened_at AS at, kind AS what FROM dialogue_informalcontact WHERE stakeholder_id = :busiest
    ORDER BY happened_at DESC, id DESC LIMIT 6)
UNION ALL (SELECT starts_at, title FROM dialogue_meeting WHERE id IN (
    SELECT meeting_id FROM dialogue_participation WHERE stakeholder_id = :busiest)
    ORDER BY starts_at DESC LIMIT 6)
UNION ALL (SELECT due_on, wording FROM dialogue_promise WHERE id IN (
    SELECT promise_id FROM dialogue_promise_parties WHERE stakeholder_id = :busiest)
    ORDER BY due_on DESC LIMIT 6)
"""

TO_WHOM = """ARRAY(SELECT s.name FROM dialogue_promise_parties
    JOIN stakeholders_stakeholder s ON s.id = stakeholder_id WHERE promise_id = p.id)"""

PROMISES = f"""
SELECT p.*, u.name, {TO_WHOM}
FROM dialogue_promise p LEFT JOIN accounts_user u ON u.id = owner_id
WHERE state IN ('given', 'proposed') ORDER BY due_on, p.id LIMIT 51
"""

TODAY = f"""
SELECT p.*, {TO_WHOM} FROM dialogue_promise p WHERE side = 'ours' AND state = 'given'
AND owner_id = :officer AND due_on < :today::date ORDER BY due_on, id LIMIT 20;
SELECT p.*, {TO_WHOM} FROM dialogue_promise p WHERE side = 'ours' AND state = 'given'
AND owner_id = :officer AND due_on BETWEEN :today::date AND :today::date + 14 ORDER BY due_on, id LIMIT 20;
SELECT id, wording FROM dialogue_question WHERE answered_on IS NULL AND owner_id = :officer
ORDER BY answer_due_on LIMIT 20;
SELECT m.id, m.title FROM dialogue_reportback JOIN dialogue_meeting m ON m.id = meeting_id
WHERE sent_at IS NULL AND organiser_id = :officer ORDER BY due_on LIMIT 20;
SELECT id, title FROM dialogue_meeting m WHERE held_at IS NULL AND cancelled_at IS NULL
AND starts_at BETWEEN :today::date - 2 AND :today::date + 31 AND (organiser_id = :officer OR EXISTS (
    SELECT FROM dialogue_participation seat JOIN stakeholders_contactassignment a USING (stakeholder_id)
    WHERE seat.meeting_id = m.id AND a.user_id = :officer AND until_on IS NULL))
ORDER BY starts_at LIMIT 5;
SELECT s.id, s.name, spoke FROM stakeholders_contactassignment a
JOIN stakeholders_stakeholder s ON s.id = a.stakeholder_id LEFT JOIN LATERAL (
    SELECT happened_at AS spoke FROM dialogue_informalcontact WHERE stakeholder_id = s.id
    ORDER BY happened_at DESC, id DESC LIMIT 1) newest ON true
WHERE a.user_id = :officer AND until_on IS NULL AND (spoke IS NULL OR spoke < :today::date - 90)
AND NOT EXISTS (SELECT FROM dialogue_participation seat JOIN dialogue_meeting m ON m.id = meeting_id
    WHERE stakeholder_id = s.id AND held_at IS NOT NULL AND starts_at > :today::date - 90)
ORDER BY spoke NULLS FIRST, s.sort_key LIMIT 5
"""

TRUST = """
SELECT date_trunc('month', coalesce(settled_on, due_on)), state, settled_on <= due_on, count(*)
FROM dialogue_promise WHERE side = 'ours' AND coalesce(settled_on, due_on) > :today::date - 730
GROUP BY 1, 2, 3;
SELECT id, wording FROM dialogue_promise WHERE side = 'ours' AND state = 'given' AND due_on < :today::date
ORDER BY due_on, id LIMIT 30;
SELECT count(*) FROM dialogue_participation JOIN dialogue_meeting m ON m.id = meeting_id
WHERE held_at IS NOT NULL AND starts_at > :today::date - 365;
SELECT s.id, s.name,
    (SELECT count(c.kind) FROM dialogue_promise_parties p JOIN dialogue_promisechange c USING (promise_id)
        WHERE p.stakeholder_id = s.id),
    (SELECT count(held_at) FROM dialogue_participation p JOIN dialogue_meeting m ON m.id = meeting_id
        WHERE p.stakeholder_id = s.id),
    (SELECT count(*) FROM dialogue_informalcontact c WHERE c.stakeholder_id = s.id)
FROM stakeholders_stakeholder s ORDER BY sort_key, id LIMIT 51
"""
