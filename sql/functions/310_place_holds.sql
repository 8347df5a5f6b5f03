-- Places holds: one row out for each member in, in order; expected refusals are codes, never
-- exceptions. Members are judged one after another, as if each had come alone. All arrays have the
-- same length; an element may be null where the request left the field out. p_needs carries each
-- member's needs as a comma-separated list in sorted order. Every step is a look-up by key with the
-- same plan whatever the values, so it is planned once per session and never by way of a whole
-- table; and each step is one statement for all members, so a group costs little more than one.
-- With p_emergency all members are emergency admissions, which may have what is kept for those.
CREATE OR REPLACE FUNCTION housing_api.place_holds_v1(
    p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_arrival_codes text[], p_emergency boolean DEFAULT false
) RETURNS TABLE (member integer, code text, created boolean, hold jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
DECLARE
    members constant integer := coalesce(array_length(p_hold_ids, 1), 0);
    codes text[];
    holds jsonb[] := array_fill(NULL::jsonb, ARRAY[greatest(members, 1)]);
    maybe integer[];
    callers uuid[];
    pools uuid[];
    j record;
    t record;
    -- What earlier members of this group have taken: units by pool, holds by caller and by
    -- organization. The keys stand beside, each once.
    organizations uuid[] := '{}';
    units_taken integer[];
    by_account integer[];
    by_organization integer[] := '{}';
    settle_at timestamptz[];
    changed_at timestamptz[];
    -- The holds to insert, one element each.
    placed integer[] := '{}';
    units integer[] := '{}';
    minutes integer[] := '{}';
    backed boolean[] := '{}';
    own boolean[] := '{}';
    states text[] := '{}';
    placed_at timestamptz[] := '{}';
    expires_at timestamptz[] := '{}';
    has_room boolean;
    inserted integer := 0;
    k integer;
    a integer;
    o integer;
BEGIN
    -- The look before any lock: whoever is refused here never queues for a row.
    SELECT array_agg(x.code ORDER BY x.member),
           array_agg(x.member ORDER BY x.member) FILTER (WHERE x.code = 'placed'),
           array_agg(DISTINCT p_callers[x.member]) FILTER (WHERE x.code = 'placed'),
           -- In the order in which rows are locked everywhere.
           array_agg(DISTINCT p_pool_ids[x.member] ORDER BY p_pool_ids[x.member])
               FILTER (WHERE x.code = 'placed')
      INTO codes, maybe, callers, pools
      FROM housing.judge_holds(NULL, p_hold_ids, p_callers, p_pool_ids, p_units, p_minutes,
                               p_adults, p_children, p_infants, p_needs, p_emergency) x;

    IF pools IS NOT NULL THEN
        PERFORM housing.lock_for_placing(callers);
        PERFORM housing.lock_pool(x) FROM unnest(pools) x;
        units_taken := array_fill(0, ARRAY[array_length(pools, 1)]);
        settle_at := array_fill(NULL::timestamptz, ARRAY[array_length(pools, 1)]);
        changed_at := settle_at;
        by_account := array_fill(0, ARRAY[array_length(callers, 1)]);
        FOR j IN SELECT * FROM housing.judge_holds(
                     maybe, p_hold_ids, p_callers, p_pool_ids, p_units, p_minutes,
                     p_adults, p_children, p_infants, p_needs, p_emergency) x ORDER BY x.member
        LOOP
            k := array_position(pools, p_pool_ids[j.member]);
            IF j.overdue THEN
                settle_at[k] := greatest(settle_at[k], j.judged_at);
                changed_at[k] := greatest(changed_at[k], j.judged_at);
            END IF;
            codes[j.member] := j.code;
            CONTINUE WHEN j.code <> 'placed';
            IF p_hold_ids[j.member] = ANY (p_hold_ids[1 : j.member - 1])
               AND EXISTS (SELECT FROM unnest(placed) x
                            WHERE p_hold_ids[x] = p_hold_ids[j.member]) THEN
                codes[j.member] := 'again';
                CONTINUE;
            END IF;
            IF NOT j.own THEN
                a := array_position(callers, p_callers[j.member]);
                o := array_position(organizations, j.organization_id);
                IF o IS NULL THEN
                    organizations := organizations || j.organization_id;
                    by_organization := by_organization || 0;
                    o := array_length(organizations, 1);
                END IF;
                IF j.by_account + by_account[a] >= j.account_limit
                   OR j.by_organization + by_organization[o] >= j.organization_limit THEN
                    codes[j.member] := 'hold_limit_reached';
                    CONTINUE;
                END IF;
            END IF;
            has_room := j.left_units - units_taken[k] >= j.units;
            IF NOT has_room AND j.insider THEN
                codes[j.member] := CASE
                    WHEN j.left_units + j.kept_units - units_taken[k] >= j.units
                    THEN 'only_reserve_left' ELSE 'no_units_available' END;
                CONTINUE;
            END IF;
            IF NOT j.own THEN
                by_account[a] := by_account[a] + 1;
                by_organization[o] := by_organization[o] + 1;
            END IF;
            IF has_room THEN
                units_taken[k] := units_taken[k] + j.units;
            END IF;
            changed_at[k] := greatest(changed_at[k], j.judged_at);
            placed := placed || j.member;
            units := units || j.units;
            minutes := minutes || j.minutes;
            backed := backed || has_room;
            own := own || j.own;
            states := states || j.state;
            placed_at := placed_at || j.judged_at;
            expires_at := expires_at
                || j.judged_at + j.expires_in_minutes * interval '1 minute';
        END LOOP;

        IF placed <> '{}' THEN
            FOR t IN SELECT * FROM housing.insert_holds(
                         placed, p_hold_ids, p_callers, p_pool_ids, p_units, p_minutes, p_adults,
                         p_children, p_infants, p_needs, p_arrival_codes, units, minutes, backed,
                         own, states, placed_at, expires_at, p_emergency => p_emergency)
            LOOP
                holds[t.member] := t.hold;
                inserted := inserted + 1;
            END LOOP;
        END IF;
        IF inserted < coalesce(array_length(placed, 1), 0) THEN
            -- Somebody used an id meanwhile through another pool. Later members were judged as if
            -- its units were gone, so nothing of this may stay; each is judged alone then.
            IF members > 1 THEN
                RAISE EXCEPTION 'an id was used elsewhere' USING ERRCODE = 'serialization_failure';
            END IF;
            changed_at := settle_at;
        END IF;
        PERFORM housing.settle_pool(p, x.at)
           FROM unnest(pools, settle_at) x (id, at) JOIN housing.pool p ON p.id = x.id
          WHERE x.at IS NOT NULL;
        PERFORM housing.publish_pools(pools, changed_at, false, false);
    END IF;

    FOR i IN 1 .. members LOOP
        member := i;
        code := codes[i];
        hold := holds[i];
        -- The id comes first: whoever names one that an earlier member of this group has used reads
        -- that, whatever else there was to refuse.
        IF code = 'again' OR (code = 'placed' AND hold IS NULL)
           OR (code NOT IN ('placed', 'exists', 'not_signed_in') AND EXISTS (
               SELECT FROM unnest(placed) x
                WHERE x < i AND p_hold_ids[x] = p_hold_ids[i])) THEN
            code := coalesce(housing.known_hold(
                p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
                p_adults[i], p_children[i], p_infants[i], p_needs[i], p_emergency),
                'hold_id_reused');
        END IF;
        created := code = 'placed';
        IF code = 'exists' THEN
            hold := housing.hold_for(p_hold_ids[i], p_callers[i]);
        END IF;
        RETURN NEXT;
    END LOOP;
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
