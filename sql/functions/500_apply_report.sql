-- Records one statement of a person or feed about a pool, under the pool's lock. A report is
-- never refused because holds exist, nor clamped. Exactly one of p_units_free, p_delta and
-- p_unchanged says what is free. p_arrived names holds whose people came and are already left
-- out of the number. Returns the report as first recorded when p_report_id is repeated.
CREATE OR REPLACE FUNCTION housing.apply_report(
    p_pool_id uuid, p_report_id uuid, p_account_id uuid, p_role text,
    p_units_free integer, p_delta integer, p_unchanged boolean, p_based_on_version bigint,
    p_observed_at timestamptz, p_units_out_of_service integer, p_arrived uuid[],
    OUT code text, OUT report housing.report
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    p housing.pool;
    said record;
    now_at timestamptz;
    settled integer;
    observed timestamptz;
    free_after integer;
    arrivals integer;
    is_latest boolean;
    counts_changed boolean;
BEGIN
    p := housing.lock_pool(p_pool_id);
    IF p.unit = 'service' THEN
        said := housing.apply_intake(
            p, p_report_id, p_account_id, p_role, NULL, NULL, p_unchanged, p_based_on_version,
            p_observed_at);
        code := said.code;
        report := said.report;
        RETURN;
    END IF;
    SELECT r.* INTO report FROM housing.report r WHERE r.id = p_report_id;
    IF report.id IS NOT NULL THEN
        code := CASE WHEN (report.pool_id, report.account_id, report.units_free, report.delta,
                report.kind, report.units_out_of_service, report.arrived,
                report.based_on_version, report.observed_at_given)
            IS NOT DISTINCT FROM (p_pool_id, p_account_id, p_units_free, p_delta,
                CASE WHEN p_unchanged THEN 'unchanged' WHEN p_delta IS NOT NULL THEN 'delta'
                     ELSE 'number' END, p_units_out_of_service, p_arrived,
                p_based_on_version, p_observed_at)
            THEN 'exists' ELSE 'report_id_reused' END;
        IF code = 'report_id_reused' THEN report := NULL; END IF;
        RETURN;
    END IF;

    now_at := housing.pool_clock(p);
    observed := least(coalesce(p_observed_at, now_at), now_at);
    is_latest := p.reported_at IS NULL OR observed >= p.reported_at;
    settled := housing.settle_pool(p, now_at);
    code := CASE
        WHEN p_observed_at > now_at + interval '2 minutes' THEN 'observed_in_future'
        WHEN p_unchanged AND p_based_on_version IS NULL THEN 'based_on_version_required'
        WHEN p_based_on_version < p.counts_version THEN 'report_out_of_date'
        WHEN (p_unchanged OR p_delta IS NOT NULL) AND p.units_free_reported IS NULL
            THEN 'report_needs_number'
        WHEN is_latest AND p.units_free_reported + p_delta < 0 THEN 'report_below_zero'
        WHEN is_latest AND p.units_free_reported + p_delta > 100000
            THEN 'report_number_too_large'
        WHEN housing.arrivals_missing(p, now_at, p_arrived) THEN 'arrived_hold_not_found'
    END;
    IF code IS NOT NULL THEN
        IF settled > 0 THEN PERFORM housing.publish_pool(p_pool_id, now_at, false); END IF;
        RETURN;
    END IF;

    arrivals := housing.end_as_arrived(p, now_at, p_account_id, p_role, p_arrived);
    free_after := p.units_free_reported;
    IF is_latest THEN
        -- Whoever came after the moment of observation is not yet in the number.
        free_after := greatest(0, coalesce(
            p_units_free - (SELECT coalesce(sum(h.units_counted_down), 0)
                              FROM housing.hold h
                             WHERE h.pool_id = p_pool_id AND h.state = 'arrived'
                               AND h.ended_at > observed),
            p.units_free_reported + coalesce(p_delta, 0)));
        UPDATE housing.pool SET
            units_free_reported = free_after, reported_at = observed,
            reported_by_role = p_role,
            units_out_of_service = coalesce(p_units_out_of_service, units_out_of_service)
         WHERE id = p_pool_id;
        -- "Counted since it began" turns true for these: their staff must be asked about it.
        -- Holders outside a confidential program must not learn when it counts, so there the
        -- shelter's page works it out from the pool.
        UPDATE housing.hold h SET version = h.version + 1, pool_version = p.version + 1
         WHERE h.pool_id = p_pool_id
           AND (h.kept_by = 'shelter' OR NOT (
                SELECT g.confidential FROM housing.program g WHERE g.id = p.program_id))
           AND (h.state = 'active'
                OR (h.state = 'expired' AND h.ended_at > now_at - interval '4 hours'))
           AND coalesce(h.accepted_at, h.placed_at) < observed
           AND coalesce(p.reported_at, '-infinity') <= coalesce(h.accepted_at, h.placed_at);
    END IF;
    counts_changed := free_after IS DISTINCT FROM p.units_free_reported;
    INSERT INTO housing.report (
        id, pool_id, account_id, reporter_role, kind, units_free, delta, units_out_of_service,
        arrived, based_on_version, observed_at_given, observed_at, received_at, applied,
        units_free_after, counts_version)
    VALUES (
        p_report_id, p_pool_id, p_account_id, p_role,
        CASE WHEN p_unchanged THEN 'unchanged' WHEN p_delta IS NOT NULL THEN 'delta'
             ELSE 'number' END,
        p_units_free, p_delta, p_units_out_of_service, p_arrived, p_based_on_version,
        p_observed_at, observed, now_at, is_latest, free_after,
        CASE WHEN counts_changed THEN p.version + 1 ELSE p.counts_version END)
    ON CONFLICT (id) DO NOTHING
    RETURNING * INTO report;
    IF report.id IS NULL THEN
        -- The same id came at once through another pool and won. Nothing of this one may stay.
        RAISE EXCEPTION 'report id reused' USING ERRCODE = 'HS001';
    END IF;
    IF is_latest OR arrivals > 0 OR settled > 0 THEN
        PERFORM housing.publish_pool(p_pool_id, now_at, counts_changed);
    END IF;
    code := 'recorded';
END
$$;

-- Whether any of these ids is not a hold of this pool that is live, asked about, or arrived.
CREATE OR REPLACE FUNCTION housing.arrivals_missing(
    p housing.pool, p_now timestamptz, p_arrived uuid[]
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM unnest(p_arrived) a (id)
          LEFT JOIN housing.hold h ON h.id = a.id AND h.pool_id = p.id
            AND NOT housing.is_offer(h)
            AND (h.units_backed OR h.expected_vacancy_id IS NULL)
            AND (h.state IN ('active', 'arrived')
                 OR (h.state = 'expired' AND h.ended_at > p_now - interval '24 hours'))
         WHERE h.id IS NULL)
$$;

CREATE OR REPLACE FUNCTION housing.end_as_arrived(
    p housing.pool, p_now timestamptz, p_account_id uuid, p_role text, p_arrived uuid[]
) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    h housing.hold;
    ended integer := 0;
BEGIN
    FOR h IN SELECT x.* FROM housing.hold x
              WHERE x.id = ANY (p_arrived) AND x.state IN ('active', 'expired') ORDER BY x.id
    LOOP
        PERFORM housing.record_arrival(h, p, p_now, p_account_id, h.units, true);
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        VALUES (h.id, 'arrived', p_now, p_role);
        ended := ended + 1;
    END LOOP;
    RETURN ended;
END
$$;
