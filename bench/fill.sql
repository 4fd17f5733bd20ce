-- An organisation of invented size. Every value follows from the number of its row, so that each run
-- measures the same rows. Few have most: the first of n takes part in 1/√n of everything.

-- Days of the past are told, which only the owner can allow (migration dialogue 0010).
UPDATE te_voet_telling SET is_open = true;
-- What comes without a number of ours gets one beyond them.
ALTER TABLE dialogue_promisechange ALTER id RESTART 1000000000;
ALTER TABLE dialogue_remark ALTER id RESTART 1000000000;
ALTER TABLE dialogue_promise ALTER id RESTART 1000000000;

CREATE FUNCTION pg_temp.chance(what text, n bigint) RETURNS float8 IMMUTABLE LANGUAGE sql
    AS $$ SELECT (hashint8extended(n, hashtext(what)) & 1048575) / 1048576::float8 $$;
CREATE FUNCTION pg_temp.any_of(what text, n bigint, many bigint) RETURNS int IMMUTABLE LANGUAGE sql
    AS $$ SELECT 1 + floor(many * pg_temp.chance(what, n))::int $$;
CREATE FUNCTION pg_temp.busy_of(what text, n bigint, many bigint) RETURNS int IMMUTABLE LANGUAGE sql
    AS $$ SELECT 1 + floor(many * pg_temp.chance(what, n) ^ 2)::int $$;
-- Three of 47 syllables: 103,823 words.
CREATE FUNCTION pg_temp.word(n bigint) RETURNS text IMMUTABLE LANGUAGE sql AS $$
    SELECT syllable[1 + n % 47] || syllable[1 + n / 47 % 47] || syllable[1 + n / 2209 % 47]
    FROM (SELECT string_to_array('ba be bi bo bu da de di do du fa fe fi ga go gu ha he hi ho ka ke ki '
        'ko la le li lo ma me mi mo na ne ni no pa pe ra re ri ro sa se ta to va', ' ') AS syllable) $$;
CREATE FUNCTION pg_temp.name_of(n bigint) RETURNS text IMMUTABLE LANGUAGE sql AS $$ SELECT initcap(
    pg_temp.word(n * 7919 % 103823) || ' ' || pg_temp.word(pg_temp.any_of('second', n, 103823))) $$;

-- Who: an officer for 200 relationships, and a manager ---------------------------------------------

INSERT INTO accounts_user (id, password, email, name, role, language, is_active, joined_at)
SELECT n, '!', 'colleague' || n || '@example.org', pg_temp.name_of(80000 + n),
    CASE WHEN n <= :officers THEN 'officer' ELSE 'manager' END, 'en', true, :today
FROM generate_series(1, :officers + 1) AS n;

INSERT INTO stakeholders_stakeholder (id, name, kind, place, country, languages, is_rights_holder,
    is_sensitive, about, is_demo, version, created_at, sort_key, search_text)
SELECT n, name, (ARRAY['supplier', 'supplier', 'supplier', 'union', 'ngo', 'community'])[1 + n % 6],
    place, 'India', 'English', n % 6 > 2, n % 10 = 0, 'What we know of them.', false, 0,
    :today::date - 1100, lower(name), lower(concat_ws(' · ', name, place, 'India', person))
FROM generate_series(1, :stakeholders) AS n, LATERAL (SELECT pg_temp.name_of(n) AS name,
    pg_temp.name_of(20000 + n) AS person, initcap(pg_temp.word(pg_temp.busy_of('place', n, 900))) AS place);
INSERT INTO stakeholders_contactperson (id, stakeholder_id, name, function, email, phone, language, version)
SELECT n, n, pg_temp.name_of(20000 + n), 'Secretary', 'person' || n || '@example.org', '', 'en', 0
FROM generate_series(1, :stakeholders) AS n;
INSERT INTO stakeholders_safetyassessment (stakeholder_id, risk, partner_was_asked, by_id, assessed_at)
SELECT n, 'no', false, 1, :today::date - 1000 FROM generate_series(1, :stakeholders) AS n;

-- A contact person for everybody, a deputy for a third, a predecessor for a quarter.
INSERT INTO stakeholders_contactassignment (stakeholder_id, user_id, part, from_on, until_on)
SELECT n, pg_temp.busy_of(who, n, :officers), part, :today::date - since, :today::date - til
FROM generate_series(1, :stakeholders) AS n, (VALUES ('now', 'primary', 400, NULL::int, 1),
    ('deputy', 'deputy', 400, NULL, 3), ('before', 'primary', 1000, 400, 4)
) AS held (who, part, since, til, one_in) WHERE n % one_in = 0;

