-- The holds a caller may see: their own, those of their shelter, or (state and deadline only) all
-- of programs that are not confidential for the operator, who may look at one of the others by its
-- id. Live ones and those ended in the last 24 hours, newest first.
CREATE OR REPLACE FUNCTION housing_api.list_holds_v1(
    p_caller uuid, p_before timestamptz, p_rows_max integer
) RETURNS TABLE (placed_at timestamptz, hold jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT h.placed_at, housing.hold_view(h, p, g, n.now, r.relation, c.account_id)
      FROM housing.caller_of(p_caller) c
      JOIN housing.hold h ON h.account_id = c.account_id
        OR (c.role = 'shelter_staff' AND h.shelter_organization_id = c.organization_id)
        OR c.role = 'operator'
      JOIN housing.pool p ON p.id = h.pool_id
      JOIN housing.program g ON g.id = p.program_id
       AND NOT (c.role = 'operator' AND g.confidential)
     CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) n
     CROSS JOIN LATERAL (SELECT housing.hold_relation(
         h, c.account_id, c.role, c.organization_id) AS relation) r
     WHERE h.placed_at < coalesce(p_before, 'infinity')
       AND (h.ended_at IS NULL OR h.ended_at > n.now - interval '24 hours')
     ORDER BY h.placed_at DESC LIMIT p_rows_max
$$;

CREATE OR REPLACE FUNCTION housing_api.get_hold_v1(p_caller uuid, p_hold_id uuid)
RETURNS jsonb LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$ SELECT housing.hold_for(p_hold_id, p_caller) $$;
