-- What the staff of a lock's shelter say about its steps, and more time for it.

-- A step is reached, and with it all before it; the lock lasts until the next one is due. A decision
-- is the program's yes: the lock is accepted. Moving in is arriving: the count goes down. The program's
-- no is a decline, possible until the decision.
CREATE OR REPLACE FUNCTION housing_api.reach_milestone_v1(
    p_caller uuid, p_hold_id uuid, p_milestone text, OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    done text;
    counted integer := 0;
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, false);
    IF b.code IS NULL THEN
        c := CASE
            WHEN b.relation <> 'shelter' THEN 'not_allowed'
            WHEN (b.h).milestones IS NULL THEN 'hold_without_milestones'
            WHEN (b.h).state = 'arrived' AND p_milestone = 'move_in' THEN 'ok'
            WHEN (b.h).state NOT IN ('requested', 'active')
                THEN housing.hold_state_code((b.h).state)
            WHEN housing.step_reached((b.h).milestones, p_milestone) THEN 'ok'
            WHEN p_milestone = 'move_in' AND (b.h).expected_vacancy_id IS NOT NULL
                AND NOT (b.h).units_backed THEN 'expected_vacancy_not_vacant'
            -- Outsiders' requests to a confidential program may stand without room until then.
            WHEN p_milestone IN ('decision', 'move_in') AND NOT (b.h).units_backed
                AND (b.h).expected_vacancy_id IS NULL
                AND housing.units_available(b.p, b.now) < (b.h).units THEN 'no_units_available'
        END;
        IF c IS NULL THEN
            done := housing.note_milestone(b.h, b.p, b.now, p_milestone);
            IF p_milestone = 'move_in' THEN
                counted := housing.record_arrival(
                    (SELECT x FROM housing.hold x WHERE x.id = p_hold_id), b.p, b.now,
                    b.account_id, (b.h).units, false);
                done := 'arrived';
            END IF;
            c := 'ok';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, counted > 0);
    code := f.code;
    hold := f.hold;
END
$$;

-- Writes a step of a live lock down. Moving in is not reached here, only what comes before it. Returns
-- what has happened to the hold by it.
CREATE OR REPLACE FUNCTION housing.note_milestone(
    p_hold housing.hold, p_pool housing.pool, p_now timestamptz, p_milestone text
) RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    steps constant jsonb := housing.steps_reached(p_hold.milestones, CASE p_milestone
        WHEN 'move_in' THEN 'decision' ELSE p_milestone END, p_now);
    accepts constant boolean :=
        p_hold.state = 'requested' AND p_milestone IN ('decision', 'move_in');
BEGIN
    UPDATE housing.hold h SET
        milestones = steps, expires_at = housing.lock_due(steps),
        state = CASE WHEN accepts THEN 'active' ELSE h.state END,
        accepted_at = CASE WHEN accepts THEN p_now ELSE h.accepted_at END,
        units_backed = h.units_backed OR (accepts AND h.expected_vacancy_id IS NULL),
        version = h.version + 1, pool_version = p_pool.version + 1
     WHERE h.id = p_hold.id;
    RETURN CASE WHEN accepts THEN 'accepted' ELSE p_milestone END;
END
$$;

-- More open time for the steps ahead, for a stated reason that both sides read. p_number counts the
-- extensions of this hold from one; a number already made changes nothing. The holder may extend once,
-- by a day of eight hours; staff as often as they like, within the longest that a lock may last.
CREATE OR REPLACE FUNCTION housing_api.extend_lock_v1(
    p_caller uuid, p_hold_id uuid, p_number integer, p_working_hours integer, p_reason text,
    OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    done text;
    steps jsonb;
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, false);
    IF b.code IS NULL THEN
        c := CASE
            WHEN b.relation NOT IN ('holder', 'shelter') THEN 'not_allowed'
            WHEN (b.h).milestones IS NULL THEN 'hold_without_milestones'
            WHEN (b.h).state NOT IN ('requested', 'active')
                THEN housing.hold_state_code((b.h).state)
            WHEN p_number <= (b.h).extensions THEN 'ok'
            WHEN p_number > (b.h).extensions + 1 THEN 'extension_out_of_order'
            WHEN b.relation = 'holder' AND (b.h).holder_extensions >= 1
                THEN 'extension_limit_reached'
            WHEN p_working_hours > CASE b.relation WHEN 'holder' THEN 8 ELSE 40 END
                THEN 'working_hours_out_of_range'
        END;
        IF c IS NULL THEN
            steps := housing.steps_extended(b.h, (b.g).id, p_working_hours, p_reason);
            IF housing.lock_due(steps) <= (b.h).expires_at THEN
                c := 'lock_extension_limit_reached';
            END IF;
        END IF;
        IF c IS NULL THEN
            UPDATE housing.hold x SET extensions = x.extensions + 1,
                holder_extensions = x.holder_extensions + (b.relation = 'holder')::integer,
                milestones = steps, expires_at = housing.lock_due(steps),
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            c := 'ok';
            done := 'extended';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;
