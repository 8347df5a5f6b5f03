-- Brings back a hold that the clock ended, once, for 30 minutes, when its units are available.
-- Staff any time within 24 h; the holder within 10 minutes and within the caps.
CREATE OR REPLACE FUNCTION housing_api.reinstate_hold_v1(
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
    b := housing.begin_change(p_caller, p_hold_id, true);
    IF b.code IS NULL THEN
        c := CASE
            WHEN b.relation NOT IN ('holder', 'shelter') THEN 'not_allowed'
            WHEN (b.h).state = 'active' AND (b.h).reinstated_at IS NOT NULL THEN 'ok'
            WHEN (b.h).state <> 'expired' THEN housing.hold_state_code((b.h).state)
            WHEN (b.h).reinstated_at IS NOT NULL THEN 'hold_already_reinstated'
            WHEN housing.is_offer(b.h) THEN 'offer_not_taken'
            WHEN b.relation = 'holder' AND (b.h).ended_at <= b.now - interval '10 minutes'
                THEN 'hold_expired'
            WHEN (b.h).ended_at <= b.now - interval '24 hours' THEN 'hold_expired'
            WHEN (b.p).closed_at IS NOT NULL OR (b.p).stopped_by IS NOT NULL THEN 'pool_closed'
            WHEN housing.is_out_of_season(b.p, b.now)
                THEN CASE WHEN (b.g).confidential AND b.relation = 'holder'
                     THEN 'pool_closed' ELSE 'pool_not_in_season' END
            -- Its staff may still keep it for who comes late.
            WHEN b.relation = 'holder' AND (b.p).starts_at <= b.now THEN 'slot_has_started'
            WHEN b.relation = 'holder' AND housing.at_hold_limit(p_caller, b.h, b.now)
                THEN 'hold_limit_reached'
            WHEN (b.h).expected_vacancy_id IS NOT NULL AND NOT (b.h).units_backed
                THEN CASE WHEN NOT housing.has_place(b.h, b.p, b.now)
                     THEN 'no_units_available' END
            ELSE housing.refusal_by_room(
                b.p, b.h, b.relation, (b.g).confidential, housing.units_available(b.p, b.now))
        END;
        IF c IS NULL THEN
            UPDATE housing.hold x SET state = 'active', ended_at = NULL,
                ended_counts_version = NULL, reinstated_at = b.now,
                expires_at = b.now + interval '30 minutes',
                milestones = housing.steps_due_from(
                    x.milestones, b.now + interval '30 minutes'),
                units_backed = housing.backed_again(x),
                score_change = CASE x.score_change WHEN 1 THEN -1 ELSE x.score_change END,
                score_version = CASE x.score_change WHEN 1 THEN (b.p).version + 1 END,
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            c := 'ok';
            done := 'reinstated';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, false);
    code := f.code;
    hold := f.hold;
END
$$;

-- Whether this hold, alive again, would exceed its responder's or their organization's limit. One
-- of a set that has live holds is counted already. Exact only under lock_for_placing.
CREATE OR REPLACE FUNCTION housing.at_hold_limit(
    p_caller uuid, p_hold housing.hold, p_now timestamptz
) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT EXISTS (SELECT FROM housing.hold s
                        WHERE s.set_id = p_hold.set_id AND s.state IN ('requested', 'active')
                          AND s.expires_at > p_now)
       AND (n.by_account >= c.responder_hold_limit
            OR coalesce(n.by_organization >= c.organization_hold_limit, false))
      FROM housing.caller_of(p_caller) c
     CROSS JOIN LATERAL housing.holds_toward_caps(c.account_id, c.organization_id, p_now) n
$$;
