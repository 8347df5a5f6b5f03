-- Why holds ended: the group stays with the hold, the code goes into the program's monthly total.

-- The group of a reason, the only part a hold keeps. What is no reason (an operator's, or already a
-- group) stays as it is. The service's list says the same and a test compares them.
CREATE OR REPLACE FUNCTION housing.reason_group(p_reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_reason IS NULL THEN NULL
        WHEN p_reason IN ('no_bed', 'already_filled') THEN 'no_room'
        WHEN p_reason IN (
            'no_fit_household_size', 'no_fit_age', 'no_fit_gender', 'needs_accessible_room',
            'needs_higher_care', 'substance_now', 'mat_not_supported',
            'mental_health_support_not_available') THEN 'cant_meet_need'
        WHEN p_reason IN (
            'record_policy', 'registry_policy', 'immigration_or_funding_rule',
            'local_area_not_safe', 'conflict_with_resident', 'previously_barred',
            'documents_missing', 'third_party_screening', 'entered_in_error',
            'declined_location_too_near', 'declined_location_too_far', 'declined_rules',
            'declined_shared_room', 'declined_pets_or_family_split', 'unsafe_for_person', 'cost',
            'found_other_place', 'changed_mind') THEN 'not_a_fit_tonight'
        WHEN p_reason IN (
            'after_intake_hours', 'unstaffed_or_closed', 'no_response_in_time',
            'cannot_be_reached', 'did_not_arrive') THEN 'no_answer'
        ELSE p_reason END
$$;

-- Adds reasons to their programs' totals of this month: each ending once, known by its hold and the
-- version it had then. Rows are taken in one order, so writers wait for each other and never in a
-- circle. Returns how many were new.
CREATE OR REPLACE FUNCTION housing_api.note_reasons_v1(
    p_hold_ids uuid[], p_hold_versions bigint[], p_pool_ids uuid[], p_reasons text[]
) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    now_at constant timestamptz := housing.service_clock();
    noted integer;
BEGIN
    WITH told AS (
        SELECT DISTINCT ON (hold_id, version) hold_id, version, pool_id, reason
          FROM unnest(p_hold_ids, p_hold_versions, p_pool_ids, p_reasons)
               AS t (hold_id, version, pool_id, reason)
         ORDER BY hold_id, version
    ), fresh AS (
        INSERT INTO housing.reason_counted (hold_id, hold_version, counted_at)
        SELECT hold_id, version, date_trunc('hour', now_at) FROM told
        ON CONFLICT DO NOTHING RETURNING hold_id, hold_version
    ), totals AS (
        SELECT t.pool_id, t.reason, count(*) AS holds
          FROM told t JOIN fresh f ON f.hold_id = t.hold_id AND f.hold_version = t.version
         GROUP BY t.pool_id, t.reason ORDER BY t.pool_id, t.reason
    ), added AS (
        INSERT INTO housing.decline_total AS x (pool_id, month, reason, holds)
        SELECT pool_id, date_trunc('month', now_at AT TIME ZONE 'UTC')::date, reason, holds
          FROM totals
        ON CONFLICT (pool_id, month, reason) DO UPDATE SET holds = x.holds + excluded.holds
    )
    SELECT count(*) INTO noted FROM fresh;
    RETURN noted;
END
$$;

-- A program's own staff read why its holds ended, as totals of a month that is over or runs.
CREATE OR REPLACE FUNCTION housing_api.own_reasons_v1(p_caller uuid, p_month date)
RETURNS TABLE (pool_id uuid, pool_name text, reason text, holds bigint)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT p.id, p.name, t.reason, t.holds
      FROM housing.caller_of(p_caller) c
      JOIN housing.pool p ON c.role = 'shelter_staff' AND p.organization_id = c.organization_id
      JOIN housing.decline_total t ON t.pool_id = p.id AND t.month = p_month
     ORDER BY p.name, p.id, t.reason
$$;
