-- One pool of a program that exists. A new pool asks to be called until its shelter consents;
-- p_open is the policy an exercise opens it with, or null. A policy anybody has set stays. Returns
-- added, changed or unchanged, and the id when it must be published.
CREATE OR REPLACE FUNCTION housing.import_pool(
    p_source text, p_program housing.program, p_record jsonb, p_as_of date, p_open text,
    p_dry_run boolean, OUT outcome text, OUT pool_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    key text := p_record ->> 'key';
    fields jsonb := p_record - '{key,unit,hold_minutes_default,hold_minutes_max}'::text[];
    memory housing.import_memory := housing.import_memory_of(p_source, 'pool', key);
    p housing.pool;
    before jsonb;
    merged jsonb;
BEGIN
    SELECT * INTO p FROM housing.pool x WHERE x.source = p_source AND x.source_key = key;
    IF p.id IS NULL THEN
        outcome := 'added';
        IF NOT p_dry_run THEN
            pool_id := housing.import_new_pool(p_source, p_program, p_record, p_open);
            PERFORM housing.import_remember(p_source, 'pool', key, p_as_of,
                fields || jsonb_build_object('hold_policy', coalesce(p_open, 'call_only')), NULL);
        END IF;
        RETURN;
    END IF;
    outcome := 'unchanged';
    IF p_as_of < memory.as_of THEN
        RETURN;
    END IF;
    before := jsonb_build_object(
        'name', p.name, 'households_served', to_jsonb(p.households_served),
        'units_total', p.units_total, 'planned_units', p.planned_units,
        'stale_after_seconds', p.stale_after_seconds, 'hold_policy', p.hold_policy);
    -- Whoever has set the policy through the service keeps it, whatever it stands at now.
    IF p_open IS NOT NULL AND NOT EXISTS (
        SELECT 1 FROM housing.policy_consent c
         WHERE c.pool_id = p.id AND c.account_id IS NOT NULL)
    THEN
        fields := fields || jsonb_build_object('hold_policy', p_open);
    END IF;
    merged := before || housing.import_merge(before, memory.fields, fields);
    IF merged <> before THEN
        outcome := 'changed';
        pool_id := p.id;
    END IF;
    IF NOT p_dry_run THEN
        PERFORM housing.import_remember(p_source, 'pool', key, p_as_of, fields, NULL);
        IF pool_id IS NOT NULL THEN
            PERFORM housing.import_write_pool(p, merged);
        END IF;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION housing.import_new_pool(
    p_source text, p_program housing.program, p_record jsonb, p_open text
) RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    new_id uuid;
BEGIN
    INSERT INTO housing.pool (
        program_id, organization_id, name, unit, households_served, units_total, planned_units,
        stale_after_seconds, hold_minutes_default, hold_minutes_max, hold_policy,
        source, source_key)
    VALUES (
        p_program.id, p_program.organization_id, p_record ->> 'name', p_record ->> 'unit',
        housing.import_households(p_record), (p_record ->> 'units_total')::integer,
        (p_record ->> 'planned_units')::integer,
        (p_record ->> 'stale_after_seconds')::integer,
        (p_record ->> 'hold_minutes_default')::integer,
        (p_record ->> 'hold_minutes_max')::integer, coalesce(p_open, 'call_only'),
        p_source, p_record ->> 'key')
    RETURNING id INTO new_id;
    IF p_open IS NOT NULL THEN
        PERFORM housing.import_note_opening(new_id, 'call_only', p_open);
    END IF;
    RETURN new_id;
END
$$;

CREATE OR REPLACE FUNCTION housing.import_write_pool(p_pool housing.pool, p_merged jsonb)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE housing.pool SET
        name = p_merged ->> 'name',
        households_served = housing.import_households(p_merged),
        units_total = (p_merged ->> 'units_total')::integer,
        planned_units = (p_merged ->> 'planned_units')::integer,
        stale_after_seconds = (p_merged ->> 'stale_after_seconds')::integer,
        hold_policy = p_merged ->> 'hold_policy'
     WHERE id = p_pool.id;
    IF p_pool.hold_policy <> p_merged ->> 'hold_policy' THEN
        PERFORM housing.import_note_opening(
            p_pool.id, p_pool.hold_policy, p_merged ->> 'hold_policy');
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION housing.import_note_opening(p_pool_id uuid, p_from text, p_to text)
RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.policy_consent
        (pool_id, at, actor_role, account_id, policy_from, policy_to)
    VALUES (p_pool_id, housing.service_clock(), 'exercise', NULL, p_from, p_to)
$$;

CREATE OR REPLACE FUNCTION housing.import_households(p_record jsonb) RETURNS text[]
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(p_record -> 'households_served') = 'array' THEN
        ARRAY(SELECT jsonb_array_elements_text(p_record -> 'households_served')) END
$$;
