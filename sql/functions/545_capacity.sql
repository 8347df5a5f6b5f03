-- What kind of capacity a pool is, and what it keeps for emergencies.

-- Sets what is given and leaves the rest (null) as it is. p_season_from and p_season_until are month
-- times 100 plus day and go with 'seasonal' alone. No hold ends by it. Only who may read the pool's
-- count may set this: whether it is taken would tell an operator about a confidential program.
CREATE OR REPLACE FUNCTION housing_api.set_capacity_v1(
    p_caller uuid, p_pool_id uuid, p_kind text, p_season_from integer, p_season_until integer,
    p_reserve_units integer, OUT code text, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    p housing.pool;
    kind text;
    new_from integer;
    new_until integer;
    now_at timestamptz;
    settled integer;
    changed boolean := false;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    IF code IS NULL AND NOT (
        SELECT housing.is_insider(g, c.role, c.organization_id)
          FROM housing.caller_of(p_caller) c, housing.pool x
          JOIN housing.program g ON g.id = x.program_id
         WHERE x.id = p_pool_id) THEN
        code := 'not_allowed';
    END IF;
    IF code IS NULL THEN
        -- Before the pool's own lock: a surge is opened under the same one.
        PERFORM 1 FROM housing.region r
          WHERE r.code = (SELECT g.region_code FROM housing.pool x
                            JOIN housing.program g ON g.id = x.program_id
                           WHERE x.id = p_pool_id) FOR SHARE;
        p := housing.lock_pool(p_pool_id);
        now_at := housing.pool_clock(p);
        settled := housing.settle_pool(p, now_at);
        kind := coalesce(p_kind, p.capacity_kind);
        IF kind = 'seasonal' THEN
            new_from := coalesce(p_season_from, p.season_from);
            new_until := coalesce(p_season_until, p.season_until);
        END IF;
        code := CASE
            WHEN kind = 'seasonal' AND (new_from IS NULL OR new_until IS NULL)
                THEN 'season_required'
            WHEN kind <> 'seasonal' AND coalesce(p_season_from, p_season_until) IS NOT NULL
                THEN 'season_not_for_kind'
            ELSE 'ok' END;
        IF code = 'ok' THEN
            changed := (p.capacity_kind, p.season_from, p.season_until, p.reserve_units)
                IS DISTINCT FROM (kind, new_from::smallint, new_until::smallint,
                                  coalesce(p_reserve_units, p.reserve_units));
        END IF;
        IF changed THEN
            UPDATE housing.pool x SET
                capacity_kind = kind,
                season_from = new_from,
                season_until = new_until,
                reserve_units = coalesce(p_reserve_units, x.reserve_units)
             WHERE x.id = p_pool_id;
            PERFORM housing.note_pool(p_caller, 'capacity_set', p_pool_id);
        END IF;
        IF changed OR settled > 0 THEN
            PERFORM housing.publish_pool(p_pool_id, now_at, false);
        END IF;
    END IF;
    pool := housing.pool_for(p_pool_id, p_caller);
END
$$;

-- Which organizations may ask for emergency admissions (hospitals, hotlines). Only the operator says
-- so; p_organization_id is the id the operator knows.
CREATE OR REPLACE FUNCTION housing_api.allow_reserve_v1(
    p_caller uuid, p_organization_id uuid, p_allowed boolean,
    OUT code text, OUT organization jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF (SELECT c.role FROM housing.caller_of(p_caller) c) IS DISTINCT FROM 'operator' THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    UPDATE housing.organization o SET may_use_reserve = p_allowed
     WHERE o.id = p_organization_id AND housing.is_listed(o)
    RETURNING housing.organization_view(o, true) INTO organization;
    IF organization IS NOT NULL THEN
        PERFORM housing.note_operator(p_caller, CASE WHEN p_allowed THEN 'reserve_allowed'
            ELSE 'reserve_disallowed' END, 'organization', p_organization_id);
    END IF;
    code := CASE WHEN organization IS NULL THEN 'organization_not_found' ELSE 'ok' END;
END
$$;
