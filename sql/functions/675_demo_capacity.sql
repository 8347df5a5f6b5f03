-- What of the demo's region is not there every night, from the same document.
CREATE OR REPLACE FUNCTION housing.demo_add_capacity(p_region jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
BEGIN
    INSERT INTO housing.surge (id, region_code, label, starts_at, ends_at, opened_at)
    SELECT s.id, s.region_code, s.label, now_at, now_at + s.days * interval '1 day', now_at
      FROM jsonb_to_recordset(p_region -> 'surges') AS s (
           id uuid, region_code text, label text, days integer);
    UPDATE housing.organization o SET may_use_reserve = true
     WHERE to_jsonb(o.id::text) <@ (p_region -> 'may_use_reserve');
    UPDATE housing.pool p SET
        capacity_kind = coalesce(c.capacity_kind, 'regular'), season_from = c.season_from,
        season_until = c.season_until, reserve_units = coalesce(c.reserve_units, 0)
      FROM jsonb_to_recordset(p_region -> 'capacity') AS c (
           pool_id uuid, capacity_kind text, season_from smallint, season_until smallint,
           reserve_units integer)
     WHERE p.id = c.pool_id;
    PERFORM housing.publish_pool((c ->> 'pool_id')::uuid, now_at, false)
       FROM jsonb_array_elements(p_region -> 'capacity') c;
END
$$;
