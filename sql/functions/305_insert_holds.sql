-- Inserts judged holds and answers each with its view, by the member that was judged for it (another
-- member may have named the same id and was refused). The arrays go together: one
-- element for each hold. The primary key decides between equal ids that came at once through
-- different pools: the loser gets no row.
CREATE OR REPLACE FUNCTION housing.insert_holds(
    p_members integer[], p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[],
    p_requested_units integer[], p_requested_minutes integer[], p_adults integer[],
    p_children integer[], p_infants integer[], p_needs text[], p_arrival_codes text[],
    p_units integer[], p_minutes integer[], p_backed boolean[], p_own boolean[],
    p_states text[], p_placed_at timestamptz[], p_expires_at timestamptz[],
    p_set_id uuid DEFAULT NULL, p_emergency boolean DEFAULT false
) RETURNS TABLE (member integer, hold jsonb) LANGUAGE plpgsql VOLATILE AS $$
#variable_conflict use_column
BEGIN
    RETURN QUERY
    WITH made AS (
        INSERT INTO housing.hold AS x (
            id, pool_id, shelter_organization_id, account_id, responder_organization_id, kept_by,
            units, units_backed, requested_units, requested_minutes, minutes,
            adults, children, infants, needs, state, arrival_code,
            placed_at, accepted_at, expires_at, placed_counts_version, pool_version, set_id,
            emergency, milestones)
        SELECT p_hold_ids[t.member], p.id, p.organization_id, a.id,
               CASE WHEN NOT t.own THEN a.organization_id END,
               CASE WHEN t.own THEN 'shelter' ELSE 'responder' END,
               t.units, t.backed, p_requested_units[t.member], p_requested_minutes[t.member],
               t.minutes, p_adults[t.member], p_children[t.member], p_infants[t.member],
               string_to_array(coalesce(p_needs[t.member], ''), ','),
               t.state, p_arrival_codes[t.member],
               t.placed_at, CASE WHEN t.state = 'active' THEN t.placed_at END,
               CASE WHEN l.steps IS NULL THEN t.expires_at ELSE housing.lock_due(l.steps) END,
               p.counts_version, p.version + 1, p_set_id, p_emergency, l.steps
          FROM unnest(p_members, p_units, p_minutes, p_backed, p_own, p_states, p_placed_at,
                      p_expires_at)
               AS t (member, units, minutes, backed, own, state, placed_at, expires_at)
          JOIN housing.pool p ON p.id = p_pool_ids[t.member]
          JOIN housing.account a ON a.id = p_callers[t.member]
         CROSS JOIN LATERAL (SELECT CASE WHEN p.lock_milestones THEN housing.lock_steps(
                   p.program_id, t.placed_at, t.own) END AS steps OFFSET 0) l
        ON CONFLICT (id) DO NOTHING
        RETURNING *
    ), noted AS (
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        SELECT m.id, 'placed', m.placed_at,
               CASE m.kept_by WHEN 'shelter' THEN 'shelter_staff' ELSE 'responder' END
          FROM made m
    )
    SELECT (SELECT x FROM unnest(p_members) x WHERE p_hold_ids[x] = m.id), housing.hold_view(
               ROW (m.*)::housing.hold, p, g, m.placed_at,
               CASE m.kept_by WHEN 'shelter' THEN 'shelter' ELSE 'holder' END, m.account_id)
      FROM made m
      JOIN housing.pool p ON p.id = m.pool_id
      JOIN housing.program g ON g.id = p.program_id;
END
$$;
