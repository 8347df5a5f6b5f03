-- A service of the fictional region with its first word, and its appointments. p_service is one entry of
-- the region's document.
CREATE OR REPLACE FUNCTION housing.demo_add_service(p_service jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
    p housing.pool;
    slot jsonb;
BEGIN
    INSERT INTO housing.pool (
        id, program_id, organization_id, name, unit, hold_policy, stale_after_seconds,
        households_served, source, source_key)
    SELECT (p_service ->> 'id')::uuid, g.id, g.organization_id, p_service ->> 'name', 'service',
           'call_only', (p_service ->> 'stale_after_seconds')::integer,
           ARRAY(SELECT jsonb_array_elements_text(p_service -> 'households')), 'demo',
           p_service ->> 'key'
      FROM housing.program g WHERE g.id = (p_service ->> 'program_id')::uuid
    RETURNING * INTO p;
    PERFORM housing.demo_answer(p.id, p_service, now_at);
    IF p_service ->> 'intake' IS NULL THEN
        PERFORM housing.publish_pool(p.id, now_at, false);
    ELSE
        PERFORM housing.apply_intake(
            p, (p_service ->> 'report_id')::uuid, (p_service ->> 'reporter_id')::uuid,
            'shelter_staff', p_service ->> 'intake',
            now_at::date + (p_service ->> 'from_days')::integer, false, NULL,
            now_at - (p_service ->> 'word_age_seconds')::integer * interval '1 second');
    END IF;
    PERFORM housing.demo_show_outside(p.id);
    FOR slot IN SELECT x FROM jsonb_array_elements(p_service -> 'slots') x LOOP
        PERFORM housing.insert_slot(
            NULL, 'exercise', p.program_id, (slot ->> 'id')::uuid,
            (date_trunc('day', now_at AT TIME ZONE (p_service ->> 'time_zone'))
             + (slot ->> 'in_days')::integer * interval '1 day'
             + (slot ->> 'hour')::integer * interval '1 hour')
            AT TIME ZONE (p_service ->> 'time_zone'),
            (slot ->> 'units')::integer, slot ->> 'policy', now_at);
    END LOOP;
    UPDATE housing.pool SET reported_by_role = 'shelter_staff'
     WHERE program_id = p.program_id AND unit = 'slot';
END
$$;
