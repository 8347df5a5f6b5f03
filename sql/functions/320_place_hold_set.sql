-- Places several holds for one household, all of them or none, in one transaction: one row out for
-- each part, in order, or one row of member 0 with a code that is about the set as a whole. Each
-- part is judged by the rules of a single hold; the set counts as one hold toward the caps, so no
-- part is refused for its siblings. When one part is refused nothing is written, and the others say
-- 'could_be_placed'. Locks are taken in the order of every other function: organization, responder,
-- pools by id; so sets that share pools wait for each other and never in a circle.
CREATE OR REPLACE FUNCTION housing_api.place_hold_set_v1(
    p_set_id uuid, p_caller uuid, p_hold_ids uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_arrival_codes text[], p_emergency boolean DEFAULT false
) RETURNS TABLE (member integer, code text, created boolean, hold jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
    parts constant integer := array_length(p_hold_ids, 1);
    callers constant uuid[] := array_fill(p_caller, ARRAY[parts]);
    pools constant uuid[] := ARRAY(SELECT DISTINCT x FROM unnest(p_pool_ids) x ORDER BY x);
    known text;
    j record;
    judged record;
BEGIN
    -- First without any lock, so that who is refused waits for nobody; then under the locks.
    FOR turn IN 1 .. 2 LOOP
        IF turn = 2 THEN
            PERFORM housing.lock_for_placing(callers);
            PERFORM housing.lock_pool(x) FROM unnest(pools) x;
        END IF;
        SELECT array_agg(s.code ORDER BY s.member) AS codes,
               array_agg(s.member ORDER BY s.member) AS members,
               array_agg(s.units ORDER BY s.member) AS units,
               array_agg(s.minutes ORDER BY s.member) AS minutes,
               array_agg(s.has_room ORDER BY s.member) AS backed,
               array_agg(s.own ORDER BY s.member) AS own,
               array_agg(s.state ORDER BY s.member) AS states,
               array_agg(s.judged_at ORDER BY s.member) AS placed_at,
               array_agg(s.judged_at + s.expires_in_minutes * interval '1 minute'
                         ORDER BY s.member) AS expires_at,
               array_agg(s.overdue ORDER BY s.member) AS overdue
          INTO judged
          FROM housing.judge_set_parts(
                   p_hold_ids, callers, p_pool_ids, p_units, p_minutes, p_adults, p_children,
                   p_infants, p_needs, p_emergency) s;
        -- Looked up after the judgement, so that what made it refuse is seen here too: whoever
        -- repeats a request that was placed meanwhile reads the set and not a refusal.
        known := housing.known_hold_set(
            p_set_id, p_caller, p_hold_ids, p_pool_ids, p_units, p_minutes, p_adults, p_children,
            p_infants, p_needs, p_emergency);
        IF known = 'exists' THEN
            RETURN QUERY SELECT x.i::integer, known, false, housing.hold_for(x.id, p_caller)
                           FROM unnest(p_hold_ids) WITH ORDINALITY x (id, i) ORDER BY x.i;
            RETURN;
        ELSIF known IS NOT NULL THEN
            RETURN QUERY SELECT 0, known, false, NULL::jsonb;
            RETURN;
        END IF;
        IF judged.codes <> array_fill('placed'::text, ARRAY[parts]) THEN
            RETURN QUERY
            SELECT x.i::integer, CASE x.c WHEN 'placed' THEN 'could_be_placed' ELSE x.c END,
                   false, NULL::jsonb
              FROM unnest(judged.codes) WITH ORDINALITY x (c, i) ORDER BY x.i;
            RETURN;
        END IF;
    END LOOP;

    INSERT INTO housing.hold_set (id, account_id, placed_at)
    VALUES (p_set_id, p_caller, judged.placed_at[1]) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        -- The same set came twice at once and no lock is common to both; asking again finds it.
        RAISE EXCEPTION 'a set was placed meanwhile' USING ERRCODE = 'serialization_failure';
    END IF;
    FOR j IN SELECT * FROM housing.insert_holds(
                 judged.members, p_hold_ids, callers, p_pool_ids, p_units, p_minutes, p_adults,
                 p_children, p_infants, p_needs, p_arrival_codes, judged.units, judged.minutes,
                 judged.backed, judged.own, judged.states, judged.placed_at, judged.expires_at,
                 p_set_id, p_emergency) x ORDER BY x.member
    LOOP
        member := j.member;
        code := 'placed';
        created := true;
        hold := j.hold;
        RETURN NEXT;
    END LOOP;
    IF (SELECT count(*) FROM housing.hold h WHERE h.set_id = p_set_id) < parts THEN
        -- An id was used through another pool meanwhile: nothing of the set may stay.
        RAISE EXCEPTION 'an id was used elsewhere' USING ERRCODE = 'serialization_failure';
    END IF;
    PERFORM housing.settle_pool(p, x.at)
       FROM (SELECT t.pool_id, max(t.at) AS at
               FROM unnest(p_pool_ids, judged.placed_at, judged.overdue) t (pool_id, at, overdue)
              WHERE t.overdue GROUP BY t.pool_id) x
       JOIN housing.pool p ON p.id = x.pool_id;
    PERFORM housing.publish_pools(
        pools,
        ARRAY(SELECT max(t.at) FROM unnest(p_pool_ids, judged.placed_at) t (pool_id, at)
               GROUP BY t.pool_id ORDER BY t.pool_id),
        false, false);
END
$$;

-- The parts of a set, each judged as a single hold is, and the units of earlier parts taken into
-- account where two are in one pool. The id of a hold that exists is taken.
CREATE OR REPLACE FUNCTION housing.judge_set_parts(
    p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_emergency boolean DEFAULT false
) RETURNS TABLE (
    member integer, code text, units integer, minutes integer, has_room boolean, own boolean,
    state text, expires_in_minutes integer, judged_at timestamptz, overdue boolean
) LANGUAGE sql STABLE AS $$
    SELECT x.member,
           CASE WHEN x.code = 'exists' THEN 'hold_id_reused'
                WHEN x.code = 'placed' AND x.insider AND NOT x.has_room
                    THEN CASE WHEN x.has_reserve THEN 'only_reserve_left'
                              ELSE 'no_units_available' END
                -- Many small parts would count a hidden program's rooms.
                WHEN x.code = 'placed' AND NOT x.insider AND x.nth > 1 THEN 'units_exceed_party'
                ELSE x.code END,
           x.units, x.minutes, x.has_room, x.own, x.state, x.expires_in_minutes, x.judged_at,
           x.overdue
      FROM (SELECT j.*, j.left_units >= sum(j.units) OVER (
                       PARTITION BY p_pool_ids[j.member] ORDER BY j.member) AS has_room,
                   j.left_units + j.kept_units >= sum(j.units) OVER (
                       PARTITION BY p_pool_ids[j.member] ORDER BY j.member) AS has_reserve,
                   row_number() OVER (
                       PARTITION BY p_pool_ids[j.member] ORDER BY j.member) AS nth
              FROM housing.judge_holds(NULL, p_hold_ids, p_callers, p_pool_ids, p_units, p_minutes,
                                       p_adults, p_children, p_infants, p_needs,
                                       p_emergency) j) x
$$;

-- What asking with the id of an existing set answers; null when the id is free.
CREATE OR REPLACE FUNCTION housing.known_hold_set(
    p_set_id uuid, p_caller uuid, p_hold_ids uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_emergency boolean DEFAULT false
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN EXISTS (SELECT FROM housing.ended_hold_set e WHERE e.id = p_set_id)
            THEN 'hold_set_already_ended'
        WHEN s.id IS NULL THEN NULL
        WHEN s.account_id = p_caller AND array_length(p_hold_ids, 1) = (
                 SELECT count(*) FROM housing.hold h WHERE h.set_id = s.id)
             AND array_length(p_hold_ids, 1) = (
                 SELECT count(*)
                   FROM unnest(p_hold_ids, p_pool_ids, p_units, p_minutes, p_adults, p_children,
                               p_infants, p_needs)
                        AS m (hold_id, pool_id, units, minutes, adults, children, infants, needs)
                   JOIN housing.hold h ON h.id = m.hold_id AND h.set_id = s.id
                  WHERE housing.answer_of_known(
                            h, p_caller, m.pool_id, m.units, m.minutes, m.adults, m.children,
                            m.infants, m.needs, p_emergency) = 'exists')
            THEN 'exists'
        WHEN s.account_id = p_caller AND EXISTS (
                 SELECT FROM housing.ended_hold e WHERE e.id = ANY (p_hold_ids))
            THEN 'hold_set_already_ended'
        ELSE 'hold_set_id_reused' END
      FROM (SELECT 1) one
      LEFT JOIN housing.hold_set s ON s.id = p_set_id
$$;

-- The holds of a set, for who placed it; none for anybody else.
CREATE OR REPLACE FUNCTION housing_api.get_hold_set_v1(p_caller uuid, p_set_id uuid)
RETURNS TABLE (hold jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.hold_for(h.id, c.account_id)
      FROM housing.caller_of(p_caller) c
      JOIN housing.hold_set s ON s.id = p_set_id AND s.account_id = c.account_id
      JOIN housing.hold h ON h.set_id = s.id
     ORDER BY h.placed_at, h.id
$$;
