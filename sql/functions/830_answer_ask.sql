-- What a shelter answers. Locks as everywhere: the request before the pool, the clock after both.

-- The place that was asked, for staff of its program who are at work; nobody else finds it.
CREATE OR REPLACE FUNCTION housing.find_ask(p_caller uuid, p_ask_id uuid)
RETURNS housing.request_pool LANGUAGE sql STABLE AS $$
    SELECT q FROM housing.caller_of(p_caller) c
      JOIN housing.duty d ON d.account_id = c.account_id AND d.until > housing.service_clock()
      JOIN housing.request_pool q ON q.ask_id = p_ask_id AND q.round IS NOT NULL
      JOIN housing.pool p ON p.id = q.pool_id AND p.organization_id = c.organization_id
      JOIN housing.organization o ON o.id = p.organization_id AND o.stage = 'full'
     WHERE c.role = 'shelter_staff'
$$;

CREATE OR REPLACE FUNCTION housing.ask_for(p_ask_id uuid) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT housing.ask_view(q, r, p, g, housing.request_clock(r))
      FROM housing.request_pool q
      JOIN housing.request r ON r.id = q.request_id
      JOIN housing.pool p ON p.id = q.pool_id
      JOIN housing.program g ON g.id = p.program_id
     WHERE q.ask_id = p_ask_id
$$;

