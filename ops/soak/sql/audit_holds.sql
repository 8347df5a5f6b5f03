-- Every hold of these pools as it is written down, with what the clock makes of it now.
SELECT h.id::text AS id, h.pool_id::text AS pool_id, h.units, h.state, h.late,
       extract(epoch FROM h.placed_at)::float8 AS placed_at,
       extract(epoch FROM h.expires_at)::float8 AS expires_at,
       extract(epoch FROM h.ended_at)::float8 AS ended_at,
       h.state IN ('requested', 'active')
           AND h.expires_at > greatest(housing.service_clock(), p.clock_high_water) AS live
  FROM housing.hold h JOIN housing.pool p ON p.id = h.pool_id
 WHERE h.pool_id = ANY ($1::uuid[])
