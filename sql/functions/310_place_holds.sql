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
SET search_path = housing, pg_temp AS $$
DECLARE
    members constant integer := coalesce(array_length(p_hold_ids, 1), 0);
    codes text[] := array_fill(NULL::text, ARRAY[greatest(members, 1)]);
    may_be_placed boolean := false;
    j record;
    i integer;
    touched uuid[] := '{}';
    judged timestamptz[] := '{}';
    p housing.pool;
    pool_id uuid;
BEGIN
    -- The look before any lock: whoever is refused here never queues for a row.
    FOR i IN 1 .. members LOOP
        j := housing.judge_hold(
            p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
            p_adults[i], p_children[i], p_infants[i],
            string_to_array(coalesce(p_needs[i], ''), ','));
        codes[i] := j.code;
        may_be_placed := may_be_placed OR j.code = 'placed';
    END LOOP;

    IF may_be_placed THEN
        PERFORM housing.lock_for_placing(
            ARRAY(SELECT p_callers[k] FROM generate_series(1, members) k
                   WHERE codes[k] = 'placed'));
        FOR pool_id IN
            SELECT DISTINCT p_pool_ids[k] FROM generate_series(1, members) k
             WHERE codes[k] = 'placed' ORDER BY 1
        LOOP
            p := housing.lock_pool(pool_id);
            IF housing.settle_pool(p, housing.pool_clock(p)) > 0 THEN
                touched := touched || pool_id;
            END IF;
        END LOOP;
        FOR i IN 1 .. members LOOP
            IF codes[i] <> 'placed' THEN CONTINUE; END IF;
            j := housing.judge_hold(
                p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
                p_adults[i], p_children[i], p_infants[i],
                string_to_array(coalesce(p_needs[i], ''), ','));
            codes[i] := j.code;
            IF j.code = 'placed' THEN
                codes[i] := housing.insert_hold(
                    p_hold_ids[i], p_callers[i], p_pool_ids[i], p_units[i], p_minutes[i],
                    p_adults[i], p_children[i], p_infants[i],
                    string_to_array(coalesce(p_needs[i], ''), ','), p_arrival_codes[i], j);
                IF codes[i] = 'placed' THEN touched := touched || p_pool_ids[i]; END IF;
            END IF;
        END LOOP;
        FOR pool_id IN SELECT DISTINCT t FROM unnest(touched) t LOOP
            SELECT * INTO p FROM housing.pool WHERE id = pool_id;
            PERFORM housing.publish_pool(pool_id, housing.pool_clock(p), false);
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

-- Takes the locks that caps need, in the one order: organizations by id, then responders by id.
CREATE OR REPLACE FUNCTION housing.lock_for_placing(p_accounts uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM 1 FROM housing.organization o
      WHERE o.id IN (SELECT a.organization_id FROM housing.account a
                      WHERE a.id = ANY (p_accounts) AND a.role = 'responder')
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
DECLARE
    p housing.pool;
BEGIN
    SELECT * INTO p FROM housing.pool WHERE id = p_pool_id;
    INSERT INTO housing.hold AS h (
        id, pool_id, shelter_organization_id, account_id, responder_organization_id, kept_by,
        units, units_backed, requested_units, requested_minutes, minutes,
        adults, children, infants, needs, state, arrival_code,
        placed_at, accepted_at, expires_at, placed_counts_version, pool_version)
    VALUES (
        p_hold_id, p_pool_id, p.organization_id, p_caller,
        CASE WHEN NOT j.own THEN j.organization_id END,
        CASE WHEN j.own THEN 'shelter' ELSE 'responder' END,
        j.units, j.backed, p_units, p_minutes, j.minutes,
        p_adults, p_children, p_infants, p_needs, j.state, p_arrival_code,
        j.judged_at, CASE WHEN j.state = 'active' THEN j.judged_at END,
        j.judged_at + j.expires_in_minutes * interval '1 minute',
        p.counts_version, p.version + 1)
    ON CONFLICT (id) DO NOTHING;
    IF NOT FOUND THEN RETURN 'hold_id_reused'; END IF;
    INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
    VALUES (p_hold_id, 'placed', j.judged_at,
            CASE WHEN j.own THEN 'shelter_staff' ELSE 'responder' END);
    RETURN 'placed';
END
$$;

-- A hold as p_caller may see it, or null.
CREATE OR REPLACE FUNCTION housing.hold_for(p_hold_id uuid, p_caller uuid) RETURNS jsonb
LANGUAGE sql VOLATILE AS $$
    SELECT housing.hold_view(h, p, g, n.now, r.relation, c.account_id)
      FROM housing.hold h
      JOIN housing.pool p ON p.id = h.pool_id
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL housing.caller_of(p_caller) c
     CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) n
     CROSS JOIN LATERAL (SELECT housing.hold_relation(
         h, c.account_id, c.role, c.organization_id) AS relation) r
     WHERE h.id = p_hold_id AND r.relation IS NOT NULL
$$;
