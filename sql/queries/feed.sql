-- name: pool_versions
SELECT id, version FROM housing_api.pool_versions_v1();

-- name: read_pools
SELECT id, version, organization_id, program_id, confidential, due_in_seconds,
       insider, outsider, holds
  FROM housing_api.read_pools_v1($1, $2);

-- name: beat
SELECT at, generation FROM housing_api.beat_v1($1);

-- name: sweep_due
SELECT pools_written, holds_ended, lag_seconds, next_due_in_seconds
  FROM housing_api.sweep_due_v1($1);

-- name: purge_ended
SELECT housing_api.purge_ended_v1($1);

-- name: purge_steps
SELECT step FROM housing_api.purge_steps_v1() AS step;

-- name: purge_step
SELECT housing_api.purge_step_v2($1);

-- name: purge_late
SELECT table_name, max(late_seconds) AS late_seconds
  FROM housing_api.purge_late_v1() GROUP BY table_name ORDER BY table_name;
