-- The fictional region of the demo, made once and only in a database meant for an exercise.

-- What the demo needs to know before it starts.
CREATE OR REPLACE FUNCTION housing_admin.demo_state_v1(
    OUT purpose text, OUT is_empty boolean, OUT has_region boolean
) RETURNS record LANGUAGE sql STABLE SET search_path = housing, pg_temp AS $$
    SELECT s.purpose, NOT EXISTS (SELECT 1 FROM housing.organization),
           EXISTS (SELECT 1 FROM housing.organization o WHERE o.source = 'demo')
      FROM housing.service_state s
$$;

-- Makes the region from one document, all of it or nothing. False, and nothing changed, when it
-- is there already. Whoever comes second waits for the first.
CREATE OR REPLACE FUNCTION housing_admin.demo_make_region_v1(p_region jsonb) RETURNS boolean
LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
DECLARE
    item jsonb;
BEGIN
    IF (SELECT s.purpose FROM housing.service_state s) <> 'exercise' THEN
        RAISE EXCEPTION 'the demo belongs in an exercise' USING ERRCODE = 'HS002';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('housing demo', 0));
    IF EXISTS (SELECT 1 FROM housing.organization o WHERE o.source = 'demo') THEN
        RETURN false;
    END IF;
    PERFORM housing.demo_add_organizations(p_region);
    PERFORM housing.demo_add_programs(p_region);
    FOR item IN SELECT x FROM jsonb_array_elements(p_region -> 'pools') x ORDER BY x ->> 'id' LOOP
        PERFORM housing.demo_add_pool(item);
    END LOOP;
    PERFORM housing.demo_add_capacity(p_region);
    FOR item IN SELECT x FROM jsonb_array_elements(p_region -> 'services') x ORDER BY x ->> 'id' LOOP
        PERFORM housing.demo_add_service(item);
    END LOOP;
    RETURN true;
END
$$;

