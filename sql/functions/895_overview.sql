-- What became of holds, and when something was last imported, over all programs that are not
-- confidential.

-- Holds by how they stand or ended, of the last day and of the last seven: those that are kept, and the
-- counters of those that are forgotten. `waited` are those a shelter had to accept first.
CREATE OR REPLACE FUNCTION housing_api.hold_funnel_v1(p_caller uuid)
RETURNS TABLE (days integer, state text, holds bigint) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT s.days, s.state, sum(s.holds)::bigint FROM (
        SELECT d.days, CASE WHEN h.ended_at IS NULL AND h.expires_at <= housing.service_clock()
                            THEN CASE h.state WHEN 'active' THEN 'expired' ELSE 'timed_out' END
                            ELSE h.state END AS state, count(*) AS holds
          FROM housing.hold h
          JOIN housing.pool p ON p.id = h.pool_id
          JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential
         CROSS JOIN (VALUES (1), (7)) d (days)
         -- An offer that nobody took is no outcome of anybody's.
         WHERE NOT housing.is_offer(h) AND coalesce(h.ended_at, housing.service_clock())
               > housing.service_clock() - d.days * interval '1 day'
         GROUP BY 1, 2
        UNION ALL
        SELECT 7, x.outcome, sum(x.holds)
          FROM housing.hold_outcome x
          JOIN housing.pool p ON p.id = x.pool_id
          JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential
         WHERE x.period_start > (housing.service_clock() AT TIME ZONE 'UTC')::date - 7
         GROUP BY 2) s
     WHERE housing.is_operator(p_caller)
     GROUP BY s.days, s.state
$$;

-- The day that the newest file spoke of; null when nothing was ever imported.
CREATE OR REPLACE FUNCTION housing_api.last_import_v1(p_caller uuid) RETURNS date
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT max(m.as_of) FROM housing.import_memory m WHERE housing.is_operator(p_caller)
$$;

-- How long shelters have had something to answer, by pool that is not confidential: holds that wait to
-- be accepted, and what they were asked for a request.
CREATE OR REPLACE FUNCTION housing_api.unanswered_v1(p_caller uuid)
RETURNS TABLE (
    pool_id uuid, holds integer, hold_since timestamptz, asks integer, ask_since timestamptz
) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT s.pool_id, sum(s.holds)::integer, min(s.hold_since), sum(s.asks)::integer,
           min(s.ask_since)
      FROM (SELECT h.pool_id, 1 AS holds, h.placed_at AS hold_since, 0 AS asks,
                   NULL::timestamptz AS ask_since
              FROM housing.hold h
             WHERE h.state = 'requested' AND h.expires_at > housing.service_clock()
            UNION ALL
            SELECT q.pool_id, 0, NULL, 1, q.asked_at
              FROM housing.request r
              JOIN housing.request_pool q ON q.request_id = r.id
             WHERE r.ended_at IS NULL AND r.open_until > housing.service_clock()
               AND q.round IS NOT NULL AND q.answer IS NULL) s
      JOIN housing.pool p ON p.id = s.pool_id
      JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential
     WHERE housing.is_operator(p_caller)
     GROUP BY s.pool_id
$$;
