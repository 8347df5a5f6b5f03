-- Each pool's count, what its rows keep (added up here, without the service's functions), and what
-- the service says is kept.
WITH judged AS MATERIALIZED (
    SELECT p.id, p.units_free_reported AS units_free,
           greatest(housing.service_clock(), p.clock_high_water) AS now
      FROM housing.pool p WHERE p.id = ANY ($1::uuid[])
)
SELECT j.id::text AS id, j.units_free,
       (SELECT coalesce(sum(h.units), 0)::integer FROM housing.hold h
         WHERE h.pool_id = j.id AND h.units_backed AND h.state IN ('requested', 'active')
           AND h.expires_at > j.now) AS rows_held,
       (SELECT l.units_held FROM housing.live_units(j.id, j.now) l) AS told_held
  FROM judged j
