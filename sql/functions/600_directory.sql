-- What a caller may read. Lists are in id order; p_after is the last id of the page before.

CREATE OR REPLACE FUNCTION housing_api.list_pools_v1(
    p_caller uuid, p_region text, p_kind text, p_unit text, p_program_id uuid, p_own boolean,
    p_after uuid, p_rows_max integer
) RETURNS TABLE (id uuid, pool jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT p.id, CASE WHEN housing.is_insider(g, c.role, c.organization_id)
                      THEN housing.asked_first(housing.pool_insider(p, g, n.now), a.first)
                      ELSE housing.pool_outsider(p, g) END
      FROM housing.caller_of(p_caller) c
     CROSS JOIN LATERAL (
        SELECT housing.cooled_until(c.account_id) IS NOT NULL AS first OFFSET 0) a
      JOIN housing.pool p ON p.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) n
     WHERE (housing.is_insider(g, c.role, c.organization_id) OR c.sees_confidential)
       -- An appointment that is long over is in no list any more.
       AND housing.slot_is_over(p.starts_at, n.now) IS NOT TRUE
       AND (p_region IS NULL OR p_region = CASE
            WHEN housing.is_insider(g, c.role, c.organization_id) THEN g.region_code
            ELSE housing.outsider_region(g.region_code) ->> 'region' END)
       AND (p_kind IS NULL OR g.kind = p_kind)
       AND (p_unit IS NULL OR p.unit = p_unit)
       AND (p_program_id IS NULL OR p_program_id = CASE
            WHEN housing.is_insider(g, c.role, c.organization_id) THEN g.id
            ELSE g.alias_id END)
       AND (NOT p_own OR p.organization_id = c.organization_id)
     ORDER BY p.id LIMIT p_rows_max
$$;

CREATE OR REPLACE FUNCTION housing_api.get_pool_v1(p_caller uuid, p_pool_id uuid)
RETURNS jsonb LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$ SELECT housing.pool_for(p_pool_id, p_caller) $$;

-- A program's insider view carries its address only when the program is not confidential.
CREATE OR REPLACE FUNCTION housing.program_view(
    g housing.program, p_insider boolean
) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_insider THEN jsonb_build_object(
        'id', g.id, 'organization_id', g.organization_id, 'organization_name', o.name,
        'name', g.name, 'kind', g.kind, 'region', g.region_code,
        'region_label', housing.region_label(g.region_code),
        'confidential', g.confidential, 'intake_line', g.intake_line,
        'arrival_instructions', CASE WHEN g.confidential
            THEN coalesce((SELECT a.told FROM housing.arrival_place a WHERE a.program_id = g.id),
                          'shelter_calls_you')
            ELSE g.disclosure END, 'time_zone', g.time_zone,
        'address', CASE WHEN NOT g.confidential AND s.program_id IS NOT NULL
            THEN jsonb_build_object('line', s.line, 'city', s.city,
                                    'postal_code', s.postal_code) END)
    ELSE jsonb_build_object(
        'id', g.alias_id, 'organization_id', o.alias_id, 'name', housing.program_alias(g),
        'kind', g.kind, 'confidential', true) || housing.outsider_region(g.region_code) END
      FROM housing.organization o
      LEFT JOIN housing.site s ON s.program_id = g.id
     WHERE o.id = g.organization_id
$$;

CREATE OR REPLACE FUNCTION housing_api.list_programs_v1(
    p_caller uuid, p_region text, p_kind text, p_program_id uuid, p_after uuid,
    p_rows_max integer
) RETURNS TABLE (id uuid, program jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT v.id, housing.program_view(g, v.insider)
      FROM housing.caller_of(p_caller) c
     CROSS JOIN housing.program g
     CROSS JOIN LATERAL (
        SELECT housing.is_insider(g, c.role, c.organization_id) AS insider,
               CASE WHEN housing.is_insider(g, c.role, c.organization_id)
                    THEN g.id ELSE g.alias_id END AS id) v
     WHERE (v.insider OR c.sees_confidential)
       AND (p_program_id IS NULL OR v.id = p_program_id)
       AND v.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
       AND (p_region IS NULL OR p_region = CASE
            WHEN housing.is_insider(g, c.role, c.organization_id) THEN g.region_code
            ELSE housing.outsider_region(g.region_code) ->> 'region' END)
       AND (p_kind IS NULL OR g.kind = p_kind)
     ORDER BY v.id LIMIT p_rows_max
$$;

-- Whether others may know of this organization.
CREATE OR REPLACE FUNCTION housing.is_listed(o housing.organization) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT o.victim_service_provider AND (
        EXISTS (SELECT 1 FROM housing.program g
                 WHERE g.organization_id = o.id AND NOT g.confidential)
        OR NOT EXISTS (SELECT 1 FROM housing.program g WHERE g.organization_id = o.id))
$$;

CREATE OR REPLACE FUNCTION housing.organization_view(o housing.organization, p_whole boolean)
RETURNS jsonb LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT jsonb_build_object('id', o.id, 'name', o.name) || CASE WHEN p_whole
        THEN jsonb_build_object(
            'stage', o.stage, 'organization_hold_limit', o.organization_hold_limit,
            'responder_hold_limit', o.responder_hold_limit,
            'may_use_reserve', o.may_use_reserve) ELSE '{}'::jsonb END
$$;

-- Organizations by name. One whose every program is hidden from the caller does not exist for
-- them, unless it is their own; a victim service provider is nobody's business but its own.
CREATE OR REPLACE FUNCTION housing_api.list_organizations_v1(
    p_caller uuid, p_after uuid, p_rows_max integer
) RETURNS TABLE (id uuid, organization jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT o.id, housing.organization_view(
               o, coalesce(c.role = 'operator' OR o.id = c.organization_id, false))
      FROM housing.caller_of(p_caller) c
      JOIN housing.organization o
        ON o.id > coalesce(p_after, '00000000-0000-0000-0000-000000000000')
     WHERE o.id = c.organization_id
        -- Who is only invited is not one of them yet.
        OR (housing.is_listed(o) AND (o.stage <> 'invited' OR c.role = 'operator'))
     ORDER BY o.id LIMIT p_rows_max
$$;

CREATE OR REPLACE FUNCTION housing_api.list_regions_v1()
RETURNS TABLE (region jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object('code', r.code, 'label', r.label, 'tile',
               CASE WHEN r.tile_x IS NOT NULL THEN jsonb_build_array(r.tile_x, r.tile_y) END)
      FROM housing.region r ORDER BY r.label
$$;

CREATE OR REPLACE FUNCTION housing_api.list_reports_v1(
    p_caller uuid, p_pool_id uuid, p_before timestamptz, p_rows_max integer
) RETURNS TABLE (code text, observed_at timestamptz, report jsonb)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT m.code, r.observed_at, housing.report_view(r)
      FROM (SELECT coalesce(housing.may_change_pool(p_caller, p_pool_id),
              CASE WHEN (SELECT g.confidential FROM housing.pool p
                           JOIN housing.program g ON g.id = p.program_id
                          WHERE p.id = p_pool_id)
                    AND (SELECT c.role FROM housing.caller_of(p_caller) c) = 'operator'
              THEN 'not_allowed' END) AS code) m
      LEFT JOIN LATERAL (
        SELECT x.* FROM housing.report x
         WHERE m.code IS NULL AND x.pool_id = p_pool_id
           AND x.observed_at < coalesce(p_before, 'infinity')
         ORDER BY x.observed_at DESC LIMIT p_rows_max) r ON true
$$;