INSERT INTO dialogue_informalcontact (stakeholder_id, kind, happened_at, note, mail_subject, by_id,
    recorded_at, version)
SELECT pg_temp.busy_of('contact', n, :stakeholders), (ARRAY['call', 'message', 'visit', 'meal'])[1 + n % 4],
    :today::timestamptz - pg_temp.chance('spoke', n) * interval '1000 days',
    'We spoke about ' || pg_temp.word(n) || '.', '', pg_temp.busy_of('who', n, :officers), :today, 0
FROM generate_series(1, :contacts) AS n;

-- Meetings, from 1,000 days ago to 60 days ahead, and what hangs on them ------------------------------

INSERT INTO dialogue_trajectory (id, title, created_at)
SELECT n, pg_temp.word(n), :today::date - 1000 FROM generate_series(1, :meetings) AS n;
INSERT INTO dialogue_meeting (id, trajectory_id, title, starts_at, zone, mode, place, language, held_at,
    held_despite, agreements_recapped_at, agenda_sent_at, organiser_id, version, created_at)
SELECT n, (n + 1) / 2, 'About ' || pg_temp.word(n), starts, 'Europe/Amsterdam',
    (ARRAY['online', 'in_person'])[1 + n % 2], '', 'en', CASE WHEN starts < :today THEN starts END,
    CASE WHEN starts < :today AND n % 20 = 0 THEN 'It slipped through.' ELSE '' END,
    CASE WHEN starts < :today AND n % 3 > 0 THEN starts END,
    CASE WHEN n % 2 = 0 AND starts < :today::date + 5 THEN starts - interval '5 days' END,
    pg_temp.busy_of('organiser', n, :officers), 0, starts - interval '40 days'
FROM generate_series(1, :meetings) AS n, LATERAL (SELECT :today::timestamptz
    + (pg_temp.chance('starts', n) * 1060 - 1000) * interval '1 day' AS starts);
INSERT INTO dialogue_participation (id, meeting_id, stakeholder_id, contact_person_id, pin_hash, pin_failures)
SELECT 4 * n + seat, n, guest, guest, '', 0
FROM generate_series(1, :meetings) AS n, generate_series(0, n % 4) AS seat,
    LATERAL (SELECT pg_temp.busy_of('guest', 4 * n + seat, :stakeholders) AS guest)
ON CONFLICT DO NOTHING;
INSERT INTO dialogue_purposestatement (meeting_id, aim, can_change, can_not_change, what_happens_next, shared_at)
SELECT id, 'To hear what you need.', '', '', '', starts_at - interval '21 days' FROM dialogue_meeting;

-- Every second meeting was prepared by a round of one question; of 20 points one was left undecided,
-- and one is told together with its neighbour. Every tenth meeting was asked in confidence as well.
INSERT INTO dialogue_expectationround (id, meeting_id, mode, title, message, audience, code, digest,
    promise_version, opens_on, closes_on, opened_by_id, answered_at)
SELECT step * :meetings + id, id, way, '', '', '', '', '', '', starts_at::date - 21, starts_at::date - 7,
    organiser_id, agenda_sent_at
FROM dialogue_meeting, (VALUES (0, 'named', 2), (1, 'confidential', 10)) AS asked (step, way, one_in)
WHERE id % one_in = 0;
INSERT INTO dialogue_expectationround_invited (expectationround_id, participation_id)
SELECT round.id, seat.id
FROM dialogue_expectationround AS round JOIN dialogue_participation AS seat USING (meeting_id);
INSERT INTO dialogue_roundquestion (id, round_id, position, standard, own_words, help_text, kind, options,
    is_required, shown_if_answer)
SELECT id, id, 1, 'agenda', '', '', 'text', '', false, '' FROM dialogue_expectationround;
UPDATE dialogue_expectationround SET opened_at = opens_on;
INSERT INTO dialogue_expectation (id, round_id, participation_id, question_id, wording, received_at,
    is_urgent, channel)
SELECT seat.id, round.id, seat.id, round.id, 'We need ' || pg_temp.word(seat.id), closes_on, false, ''
FROM dialogue_expectationround AS round JOIN dialogue_participation AS seat USING (meeting_id)
WHERE mode = 'named';
UPDATE dialogue_expectation AS point SET merged_into_id = main.id FROM dialogue_expectation AS main
WHERE main.id = point.id - 1 AND main.round_id = point.round_id AND point.id % 20 = 11;
INSERT INTO dialogue_voice (id, round_id)
SELECT md5('voice ' || id)::uuid, id FROM dialogue_expectationround WHERE mode = 'confidential';
INSERT INTO dialogue_expectation (id, round_id, voice_id, question_id, wording, received_at, is_urgent, channel)
SELECT 4 * :meetings + 8 + round.id, round.id, voice.id, round.id, 'We hear ' || pg_temp.word(round.id),
    closes_on, false, ''
