-- What becomes free is told to those who wait, and, where the operator has turned that on, offered
-- to one of them at a time.

-- Offers free units of one pool to whoever is next, as a short hold. One offer a call: `offered`
-- means that there may be more, `again` that the order changed while locks were waited for, `none`
-- that nobody waits, nothing is free, or this pool may not be held without a person of the shelter.
CREATE OR REPLACE FUNCTION housing_api.offer_units_v1(
    p_pool_id uuid, p_arrival_code text, OUT code text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    r housing.request;
    n record;
    now_at timestamptz;
    settled integer;
BEGIN
    SELECT * INTO p FROM housing.pool x WHERE x.id = p_pool_id;
    n := housing.next_for_pool(p);
    code := 'none';
    IF n.request_id IS NULL THEN RETURN; END IF;
    SELECT * INTO r FROM housing.request x WHERE x.id = n.request_id FOR NO KEY UPDATE;
    p := housing.lock_pool(p_pool_id);
    now_at := greatest(housing.pool_clock(p), r.opened_at);
    settled := housing.settle_pool(p, now_at);
    n := housing.next_for_pool(p);
    IF n.request_id IS DISTINCT FROM r.id THEN
        code := 'again';
    ELSE
        PERFORM housing.insert_offer(
            r, p, n.units, housing.offer_minutes(), now_at, p_arrival_code, true, 'clock');
        PERFORM housing.note_step(r.id, 'offered', now_at, n.others);
        PERFORM housing.publish_request(r.id);
        code := 'offered';
    END IF;
    IF code = 'offered' OR settled > 0 THEN
        PERFORM housing.publish_pool(p.id, now_at, false);
    END IF;
END
$$;

-- What may be promised to somebody who is no emergency.
CREATE OR REPLACE FUNCTION housing.units_for_offers(p housing.pool, p_now timestamptz)
RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT housing.units_available(p, p_now) - housing.reserve_of(p)
$$;

-- Whom this pool's free units go to now; nobody unless automatic offers are on and the pool takes
-- holds at once, which a confidential program never does for others.
CREATE OR REPLACE FUNCTION housing.next_for_pool(
    p housing.pool, OUT request_id uuid, OUT units integer, OUT others integer
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at constant timestamptz := housing.pool_clock(p);
    units_left constant integer := housing.units_for_offers(p, now_at);
BEGIN
    IF coalesce(units_left, 0) < 1
       OR NOT (SELECT s.automatic_offers FROM housing.service_state s)
       OR (SELECT g.confidential OR o.suspended_at IS NOT NULL
             FROM housing.program g JOIN housing.organization o ON o.id = g.organization_id
            WHERE g.id = p.program_id)
       OR housing.hold_policy_effective(p, housing.freshness_step(
              p.reported_at, p.stale_after_seconds, now_at), now_at) <> 'instant' THEN
        RETURN;
    END IF;
    SELECT * INTO next_for_pool.request_id, next_for_pool.units, next_for_pool.others
      FROM housing.next_for_units(p, units_left, now_at);
END
$$;

-- Whether a place could be held for a request now, as far as its responder may know.
CREATE OR REPLACE FUNCTION housing.has_room_for(
    p housing.pool, g housing.program, p_units integer, p_now timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN g.confidential
        THEN p.outsider_availability = 'may_have_room' AND p.outsider_policy <> 'closed'
        ELSE housing.hold_policy_effective(p, housing.freshness_step(
                 p.reported_at, p.stale_after_seconds, p_now), p_now) IN ('instant', 'confirm')
             AND housing.units_for_offers(p, p_now) >= p_units END
$$;

-- Notes for one locked request where there is room now. Returns whether that has changed.
CREATE OR REPLACE FUNCTION housing.note_room(p_request_id uuid) RETURNS boolean
LANGUAGE sql VOLATILE AS $$
    WITH changed AS (
        UPDATE housing.request_pool q SET has_room = s.room
          FROM (SELECT x.pool_id,
                       coalesce(housing.has_room_for(p, g, x.units, t.now), false) AS room
                  FROM housing.request_pool x
                  JOIN housing.pool p ON p.id = x.pool_id
                  JOIN housing.program g ON g.id = p.program_id
                 CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) t
                 WHERE x.request_id = p_request_id) s
         WHERE q.request_id = p_request_id AND q.pool_id = s.pool_id AND q.has_room <> s.room
        RETURNING 1
    )
    SELECT EXISTS (SELECT FROM changed)
$$;

-- Places of these pools where there is room now and was not, or the other way round.
CREATE OR REPLACE FUNCTION housing.room_differs(p_pool_ids uuid[])
RETURNS TABLE (request_id uuid, pool_id uuid, room boolean) LANGUAGE sql VOLATILE AS $$
    WITH now_room AS MATERIALIZED (
        SELECT p.id, housing.has_room_for(p, g, 1, t.now) AS holdable,
               CASE WHEN g.confidential THEN 32767
                    ELSE housing.units_for_offers(p, t.now) END AS units
          FROM unnest(p_pool_ids) x JOIN housing.pool p ON p.id = x
          JOIN housing.program g ON g.id = p.program_id
         CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) t)
    SELECT q.request_id, q.pool_id, s.room
      FROM now_room n
      JOIN housing.request_pool q ON q.pool_id = n.id
     CROSS JOIN LATERAL (SELECT coalesce(n.holdable AND n.units >= q.units, false) AS room) s
     WHERE q.has_room <> s.room
       AND EXISTS (SELECT FROM housing.request r WHERE r.id = q.request_id AND r.ended_at IS NULL)
$$;

-- "Something fits now": brings requests that wait for one of these pools up to date and announces
-- those for which that changed. Any number of processes may do it.
CREATE OR REPLACE FUNCTION housing_api.note_room_v1(p_pool_ids uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
DECLARE
    differ constant uuid[] := ARRAY(SELECT DISTINCT d.request_id
                                      FROM housing.room_differs(p_pool_ids) d);
    locked uuid[];
    told integer := 0;
BEGIN
    SELECT array_agg(s.id) INTO locked FROM (
        SELECT x.id FROM housing.request x
         WHERE x.id = ANY (differ) AND x.ended_at IS NULL
         ORDER BY x.id LIMIT 200 FOR NO KEY UPDATE SKIP LOCKED) s;
    IF locked IS NOT NULL THEN
        WITH changed AS (
            UPDATE housing.request_pool q SET has_room = d.room
              FROM housing.room_differs(p_pool_ids) d
             WHERE q.request_id = d.request_id AND q.pool_id = d.pool_id
               AND d.request_id = ANY (locked)
            RETURNING q.request_id)
        SELECT count(housing.publish_request(c.request_id)) INTO told
          FROM (SELECT DISTINCT request_id FROM changed) c;
    END IF;
    RETURN told;
END
$$;

CREATE OR REPLACE FUNCTION housing_api.set_automatic_offers_v1(
    p_caller uuid, p_on boolean, OUT code text, OUT automatic_offers boolean
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM housing.caller_of(p_caller) c WHERE c.role = 'operator') THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    UPDATE housing.service_state s SET automatic_offers = coalesce(p_on, s.automatic_offers)
    RETURNING s.automatic_offers INTO set_automatic_offers_v1.automatic_offers;
    IF p_on IS NOT NULL THEN
        PERFORM housing.note_operator(
            p_caller, CASE WHEN p_on THEN 'offers_on' ELSE 'offers_off' END, NULL, NULL);
    END IF;
    code := 'ok';
END
$$;
