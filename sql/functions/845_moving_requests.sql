-- The same for requests: a colleague carries on what somebody opened, with all that was offered to it.
CREATE OR REPLACE FUNCTION housing.move_request(
    p_caller uuid, p_request_id uuid, p_to uuid, p_takes boolean, OUT code text, OUT pools uuid[]
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c record;
    r housing.request;
    now_at timestamptz;
BEGIN
    pools := '{}';
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    FOR turn IN 1 .. 2 LOOP
        IF turn = 2 THEN
            PERFORM housing.lock_for_placing(ARRAY[p_caller, p_to]);
            r := housing.lock_request(p_request_id, NULL);
        ELSE
            SELECT * INTO r FROM housing.request x WHERE x.id = p_request_id;
        END IF;
        now_at := housing.request_clock(r);
        code := CASE
            WHEN r.id IS NULL THEN 'request_not_found'
            WHEN r.account_id = p_to AND (p_takes OR r.handed_by = p_caller) THEN 'ok'
            WHEN NOT housing.may_move(p_caller, r.account_id, r.organization_id, p_takes, now_at)
                THEN 'request_not_found'
            WHEN housing.request_state(r, now_at) NOT IN ('asking', 'waiting')
                THEN 'request_already_ended'
            WHEN NOT p_takes THEN housing.colleague_refusal(
                p_caller, r.organization_id, p_to, now_at)
        END;
        code := coalesce(code, (
            SELECT 'request_limit_reached' FROM housing.organization o
             WHERE o.id = r.organization_id AND o.responder_request_limit <= (
                SELECT count(*) FROM housing.request x
                 WHERE x.account_id = p_to AND x.ended_at IS NULL AND x.open_until > now_at)));
        EXIT WHEN code IS NOT NULL;
    END LOOP;
    IF code IS NOT NULL THEN RETURN; END IF;
    UPDATE housing.request x SET account_id = p_to, handed_by = r.account_id
     WHERE x.id = p_request_id;
    -- What is offered to it is offered to whoever carries it on.
    WITH moved AS (
        UPDATE housing.hold h SET account_id = p_to, handed_by = r.account_id,
            version = h.version + 1, pool_version = p.version + 1
          FROM housing.pool p
         WHERE p.id = h.pool_id AND h.request_id = p_request_id AND h.taken_at IS NULL
           AND h.state = 'active'
        RETURNING h.id, h.pool_id)
    SELECT coalesce(array_agg(DISTINCT m.pool_id), '{}') INTO pools FROM moved m;
    PERFORM housing.publish_pools(
        pools, ARRAY(SELECT housing.pool_clock(p) FROM unnest(pools) WITH ORDINALITY x (id, n)
                       JOIN housing.pool p ON p.id = x.id ORDER BY x.n), false, false);
    PERFORM housing.publish_request(p_request_id);
    IF p_takes THEN
        PERFORM housing.note(c.organization_id, p_caller, 'taken_over', 'account', r.account_id);
    END IF;
    code := 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.hand_over_request_v1(
    p_caller uuid, p_request_id uuid, p_to uuid, OUT code text, OUT pools uuid[]
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    m record;
BEGIN
    m := housing.move_request(p_caller, p_request_id, p_to, false);
    code := m.code;
    pools := m.pools;
END
$$;

CREATE OR REPLACE FUNCTION housing_api.take_over_request_v1(
    p_caller uuid, p_request_id uuid, OUT code text, OUT pools uuid[], OUT request jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    m record;
BEGIN
    m := housing.move_request(p_caller, p_request_id, p_caller, true);
    code := m.code;
    pools := m.pools;
    request := housing.request_for(p_request_id, p_caller);
END
$$;

-- What the caller's organization holds and asks for while nobody is there who does, and for its
-- coordinators all else: little of it, as it is not theirs. What ends soonest comes first.
CREATE OR REPLACE FUNCTION housing_api.list_left_v1(p_caller uuid)
RETURNS TABLE (item jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT x.item FROM (
    SELECT h.expires_at AS ends_at, jsonb_build_object(
               'kind', 'hold', 'id', h.id, 'state', h.state,
               'program_name', CASE WHEN g.confidential THEN housing.program_alias(g)
                                    ELSE g.name END,
               'unit', p.unit, 'units', h.units, 'urgency', NULL, 'left', housing.has_left(
                   h.account_id, h.responder_organization_id, housing.service_clock()),
               'ends_at', housing.rfc3339(h.expires_at)) AS item
      FROM housing.caller_of(p_caller) c
      JOIN housing.hold h ON h.responder_organization_id = c.organization_id
       AND h.state IN ('requested', 'active')
      JOIN housing.pool p ON p.id = h.pool_id
      JOIN housing.program g ON g.id = p.program_id
     WHERE h.kept_by = 'responder' AND NOT housing.is_offer(h) AND h.account_id <> c.account_id
       AND h.expires_at > housing.pool_clock(p)
       AND housing.may_move(c.account_id, h.account_id, h.responder_organization_id, true,
                            housing.service_clock())
    UNION ALL
    SELECT r.open_until, jsonb_build_object(
               'kind', 'request', 'id', r.id, 'state', r.state, 'program_name', NULL,
               'unit', NULL, 'units', NULL, 'urgency', r.urgency, 'left', housing.has_left(
                   r.account_id, r.organization_id, housing.service_clock()),
               'ends_at', housing.rfc3339(r.open_until))
      FROM housing.caller_of(p_caller) c
      JOIN housing.request r ON r.organization_id = c.organization_id AND r.ended_at IS NULL
     WHERE r.account_id <> c.account_id AND r.open_until > housing.request_clock(r)
       AND housing.may_move(c.account_id, r.account_id, r.organization_id, true,
                            housing.service_clock())) x
     ORDER BY (x.item -> 'left')::boolean DESC, x.ends_at, x.item ->> 'id' LIMIT 200
$$;