CREATE OR REPLACE FUNCTION housing.demo_add_organizations(p_region jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.region (code, label, population, tile_x, tile_y)
    SELECT r.code, r.label, r.population, r.tile_x, r.tile_y
      FROM jsonb_to_recordset(p_region -> 'regions') AS r (
           code text, label text, population integer, tile_x smallint, tile_y smallint)
    ON CONFLICT (code) DO NOTHING;

    INSERT INTO housing.organization (
        id, name, victim_service_provider, stage, organization_hold_limit,
        responder_hold_limit, source, source_key)
    SELECT o.id, o.name, o.victim_service_provider, o.stage, o.organization_hold_limit,
           o.responder_hold_limit, 'demo', o.key
      FROM jsonb_to_recordset(p_region -> 'organizations') AS o (
           id uuid, key text, name text, victim_service_provider boolean, stage text,
           organization_hold_limit integer, responder_hold_limit integer);

    INSERT INTO housing.organization_line (id, organization_id, line)
    SELECT l.id, l.organization_id, l.line
      FROM jsonb_to_recordset(p_region -> 'lines') AS l (
           id uuid, organization_id uuid, line text);

    INSERT INTO housing.account (id, role, organization_id, login, password_hash, coordinator)
    SELECT a.id, a.role, a.organization_id, a.login, a.password_hash, a.coordinator
      FROM jsonb_to_recordset(p_region -> 'accounts') AS a (
           id uuid, role text, organization_id uuid, login text, password_hash text,
           coordinator boolean);
$$;

CREATE OR REPLACE FUNCTION housing.demo_add_programs(p_region jsonb) RETURNS void
LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.program (
        id, organization_id, kind, name, confidential, region_code, intake_line, disclosure,
        time_zone, source, source_key)
    SELECT g.id, g.organization_id, g.kind, g.name, g.confidential, g.region_code,
           g.intake_line,
           CASE WHEN g.line IS NULL THEN 'shelter_calls_you' ELSE 'come_to_address' END,
           g.time_zone, 'demo', g.key
      FROM jsonb_to_recordset(p_region -> 'programs') AS g (
           id uuid, key text, organization_id uuid, kind text, name text, confidential boolean,
           region_code text, intake_line text, time_zone text, line text);

    -- Its operator has looked at all but the confidential ones, which wait in the room.
    UPDATE housing.program SET vetted_at = clock_timestamp() WHERE NOT confidential;

    INSERT INTO housing.site (program_id, line, city, postal_code)
    SELECT g.id, g.line, g.city, g.postal_code
      FROM jsonb_to_recordset(p_region -> 'programs') AS g (
           id uuid, line text, city text, postal_code text)
     WHERE g.line IS NOT NULL;
$$;

-- One pool and its first count, which is judged like any other report of its staff.
CREATE OR REPLACE FUNCTION housing.demo_add_pool(p_pool jsonb) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
    organization uuid;
    pool_id uuid := (p_pool ->> 'id')::uuid;
    policy text := p_pool ->> 'hold_policy';
BEGIN
    SELECT g.organization_id INTO organization FROM housing.program g
     WHERE g.id = (p_pool ->> 'program_id')::uuid;
    INSERT INTO housing.pool (
        id, program_id, organization_id, name, unit, people_per_unit, infants_need_unit,
        households_served, party_people_max, units_total, hold_policy, hold_minutes_default,
        hold_minutes_max, stale_after_seconds, paused_at, pause_reason, closed_at, source,
        source_key, lock_milestones)
    SELECT x.id, x.program_id, organization, x.name, x.unit, x.people_per_unit,
           x.infants_need_unit, x.households_served, x.party_people_max, x.units_total, policy,
           x.hold_minutes_default, x.hold_minutes_max, x.stale_after_seconds,
           CASE WHEN x.pause_reason IS NOT NULL THEN now_at END, x.pause_reason,
           CASE WHEN x.is_closed THEN now_at END, 'demo', x.key,
           EXISTS (SELECT FROM housing.program g
                    WHERE g.id = x.program_id AND g.kind = 'transitional_housing')
      FROM jsonb_to_record(p_pool) AS x (
           id uuid, key text, program_id uuid, name text, unit text, people_per_unit integer,
           infants_need_unit boolean, households_served text[], party_people_max integer,
           units_total integer, hold_minutes_default integer, hold_minutes_max integer,
           stale_after_seconds integer, pause_reason text, is_closed boolean);
    IF policy <> 'call_only' THEN
        INSERT INTO housing.policy_consent
            (pool_id, at, actor_role, account_id, policy_from, policy_to)
        VALUES (pool_id, now_at, 'exercise', NULL, 'call_only', policy);
    END IF;
    PERFORM housing.demo_answer(pool_id, p_pool, now_at);
    IF p_pool ->> 'units_free' IS NULL THEN
        PERFORM housing.publish_pool(pool_id, now_at, false);
        RETURN;
    END IF;
    PERFORM housing.apply_report(
        pool_id, (p_pool ->> 'report_id')::uuid, (p_pool ->> 'reporter_id')::uuid,
        'shelter_staff', (p_pool ->> 'units_free')::integer, NULL, false, NULL,
        now_at - (p_pool ->> 'count_age_seconds')::integer * interval '1 second',
        (p_pool ->> 'units_out_of_service')::integer, '{}');
    PERFORM housing.demo_show_outside(pool_id);
END
$$;

-- What the pool's staff have said about whom they take; nothing where they never did. It counts
-- from the pool's first version on.
CREATE OR REPLACE FUNCTION housing.demo_answer(
    p_pool_id uuid, p_pool jsonb, p_now timestamptz
) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.eligibility (
        pool_id, answers, vocabulary_version, version, changed_at, changed_by_role)
    SELECT p.id, p_pool -> 'answers', (p_pool ->> 'vocabulary_version')::integer, p.version + 1,
           p_now, 'shelter_staff'
      FROM housing.pool p
     WHERE p.id = p_pool_id AND p_pool -> 'answers' <> '{}'
$$;

-- Lets outsiders of a confidential pool see it as it is made: nobody has watched it change, so
-- there is nothing that waiting for the coarse grid would hide.
CREATE OR REPLACE FUNCTION housing.demo_show_outside(p_pool_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    p housing.pool;
    now_at timestamptz;
    seen record;
BEGIN
    SELECT x.* INTO p FROM housing.pool x JOIN housing.program g ON g.id = x.program_id
     WHERE x.id = p_pool_id AND g.confidential;
    IF p.id IS NULL THEN RETURN; END IF;
    now_at := housing.pool_clock(p);
    SELECT * INTO seen FROM housing.outsider_now(p, 0, p.freshness_step, now_at);
    UPDATE housing.pool SET
        outsider_availability = seen.availability, outsider_freshness = seen.freshness,
        outsider_policy = seen.policy, outsider_version = outsider_version + 1,
        outsider_published_at = date_bin(housing.outsider_grid(), now_at, 'epoch'::timestamptz)
     WHERE id = p_pool_id;
    PERFORM housing.publish_pool(p_pool_id, now_at, false);
END
$$;
