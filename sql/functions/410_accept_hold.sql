-- Staff accept a request: the clock starts anew. p_minutes or p_until (at most 24 h, or the
-- pool's own longer maximum) say how long it is kept; else what was asked for.
CREATE OR REPLACE FUNCTION housing_api.accept_hold_v1(
    p_caller uuid, p_hold_id uuid, p_minutes integer, p_until timestamptz,
    OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    keep_until timestamptz;
    done text;
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, false);
    IF b.code IS NULL THEN
        keep_until := CASE
            -- A lock is kept until its next step is due, whatever was said.
            WHEN (b.h).milestones IS NOT NULL
            THEN housing.lock_due(housing.steps_reached((b.h).milestones, 'decision', b.now))
            ELSE coalesce(
                p_until,
                b.now + interval '1 minute' * CASE
                    WHEN p_minutes IS NOT NULL THEN p_minutes
                    -- An appointment is kept until it begins, however late the answer came.
                    WHEN (b.p).starts_at IS NOT NULL THEN housing.slot_minutes(
                        (b.h).requested_minutes, (b.p).hold_minutes_max, (b.p).starts_at, b.now)
                    ELSE (b.h).minutes END) END;
        c := CASE
            WHEN b.relation <> 'shelter' THEN 'not_allowed'
            WHEN (b.h).state = 'active' THEN 'ok'
            WHEN (b.h).state <> 'requested' THEN housing.hold_state_code((b.h).state)
            WHEN (b.h).milestones IS NULL AND (
                keep_until < b.now + interval '5 minutes' OR keep_until > b.now
                    + greatest(1440, (b.p).hold_minutes_max) * interval '1 minute')
                THEN 'kept_until_out_of_range'
            WHEN NOT (b.h).units_backed AND (b.h).expected_vacancy_id IS NULL
                AND housing.units_available(b.p, b.now) < (b.h).units
                THEN 'no_units_available'
        END;
        IF c IS NULL THEN
            UPDATE housing.hold x SET state = 'active',
                units_backed = x.units_backed OR x.expected_vacancy_id IS NULL,
                milestones = housing.steps_reached(x.milestones, 'decision', b.now),
                accepted_at = b.now, expires_at = keep_until,
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            c := 'ok';
            done := 'accepted';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;

-- Staff cannot offer it tonight. p_reason is optional and from the closed list.
CREATE OR REPLACE FUNCTION housing_api.decline_hold_v1(
    p_caller uuid, p_hold_id uuid, p_reason text, OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    done text;
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, false);
    IF b.code IS NULL THEN
        c := CASE
            WHEN b.relation <> 'shelter' THEN 'not_allowed'
            WHEN (b.h).state = 'declined' THEN 'ok'
            WHEN (b.h).state <> 'requested' THEN housing.hold_state_code((b.h).state)
        END;
        IF c IS NULL THEN
            PERFORM housing.end_hold(
                b.h, b.p, b.now, b.account_id, 'declined', p_reason, true);
            c := 'ok';
            done := 'declined';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;

-- "I have seen it, I am calling": 20 more minutes, once; a lock has days and gets none.
CREATE OR REPLACE FUNCTION housing_api.see_hold_v1(
    p_caller uuid, p_hold_id uuid, OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    done text;
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, false);
    IF b.code IS NULL THEN
        c := CASE
            WHEN b.relation <> 'shelter' THEN 'not_allowed'
            WHEN (b.h).seen_at IS NOT NULL AND (b.h).ended_at IS NULL THEN 'ok'
            WHEN (b.h).state <> 'requested' THEN housing.hold_state_code((b.h).state)
        END;
        IF c IS NULL THEN
            UPDATE housing.hold x SET seen_at = b.now,
                expires_at = x.expires_at + CASE WHEN x.milestones IS NULL
                    THEN interval '20 minutes' ELSE interval '0' END,
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            c := 'ok';
            done := 'seen';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;
