-- Places holds: one row out for each member in, in order; expected refusals are codes, never
-- exceptions. Each member is judged for itself. All arrays have the same length; an element may
-- be null where the request left the field out. p_needs carries each member's needs as a
-- comma-separated list in sorted order. Every step is a look-up by key with the same plan whatever
-- the values, so it is planned once per session and never by way of a whole table.
CREATE OR REPLACE FUNCTION housing_api.place_holds_v1(
    p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_arrival_codes text[]
) RETURNS TABLE (member integer, code text, created boolean, hold jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    members constant integer := coalesce(array_length(p_hold_ids, 1), 0);
    codes text[] := '{}';
    holds jsonb[] := '{}';
    callers uuid[] := '{}';
    -- The pools to lock, their rows as locked, and when each was last changed, by its own clock.
    pools uuid[] := '{}';
    locked housing.pool[] := '{}';
    changed_at timestamptz[] := '{}';
    confidential boolean[] := '{}';
    done record;
    version bigint;
    k integer;
BEGIN
    -- The look before any lock: whoever is refused here never queues for a row.
    FOR i IN 1 .. members LOOP
        codes[i] := (housing.judge_hold(
            p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
            p_adults[i], p_children[i], p_infants[i],
            string_to_array(coalesce(p_needs[i], ''), ','), false)).code;
        IF codes[i] = 'placed' THEN
            callers := callers || p_callers[i];
            pools := pools || p_pool_ids[i];
        END IF;
    END LOOP;

    IF pools <> '{}' THEN
        PERFORM housing.lock_for_placing(callers);
        pools := housing.in_lock_order(pools);
        FOR k IN 1 .. array_length(pools, 1) LOOP
            locked[k] := housing.lock_pool(pools[k]);
        END LOOP;
        FOR i IN 1 .. members LOOP
            CONTINUE WHEN codes[i] <> 'placed';
            k := array_position(pools, p_pool_ids[i]);
            done := housing.place_locked(
                p_hold_ids[i], p_callers[i], locked[k], p_units[i], p_minutes[i],
                p_adults[i], p_children[i], p_infants[i],
                string_to_array(coalesce(p_needs[i], ''), ','), p_arrival_codes[i]);
            codes[i] := done.code;
            holds[i] := done.hold;
            IF done.changed THEN
                changed_at[k] := greatest(changed_at[k], done.judged_at);
                confidential[k] := done.confidential;
            END IF;
        END LOOP;
        FOR k IN 1 .. array_length(pools, 1) LOOP
            IF changed_at[k] IS NOT NULL THEN
                version := housing.publish_locked(
                    locked[k], confidential[k], changed_at[k], false, false);
            END IF;
        END LOOP;
    END IF;

    FOR i IN 1 .. members LOOP
        member := i;
        code := codes[i];
        created := code = 'placed';
        hold := CASE code WHEN 'placed' THEN holds[i]
            WHEN 'exists' THEN housing.hold_for(p_hold_ids[i], p_callers[i]) END;
        RETURN NEXT;
    END LOOP;
END
$$;

-- Each id once, in the order in which rows are locked.
CREATE OR REPLACE FUNCTION housing.in_lock_order(p_ids uuid[]) RETURNS uuid[]
LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF array_length(p_ids, 1) = 1 THEN
        RETURN p_ids;
    END IF;
    RETURN ARRAY(SELECT DISTINCT x FROM unnest(p_ids) x ORDER BY 1);
END
$$;

-- Takes the locks that caps need, in the one order: organizations by id, then responders by id.
CREATE OR REPLACE FUNCTION housing.lock_for_placing(p_accounts uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM 1 FROM housing.organization o
      WHERE o.id = ANY (ARRAY(SELECT a.organization_id FROM housing.account a
                               WHERE a.id = ANY (p_accounts) AND a.role = 'responder'))
      ORDER BY o.id FOR NO KEY UPDATE;
    PERFORM 1 FROM housing.account a
      WHERE a.id = ANY (p_accounts) AND a.role = 'responder'
      ORDER BY a.id FOR NO KEY UPDATE;
END
$$;
