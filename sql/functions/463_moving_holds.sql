-- Passing a place that is kept from one responder to a colleague of the same organization: by who
-- holds it, or by a colleague when nobody is left who does. What was told to the shelter stays true:
-- code, deadline and household do not change.

-- Whether somebody works with an open session, and whether anything at all can act in their name.
CREATE OR REPLACE FUNCTION housing.is_signed_in(p_account_id uuid, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM housing.session s
         WHERE s.account_id = p_account_id AND s.expires_at > p_now AND NOT s.must_enroll
           AND s.last_seen_at > p_now - s.idle_seconds * interval '1 second')
$$;

CREATE OR REPLACE FUNCTION housing.has_left(
    p_account_id uuid, p_organization_id uuid, p_now timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (
               SELECT FROM housing.caller_of(p_account_id) c
                WHERE c.role = 'responder' AND c.organization_id = p_organization_id)
        OR NOT (housing.is_signed_in(p_account_id, p_now) OR EXISTS (
            SELECT FROM housing.access_token t
             WHERE t.account_id = p_account_id AND t.revoked_at IS NULL
               AND (t.expires_at IS NULL OR t.expires_at > p_now)))
$$;

-- Why something can't be passed to p_to by somebody of this organization; null when it can. Whoever
-- is not a colleague does not exist.
CREATE OR REPLACE FUNCTION housing.colleague_refusal(
    p_caller uuid, p_organization_id uuid, p_to uuid, p_now timestamptz
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_to = p_caller OR NOT EXISTS (
            SELECT FROM housing.caller_of(p_to) t
             WHERE t.role = 'responder' AND t.organization_id = p_organization_id)
            THEN 'colleague_not_found'
        WHEN NOT housing.is_signed_in(p_to, p_now) THEN 'colleague_not_on_shift'
    END
$$;

-- Whether this account may pass on, or take over, what p_holder of p_organization_id holds. A
-- coordinator takes over whatever the organization holds, others what was left.
CREATE OR REPLACE FUNCTION housing.may_move(
    p_caller uuid, p_holder uuid, p_organization_id uuid, p_takes boolean, p_now timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM housing.caller_of(p_caller) c
          JOIN housing.account a ON a.id = c.account_id
         WHERE c.role = 'responder' AND c.organization_id = p_organization_id
           AND CASE WHEN p_takes
                    THEN a.coordinator OR housing.has_left(p_holder, p_organization_id, p_now)
                    ELSE c.account_id = p_holder END)
$$;

-- Gives the hold, and the other live ones of its set, to p_to, who may be the caller. Locks as
-- everywhere: organization, responder, pools by id; everything is judged again after the last of them.
-- Done again by the same caller it changes nothing and answers alike.
CREATE OR REPLACE FUNCTION housing.move_hold(
    p_caller uuid, p_hold_id uuid, p_to uuid, p_takes boolean, OUT code text, OUT pools uuid[]
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c record;
    h housing.hold;
    clocks timestamptz[] := '{}';
    now_at timestamptz;
    locked uuid;
    settled integer := 0;
BEGIN
    pools := '{}';
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    FOR turn IN 1 .. 2 LOOP
        -- First without any lock, so that who is refused waits for nobody; then under the locks.
        IF turn = 2 THEN
            PERFORM housing.lock_for_placing(ARRAY[p_caller, p_to]);
            pools := ARRAY(
                SELECT DISTINCT x.pool_id FROM housing.hold x
                 WHERE x.id = p_hold_id OR (x.set_id = h.set_id AND x.account_id = h.account_id
                                            AND x.state IN ('requested', 'active'))
                 ORDER BY x.pool_id);
            FOREACH locked IN ARRAY pools LOOP
                PERFORM housing.lock_pool(locked);
            END LOOP;
            FOREACH locked IN ARRAY pools LOOP
                SELECT t.now, settled + housing.settle_pool(p, t.now) INTO now_at, settled
                  FROM housing.pool p
                 CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) t
                 WHERE p.id = locked;
                clocks := clocks || now_at;
            END LOOP;
        END IF;
        SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id;
        SELECT housing.pool_clock(p) INTO now_at FROM housing.pool p WHERE p.id = h.pool_id;
        code := CASE
            WHEN h.id IS NULL OR h.kept_by <> 'responder' THEN 'hold_not_found'
            WHEN h.account_id = p_to AND (p_takes OR h.handed_by = p_caller) THEN 'ok'
            WHEN NOT housing.may_move(
                p_caller, h.account_id, h.responder_organization_id, p_takes, now_at)
                THEN 'hold_not_found'
            WHEN h.state IN ('requested', 'active') AND h.expires_at <= now_at
                THEN CASE h.state WHEN 'active' THEN 'hold_expired' ELSE 'hold_timed_out' END
            WHEN h.state NOT IN ('requested', 'active') THEN housing.hold_state_code(h.state)
            WHEN housing.is_offer(h) THEN 'offer_not_taken'
            WHEN NOT p_takes THEN housing.colleague_refusal(
                p_caller, h.responder_organization_id, p_to, now_at)
        END;
        code := coalesce(code, (
            SELECT CASE WHEN n.by_account >= t.responder_hold_limit THEN 'hold_limit_reached' END
              FROM housing.caller_of(p_to) t
             CROSS JOIN LATERAL housing.holds_toward_caps(
                 t.account_id, t.organization_id, now_at) n));
        EXIT WHEN code IS NOT NULL;
    END LOOP;
    IF code IS NULL THEN
        WITH moved AS (
            UPDATE housing.hold x SET account_id = p_to, handed_by = h.account_id,
                version = x.version + 1, pool_version = p.version + 1
              FROM housing.pool p
             WHERE p.id = x.pool_id AND x.pool_id = ANY (pools)
               AND x.state IN ('requested', 'active')
               AND (x.id = p_hold_id
                    OR (x.set_id = h.set_id AND x.account_id = h.account_id))
            RETURNING x.id, x.pool_id)
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        SELECT m.id, CASE WHEN p_takes THEN 'taken_over' ELSE 'handed_over' END,
               clocks[array_position(pools, m.pool_id)], c.role
          FROM moved m;
        UPDATE housing.hold_set s SET account_id = p_to WHERE s.id = h.set_id;
    END IF;
    IF code IS NULL OR settled > 0 THEN
        PERFORM housing.publish_pools(pools, clocks, false, false);
    END IF;
    IF code IS NULL THEN
        code := 'ok';
        -- Handing over is among the hold's own events, which are forgotten with it. Taking what a
        -- colleague had is noted for the organization, without what it was.
        IF p_takes THEN
            PERFORM housing.note(
                c.organization_id, p_caller, 'taken_over', 'account', h.account_id);
        END IF;
    END IF;
END
$$;

-- The holder gives it to a colleague who is signed in. They read of it no more.
CREATE OR REPLACE FUNCTION housing_api.hand_over_hold_v1(
    p_caller uuid, p_hold_id uuid, p_to uuid, OUT code text, OUT pools uuid[]
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    m record;
BEGIN
    m := housing.move_hold(p_caller, p_hold_id, p_to, false);
    code := m.code;
    pools := m.pools;
END
$$;

-- A colleague takes what nobody holds any more.
CREATE OR REPLACE FUNCTION housing_api.take_over_hold_v1(
    p_caller uuid, p_hold_id uuid, OUT code text, OUT pools uuid[], OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    m record;
BEGIN
    m := housing.move_hold(p_caller, p_hold_id, p_caller, true);
    code := m.code;
    pools := m.pools;
    hold := housing.hold_for(p_hold_id, p_caller);
END
$$;

-- Whom a place can be handed to: colleagues who are signed in, by the name they sign in with.
CREATE OR REPLACE FUNCTION housing_api.list_colleagues_v1(p_caller uuid)
RETURNS TABLE (colleague jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object('id', a.id, 'name', a.login)
      FROM housing.caller_of(p_caller) c
      JOIN housing.account a ON a.organization_id = c.organization_id AND a.role = 'responder'
     WHERE c.role = 'responder' AND a.login IS NOT NULL
       AND housing.colleague_refusal(
           c.account_id, c.organization_id, a.id, housing.service_clock()) IS NULL
     ORDER BY a.login LIMIT 200
$$;
