-- A report by a signed-in person or program: staff of the pool's organization, or the operator.
CREATE OR REPLACE FUNCTION housing_api.record_report_v1(
    p_caller uuid, p_pool_id uuid, p_report_id uuid, p_units_free integer, p_delta integer,
    p_unchanged boolean, p_based_on_version bigint, p_observed_at timestamptz,
    p_units_out_of_service integer, p_arrived uuid[],
    OUT code text, OUT report jsonb, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    c record;
    applied record;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    SELECT * INTO c FROM housing.caller_of(p_caller);
    -- A report answers with the count, which an operator may not read of a confidential program.
    IF code IS NULL AND NOT (
        SELECT housing.is_insider(g, c.role, c.organization_id)
          FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
         WHERE p.id = p_pool_id) THEN
        code := 'not_allowed';
    END IF;
    IF code IS NULL THEN
        SELECT * INTO applied FROM housing.apply_report(
            p_pool_id, p_report_id, p_caller, c.role, p_units_free, p_delta,
            coalesce(p_unchanged, false), p_based_on_version, p_observed_at,
            p_units_out_of_service, coalesce(p_arrived, '{}'));
        code := applied.code;
        report := housing.report_view(applied.report);
        IF code = 'recorded' AND c.role = 'operator' THEN
            PERFORM housing.note_operator(p_caller, 'counted', 'pool', p_pool_id);
        END IF;
    END IF;
    pool := housing.pool_for(p_pool_id, p_caller);
END
$$;

CREATE OR REPLACE FUNCTION housing.report_view(r housing.report) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.id IS NOT NULL THEN jsonb_build_object(
        'id', r.id, 'pool_id', r.pool_id, 'kind', r.kind, 'units_free', r.units_free,
        'delta', r.delta, 'units_out_of_service', r.units_out_of_service,
        'arrived', to_jsonb(r.arrived), 'units_free_after', r.units_free_after,
        'observed_at', housing.rfc3339(r.observed_at),
        'received_at', housing.rfc3339(r.received_at),
        'applied', r.applied, 'reporter_role', r.reporter_role,
        'counts_version', r.counts_version)
        || CASE WHEN r.intake IS NULL THEN '{}' ELSE jsonb_build_object(
            'intake', r.intake, 'intake_from', r.intake_from) END END
$$;

-- Null when p_caller may change this pool's counts and intake, else the refusal.
CREATE OR REPLACE FUNCTION housing.may_change_pool(p_caller uuid, p_pool_id uuid)
RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN c.account_id IS NULL THEN 'not_signed_in'
        WHEN p.id IS NULL OR NOT (housing.is_insider(g, c.role, c.organization_id)
                                  OR c.sees_confidential) THEN 'pool_not_found'
        WHEN c.role = 'operator' THEN NULL
        WHEN c.role = 'shelter_staff' AND c.organization_id = p.organization_id THEN NULL
        ELSE 'not_allowed' END
      FROM (SELECT 1) one
      LEFT JOIN LATERAL housing.caller_of(p_caller) c ON true
      LEFT JOIN housing.pool p ON p.id = p_pool_id
      LEFT JOIN housing.program g ON g.id = p.program_id
$$;

-- A pool as p_caller may see it, or null.
CREATE OR REPLACE FUNCTION housing.pool_for(p_pool_id uuid, p_caller uuid) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT CASE WHEN housing.is_insider(g, c.role, c.organization_id)
                THEN housing.asked_first(housing.pool_insider(p, g, n.now),
                                         housing.cooled_until(p_caller) IS NOT NULL)
                WHEN c.sees_confidential THEN housing.pool_outsider(p, g) END
      FROM housing.pool p
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL housing.caller_of(p_caller) c
     CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) n
     WHERE p.id = p_pool_id
$$;
