-- What is recorded, for the operator to read: their own acts, consents, counts, and what became of holds,
-- within the time for which each is kept. Of confidential programs only the operators' own acts.

-- What an act was about, as an operator may be told.
CREATE OR REPLACE FUNCTION housing.audit_target(p_kind text, p_id uuid)
RETURNS TABLE (program text, pool text, region text, region_label text)
LANGUAGE sql STABLE AS $$
    SELECT housing.program_label(g), CASE WHEN NOT g.confidential THEN p.name END,
           housing.region_told(g) ->> 'region', housing.region_told(g) ->> 'region_label'
      FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
     WHERE p_kind = 'pool' AND p.id = p_id
    UNION ALL
    SELECT housing.program_label(g), NULL,
           housing.region_told(g) ->> 'region', housing.region_told(g) ->> 'region_label'
      FROM housing.program g
     WHERE p_kind = 'program' AND p_id IN (g.id, g.alias_id)
    UNION ALL
    SELECT o.name, NULL, NULL, NULL FROM housing.organization o
     WHERE p_kind = 'organization' AND o.id = p_id AND housing.is_listed(o)
    UNION ALL
    SELECT NULL, NULL, s.region_code, housing.region_label(s.region_code)
      FROM housing.surge s WHERE p_kind = 'surge' AND s.id = p_id
    UNION ALL
    SELECT NULL, NULL, a.region_code, housing.region_label(a.region_code)
      FROM housing.announcement a WHERE p_kind = 'announcement' AND a.id = p_id
$$;

CREATE OR REPLACE FUNCTION housing_api.audit_v1(
    p_caller uuid, p_from timestamptz, p_until timestamptz, p_sources text[], p_region text,
    p_rows_max integer
) RETURNS TABLE (
    at timestamptz, source text, action text, actor_role text, program text, pool text,
    region_label text, value text
) LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT s.at, s.source, s.action, s.actor_role, s.program, s.pool, s.region_label, s.value
      FROM (
        (SELECT e.at, 'operator' AS source, e.action, 'operator' AS actor_role, t.program, t.pool,
                t.region, t.region_label, NULL::text AS value
           FROM housing.operator_event e
           LEFT JOIN LATERAL housing.audit_target(e.target_kind, e.target_id) t ON true
          WHERE 'operator' = ANY (p_sources) AND e.at >= p_from AND e.at < p_until
            AND (p_region IS NULL OR t.region = p_region)
          ORDER BY e.at DESC LIMIT p_rows_max)
        UNION ALL
        (SELECT c.at, 'consent', 'policy_' || c.policy_to, c.actor_role, g.name, p.name,
                g.region_code, housing.region_label(g.region_code), c.consent_by
           FROM housing.policy_consent c
           JOIN housing.pool p ON p.id = c.pool_id
           JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential
           -- What was done while it was confidential stays so.
            AND c.at >= coalesce(g.public_by_operator_at, '-infinity')
          WHERE 'consent' = ANY (p_sources) AND c.at >= p_from AND c.at < p_until
            AND (p_region IS NULL OR g.region_code = p_region)
          ORDER BY c.at DESC LIMIT p_rows_max)
        UNION ALL
        (SELECT r.received_at, 'count', 'count_' || r.kind, r.reporter_role, g.name, p.name,
                g.region_code, housing.region_label(g.region_code), r.units_free_after::text
           FROM housing.report r
           JOIN housing.pool p ON p.id = r.pool_id
           JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential
            AND r.received_at >= coalesce(g.public_by_operator_at, '-infinity')
          WHERE 'count' = ANY (p_sources) AND r.received_at >= p_from AND r.received_at < p_until
            AND (p_region IS NULL OR g.region_code = p_region)
          ORDER BY r.received_at DESC LIMIT p_rows_max)
        UNION ALL
        (SELECT e.at, 'hold', e.transition, e.actor_role, g.name, p.name,
                g.region_code, housing.region_label(g.region_code), NULL
           FROM housing.hold_event e
           JOIN housing.hold h ON h.id = e.hold_id
           JOIN housing.pool p ON p.id = h.pool_id
           JOIN housing.program g ON g.id = p.program_id AND NOT g.confidential
            AND e.at >= coalesce(g.public_by_operator_at, '-infinity')
          WHERE 'hold' = ANY (p_sources) AND e.at >= p_from AND e.at < p_until
            AND (p_region IS NULL OR g.region_code = p_region)
          ORDER BY e.at DESC LIMIT p_rows_max)) s
     WHERE housing.is_operator(p_caller)
     ORDER BY s.at DESC, s.source, s.action, s.program, s.pool LIMIT p_rows_max
$$;
