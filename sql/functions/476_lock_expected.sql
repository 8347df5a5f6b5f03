-- A lock on a place that is expected and confirmed. It is judged as any hold of the pool is, in the
-- same order; only that the units are those of the vacancy and not of what is free now. Under the locks
-- of every placing, so no unit of a vacancy is promised twice. The same id and fields again answer the
-- same hold.
CREATE OR REPLACE FUNCTION housing_api.lock_expected_v1(
    p_hold_id uuid, p_caller uuid, p_pool_id uuid, p_vacancy_id uuid, p_units integer,
    p_minutes integer, p_adults integer, p_children integer, p_infants integer, p_needs text,
    p_arrival_code text, OUT code text, OUT created boolean, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
DECLARE
    h housing.hold;
    j record;
    v housing.expected_vacancy;
    steps jsonb;
BEGIN
    created := false;
    -- First without any lock, so that who is refused waits for nobody; then under the locks.
    FOR turn IN 1 .. 2 LOOP
        IF turn = 2 THEN
            PERFORM housing.lock_for_placing(ARRAY[p_caller]);
            PERFORM housing.lock_pool(p_pool_id);
        END IF;
        SELECT x.* INTO j FROM housing.judge_holds(
            NULL, ARRAY[p_hold_id], ARRAY[p_caller], ARRAY[p_pool_id], ARRAY[p_units],
            ARRAY[p_minutes], ARRAY[p_adults], ARRAY[p_children], ARRAY[p_infants],
            ARRAY[p_needs]) x;
        code := j.code;
        SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id;
        IF h.id IS NOT NULL AND code <> 'not_signed_in' THEN
            code := CASE WHEN h.expected_vacancy_id = p_vacancy_id THEN 'exists' END;
            h.expected_vacancy_id := NULL;
            code := CASE code WHEN 'exists' THEN housing.answer_of_known(
                h, p_caller, p_pool_id, p_units, p_minutes, p_adults, p_children, p_infants,
                p_needs) ELSE 'hold_id_reused' END;
            hold := CASE code WHEN 'exists' THEN housing.hold_for(p_hold_id, p_caller) END;
            RETURN;
        END IF;
        IF code NOT IN ('placed', 'no_units_available') THEN
            RETURN;
        END IF;
        SELECT * INTO v FROM housing.expected_vacancy x
         WHERE x.id = p_vacancy_id AND x.pool_id = p_pool_id;
        code := housing.refusal_by_vacancy(v, j);
        IF code IS NOT NULL THEN
            RETURN;
        END IF;
    END LOOP;

    PERFORM housing.insert_holds(
        ARRAY[1], ARRAY[p_hold_id], ARRAY[p_caller], ARRAY[p_pool_id], ARRAY[p_units],
        ARRAY[p_minutes], ARRAY[p_adults], ARRAY[p_children], ARRAY[p_infants], ARRAY[p_needs],
        ARRAY[p_arrival_code], ARRAY[j.units], ARRAY[j.minutes], ARRAY[false], ARRAY[j.own],
        ARRAY[j.state], ARRAY[j.judged_at], ARRAY[j.judged_at]);
    IF NOT FOUND THEN
        -- The id was used through another pool meanwhile; asking again says so.
        RAISE EXCEPTION 'an id was used elsewhere' USING ERRCODE = 'serialization_failure';
    END IF;
    steps := housing.lock_steps(
        (SELECT p.program_id FROM housing.pool p WHERE p.id = p_pool_id), j.judged_at, j.own,
        v.expected_from);
    UPDATE housing.hold x SET
        expected_vacancy_id = v.id, expected_from = v.expected_from, milestones = steps,
        expires_at = housing.lock_due(steps)
     WHERE x.id = p_hold_id;
    IF j.overdue THEN
        PERFORM housing.settle_pool(p, j.judged_at) FROM housing.pool p WHERE p.id = p_pool_id;
    END IF;
    PERFORM housing.publish_pool(p_pool_id, j.judged_at, false);
    code := 'placed';
    created := true;
    hold := housing.hold_for(p_hold_id, p_caller);
END
$$;

-- What stands in the way of locking a vacancy, for a request that was judged (`p_judged`); null when
-- nothing does. To outsiders of a confidential program no vacancy exists.
CREATE OR REPLACE FUNCTION housing.refusal_by_vacancy(
    v housing.expected_vacancy, p_judged record
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    p record;
BEGIN
    IF v.id IS NULL OR NOT p_judged.insider THEN
        RETURN 'expected_vacancy_not_found';
    END IF;
    SELECT x.lock_milestones, (p_judged.judged_at AT TIME ZONE g.time_zone)::date AS today INTO p
      FROM housing.pool x JOIN housing.program g ON g.id = x.program_id WHERE x.id = v.pool_id;
    RETURN CASE
        WHEN NOT p.lock_milestones THEN 'pool_not_for_locks'
        WHEN v.state <> 'open' THEN 'expected_vacancy_over'
        WHEN v.confidence <> 'confirmed'
            OR v.expected_from - housing.expected_holdable_days() > p.today
            THEN 'expected_vacancy_not_holdable'
        WHEN v.units - housing.expected_held(v.id, p_judged.judged_at) < p_judged.units
            THEN 'no_units_available' END;
END
$$;
