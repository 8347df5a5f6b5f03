-- Where to go: told to whoever holds an accepted place, for as long as it is kept.

-- The only reader of what staff have entered: no view, list, feed or export selects it.
CREATE OR REPLACE FUNCTION housing.told_place(p_program_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'told', a.told, 'line', a.line, 'locality', a.locality, 'way_in', a.way_in,
        'call_line', a.call_line)
      FROM housing.arrival_place a WHERE a.program_id = p_program_id
$$;

-- What everybody signed in may read of a program that is not confidential.
CREATE OR REPLACE FUNCTION housing.public_place(g housing.program) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'told', 'come_to_address', 'line', s.line,
        'locality', nullif(concat_ws(', ', s.city, s.postal_code), ''), 'way_in', NULL,
        'call_line', g.intake_line)
      FROM housing.site s
     WHERE s.program_id = g.id AND NOT g.confidential AND g.disclosure = 'come_to_address'
       AND s.line IS NOT NULL
$$;

-- Tells the holder of an accepted place where to go, and notes that it was told. p_credential is the
-- hash of the secret that the request came with. The hold's row is locked first: a release, an expiry
-- or a hand-over that was written before is seen, and none is written before this has answered; who
-- the caller is, whether they have stepped up, and the clock are read after that.
CREATE OR REPLACE FUNCTION housing_api.disclose_place_v1(
    p_caller uuid, p_credential bytea, p_hold_id uuid, OUT code text, OUT place jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    c record;
    h housing.hold;
    p housing.pool;
    g housing.program;
    now_at timestamptz;
    state text;
    entered boolean;
BEGIN
    -- Nobody but the holder waits for anything here.
    IF EXISTS (SELECT FROM housing.hold x WHERE x.id = p_hold_id AND x.account_id = p_caller) THEN
        SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id FOR SHARE;
    END IF;
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    -- Whoever works for somebody else by now has taken nothing of it along.
    IF h.id IS NULL OR h.account_id <> c.account_id OR h.kept_by <> 'responder'
       OR c.role <> 'responder'
       OR c.organization_id IS DISTINCT FROM h.responder_organization_id THEN
        code := 'hold_not_found';
        RETURN;
    END IF;
    SELECT * INTO p FROM housing.pool x WHERE x.id = h.pool_id;
    SELECT * INTO g FROM housing.program x WHERE x.id = p.program_id;
    entered := EXISTS (SELECT FROM housing.arrival_place a
                        WHERE a.program_id = g.id
                          AND (a.told <> 'shelter_calls_you' OR a.call_line IS NOT NULL))
        AND EXISTS (SELECT FROM housing.organization o
                     WHERE o.id = g.organization_id AND o.suspended_at IS NULL)
        -- An organization that was trusted when it asked may not be any more. A cool-down is no
        -- such judgement: the house has accepted them, and would not know that it has to call.
        AND NOT EXISTS (SELECT FROM housing.organization o
                         WHERE o.id = c.organization_id AND o.stage <> 'full');
    now_at := housing.pool_clock(p);
    state := CASE WHEN h.state IN ('requested', 'active') AND h.expires_at <= now_at
        THEN CASE h.state WHEN 'active' THEN 'expired' ELSE 'timed_out' END ELSE h.state END;
    code := CASE
        WHEN state <> 'active' THEN housing.hold_state_code(state)
        WHEN housing.is_offer(h) THEN 'offer_not_taken'
        WHEN entered AND NOT housing.has_stepped_up(p_caller, p_credential)
            THEN 'step_up_required'
    END;
    IF code IS NOT NULL THEN RETURN; END IF;
    IF NOT entered THEN
        -- What the directory shows to everybody needs no record of who has read it.
        place := housing.public_place(g);
        code := CASE WHEN place IS NULL THEN 'disclosure_by_call' ELSE 'ok' END;
        RETURN;
    END IF;
    place := housing.told_place(g.id);
    code := 'ok';
    INSERT INTO housing.place_told AS t (program_id, day, account_id, role, organization_id, views)
    VALUES (g.id, (now_at AT TIME ZONE g.time_zone)::date, c.account_id, c.role,
            c.organization_id, 1)
    ON CONFLICT (program_id, day, account_id) DO UPDATE SET views = t.views + 1;
    PERFORM housing.note(g.organization_id, p_caller, 'address_told', 'program', g.id);
END
$$;

-- Why this caller may not read or change what a program tells: for anybody but its own staff there is
-- nothing. Null when they may.
CREATE OR REPLACE FUNCTION housing.arrival_place_refusal(
    p_caller uuid, p_credential bytea, p_program_id uuid
) RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN CASE
        WHEN NOT EXISTS (SELECT FROM housing.caller_of(p_caller)) THEN 'not_signed_in'
        WHEN NOT EXISTS (
            SELECT FROM housing.caller_of(p_caller) c
              JOIN housing.program g ON g.organization_id = c.organization_id
             WHERE g.id = p_program_id AND c.role = 'shelter_staff') THEN 'program_not_found'
        WHEN NOT housing.has_stepped_up(p_caller, p_credential) THEN 'step_up_required'
    END;
END
$$;

-- Staff say anew what is told; from the next moment on nothing else is.
CREATE OR REPLACE FUNCTION housing_api.put_arrival_place_v1(
    p_caller uuid, p_credential bytea, p_program_id uuid, p_told text, p_line text,
    p_locality text, p_way_in text, p_call_line text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    code text := housing.arrival_place_refusal(p_caller, p_credential, p_program_id);
BEGIN
    IF code IS NOT NULL THEN RETURN code; END IF;
    INSERT INTO housing.arrival_place AS a (
        program_id, told, line, locality, way_in, call_line, changed_on)
    SELECT g.id, p_told, p_line, p_locality, p_way_in, p_call_line,
           (housing.service_clock() AT TIME ZONE g.time_zone)::date
      FROM housing.program g WHERE g.id = p_program_id
    ON CONFLICT (program_id) DO UPDATE SET
        told = excluded.told, line = excluded.line, locality = excluded.locality,
        way_in = excluded.way_in, call_line = excluded.call_line,
        changed_on = excluded.changed_on;
    PERFORM housing.note(g.organization_id, p_caller, 'arrival_place_set', 'program', g.id)
       FROM housing.program g WHERE g.id = p_program_id;
    RETURN 'ok';
END
$$;

-- What staff read of their own program without stepping up: which kind of answer is given and since
-- when, and to whom it was told in the last 90 days, by day, organization and role. The text itself
-- only where p_with_text is asked for, after a step-up.
CREATE OR REPLACE FUNCTION housing_api.arrival_place_v1(
    p_caller uuid, p_credential bytea, p_program_id uuid, p_with_text boolean,
    OUT code text, OUT place jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    g housing.program;
BEGIN
    code := housing.arrival_place_refusal(p_caller, p_credential, p_program_id);
    IF code = 'step_up_required' AND NOT p_with_text THEN code := NULL; END IF;
    IF code IS NOT NULL THEN RETURN; END IF;
    SELECT * INTO g FROM housing.program x WHERE x.id = p_program_id;
    SELECT jsonb_build_object(
        'program_id', g.id, 'program_name', g.name, 'confidential', g.confidential,
        'told', coalesce(a.told, 'shelter_calls_you'), 'changed_on', a.changed_on,
        'with_line', a.call_line IS NOT NULL,
        'place', CASE WHEN p_with_text THEN housing.told_place(g.id) END,
        'told_to', (
            SELECT coalesce(jsonb_agg(jsonb_build_object(
                       'day', t.day, 'organization_name', t.name, 'role', t.role,
                       'people', t.people, 'views', t.views)
                       ORDER BY t.day DESC, t.name, t.role), '[]')
              FROM (SELECT t.day, o.name, t.role, count(*) AS people, sum(t.views) AS views
                      FROM housing.place_told t
                      LEFT JOIN housing.organization o ON o.id = t.organization_id
                     WHERE t.program_id = g.id
                       AND t.day > (housing.service_clock() AT TIME ZONE g.time_zone)::date - 90
                     GROUP BY t.day, o.name, t.role) t))
      INTO place
      FROM (SELECT 1) one LEFT JOIN housing.arrival_place a ON a.program_id = g.id;
    IF p_with_text AND place -> 'place' <> 'null' THEN
        PERFORM housing.note(g.organization_id, p_caller, 'arrival_place_read', 'program', g.id);
    END IF;
    code := 'ok';
END
$$;

-- Whom a place was told to is forgotten after 90 days.
CREATE OR REPLACE FUNCTION housing.purge_place_told(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT t.program_id, t.day, t.account_id FROM housing.place_told t
          JOIN housing.program g ON g.id = t.program_id
         WHERE t.day <= (p_now AT TIME ZONE g.time_zone)::date - 90
         LIMIT housing.purged_at_once_max() FOR UPDATE OF t SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.place_told x USING due d
         WHERE x.program_id = d.program_id AND x.day = d.day AND x.account_id = d.account_id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
