-- Makes a program confidential on behalf of a file, unless the operator has looked and said that it
-- is public. An address that came from a file goes; one that staff entered stays, hidden. Returns
-- whether it changed anything. The caller publishes the program's pools.
CREATE OR REPLACE FUNCTION housing.import_hide_program(p_program_id uuid, p_site_digest bytea)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE housing.program SET confidential = true, disclosure = 'shelter_calls_you'
     WHERE id = p_program_id AND NOT confidential AND public_by_operator_at IS NULL;
    IF NOT FOUND THEN
        RETURN false;
    END IF;
    DELETE FROM housing.site s
     WHERE s.program_id = p_program_id
       AND housing.import_digest(s.line, s.city, s.postal_code) = p_site_digest;
    PERFORM housing.hide_pools(p_program_id);
    RETURN true;
END
$$;

-- What goes with a program's becoming confidential. The caller holds its pools' locks and publishes
-- them.
CREATE OR REPLACE FUNCTION housing.hide_pools(p_program_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE housing.pool SET
        -- Consoles keep the pool with the greatest version, so the outsiders' one must pass the
        -- insiders' one that they have seen until now.
        outsider_version = greatest(outsider_version, version) + 1,
        hold_policy = CASE hold_policy WHEN 'instant' THEN 'confirm' ELSE hold_policy END
     WHERE program_id = p_program_id;
    -- Holders saw the program's name until now; their view changes with it.
    UPDATE housing.hold h SET version = h.version + 1, pool_version = p.version + 1
      FROM housing.pool p
     WHERE p.id = h.pool_id AND p.program_id = p_program_id
       AND (h.ended_at IS NULL OR h.ended_at > housing.service_clock() - interval '24 hours');
END
$$;

-- Locks a program's pools in id order, as every change does.
CREATE OR REPLACE FUNCTION housing.import_lock_pools(p_program_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM 1 FROM housing.pool p WHERE p.program_id = p_program_id
      ORDER BY p.id FOR NO KEY UPDATE;
END
$$;

-- Gives each of these locked pools its next version and announces it.
CREATE OR REPLACE FUNCTION housing.import_publish(p_pool_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    p housing.pool;
    now_at timestamptz;
BEGIN
    FOR p IN SELECT x.* FROM housing.pool x WHERE x.id = ANY (p_pool_ids) ORDER BY x.id LOOP
        now_at := housing.pool_clock(p);
        PERFORM housing.settle_pool(p, now_at);
        PERFORM housing.publish_pool(p.id, now_at, false);
    END LOOP;
END
$$;

-- One organization of a file. It becomes a victim service provider when the file says so, with all
-- its programs, and never stops being one by an import. Returns added, changed or unchanged; with
-- p_dry_run nothing is written or locked.
CREATE OR REPLACE FUNCTION housing_admin.import_organization_v1(
    p_source text, p_record jsonb, p_dry_run boolean
) RETURNS text LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
DECLARE
    key text := p_record ->> 'key';
    as_of date := (p_record ->> 'as_of')::date;
    provider boolean := (p_record ->> 'victim_service_provider')::boolean;
    fields jsonb := jsonb_build_object('name', p_record ->> 'name');
    memory housing.import_memory := housing.import_memory_of(p_source, 'organization', key);
    o housing.organization;
    merged jsonb;
    is_older boolean;
BEGIN
    SELECT * INTO o FROM housing.organization x WHERE x.source = p_source AND x.source_key = key;
    IF o.id IS NULL THEN
        IF NOT p_dry_run THEN
            INSERT INTO housing.organization (name, victim_service_provider, source, source_key)
            VALUES (fields ->> 'name', provider, p_source, key);
            PERFORM housing.import_remember(p_source, 'organization', key, as_of, fields, NULL);
        END IF;
        RETURN 'added';
    END IF;
    is_older := coalesce(as_of < memory.as_of, false);
    merged := CASE WHEN is_older THEN jsonb_build_object('name', o.name)
        ELSE housing.import_merge(jsonb_build_object('name', o.name), memory.fields, fields) END;
    provider := provider OR o.victim_service_provider;
    IF NOT p_dry_run THEN
        IF NOT is_older THEN
            PERFORM housing.import_remember(p_source, 'organization', key, as_of, fields, NULL);
        END IF;
        UPDATE housing.organization
           SET name = merged ->> 'name', victim_service_provider = provider
         WHERE id = o.id AND (name, victim_service_provider) IS DISTINCT FROM
               (merged ->> 'name', provider);
        IF provider AND NOT o.victim_service_provider THEN
            PERFORM housing.import_hide_organization(o.id);
        END IF;
    END IF;
    RETURN CASE WHEN (merged ->> 'name', provider) IS DISTINCT FROM
                     (o.name, o.victim_service_provider) THEN 'changed' ELSE 'unchanged' END;
END
$$;

CREATE OR REPLACE FUNCTION housing.import_hide_organization(p_organization_id uuid)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    g housing.program;
    memory housing.import_memory;
BEGIN
    PERFORM 1 FROM housing.pool p WHERE p.organization_id = p_organization_id
      ORDER BY p.id FOR NO KEY UPDATE;
    FOR g IN SELECT x.* FROM housing.program x
              WHERE x.organization_id = p_organization_id ORDER BY x.id LOOP
        memory := housing.import_memory_of(g.source, 'program', g.source_key);
        IF housing.import_hide_program(g.id, memory.site_digest) THEN
            PERFORM housing.import_publish(ARRAY(
                SELECT p.id FROM housing.pool p WHERE p.program_id = g.id));
        END IF;
    END LOOP;
END
$$;
