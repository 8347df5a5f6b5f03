-- Places holds: one row out for each member in, in order; expected refusals are codes, never
-- exceptions. Each member is judged for itself. All arrays have the same length; an element may
-- be null where the request left the field out. p_needs carries each member's needs as a
-- comma-separated list in sorted order.
CREATE OR REPLACE FUNCTION housing_api.place_holds_v1(
    p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_arrival_codes text[]
) RETURNS TABLE (member integer, code text, created boolean, hold jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    members constant integer := coalesce(array_length(p_hold_ids, 1), 0);
    codes text[] := '{}';
    needs text[];
    j record;
    callers uuid[] := '{}';
    pools uuid[] := '{}';
    -- The latest time each of pools was judged at, null for those that nothing happened to.
    changed_at timestamptz[];
    slot integer;
    p housing.pool;
BEGIN
    -- The look before any lock: whoever is refused here never queues for a row.
    FOR i IN 1 .. members LOOP
        j := housing.judge_hold(
            p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
            p_adults[i], p_children[i], p_infants[i],
            string_to_array(coalesce(p_needs[i], ''), ','));
        codes[i] := j.code;
        IF j.code = 'placed' THEN
            callers := callers || p_callers[i];
            pools := pools || p_pool_ids[i];
        END IF;
    END LOOP;

    IF pools <> '{}' THEN
        PERFORM housing.lock_for_placing(callers);
        pools := housing.in_lock_order(pools);
        FOR k IN 1 .. array_length(pools, 1) LOOP
            p := housing.lock_pool(pools[k]);
        END LOOP;
        FOR i IN 1 .. members LOOP
            CONTINUE WHEN codes[i] <> 'placed';
            needs := string_to_array(coalesce(p_needs[i], ''), ',');
            j := housing.judge_hold(
                p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
                p_adults[i], p_children[i], p_infants[i], needs);
            codes[i] := j.code;
            slot := array_position(pools, p_pool_ids[i]);
            IF j.code = 'placed' THEN
                codes[i] := housing.insert_hold(
                    p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
                    p_adults[i], p_children[i], p_infants[i], needs, p_arrival_codes[i], j);
            END IF;
            IF j.overdue THEN
                PERFORM housing.settle_pool(q, j.judged_at)
                   FROM housing.pool q WHERE q.id = p_pool_ids[i];
            END IF;
            IF codes[i] = 'placed' OR j.overdue THEN
                changed_at[slot] := greatest(changed_at[slot], j.judged_at);
            END IF;
        END LOOP;
        FOR k IN 1 .. array_length(pools, 1) LOOP
            IF changed_at[k] IS NOT NULL THEN
                PERFORM housing.publish_pool(pools[k], changed_at[k], false);
            END IF;
        END LOOP;
    END IF;

    FOR i IN 1 .. members LOOP
        member := i;
        code := codes[i];
        created := codes[i] = 'placed';
        hold := CASE WHEN codes[i] IN ('placed', 'exists')
            THEN housing.hold_for(p_hold_ids[i], p_callers[i]) END;
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

-- Inserts a judged hold. The primary key decides between equal ids that came at once through
-- different pools: the loser reads hold_id_reused.
CREATE OR REPLACE FUNCTION housing.insert_hold(
    p_hold_id uuid, p_caller uuid, p_pool_id uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text[],
    p_arrival_code text, j record
) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    WITH placed AS (
        INSERT INTO housing.hold AS h (
            id, pool_id, shelter_organization_id, account_id, responder_organization_id, kept_by,
            units, units_backed, requested_units, requested_minutes, minutes,
            adults, children, infants, needs, state, arrival_code,
            placed_at, accepted_at, expires_at, placed_counts_version, pool_version)
        SELECT p_hold_id, p_pool_id, p.organization_id, p_caller,
               CASE WHEN NOT j.own THEN j.organization_id END,
               CASE WHEN j.own THEN 'shelter' ELSE 'responder' END,
               j.units, j.backed, p_units, p_minutes, j.minutes,
               p_adults, p_children, p_infants, p_needs, j.state, p_arrival_code,
               j.judged_at, CASE WHEN j.state = 'active' THEN j.judged_at END,
               j.judged_at + j.expires_in_minutes * interval '1 minute',
               p.counts_version, p.version + 1
          FROM housing.pool p WHERE p.id = p_pool_id
        ON CONFLICT (id) DO NOTHING
        RETURNING h.id, h.placed_at
    )
    INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
    SELECT placed.id, 'placed', placed.placed_at,
           CASE WHEN j.own THEN 'shelter_staff' ELSE 'responder' END
      FROM placed;
    RETURN CASE WHEN FOUND THEN 'placed' ELSE 'hold_id_reused' END;
END
$$;

-- A hold as p_caller may see it, or null.
CREATE OR REPLACE FUNCTION housing.hold_for(p_hold_id uuid, p_caller uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f record;
BEGIN
    SELECT h AS hold, p AS pool, g AS program, c.account_id, housing.hold_relation(
           h, c.account_id, c.role, c.organization_id) AS relation
      INTO f
      FROM housing.hold h
      JOIN housing.pool p ON p.id = h.pool_id
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL housing.caller_of(p_caller) c
     WHERE h.id = p_hold_id;
    IF f.relation IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN housing.hold_view(
        f.hold, f.pool, f.program, housing.pool_clock(f.pool), f.relation, f.account_id);
END
$$;
