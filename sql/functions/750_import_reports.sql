-- Daily counts of one file, each judged like any other report, all or nothing by itself. A count
-- that stands already is left alone without a lock. p_observed_at null means now: only a replay,
-- which is an exercise, says so. Pools are locked in id order. Returns a code per row.
CREATE OR REPLACE FUNCTION housing_admin.import_reports_v1(
    p_source text, p_report_ids uuid[], p_pool_keys text[], p_units_free integer[],
    p_units_out_of_service integer[], p_observed_at timestamptz, p_dry_run boolean
) RETURNS TABLE (place integer, code text)
LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
DECLARE
    r record;
BEGIN
    IF p_observed_at IS NULL AND (SELECT s.purpose FROM housing.service_state s) <> 'exercise'
    THEN
        RAISE EXCEPTION 'a replay plays only in an exercise' USING ERRCODE = 'HS002';
    END IF;
    FOR r IN
        SELECT x.place::integer AS place, x.report_id, x.units_free, x.out_of_service,
               p.id AS pool_id, known.id IS NOT NULL AS is_known
          FROM unnest(p_report_ids, p_pool_keys, p_units_free, p_units_out_of_service)
               WITH ORDINALITY AS x (report_id, pool_key, units_free, out_of_service, place)
          LEFT JOIN housing.pool p ON p.source = p_source AND p.source_key = x.pool_key
          LEFT JOIN housing.report known ON known.id = x.report_id AND known.pool_id = p.id
         ORDER BY p.id, x.place
    LOOP
        place := r.place;
        IF r.is_known THEN
            code := 'exists';
        ELSIF p_dry_run THEN
            code := 'recorded';
        ELSIF r.pool_id IS NULL THEN
            code := 'pool_not_found';
        ELSE
            BEGIN
                SELECT a.code INTO code FROM housing.apply_report(
                    r.pool_id, r.report_id, NULL, 'feed', r.units_free, NULL, false, NULL,
                    p_observed_at, r.out_of_service, '{}') a;
            EXCEPTION WHEN integrity_constraint_violation OR data_exception OR SQLSTATE 'HS001'
            THEN
                code := 'report_id_reused';
            END;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
