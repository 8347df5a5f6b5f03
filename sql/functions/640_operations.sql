-- What the operator's room shows about the whole, without a number of any confidential pool.
CREATE OR REPLACE FUNCTION housing_api.operations_v1(p_caller uuid, OUT code text, OUT facts jsonb)
RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM housing.caller_of(p_caller) c WHERE c.role = 'operator') THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    code := 'ok';
    SELECT jsonb_build_object(
        'pools_by_state', (SELECT jsonb_object_agg(s.state, s.pools) FROM (
            SELECT f.state, count(*) AS pools FROM (
                SELECT housing.pool_state(p, l.units_held, housing.freshness_step(
                    p.reported_at, p.stale_after_seconds, n.now), n.now) AS state
                  FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
                 CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) n
                 CROSS JOIN LATERAL housing.live_units(p.id, n.now) l
                 -- Services and appointments are not beds.
                 WHERE NOT g.confidential AND p.unit NOT IN ('service', 'slot')) f GROUP BY f.state) s),
        'holds_by_state', (SELECT jsonb_object_agg(s.state, s.holds) FROM (
            SELECT h.state, count(*) AS holds FROM housing.hold h
              JOIN housing.pool p ON p.id = h.pool_id
              JOIN housing.program g ON g.id = p.program_id
             WHERE NOT g.confidential
               AND h.placed_at > housing.service_clock() - interval '24 hours'
             GROUP BY h.state) s)) INTO facts;
END
$$;
