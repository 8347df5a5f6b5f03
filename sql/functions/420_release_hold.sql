-- Holder or staff let go of a live hold. The count stays as reported.
CREATE OR REPLACE FUNCTION housing_api.release_hold_v1(
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
            WHEN b.relation NOT IN ('holder', 'shelter') THEN 'not_allowed'
            WHEN (b.h).state = 'released' THEN 'ok'
            WHEN (b.h).state NOT IN ('requested', 'active')
                THEN housing.hold_state_code((b.h).state)
        END;
        IF c IS NULL THEN
            PERFORM housing.end_hold(
                b.h, b.p, b.now, b.account_id, 'released', p_reason, true);
            c := 'ok';
            done := 'released';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;

-- The operator ends a live hold for a stated reason. It can't be undone.
CREATE OR REPLACE FUNCTION housing_api.revoke_hold_v1(
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
            WHEN b.relation <> 'operator' THEN 'not_allowed'
            WHEN (b.h).state = 'revoked' THEN 'ok'
            WHEN (b.h).state NOT IN ('requested', 'active')
                THEN housing.hold_state_code((b.h).state)
        END;
        IF c IS NULL THEN
            PERFORM housing.end_hold(
                b.h, b.p, b.now, b.account_id, 'revoked', p_reason, false);
            c := 'ok';
            done := 'revoked';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;

-- Staff say that nobody came. Only after the clock ended the hold, within 24 h; no count moves.
CREATE OR REPLACE FUNCTION housing_api.no_show_hold_v1(
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
            WHEN (b.h).state = 'no_show' THEN 'ok'
            WHEN (b.h).state = 'active' THEN 'hold_still_live'
            WHEN (b.h).state <> 'expired' THEN housing.hold_state_code((b.h).state)
            WHEN (b.h).ended_at <= b.now - interval '24 hours' THEN 'hold_expired'
        END;
        IF c IS NULL THEN
            UPDATE housing.hold x SET state = 'no_show',
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            c := 'ok';
            done := 'no_show';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;