FROM dialogue_expectationround AS round JOIN dialogue_voice AS voice ON round.id = round_id;
INSERT INTO dialogue_remark (id, text) SELECT id, 'Because it fits.' FROM dialogue_expectation;
INSERT INTO dialogue_expectationdecision (expectation_id, outcome, in_our_words, remark_id, by_id, decided_at)
SELECT point.id, 'otherwise', 'What they need', point.id, opened_by_id, answered_at - interval '1 day'
FROM dialogue_expectation AS point JOIN dialogue_expectationround AS round ON round.id = round_id
WHERE answered_at IS NOT NULL AND point.id % 20 > 0 AND merged_into_id IS NULL;
INSERT INTO dialogue_expectationverdict (expectation_id, verdict, said_on)
SELECT expectation_id, (ARRAY['met', 'partly', 'not_met'])[1 + expectation_id % 3], decided_at::date + 20
FROM dialogue_expectationdecision WHERE expectation_id % 3 = 0 AND decided_at < :today::date - 20;

INSERT INTO dialogue_reportback (meeting_id, due_on, summary, version)
SELECT id, held_at::date + 14, '', 0 FROM dialogue_meeting WHERE held_at IS NOT NULL;
UPDATE dialogue_reportback AS report SET sent_at = held_at + interval '10 days'
FROM dialogue_meeting AS meeting
WHERE meeting.id = meeting_id AND meeting_id % 40 > 0 AND held_at < :today::date - 11;
INSERT INTO dialogue_correction (report_id, participation_id, is_right, said_on)
SELECT report.id, seat.id, true, sent_at::date + 3
FROM dialogue_reportback AS report JOIN dialogue_participation AS seat USING (meeting_id)
WHERE seat.id % 3 = 0 AND sent_at < :today::date - 3;
INSERT INTO dialogue_question (meeting_id, is_worry, wording, asked_on, answer_due_on, owner_id, answer, answered_on)
SELECT id, false, 'When?', held_at::date, held_at::date + 10, organiser_id,
    CASE WHEN is_open THEN '' ELSE 'Soon.' END, CASE WHEN NOT is_open THEN held_at::date + 9 END
FROM dialogue_meeting, LATERAL (SELECT id % 40 = 1 OR held_at > :today::date - 9 AS is_open)
WHERE held_at IS NOT NULL AND id % 2 = 1;
INSERT INTO dialogue_agreementversion (id, trajectory_id, number, proposed_by_id, proposed_at)
SELECT n, n, 1, 1, :today::date - 1000 FROM generate_series(1, :meetings) AS n WHERE n % 4 > 0;
INSERT INTO dialogue_agreementparty (trajectory_id, stakeholder_id, from_version)
SELECT DISTINCT version.trajectory_id, stakeholder_id, 1
FROM dialogue_agreementversion AS version JOIN dialogue_meeting AS meeting USING (trajectory_id)
JOIN dialogue_participation AS seat ON meeting.id = meeting_id;
INSERT INTO dialogue_endorsement (version_id, recorded_by_id, answer, endorsed_at)
SELECT id, 1, 'accepted', proposed_at FROM dialogue_agreementversion;
INSERT INTO dialogue_endorsement (version_id, stakeholder_id, recorded_by_id, answer, endorsed_at)
SELECT version.id, stakeholder_id, 1, 'accepted', min(starts_at) - interval '4 days'
FROM dialogue_participation JOIN dialogue_meeting AS meeting ON meeting.id = meeting_id
JOIN dialogue_agreementversion AS version USING (trajectory_id)
WHERE stakeholder_id % 5 > 0 GROUP BY version.id, stakeholder_id;

-- Somebody from outside leads one trajectory in ten, with everybody's yes in four of five.
INSERT INTO dialogue_facilitator (id, trajectory_id, name, about, paid_by, proposed_by_id, proposed_at)
SELECT n, n, pg_temp.name_of(90000 + n), 'Independent.', 'Half each.', 1, :today::date - 1000
FROM generate_series(1, :meetings) AS n WHERE n % 10 = 0;
INSERT INTO dialogue_facilitatorconsent (facilitator_id, stakeholder_id, recorded_by_id, answer, said_on)
SELECT DISTINCT facilitator.id, stakeholder_id, 1, 'yes', :today::date - 1000
FROM dialogue_facilitator AS facilitator JOIN dialogue_meeting AS meeting USING (trajectory_id)
JOIN dialogue_participation AS seat ON meeting.id = meeting_id WHERE seat.stakeholder_id % 5 > 0;

