-- Surges: capacity that an operator opens for a region and a period. The row of the region is locked
-- before any pool, here and where a pool becomes a surge pool, so that each learns of the other.

CREATE OR REPLACE FUNCTION housing.surge_view(s housing.surge, p_now timestamptz) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', s.id, 'region', s.region_code, 'region_label', housing.region_label(s.region_code),
        'label', s.label, 'starts_at', housing.rfc3339(s.starts_at),
        'ends_at', housing.rfc3339(s.ends_at), 'ended_at', housing.rfc3339(s.ended_at),
        'state', CASE WHEN coalesce(s.ended_at, s.ends_at) <= p_now THEN 'over'
                      WHEN s.starts_at <= p_now THEN 'running' ELSE 'coming' END,
        -- Whether a confidential program opens with it is nobody else's to know.
        'pools', count(p.id), 'units_free', coalesce(sum(p.units_free_reported), 0))
      FROM (SELECT 1) one
      LEFT JOIN housing.program g ON g.region_code = s.region_code AND NOT g.confidential
      LEFT JOIN housing.pool p ON p.program_id = g.id AND p.capacity_kind = 'surge'
$$;

-- Locks the surge pools of a region, by id, and tells everybody how they stand now.
CREATE OR REPLACE FUNCTION housing.publish_surge_pools(p_region text) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    pools uuid[];
    clocks timestamptz[];
BEGIN
    SELECT array_agg(p.id ORDER BY p.id) INTO pools
      FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
     WHERE g.region_code = p_region AND p.capacity_kind = 'surge';
    IF pools IS NOT NULL THEN
        PERFORM housing.lock_pool(x) FROM unnest(pools) x;
        SELECT array_agg(n.now ORDER BY n.id) INTO clocks
          FROM (SELECT p.id, housing.pool_clock(p) AS now FROM housing.pool p
                 WHERE p.id = ANY (pools) OFFSET 0) n;
        PERFORM housing.settle_pool(p, n.now)
           FROM unnest(pools, clocks) n (id, now) JOIN housing.pool p ON p.id = n.id;
        PERFORM housing.publish_pools(pools, clocks, false, false);
    END IF;
END
$$;

-- Opens a surge. The caller makes its id; repeating it with the same fields answers the same.
-- Without p_starts_at it begins at once, by the clock of the database. At most 92 days long and at
-- most a year ahead.
CREATE OR REPLACE FUNCTION housing_api.put_surge_v1(
    p_caller uuid, p_surge_id uuid, p_region text, p_label text, p_starts_at timestamptz,
    p_ends_at timestamptz, OUT code text, OUT surge jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    s housing.surge;
    now_at timestamptz;
    starts timestamptz;
BEGIN
    IF (SELECT c.role FROM housing.caller_of(p_caller) c) IS DISTINCT FROM 'operator' THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    PERFORM 1 FROM housing.region r WHERE r.code = p_region FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        code := 'region_not_found';
        RETURN;
    END IF;
    now_at := housing.service_clock();
    SELECT * INTO s FROM housing.surge x WHERE x.id = p_surge_id;
    IF s.id IS NULL THEN
        starts := coalesce(p_starts_at, now_at);
        IF p_ends_at <= greatest(starts, now_at) OR p_ends_at > starts + interval '92 days'
           OR starts > now_at + interval '366 days' OR starts < now_at - interval '1 day' THEN
            code := 'surge_period_invalid';
            RETURN;
        END IF;
        INSERT INTO housing.surge (
            id, region_code, label, starts_at_given, starts_at, ends_at, opened_at)
        VALUES (p_surge_id, p_region, p_label, p_starts_at, starts, p_ends_at, now_at)
        ON CONFLICT (id) DO NOTHING RETURNING * INTO s;
        IF s.id IS NOT NULL THEN
            PERFORM housing.publish_surge_pools(p_region);
            PERFORM housing.note_operator(p_caller, 'surge_opened', 'surge', p_surge_id);
            code := 'recorded';
        ELSE
            -- The same id came at once for another region and won.
            code := 'surge_id_reused';
            RETURN;
        END IF;
    ELSIF (s.region_code, s.label, s.starts_at_given, s.ends_at)
        IS DISTINCT FROM (p_region, p_label, p_starts_at, p_ends_at) THEN
        code := 'surge_id_reused';
        RETURN;
    ELSE
        code := 'exists';
    END IF;
    surge := housing.surge_view(s, now_at);
END
$$;

-- Ends a surge now: its pools take nobody new, and no hold ends by it. One that has not begun never
-- will. Repeating it, or ending one that is over, changes nothing.
CREATE OR REPLACE FUNCTION housing_api.end_surge_v1(
    p_caller uuid, p_surge_id uuid, OUT code text, OUT surge jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    s housing.surge;
    now_at timestamptz;
BEGIN
    IF (SELECT c.role FROM housing.caller_of(p_caller) c) IS DISTINCT FROM 'operator' THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    PERFORM 1 FROM housing.region r
      WHERE r.code = (SELECT x.region_code FROM housing.surge x WHERE x.id = p_surge_id)
        FOR NO KEY UPDATE;
    SELECT * INTO s FROM housing.surge x WHERE x.id = p_surge_id;
    IF s.id IS NULL THEN
        code := 'surge_not_found';
        RETURN;
    END IF;
    now_at := housing.service_clock();
    IF coalesce(s.ended_at, s.ends_at) > now_at THEN
        UPDATE housing.surge x SET ended_at = now_at WHERE x.id = p_surge_id RETURNING * INTO s;
        PERFORM housing.publish_surge_pools(s.region_code);
        PERFORM housing.note_operator(p_caller, 'surge_ended', 'surge', p_surge_id);
    END IF;
    code := 'ok';
    surge := housing.surge_view(s, now_at);
END
$$;

-- Surges that run, are to come, or were over in the last 30 days, in the order in which they begin.
CREATE OR REPLACE FUNCTION housing_api.list_surges_v1(p_caller uuid, p_rows_max integer)
RETURNS TABLE (surge jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT v.surge
      FROM housing.caller_of(p_caller) c
     CROSS JOIN LATERAL (SELECT housing.service_clock() AS now OFFSET 0) n
     CROSS JOIN LATERAL (
        SELECT housing.surge_view(s, n.now) AS surge, s.starts_at, s.id FROM housing.surge s
         WHERE s.ends_at > n.now - interval '30 days'
         ORDER BY s.starts_at, s.id LIMIT p_rows_max) v
     ORDER BY v.starts_at, v.id
$$;
