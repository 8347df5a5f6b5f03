-- Taking one of the places that were offered to a request, and letting all others go in the same
-- transaction; and ending a request.

-- Locks a request and then, by id, the pools of its live offers and one more. No offer can be added
-- meanwhile.
CREATE OR REPLACE FUNCTION housing.lock_request(p_request_id uuid, p_pool_id uuid)
RETURNS housing.request
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    r housing.request;
BEGIN
    SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id FOR NO KEY UPDATE;
    PERFORM housing.lock_pool(x.pool_id)
       FROM (SELECT h.pool_id FROM housing.hold h
              WHERE h.request_id = p_request_id AND h.state = 'active'
              UNION SELECT p_pool_id ORDER BY 1) x;
    RETURN r;
END
$$;

-- Lets go of the live offers of a locked request, but for one, and announces the pools; also writes
-- down what the clock has ended there.
CREATE OR REPLACE FUNCTION housing.release_offers(p_request_id uuid, p_but uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    h housing.hold;
    p housing.pool;
    now_at timestamptz;
BEGIN
    FOR h IN SELECT * FROM housing.hold x
              WHERE x.request_id = p_request_id AND x.state = 'active'
                AND x.id IS DISTINCT FROM p_but AND x.taken_at IS NULL
              ORDER BY x.pool_id
    LOOP
        SELECT * INTO p FROM housing.pool x WHERE x.id = h.pool_id;
        now_at := housing.pool_clock(p);
        PERFORM housing.settle_pool(p, now_at);
        IF h.expires_at > now_at THEN
            PERFORM housing.end_hold(h, p, now_at, h.account_id, 'released', NULL, false);
            INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
            VALUES (h.id, 'released', now_at, 'responder');
        END IF;
        PERFORM housing.publish_pool(p.id, now_at, false);
    END LOOP;
END
$$;

-- The responder takes an offer: its clock starts anew, it counts as theirs from now on, and the
-- others are free again. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.take_offer_v1(
    p_caller uuid, p_hold_id uuid, OUT code text, OUT hold jsonb, OUT pool_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    c record;
    h housing.hold;
    r housing.request;
    p housing.pool;
    now_at timestamptz;
BEGIN
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id;
    code := CASE
        WHEN h.id IS NULL OR housing.hold_relation(h, c.account_id, c.role, c.organization_id)
             IS NULL THEN 'hold_not_found'
        WHEN h.account_id <> c.account_id THEN 'not_allowed'
        WHEN h.taken_at IS NULL AND h.request_id IS NULL THEN 'hold_not_offered'
    END;
    IF code IS NOT NULL THEN RETURN; END IF;
    pool_id := h.pool_id;
    -- From now on it counts toward the caps: their locks come first, as everywhere.
    PERFORM housing.lock_for_placing(ARRAY[p_caller]);
    r := housing.lock_request(h.request_id, h.pool_id);
    SELECT * INTO p FROM housing.pool x WHERE x.id = h.pool_id;
    now_at := housing.pool_clock(p);
    SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id;
    code := CASE
        -- It was passed on, or forgotten, while this waited for the locks.
        WHEN h.id IS NULL OR h.account_id <> c.account_id THEN 'hold_not_found'
        WHEN h.taken_at IS NOT NULL THEN 'ok'
        WHEN r.state = 'placed' THEN 'request_already_placed'
        WHEN h.state = 'active' AND h.expires_at <= now_at THEN 'hold_expired'
        WHEN h.state <> 'active' THEN housing.hold_state_code(h.state)
        WHEN housing.at_hold_limit(p_caller, h, now_at) THEN 'hold_limit_reached'
    END;
    IF code IS NULL THEN
        -- Never for less time than its shelter has kept it.
        UPDATE housing.hold x SET taken_at = now_at, minutes = p.hold_minutes_default,
            expires_at = greatest(
                x.expires_at, housing.lock_due(x.milestones),
                now_at + p.hold_minutes_default * interval '1 minute'),
            version = x.version + 1, pool_version = p.version + 1
         WHERE x.id = p_hold_id;
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        VALUES (p_hold_id, 'taken', now_at, 'responder');
        PERFORM housing.settle_pool(p, now_at);
        PERFORM housing.publish_pool(p.id, now_at, false);
        PERFORM housing.release_offers(h.request_id, p_hold_id);
        -- A request that has ended long ago may be forgotten already.
        IF r.id IS NOT NULL THEN
            PERFORM housing.end_request(r.id, 'placed', housing.request_clock(r));
            PERFORM housing.publish_request(r.id);
        END IF;
        code := 'ok';
    END IF;
    hold := housing.hold_for(p_hold_id, p_caller);
END
$$;

-- Ends a request: by its responder, who needs it no longer, or by the operator. What was offered is
-- free again at once. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.close_request_v1(
    p_caller uuid, p_request_id uuid, OUT code text, OUT request jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    r housing.request;
BEGIN
    code := housing.request_refusal(p_caller, p_request_id);
    IF code IS NULL THEN
        r := housing.lock_request(p_request_id, NULL);
        -- It may have been passed on while this waited.
        code := housing.request_refusal(p_caller, p_request_id);
        IF code IS NOT NULL THEN RETURN; END IF;
        PERFORM housing.release_offers(p_request_id, NULL);
        IF r.ended_at IS NULL THEN
            PERFORM housing.end_request(r.id, 'closed', housing.request_clock(r));
            PERFORM housing.publish_request(r.id);
            PERFORM housing.note_operator(p_caller, 'request_closed', NULL, NULL);
        END IF;
        code := 'ok';
        request := housing.request_for(p_request_id, p_caller);
    END IF;
END
$$;

-- Keeps a request open for as long again, counted from now.
CREATE OR REPLACE FUNCTION housing_api.keep_request_v1(
    p_caller uuid, p_request_id uuid, OUT code text, OUT request jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    r housing.request;
BEGIN
    code := housing.request_refusal(p_caller, p_request_id);
    IF code IS NULL THEN
        SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id FOR NO KEY UPDATE;
        code := housing.request_refusal(p_caller, p_request_id);
        IF code IS NOT NULL THEN RETURN; END IF;
        IF housing.request_state(r, housing.request_clock(r)) NOT IN ('asking', 'waiting') THEN
            code := 'request_already_ended';
        ELSE
            UPDATE housing.request SET open_until = greatest(
                r.open_until, housing.request_clock(r) + housing.request_open_for(r.urgency))
             WHERE id = r.id;
            PERFORM housing.publish_request(r.id);
            code := 'ok';
        END IF;
        request := housing.request_for(p_request_id, p_caller);
    END IF;
END
$$;

-- Why this caller may not act on a request: for anybody but who opened it and the operator it does
-- not exist.
CREATE OR REPLACE FUNCTION housing.request_refusal(p_caller uuid, p_request_id uuid)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN c.account_id IS NULL THEN 'not_signed_in'
                WHEN r.id IS NULL THEN 'request_not_found' END
      FROM (SELECT 1) one
      LEFT JOIN LATERAL housing.caller_of(p_caller) c ON true
      LEFT JOIN housing.request r
        ON r.id = p_request_id AND (r.account_id = c.account_id OR c.role = 'operator')
$$;
