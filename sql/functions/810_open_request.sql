-- Opening a request, and asking the next few places.

-- Gives a locked request its next version and rings the doorbell at commit.
CREATE OR REPLACE FUNCTION housing.publish_request(p_request_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    next_version bigint;
BEGIN
    UPDATE housing.request SET version = version + 1 WHERE id = p_request_id
    RETURNING version INTO next_version;
    PERFORM pg_notify('housing_changes', 'request:' || p_request_id || ' ' || next_version);
END
$$;

CREATE OR REPLACE FUNCTION housing.note_step(
    p_request_id uuid, p_step text, p_at timestamptz, p_count integer DEFAULT NULL
) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.request_step (request_id, number, step, at, count)
    SELECT p_request_id, 1 + coalesce(max(s.number), 0), p_step, p_at, p_count
      FROM housing.request_step s WHERE s.request_id = p_request_id
$$;

-- Whether a place may be asked now. Of a confidential program only what outsiders are told decides,
-- so that being asked says nothing about who is at work there.
CREATE OR REPLACE FUNCTION housing.may_be_asked(
    p housing.pool, g housing.program, o housing.organization, p_now timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT o.stage = 'full' AND o.suspended_at IS NULL AND CASE
        WHEN g.confidential THEN p.outsider_policy <> 'closed'
        ELSE p.closed_at IS NULL AND p.stopped_by IS NULL AND NOT housing.is_paused(p, p_now)
             AND housing.is_on_duty(o.id, p_now) END
$$;

-- Asks the next few of a locked request's places, best first. When none is left to ask it is the
-- operator's turn. Returns how many were asked.
CREATE OR REPLACE FUNCTION housing.ask_next_round(p_request_id uuid, p_now timestamptz)
RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    r housing.request;
    asked integer;
BEGIN
    SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id;
    WITH next AS (
        SELECT q.pool_id
          FROM housing.request_pool q
          JOIN housing.pool p ON p.id = q.pool_id
          JOIN housing.program g ON g.id = p.program_id
          JOIN housing.organization o ON o.id = p.organization_id
         WHERE q.request_id = p_request_id AND q.round IS NULL
           AND housing.may_be_asked(p, g, o, p_now)
         ORDER BY q.rank LIMIT housing.round_pools_max(r.round + 1)
    ), told AS (
        UPDATE housing.request_pool q SET
            round = r.round + 1, asked_at = p_now, version = q.version + 1
          FROM next WHERE q.request_id = p_request_id AND q.pool_id = next.pool_id
        RETURNING q.pool_id
    )
    SELECT count(*) INTO asked FROM told;
    IF asked > 0 THEN
        UPDATE housing.request SET state = 'asking', round = r.round + 1, next_step = 'remind',
            next_step_at = p_now + housing.request_patience(r.urgency)
         WHERE id = p_request_id;
        PERFORM housing.note_step(p_request_id, 'asked', p_now, asked);
    ELSE
        PERFORM housing.hand_to_operator(p_request_id, p_now);
    END IF;
    RETURN asked;
END
$$;

-- Nobody is left to ask: the operator on duty is told, and the request waits for something to fit.
CREATE OR REPLACE FUNCTION housing.hand_to_operator(p_request_id uuid, p_now timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    -- Places where nobody is at work now are asked when somebody is.
    UPDATE housing.request r SET state = 'waiting',
        next_step = CASE WHEN housing.has_more_places(r.id) THEN 'next_round' END,
        next_step_at = CASE WHEN housing.has_more_places(r.id)
                            THEN p_now + housing.request_patience(r.urgency) END
     WHERE r.id = p_request_id;
    IF NOT EXISTS (SELECT FROM housing.request_step s
                    WHERE s.request_id = p_request_id AND s.step = 'operator') THEN
        PERFORM housing.note_step(p_request_id, 'operator', p_now);
    END IF;
END
$$;

-- What asking with the id of an existing request answers; null when the id is free.
CREATE OR REPLACE FUNCTION housing.known_request(
    p_request_id uuid, p_caller uuid, p_urgency text, p_adults integer, p_children integer,
    p_infants integer, p_needs text[], p_line_id uuid
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT CASE WHEN r.account_id = p_caller AND r.needs = p_needs
                 AND (r.urgency, r.adults::integer, r.children::integer, r.infants::integer,
                      r.line_id)
                     IS NOT DISTINCT FROM (p_urgency, p_adults, p_children, p_infants, p_line_id)
                 THEN 'exists' ELSE 'request_id_reused' END
           FROM housing.request r WHERE r.id = p_request_id),
        (SELECT 'request_already_ended' FROM housing.ended_request e WHERE e.id = p_request_id))
$$;

-- Opens a request and asks the first few places. The three arrays are the places that fit or may be
-- asked, best first, as the service judged them: whether they fit, and of what must be made ready
-- (comma-separated) what they have not said they can. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.open_request_v1(
    p_request_id uuid, p_caller uuid, p_urgency text, p_adults integer, p_children integer,
    p_infants integer, p_needs text[], p_line_id uuid, p_pool_ids uuid[], p_fits boolean[],
    p_to_answer text[], OUT code text, OUT created boolean, OUT request jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    c record;
    now_at timestamptz;
BEGIN
    created := false;
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    code := housing.known_request(p_request_id, p_caller, p_urgency, p_adults, p_children,
                                  p_infants, p_needs, p_line_id);
    IF code IS NULL AND c.role <> 'responder' THEN code := 'not_allowed'; END IF;
    IF code IS NULL AND p_line_id IS NOT NULL AND NOT EXISTS (
        SELECT FROM housing.organization_line l
         WHERE l.id = p_line_id AND l.organization_id = c.organization_id
           AND l.retired_at IS NULL) THEN
        code := 'line_not_found';
    END IF;
    IF code IS NULL THEN
        PERFORM housing.lock_for_placing(ARRAY[p_caller]);
        now_at := housing.service_clock();
        code := CASE WHEN housing.at_request_limit(p_caller, now_at)
            THEN 'request_limit_reached' END;
    END IF;
    IF code IS NULL THEN
        INSERT INTO housing.request (
            id, account_id, organization_id, urgency, adults, children, infants, needs, line_id,
            opened_at, open_until)
        VALUES (p_request_id, p_caller, c.organization_id, p_urgency, p_adults, p_children,
                p_infants, p_needs, p_line_id, now_at,
                now_at + housing.request_open_for(p_urgency))
        ON CONFLICT (id) DO NOTHING;
        created := FOUND;
        IF created AND housing.add_places(p_request_id, p_caller, p_pool_ids, p_fits, p_to_answer)
            = 0 THEN
            DELETE FROM housing.request WHERE id = p_request_id;
            created := false;
            code := 'request_fits_nobody';
        ELSIF created THEN
            PERFORM housing.note_step(p_request_id, 'opened', now_at);
            PERFORM housing.ask_next_round(p_request_id, now_at);
            PERFORM housing.note_room(p_request_id);
            PERFORM housing.publish_request(p_request_id);
            code := 'ok';
        END IF;
    END IF;
    -- The same request came twice at once: the other one's is found now.
    code := coalesce(code, housing.known_request(
        p_request_id, p_caller, p_urgency, p_adults, p_children, p_infants, p_needs, p_line_id));
    IF code IN ('ok', 'exists') THEN
        code := 'ok';
        request := housing.request_for(p_request_id, p_caller);
    END IF;
END
$$;

-- Places of these that this caller may see and that are not known yet, behind those that are.
CREATE OR REPLACE FUNCTION housing.add_places(
    p_request_id uuid, p_caller uuid, p_pool_ids uuid[], p_fits boolean[], p_to_answer text[]
) RETURNS integer LANGUAGE sql VOLATILE AS $$
    WITH added AS (
        INSERT INTO housing.request_pool (request_id, pool_id, rank, fits, units, to_answer)
        SELECT r.id, p.id, k.last + m.rank, m.fits,
               u.units,
               string_to_array(m.to_answer, ',')
          FROM unnest(p_pool_ids, p_fits, p_to_answer) WITH ORDINALITY
               AS m (pool_id, fits, to_answer, rank)
          JOIN housing.request r ON r.id = p_request_id
          JOIN housing.pool p ON p.id = m.pool_id
          JOIN housing.program g ON g.id = p.program_id
         CROSS JOIN LATERAL housing.caller_of(p_caller) c
         CROSS JOIN (SELECT coalesce(max(q.rank), 0) AS last FROM housing.request_pool q
                      WHERE q.request_id = p_request_id) k
         CROSS JOIN LATERAL (SELECT housing.units_for_party(
                   p.unit, p.people_per_unit, g.confidential OR p.infants_need_unit,
                   r.adults, r.children, r.infants) AS units) u
         WHERE (NOT g.confidential OR c.sees_confidential)
           -- What is not counted can't be kept, and nobody is asked for more than a hold may have.
           AND p.unit <> 'service' AND u.units <= 20
           -- Somebody without an adult is asked for only where the program has said yes.
           AND (r.adults > 0 OR housing.takes_young_alone(
                    p.id, p.households_served, NOT g.confidential))
        ON CONFLICT (request_id, pool_id) DO NOTHING
        RETURNING 1
    )
    SELECT count(*)::integer FROM added
$$;

-- Whether one more open request would exceed what a responder or an organization may have. Exact
-- only under lock_for_placing.
CREATE OR REPLACE FUNCTION housing.at_request_limit(p_caller uuid, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(*) FROM housing.request r
             WHERE r.account_id = a.id AND r.ended_at IS NULL AND r.open_until > p_now)
               >= CASE WHEN o.stage = 'limited' THEN least(o.responder_request_limit, 1)
                       ELSE coalesce(o.responder_request_limit, 3) END
        OR (SELECT count(*) FROM housing.request r
             WHERE r.organization_id = o.id AND r.ended_at IS NULL AND r.open_until > p_now)
               >= CASE WHEN o.stage = 'limited' THEN least(o.organization_request_limit, 3)
                       ELSE o.organization_request_limit END IS TRUE
      FROM housing.account a LEFT JOIN housing.organization o ON o.id = a.organization_id
     WHERE a.id = p_caller
$$;
