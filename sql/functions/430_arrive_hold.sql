-- Staff: p_units people's units came (default all; the rest is let go) and the count goes down
-- by as many, in the same transaction, so what is available to others does not change.
-- p_already_counted leaves the count, when one was reported since the hold began. p_late answers
-- "Did they come?" for a hold the clock ended in the last four hours.
-- Holder: says "we have arrived", which staff confirm.
CREATE OR REPLACE FUNCTION housing_api.arrive_hold_v1(
    p_caller uuid, p_hold_id uuid, p_units integer, p_already_counted boolean, p_late boolean,
    OUT code text, OUT hold jsonb
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
            WHEN b.relation NOT IN ('holder', 'shelter') THEN 'not_allowed'
            WHEN (b.h).state = 'arrived' THEN 'ok'
            WHEN b.relation = 'shelter' AND (b.h).state = 'expired' AND p_late
                AND NOT housing.is_offer(b.h)
                AND (b.h).ended_at > b.now - interval '4 hours' THEN NULL
            WHEN (b.h).state <> 'active' THEN housing.hold_state_code((b.h).state)
            WHEN housing.is_offer(b.h) THEN 'offer_not_taken'
        END;
        IF c IS NULL AND b.relation = 'holder' THEN
            IF (b.h).arrival_said_at IS NULL THEN
                UPDATE housing.hold x SET arrival_said_at = b.now,
                    version = x.version + 1, pool_version = (b.p).version + 1
                 WHERE x.id = p_hold_id;
                done := 'arrival_said';
            END IF;
            c := 'ok';
        END IF;
        c := coalesce(c, CASE
            WHEN (b.h).expected_vacancy_id IS NOT NULL AND NOT (b.h).units_backed
                THEN 'expected_vacancy_not_vacant'
            WHEN p_units > (b.h).units THEN 'units_exceed_hold'
            WHEN p_already_counted AND coalesce((b.p).reported_at, '-infinity')
                <= coalesce((b.h).accepted_at, (b.h).placed_at)
                THEN 'count_not_reported_since'
        END);
        IF c IS NULL THEN
            counted := housing.record_arrival(
                b.h, b.p, b.now, b.account_id, coalesce(p_units, (b.h).units),
                coalesce(p_already_counted, false));
            c := 'ok';
            done := 'arrived';
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, counted > 0);
    code := f.code;
    hold := f.hold;
END
$$;
