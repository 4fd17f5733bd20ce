"""Who a confidential voice is: a schema of its own that the program cannot read (TH14, AUZ-13).

The portal asks for the voice of whose link is open; the program learns whose a voice is only with
a request by one person and a ruling by another, and the person it is about can read that.
"""

from django.db import migrations

APART = """
CREATE SCHEMA identity;
CREATE TABLE identity.voices (
    voice_id uuid PRIMARY KEY REFERENCES public.dialogue_voice ON DELETE CASCADE,
    participation_id bigint NOT NULL REFERENCES public.dialogue_participation ON DELETE CASCADE,
    round_id bigint NOT NULL REFERENCES public.dialogue_expectationround ON DELETE CASCADE,
    UNIQUE (participation_id, round_id)
);

CREATE FUNCTION identity.voice_of(participation bigint, round bigint) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT voice_id FROM identity.voices
    WHERE participation_id = voice_of.participation AND round_id = voice_of.round;
$$;

-- The voice with which this person speaks in this round, made when they first need one.
CREATE FUNCTION identity.speak(participation bigint, round bigint) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE voice uuid := identity.voice_of(participation, round);
BEGIN
    IF voice IS NOT NULL THEN
        RETURN voice;
    END IF;
    IF NOT EXISTS (
        SELECT FROM public.dialogue_expectationround r
        JOIN public.dialogue_expectationround_invited i ON i.expectationround_id = r.id
        WHERE r.id = speak.round AND r.mode = 'confidential' AND r.opened_at IS NOT NULL
        AND i.participation_id = speak.participation
    ) THEN
        RAISE EXCEPTION 'This person was not asked confidentially.'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    INSERT INTO public.dialogue_voice (id, round_id) VALUES (gen_random_uuid(), round)
        RETURNING id INTO voice;
    INSERT INTO identity.voices (voice_id, participation_id, round_id)
        VALUES (voice, participation, round);
    RETURN voice;
END $$;

-- Whose voice it is, once one person asked and another allowed it; else nothing.
CREATE FUNCTION identity.whose(request bigint) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT v.participation_id FROM identity.voices v
    JOIN public.dialogue_identityrequest asked ON asked.voice_id = v.voice_id
    JOIN public.dialogue_identityruling ruled ON ruled.request_id = asked.id
    WHERE asked.id = whose.request AND ruled.is_allowed AND ruled.by_id <> asked.by_id;
$$;

-- What the person is told: when it was allowed that somebody learns who they are.
CREATE FUNCTION identity.openings_of(participation bigint) RETURNS TABLE (ruling_id bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT ruled.id FROM identity.voices v
    JOIN public.dialogue_identityrequest asked ON asked.voice_id = v.voice_id
    JOIN public.dialogue_identityruling ruled ON ruled.request_id = asked.id
    WHERE v.participation_id = openings_of.participation AND ruled.is_allowed;
$$;

CREATE FUNCTION te_voet_ruling_is_by_somebody_else() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.by_id = (SELECT by_id FROM dialogue_identityrequest WHERE id = NEW.request_id) THEN
        RAISE EXCEPTION 'Nobody allows their own request.'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ruling_is_by_somebody_else';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ruling_is_by_somebody_else BEFORE INSERT ON dialogue_identityruling
    FOR EACH ROW EXECUTE FUNCTION te_voet_ruling_is_by_somebody_else();
ALTER TABLE dialogue_identityruling ENABLE ALWAYS TRIGGER ruling_is_by_somebody_else;

REVOKE ALL ON SCHEMA identity FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA identity FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA identity FROM PUBLIC;
SELECT te_voet_if_role('te_voet_portal', statement) FROM unnest(ARRAY[
    'GRANT USAGE ON SCHEMA identity TO te_voet_portal',
    'GRANT EXECUTE ON FUNCTION identity.voice_of(bigint, bigint) TO te_voet_portal',
    'GRANT EXECUTE ON FUNCTION identity.speak(bigint, bigint) TO te_voet_portal',
    'GRANT EXECUTE ON FUNCTION identity.openings_of(bigint) TO te_voet_portal'
]) AS statement;
SELECT te_voet_if_role('te_voet_app', statement) FROM unnest(ARRAY[
    'GRANT USAGE ON SCHEMA identity TO te_voet_app',
    'GRANT EXECUTE ON FUNCTION identity.whose(bigint) TO te_voet_app'
]) AS statement;
"""

TOGETHER = """
DROP TRIGGER ruling_is_by_somebody_else ON dialogue_identityruling;
DROP FUNCTION te_voet_ruling_is_by_somebody_else();
DROP SCHEMA identity CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("dialogue", "0005_rounds_are_frozen")]

    operations = [migrations.RunSQL(APART, TOGETHER)]
