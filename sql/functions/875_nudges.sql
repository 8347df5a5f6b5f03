-- A nudge asks a shelter for its count. It stands on the shelter's page until somebody has counted, and
-- goes with the shift.

CREATE OR REPLACE FUNCTION housing.nudges_a_shift() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 2 $$;

CREATE OR REPLACE FUNCTION housing.nudges_since(p_pool_id uuid, p_since timestamptz)
RETURNS TABLE (id uuid, at timestamptz) LANGUAGE sql STABLE AS $$
    SELECT e.id, e.at FROM housing.operator_event e
     WHERE e.target_id = p_pool_id AND e.at >= p_since AND e.action = 'nudged'
$$;

-- Asks for a count under an id of the caller's making; repeating it asks once. At most twice a shift,
-- and never while intake is closed. Of a confidential program only what outsiders are shown is judged,
-- so that the answer tells nothing more.
CREATE OR REPLACE FUNCTION housing_api.nudge_pool_v1(
    p_caller uuid, p_pool_id uuid, p_nudge_id uuid, OUT code text, OUT nudges_left integer
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    g housing.program;
    now_at timestamptz;
    sent integer;
BEGIN
    IF NOT housing.is_operator(p_caller) THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    p := housing.lock_pool(p_pool_id);
    IF p.id IS NULL THEN
        code := 'pool_not_found';
        RETURN;
    END IF;
    SELECT * INTO g FROM housing.program x WHERE x.id = p.program_id;
    now_at := housing.pool_clock(p);
    SELECT count(*) INTO sent
      FROM housing.nudges_since(p_pool_id, housing.shift_began_at(g.time_zone, now_at));
    code := CASE
        WHEN EXISTS (SELECT FROM housing.operator_event e WHERE e.id = p_nudge_id
                      AND e.account_id = p_caller AND e.target_id = p_pool_id
                      AND e.action = 'nudged') THEN 'exists'
        WHEN EXISTS (SELECT FROM housing.operator_event e WHERE e.id = p_nudge_id)
            THEN 'nudge_id_reused'
        WHEN CASE WHEN g.confidential THEN p.outsider_availability = 'closed'
                  ELSE housing.intake_is_shut(p, now_at) END THEN 'nudge_intake_closed'
        WHEN sent >= housing.nudges_a_shift() THEN 'nudge_limit_reached'
        ELSE 'ok' END;
    IF code = 'ok' THEN
        PERFORM housing.note_operator(p_caller, 'nudged', 'pool', p_pool_id, p_nudge_id);
        PERFORM pg_notify('housing_changes', 'notice:');
        sent := sent + 1;
    END IF;
    nudges_left := greatest(0, housing.nudges_a_shift() - sent);
END
$$;

-- Whether this pool takes nobody for now: closed, paused, or out of its season.
CREATE OR REPLACE FUNCTION housing.intake_is_shut(p_pool housing.pool, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT p_pool.closed_at IS NOT NULL OR p_pool.stopped_by IS NOT NULL
        OR (p_pool.paused_at IS NOT NULL AND coalesce(p_pool.paused_until, 'infinity') > p_now)
        OR housing.is_out_of_season(p_pool, p_now)
$$;

-- Nudges of this shift by pool: what the operator has sent, and so may be told.
CREATE OR REPLACE FUNCTION housing_api.list_nudges_v1(p_caller uuid)
RETURNS TABLE (pool_id uuid, nudges integer, last_at timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT e.target_id, count(*)::integer, max(e.at)
      FROM housing.operator_event e
      JOIN housing.pool p ON p.id = e.target_id
      JOIN housing.program g ON g.id = p.program_id
     WHERE housing.is_operator(p_caller) AND e.action = 'nudged'
       AND e.at > housing.service_clock() - interval '8 hours'
       AND e.at >= housing.shift_began_at(g.time_zone, housing.service_clock())
     GROUP BY e.target_id
$$;