-- Promises, six of seven ours. The triggers move each on line by line, as they do in real life --------

INSERT INTO dialogue_promise (id, side, wording, owner_id, made_on, first_due_on, due_on, state)
SELECT n, CASE WHEN n % 7 > 0 THEN 'ours' ELSE 'theirs' END, 'Send ' || pg_temp.word(n) || ' to everybody.',
    CASE WHEN n % 7 > 0 THEN pg_temp.busy_of('owner', n, :officers) END, made,
    made + pg_temp.any_of('term', n, 120), made, 'proposed'
FROM generate_series(1, :promises) AS n,
    LATERAL (SELECT :today::date - pg_temp.any_of('made', n, 1000) AS made);
INSERT INTO dialogue_promise_parties (promise_id, stakeholder_id)
SELECT n, pg_temp.busy_of('party', n, :stakeholders) FROM generate_series(1, :promises) AS n;

-- Of a hundred that are due: 82 kept in time, 8 late, 5 moved together, 1 alone, 2 broken, 2 still open.
-- What they say of a promise of ours has their hand: a link of its own with a chain of one key. Who never
-- sat at a table has no link and says nothing.
CREATE TEMP TABLE line AS
SELECT 10 * promise.id + step AS id, promise.id AS promise, kind, happened, owner_id, seat, has_their_hand,
    CASE WHEN kind IN ('change_recorded', 'changed_alone') THEN first_due_on + 30 END AS new_due_on,
    CASE WHEN kind = 'change_accepted' THEN 10 * promise.id + 2 END AS answers
FROM dialogue_promise AS promise JOIN dialogue_promise_parties AS party ON promise_id = promise.id
LEFT JOIN (SELECT stakeholder_id, min(id) AS seat FROM dialogue_participation GROUP BY 1) AS seats
    USING (stakeholder_id),
LATERAL (SELECT floor(100 * pg_temp.chance('fate', promise.id)) AS fate), LATERAL (VALUES
    (1, 'accepted', made_on, true, false),
    (2, 'change_recorded', first_due_on - 1, fate BETWEEN 90 AND 94 AND seat IS NOT NULL, false),
    (3, 'change_accepted', first_due_on - 1, fate BETWEEN 90 AND 94 AND seat IS NOT NULL, true),
    (5, 'changed_alone', first_due_on, fate = 95 AND side = 'ours', false),
    (6, 'kept', first_due_on, fate < 82, false),
    (7, 'kept', first_due_on + 20, fate BETWEEN 82 AND 95, false),
    (8, 'broken', first_due_on, fate BETWEEN 96 AND 97, false),
    (9, 'confirmed', first_due_on + 21, fate < 95 AND promise.id % 5 > 1 AND side = 'ours'
        AND seat IS NOT NULL, true)
) AS step (step, kind, happened, is_so, has_their_hand)
WHERE is_so AND happened <= :today::date AND (promise.id % 20 > 0 OR made_on < :today::date - 14);
INSERT INTO dialogue_link (id, participation_id, selector, verifier_hash, created_at, ends_on, failures)
SELECT id, seat, lpad(id::text, 8, '0'), '!', happened, happened + 30, 0
FROM line WHERE has_their_hand ORDER BY id;
INSERT INTO dialogue_consentkey (link_id, salt, tip)
SELECT id, sha256('salt'), sha256(sha256(id::text::bytea)) FROM line WHERE has_their_hand ORDER BY id;
INSERT INTO dialogue_promisechange (id, promise_id, kind, happened_on, new_due_on, answers_id, by_id,
    has_authority, participation_id, link_id, key)
SELECT id, promise, kind, happened, new_due_on, answers,
    CASE WHEN NOT has_their_hand THEN coalesce(owner_id, 1) END,
    CASE WHEN kind = 'accepted' AND owner_id IS NOT NULL THEN true END,
    CASE WHEN has_their_hand THEN seat END, CASE WHEN has_their_hand THEN id END,
    CASE WHEN has_their_hand THEN sha256(id::text::bytea) END
FROM line ORDER BY id;
UPDATE te_voet_telling SET is_open = false;
