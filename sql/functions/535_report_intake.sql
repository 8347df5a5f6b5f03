-- How a service takes people on: said, confirmed, dated and announced like a count, without a number.

-- Records one statement about a service under its pool's lock, which the caller holds. p_intake says
-- how it takes people on and p_intake_from from which day on they can start; p_unchanged says that what stands is
-- still so. Neither means that a number was sent. The report as first recorded when p_report_id is
-- repeated.
CREATE OR REPLACE FUNCTION housing.apply_intake(
    p housing.pool, p_report_id uuid, p_account_id uuid, p_role text, p_intake text,
    p_intake_from date, p_unchanged boolean, p_based_on_version bigint, p_observed_at timestamptz,
    OUT code text, OUT report housing.report
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at timestamptz;
    observed timestamptz;
    is_latest boolean;
    says record;
    changed boolean;
BEGIN
    SELECT r.* INTO report FROM housing.report r WHERE r.id = p_report_id;
    IF report.id IS NOT NULL THEN
        code := CASE WHEN (report.pool_id, report.account_id, report.kind, report.based_on_version,
                report.observed_at_given)
            IS NOT DISTINCT FROM (p.id, p_account_id,
                CASE WHEN p_unchanged THEN 'unchanged' ELSE 'intake' END, p_based_on_version,
                p_observed_at)
            AND (p_unchanged OR (report.intake, report.intake_from)
                IS NOT DISTINCT FROM (p_intake, p_intake_from))
            THEN 'exists' ELSE 'report_id_reused' END;
        IF code = 'report_id_reused' THEN report := NULL; END IF;
        RETURN;
    END IF;

    now_at := housing.pool_clock(p);
    observed := least(coalesce(p_observed_at, now_at), now_at);
    is_latest := p.reported_at IS NULL OR observed >= p.reported_at;
    code := CASE
        WHEN NOT p_unchanged AND p_intake IS NULL THEN 'pool_not_counted'
        WHEN p_observed_at > now_at + interval '2 minutes' THEN 'observed_in_future'
        WHEN p_unchanged AND p_based_on_version IS NULL THEN 'based_on_version_required'
        WHEN p_based_on_version < p.counts_version THEN 'report_out_of_date'
        WHEN p_unchanged AND p.intake IS NULL THEN 'report_needs_intake'
    END;
    IF code IS NOT NULL THEN
        RETURN;
    END IF;

    SELECT CASE WHEN p_unchanged THEN p.intake ELSE p_intake END AS intake,
           CASE WHEN p_unchanged THEN p.intake_from ELSE p_intake_from END AS intake_from INTO says;
    changed := is_latest AND (says.intake, says.intake_from)
               IS DISTINCT FROM (p.intake, p.intake_from);
    INSERT INTO housing.report (
        id, pool_id, account_id, reporter_role, kind, based_on_version, observed_at_given,
        observed_at, received_at, applied, counts_version, intake, intake_from)
    VALUES (
        p_report_id, p.id, p_account_id, p_role,
        CASE WHEN p_unchanged THEN 'unchanged' ELSE 'intake' END, p_based_on_version, p_observed_at,
        observed, now_at, is_latest,
        CASE WHEN changed THEN p.version + 1 ELSE p.counts_version END,
        says.intake, says.intake_from)
    ON CONFLICT (id) DO NOTHING
    RETURNING * INTO report;
    IF report.id IS NULL THEN
        -- The same id came at once through another pool and won. Nothing of this one may stay.
        RAISE EXCEPTION 'report id reused' USING ERRCODE = 'HS001';
    END IF;
    IF is_latest THEN
        UPDATE housing.pool SET intake = says.intake, intake_from = says.intake_from,
            reported_at = observed, reported_by_role = p_role
         WHERE id = p.id;
        PERFORM housing.publish_pool(p.id, now_at, changed);
    END IF;
    code := 'recorded';
END
$$;

-- A statement about a service by a signed-in person or program, allowed to whom a count would be. "Still
-- so" comes by record_report_v1, which is the same for every pool.
CREATE OR REPLACE FUNCTION housing_api.record_intake_v1(
    p_caller uuid, p_pool_id uuid, p_report_id uuid, p_intake text, p_intake_from date,
    p_based_on_version bigint, p_observed_at timestamptz,
    OUT code text, OUT report jsonb, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    c record;
    p housing.pool;
    applied record;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    SELECT * INTO c FROM housing.caller_of(p_caller);
    -- What a confidential program says of itself is not the operator's to change or to read.
    IF code IS NULL AND NOT (
        SELECT housing.is_insider(g, c.role, c.organization_id)
          FROM housing.pool x JOIN housing.program g ON g.id = x.program_id
         WHERE x.id = p_pool_id) THEN
        code := 'not_allowed';
    END IF;
    IF code IS NULL THEN
        p := housing.lock_pool(p_pool_id);
        IF p.unit <> 'service' THEN
            code := 'pool_is_counted';
        ELSE
            SELECT * INTO applied FROM housing.apply_intake(
                p, p_report_id, p_caller, c.role, p_intake, p_intake_from, false,
                p_based_on_version, p_observed_at);
            code := applied.code;
            report := housing.report_view(applied.report);
        END IF;
    END IF;
    pool := housing.pool_for(p_pool_id, p_caller);
END
$$;
