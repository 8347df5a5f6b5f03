-- One program of a file with its site and pools, all of it or nothing. p_open_pools is for an
-- exercise only. Returns, as {"kind", "outcome"} objects, what became of each part; with p_dry_run
-- what would become of it, and nothing is written or locked.
CREATE OR REPLACE FUNCTION housing_admin.import_program_v1(
    p_source text, p_record jsonb, p_open_pools boolean, p_dry_run boolean
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
DECLARE
    memory housing.import_memory :=
        housing.import_memory_of(p_source, 'program', p_record ->> 'key');
    g housing.program;
    organization uuid;
    done record;
BEGIN
    IF p_open_pools AND NOT p_dry_run
       AND (SELECT s.purpose FROM housing.service_state s) <> 'exercise' THEN
        RAISE EXCEPTION 'pools are opened only in an exercise' USING ERRCODE = 'HS002';
    END IF;
    SELECT o.id INTO organization FROM housing.organization o
     WHERE o.source = p_source AND o.source_key = p_record ->> 'organization_key';
    IF NOT p_dry_run THEN
        -- Before any pool: the lock order is organization, responder, pools.
        PERFORM 1 FROM housing.organization o WHERE o.id = organization FOR KEY SHARE;
    END IF;
    SELECT * INTO g FROM housing.program x
     WHERE x.source = p_source AND x.source_key = p_record ->> 'key';
    IF organization IS NULL AND NOT p_dry_run THEN
        RETURN jsonb_build_array(jsonb_build_object(
            'kind', 'program', 'outcome', 'organization_missing'));
    ELSIF g.id IS NULL AND (p_record ->> 'retired')::boolean THEN
        RETURN '[]'::jsonb;
    ELSIF g.id IS NULL THEN
        SELECT * INTO done FROM housing.import_new_program(
            p_source, p_record, organization, p_dry_run);
    ELSIF organization IS NOT NULL AND organization <> g.organization_id THEN
        -- Who may see a program's holds and counts follows its organization, so no file moves it.
        RETURN jsonb_build_array(jsonb_build_object(
            'kind', 'program', 'outcome', 'organization_changed'));
    ELSE
        SELECT * INTO done FROM housing.import_known_program(
            p_source, p_record, g, memory, p_dry_run);
    END IF;
    RETURN done.parts || housing.import_pools(
        p_source, p_record, done.program, done.is_changed,
        coalesce((p_record ->> 'as_of')::date < memory.as_of, false), p_open_pools, p_dry_run);
END
$$;

CREATE OR REPLACE FUNCTION housing.import_program_fields(p_record jsonb, p_has_site boolean)
RETURNS jsonb LANGUAGE sql IMMUTABLE AS $$
    SELECT jsonb_build_object(
        'name', p_record ->> 'name', 'kind', p_record ->> 'kind',
        'region_code', p_record -> 'region' ->> 'code', 'time_zone', p_record ->> 'time_zone',
        'disclosure',
        CASE WHEN p_has_site THEN 'come_to_address' ELSE 'shelter_calls_you' END)
$$;

CREATE OR REPLACE FUNCTION housing.import_new_program(
    p_source text, p_record jsonb, p_organization_id uuid, p_dry_run boolean,
    OUT program housing.program, OUT is_changed boolean, OUT parts jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    hidden boolean := (p_record ->> 'confidential')::boolean OR coalesce((
        SELECT o.victim_service_provider FROM housing.organization o
         WHERE o.id = p_organization_id), false);
    has_site boolean := NOT hidden AND coalesce(p_record -> 'site' ->> 'line', '') <> '';
    fields jsonb := housing.import_program_fields(p_record, has_site);
    site record;
BEGIN
    is_changed := true;
    parts := jsonb_build_array(jsonb_build_object('kind', 'program', 'outcome', 'added'));
    IF has_site THEN
        parts := parts || jsonb_build_object('kind', 'site', 'outcome', 'added');
    END IF;
    program.confidential := hidden;
    IF p_dry_run THEN
        RETURN;
    END IF;
    INSERT INTO housing.region (code, label, population)
    VALUES (p_record -> 'region' ->> 'code', p_record -> 'region' ->> 'label',
            (p_record -> 'region' ->> 'population')::integer)
    ON CONFLICT (code) DO NOTHING;
    INSERT INTO housing.program (
        organization_id, kind, name, confidential, region_code, disclosure, time_zone,
        source, source_key)
    VALUES (
        p_organization_id, fields ->> 'kind', fields ->> 'name', hidden,
        fields ->> 'region_code', fields ->> 'disclosure', fields ->> 'time_zone',
        p_source, p_record ->> 'key')
    RETURNING * INTO program;
    SELECT * INTO site FROM housing.import_site(
        program.id, CASE WHEN has_site THEN p_record -> 'site' END, NULL,
        (p_record ->> 'as_of')::date, false);
    PERFORM housing.import_remember(p_source, 'program', p_record ->> 'key',
        (p_record ->> 'as_of')::date, fields, site.digest);
END
$$;

CREATE OR REPLACE FUNCTION housing.import_known_program(
    p_source text, p_record jsonb, p_program housing.program,
    p_memory housing.import_memory, p_dry_run boolean,
    OUT program housing.program, OUT is_changed boolean, OUT parts jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    as_of date := (p_record ->> 'as_of')::date;
    is_older boolean := coalesce(as_of < p_memory.as_of, false);
    hides boolean := (p_record ->> 'confidential')::boolean AND NOT p_program.confidential
                     AND p_program.public_by_operator_at IS NULL;
    before jsonb := jsonb_build_object(
        'name', p_program.name, 'kind', p_program.kind, 'region_code', p_program.region_code,
        'time_zone', p_program.time_zone, 'disclosure', p_program.disclosure);
    fields jsonb := '{}';
    merged jsonb;
    site record;
BEGIN
    program := p_program;
    IF NOT p_dry_run THEN
        PERFORM housing.import_lock_pools(p_program.id);
        IF hides THEN
            PERFORM housing.import_hide_program(p_program.id, p_memory.site_digest);
        END IF;
    END IF;
    program.confidential := p_program.confidential OR hides;
    SELECT * INTO site FROM housing.import_site(
        p_program.id,
        CASE WHEN NOT is_older AND NOT program.confidential AND p_record -> 'site' <> 'null'
             THEN p_record -> 'site' END,
        p_memory, as_of, p_dry_run);
    IF hides THEN
        site.digest := NULL;
        site.outcome := 'unchanged';
        before := before || '{"disclosure": "shelter_calls_you"}';
    END IF;
    merged := before;
    IF NOT is_older THEN
        fields := housing.import_program_fields(p_record, site.digest IS NOT NULL);
        merged := before || housing.import_merge(before, p_memory.fields, fields);
    END IF;
    is_changed := hides OR merged <> before;
    parts := jsonb_build_array(
        jsonb_build_object('kind', 'program',
            'outcome', CASE WHEN is_changed THEN 'changed' ELSE 'unchanged' END));
    IF site.outcome <> 'unchanged'
       OR (NOT program.confidential AND p_record -> 'site' ->> 'line' <> '') THEN
        parts := parts || jsonb_build_object('kind', 'site', 'outcome', site.outcome);
    END IF;
    IF p_dry_run THEN
        RETURN;
    END IF;
    PERFORM housing.import_write_program(p_program.id, p_record, before, merged);
    PERFORM housing.import_remember(p_source, 'program', p_record ->> 'key',
        greatest(as_of, p_memory.as_of), fields, site.digest);
END
$$;

CREATE OR REPLACE FUNCTION housing.import_write_program(
    p_program_id uuid, p_record jsonb, p_before jsonb, p_merged jsonb
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF p_merged = p_before THEN
        RETURN;
    END IF;
    INSERT INTO housing.region (code, label, population)
    VALUES (p_record -> 'region' ->> 'code', p_record -> 'region' ->> 'label',
            (p_record -> 'region' ->> 'population')::integer)
    ON CONFLICT (code) DO NOTHING;
    UPDATE housing.program SET
        name = p_merged ->> 'name', kind = p_merged ->> 'kind',
        region_code = p_merged ->> 'region_code', time_zone = p_merged ->> 'time_zone',
        disclosure = p_merged ->> 'disclosure'
     WHERE id = p_program_id;
    -- What outsiders see of a confidential program has changed, so its version must.
    UPDATE housing.pool p SET outsider_version = p.outsider_version + 1
      FROM housing.program g
     WHERE g.id = p.program_id AND g.id = p_program_id AND g.confidential;
END
$$;

-- The pools of a program that was just written, and the planned stock of those no longer listed.
CREATE OR REPLACE FUNCTION housing.import_pools(
    p_source text, p_record jsonb, p_program housing.program, p_program_changed boolean,
    p_is_older boolean, p_open_pools boolean, p_dry_run boolean
) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    open_as text := CASE WHEN p_open_pools THEN
        CASE WHEN p_program.confidential THEN 'confirm' ELSE 'instant' END END;
    listed text[] := ARRAY(SELECT x ->> 'key' FROM jsonb_array_elements(p_record -> 'pools') x);
    parts jsonb := '[]';
    to_publish uuid[] := '{}';
    gone housing.pool;
    one record;
    item jsonb;
BEGIN
    FOR item IN SELECT x FROM jsonb_array_elements(p_record -> 'pools') x LOOP
        SELECT * INTO one FROM housing.import_pool(
            p_source, p_program, item, (p_record ->> 'as_of')::date, open_as, p_dry_run);
        parts := parts || jsonb_build_object('kind', 'pool', 'outcome', one.outcome);
        to_publish := to_publish || one.pool_id;
    END LOOP;
    IF (p_record ->> 'pools_complete')::boolean AND NOT p_is_older THEN
        FOR gone IN SELECT p.* FROM housing.pool p
                     WHERE p.program_id = p_program.id AND p.source = p_source
                       AND p.planned_units > 0 AND p.source_key <> ALL (listed) LOOP
            parts := parts || '{"kind": "pool", "outcome": "changed"}'::jsonb;
            IF NOT p_dry_run THEN
                UPDATE housing.pool SET planned_units = 0 WHERE id = gone.id;
                PERFORM housing.import_remember(p_source, 'pool', gone.source_key,
                    (p_record ->> 'as_of')::date, '{"planned_units": 0}', NULL);
                to_publish := to_publish || gone.id;
            END IF;
        END LOOP;
    END IF;
    IF NOT p_dry_run THEN
        IF p_program_changed THEN
            to_publish := ARRAY(
                SELECT p.id FROM housing.pool p WHERE p.program_id = p_program.id);
        END IF;
        PERFORM housing.import_publish(to_publish);
    END IF;
    RETURN parts;
END
$$;
