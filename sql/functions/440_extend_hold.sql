-- Whether the one behind a hold has left or is suspended: it is the operator's to look after then.
CREATE OR REPLACE FUNCTION housing.holder_is_gone(p_account_id uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM housing.member_of(p_account_id))
$$;

-- More time for an active hold. p_number counts the extensions of this hold from one; a number
-- already made changes nothing. The holder may extend once, staff as often as they like, and so may
-- the operator where the holder is not there any more.
CREATE OR REPLACE FUNCTION housing_api.extend_hold_v1(
    p_caller uuid, p_hold_id uuid, p_number integer, p_minutes integer,
    OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    done text;
    more_minutes integer := coalesce(p_minutes, 30);
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, false);
    IF b.code IS NULL THEN
        c := CASE
            WHEN b.relation = 'operator' AND NOT ((b.h).kept_by = 'responder'
                     AND housing.holder_is_gone((b.h).account_id))
                THEN 'not_allowed'
            WHEN (b.h).milestones IS NOT NULL AND (b.h).state IN ('requested', 'active')
                THEN 'extension_reason_required'
            WHEN (b.h).state <> 'active' THEN housing.hold_state_code((b.h).state)
            WHEN p_number <= (b.h).extensions THEN 'ok'
            WHEN b.relation = 'holder' AND housing.is_offer(b.h) THEN 'offer_not_taken'
            WHEN p_number > (b.h).extensions + 1 THEN 'extension_out_of_order'
            WHEN b.relation = 'holder' AND (b.h).holder_extensions >= 1
                THEN 'extension_limit_reached'
            WHEN more_minutes < 5 OR more_minutes > CASE b.relation WHEN 'holder' THEN 30
                WHEN 'operator' THEN 180
                ELSE greatest(1440, (b.p).hold_minutes_max) END THEN 'minutes_out_of_range'
        END;
        IF c IS NULL THEN
            UPDATE housing.hold x SET extensions = x.extensions + 1,
                holder_extensions = x.holder_extensions + (b.relation = 'holder')::integer,
                expires_at = x.expires_at + more_minutes * interval '1 minute',
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            IF b.relation = 'operator' THEN
                PERFORM housing.note_operator(p_caller, 'hold_extended', NULL, NULL);
            END IF;
            c := 'ok';
            done := 'extended';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;
