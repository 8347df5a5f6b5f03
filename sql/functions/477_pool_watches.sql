-- Who wants to be told when a place opens in a pool: a list of pools by account, and nothing else. What
-- is told is the pool itself, which every reader gets anyway; so a watch costs no change anything.

CREATE OR REPLACE FUNCTION housing.watches_max() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 50 $$;

-- Watches a pool for 90 days from now; again begins anew. Only pools that the caller sees whole: an
-- outsider of a confidential program reads the same whatever happens there.
CREATE OR REPLACE FUNCTION housing_api.watch_pool_v1(
    p_caller uuid, p_pool_id uuid, OUT code text, OUT watch jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    now_at timestamptz;
    f record;
BEGIN
    SELECT c.account_id, p.id, c.sees_confidential,
           housing.is_insider(g, c.role, c.organization_id) AS insider
      INTO f
      FROM housing.caller_of(p_caller) c
      LEFT JOIN housing.pool p ON p.id = p_pool_id
      LEFT JOIN housing.program g ON g.id = p.program_id;
    code := CASE WHEN f.account_id IS NULL THEN 'not_signed_in'
                 WHEN f.id IS NULL OR NOT (f.insider OR f.sees_confidential)
                     THEN 'pool_not_found'
                 WHEN NOT f.insider THEN 'pool_not_watchable' END;
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    -- Of two of one account at once the second sees the first when it counts.
    PERFORM FROM housing.account a WHERE a.id = p_caller FOR NO KEY UPDATE;
    now_at := housing.service_clock();
    IF (SELECT count(*) FROM housing.pool_watch w
         WHERE w.account_id = p_caller AND w.expires_at > now_at AND w.pool_id <> p_pool_id)
       >= housing.watches_max() THEN
        code := 'watch_limit_reached';
        RETURN;
    END IF;
    INSERT INTO housing.pool_watch AS w VALUES (p_caller, p_pool_id, now_at + interval '90 days')
    ON CONFLICT (account_id, pool_id) DO UPDATE SET expires_at = excluded.expires_at;
    code := 'ok';
    SELECT x.watch INTO watch FROM housing.watches_of(p_caller) x WHERE x.pool_id = p_pool_id;
END
$$;

-- No longer. It says the same whether there was one.
CREATE OR REPLACE FUNCTION housing_api.unwatch_pool_v1(p_caller uuid, p_pool_id uuid)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    DELETE FROM housing.pool_watch w WHERE w.account_id = p_caller AND w.pool_id = p_pool_id
$$;

-- What an account watches, with the pool as it stands. `open` says what it waits for has come: units
-- can be had now, or a confirmed vacancy has some left.
CREATE OR REPLACE FUNCTION housing.watches_of(p_caller uuid)
RETURNS TABLE (pool_id uuid, watch jsonb) LANGUAGE sql VOLATILE AS $$
    SELECT p.id, jsonb_build_object(
               'pool_id', p.id, 'expires_at', housing.rfc3339(w.expires_at),
               'open', (x.pool ->> 'units_available')::integer > 0 AND x.pool ->> 'state' = 'open'
                   OR EXISTS (SELECT FROM jsonb_array_elements(
                                  CASE WHEN x.pool -> 'expected' <> 'null'
                                       THEN x.pool -> 'expected' END) v
                               WHERE v ->> 'confidence' = 'confirmed'
                                 AND (v ->> 'units')::integer > (v ->> 'units_held')::integer),
               'pool', x.pool)
      FROM housing.caller_of(p_caller) c
      JOIN housing.pool_watch w ON w.account_id = c.account_id
                               AND w.expires_at > housing.service_clock()
      JOIN housing.pool p ON p.id = w.pool_id
      JOIN housing.program g ON g.id = p.program_id
                            AND housing.is_insider(g, c.role, c.organization_id)
     CROSS JOIN LATERAL (
        SELECT housing.asked_first(housing.pool_insider(p, g, housing.pool_clock(p)),
                                   housing.cooled_until(p_caller) IS NOT NULL) AS pool OFFSET 0) x
$$;

CREATE OR REPLACE FUNCTION housing_api.list_watches_v1(p_caller uuid)
RETURNS TABLE (watch jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT w.watch FROM housing.watches_of(p_caller) w ORDER BY w.watch ->> 'expires_at', w.pool_id
$$;