-- "I have seen it": shown to who asked, unless the program is confidential. Once.
CREATE OR REPLACE FUNCTION housing_api.see_ask_v1(
    p_caller uuid, p_ask_id uuid, OUT code text, OUT ask jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    q housing.request_pool := housing.find_ask(p_caller, p_ask_id);
    r housing.request;
BEGIN
    IF q.ask_id IS NULL THEN code := 'ask_not_found'; RETURN; END IF;
    SELECT * INTO r FROM housing.request x WHERE x.id = q.request_id FOR NO KEY UPDATE;
    UPDATE housing.request_pool x SET seen_at = housing.request_clock(r), version = x.version + 1
     WHERE x.ask_id = p_ask_id AND x.seen_at IS NULL AND r.ended_at IS NULL;
    IF FOUND AND (SELECT g.confidential FROM housing.pool p
                    JOIN housing.program g ON g.id = p.program_id WHERE p.id = q.pool_id) THEN
        PERFORM pg_notify('housing_changes', 'request:' || r.id);
    ELSIF FOUND THEN
        PERFORM housing.publish_request(r.id);
    END IF;
    code := 'ok';
    ask := housing.ask_for(p_ask_id);
END
$$;

-- "Not tonight". When everybody of the round has said so, the next are asked at once.
CREATE OR REPLACE FUNCTION housing_api.refuse_ask_v1(
    p_caller uuid, p_ask_id uuid, OUT code text, OUT ask jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    q housing.request_pool := housing.find_ask(p_caller, p_ask_id);
    r housing.request;
    now_at timestamptz;
BEGIN
    IF q.ask_id IS NULL THEN code := 'ask_not_found'; RETURN; END IF;
    SELECT * INTO r FROM housing.request x WHERE x.id = q.request_id FOR NO KEY UPDATE;
    SELECT * INTO q FROM housing.request_pool x WHERE x.ask_id = p_ask_id;
    now_at := housing.request_clock(r);
    code := CASE
        WHEN q.answer = 'not_tonight' THEN 'ok'
        WHEN housing.request_state(r, now_at) NOT IN ('asking', 'waiting') THEN 'ask_closed'
        WHEN q.answer IS NOT NULL THEN 'ask_already_answered'
    END;
    IF code IS NULL THEN
        UPDATE housing.request_pool x SET answer = 'not_tonight', answered_at = now_at,
            seen_at = coalesce(x.seen_at, now_at), version = x.version + 1
         WHERE x.ask_id = p_ask_id;
        PERFORM housing.note_step(r.id, 'refused', now_at);
        IF r.state = 'asking' AND NOT housing.has_live_offer(r.id, now_at) AND NOT EXISTS (
            SELECT FROM housing.request_pool x
             WHERE x.request_id = r.id AND x.round = r.round AND x.answer IS NULL) THEN
            PERFORM housing.ask_next_round(r.id, now_at);
        END IF;
        PERFORM housing.publish_request(r.id);
        code := 'ok';
    END IF;
    ask := housing.ask_for(p_ask_id);
END
$$;

-- "We can": keeps the units for who asked, outside of their caps, for p_minutes. p_hold_id is made
-- by the caller's service, and is only used when nothing was kept before.
CREATE OR REPLACE FUNCTION housing_api.accept_ask_v1(
    p_caller uuid, p_ask_id uuid, p_minutes integer, p_arrival_code text,
    OUT code text, OUT ask jsonb, OUT hold jsonb, OUT pool_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    q housing.request_pool := housing.find_ask(p_caller, p_ask_id);
    r housing.request;
    p housing.pool;
    now_at timestamptz;
    settled integer;
    offer uuid;
    is_open boolean;
    says_yes boolean;
BEGIN
    IF q.ask_id IS NULL THEN code := 'ask_not_found'; RETURN; END IF;
    SELECT * INTO r FROM housing.request x WHERE x.id = q.request_id FOR NO KEY UPDATE;
    SELECT * INTO q FROM housing.request_pool x WHERE x.ask_id = p_ask_id;
    p := housing.lock_pool(q.pool_id);
    now_at := greatest(housing.pool_clock(p), housing.request_clock(r));
    settled := housing.settle_pool(p, now_at);
    SELECT h.id INTO offer FROM housing.hold h
     WHERE h.request_id = r.id AND h.pool_id = p.id AND h.state = 'active';
    -- Who may not act any more can take nothing; and what was kept and let go stays let go, however
    -- late the answer is repeated.
    is_open := housing.request_state(r, now_at) IN ('asking', 'waiting')
        AND EXISTS (SELECT FROM housing.caller_of(r.account_id))
        AND NOT (q.answer IS NOT DISTINCT FROM 'we_can' AND EXISTS (
            SELECT FROM housing.hold h WHERE h.request_id = r.id AND h.pool_id = p.id
               AND h.state = 'released' AND h.ended_by = r.account_id));
    code := CASE
        WHEN offer IS NOT NULL THEN 'ok'
        WHEN NOT is_open THEN 'ask_closed'
        WHEN p.closed_at IS NOT NULL THEN 'pool_closed'
        WHEN p.stopped_by IS NOT NULL THEN 'region_stopped'
        WHEN housing.is_out_of_season(p, now_at) THEN 'pool_not_in_season'
        WHEN p.starts_at <= now_at THEN 'slot_has_started'
        WHEN p.units_free_reported IS NULL
          OR housing.units_available(p, now_at) < q.units THEN 'count_first'
    END;
    says_yes := code IS NULL
        OR code = 'ok' AND is_open AND q.answer IS DISTINCT FROM 'we_can';
    IF code IS NULL THEN
        offer := housing.insert_offer(
            r, p, q.units, p_minutes, now_at, p_arrival_code, false, 'shelter_staff');
        PERFORM housing.note_step(r.id, 'offered', now_at);
        code := 'ok';
    ELSIF says_yes THEN
        -- It was offered by itself before they answered; now they may read where to call.
        UPDATE housing.hold x SET version = x.version + 1, pool_version = p.version + 1
         WHERE x.id = offer;
    END IF;
    IF says_yes THEN
        UPDATE housing.request_pool x SET answer = 'we_can', answered_at = now_at,
            seen_at = coalesce(x.seen_at, now_at), version = x.version + 1
         WHERE x.ask_id = p_ask_id;
        PERFORM housing.publish_request(r.id);
    END IF;
    IF says_yes OR settled > 0 THEN PERFORM housing.publish_pool(p.id, now_at, false); END IF;
    ask := housing.ask_for(p_ask_id);
    hold := housing.hold_for(offer, p_caller);
    pool_id := p.id;
END
$$;

-- Keeps units of a locked pool as an answer to a locked request. The caller publishes the pool.
CREATE OR REPLACE FUNCTION housing.insert_offer(
    r housing.request, p housing.pool, p_units integer, p_minutes integer, p_now timestamptz,
    p_arrival_code text, p_automatically boolean, p_actor_role text
) RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    offer uuid := gen_random_uuid();
BEGIN
    INSERT INTO housing.hold (
        id, pool_id, shelter_organization_id, account_id, responder_organization_id, kept_by,
        units, minutes, adults, children, infants, needs, state, arrival_code, placed_at,
        accepted_at, expires_at, placed_counts_version, pool_version, request_id,
        offered_automatically, milestones)
    VALUES (offer, p.id, p.organization_id, r.account_id, r.organization_id, 'responder',
            p_units, p_minutes, r.adults, r.children, r.infants, r.needs, 'active',
            p_arrival_code, p_now, p_now, p_now + p_minutes * interval '1 minute',
            p.counts_version, p.version + 1, r.id, p_automatically,
            CASE WHEN p.lock_milestones THEN housing.steps_reached(
                housing.lock_steps(p.program_id, p_now, false), 'decision', p_now) END);
    INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
    VALUES (offer, 'offered', p_now, p_actor_role);
    RETURN offer;
END
$$;
