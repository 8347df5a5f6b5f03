-- Takes back an arrival, release or decline within 30 seconds, by who did it: the hold is where
-- it was if its deadline still lies ahead and its units are available. An arrival's count comes
-- back unless somebody has counted anew meanwhile.
CREATE OR REPLACE FUNCTION housing_api.undo_hold_v1(
    p_caller uuid, p_hold_id uuid, OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    b record;
    f record;
    c text;
    done text;
    restored integer := 0;
    kept boolean;
    blind boolean;
    no_room text;
BEGIN
    b := housing.begin_change(p_caller, p_hold_id, true);
    IF b.code IS NULL THEN
        IF NOT EXISTS (SELECT FROM housing.report r
                        WHERE r.pool_id = (b.p).id AND r.applied AND r.kind <> 'delta'
                          AND r.counts_version >= (b.h).ended_counts_version) THEN
            restored := (b.h).units_counted_down;
        END IF;
        -- To an outsider a request looks the same with and without room, also when it comes back.
        no_room := housing.refusal_by_room(
            b.p, b.h, b.relation, (b.g).confidential,
            housing.units_available(b.p, b.now) + restored);
        kept := (b.h).units_backed AND no_room IS NULL;
        blind := (b.h).undo_state = 'requested' AND (b.g).confidential
            AND b.relation = 'holder';
        c := CASE
            WHEN b.relation NOT IN ('holder', 'shelter') THEN 'not_allowed'
            WHEN (b.h).undone_at > b.now - interval '10 minutes' AND (b.h).undo_state IS NULL
                THEN 'ok'
            WHEN (b.h).undo_state IS NULL OR (b.h).ended_by <> b.account_id
                OR housing.is_offer(b.h)
                OR (b.h).state NOT IN ('arrived', 'released', 'declined')
                THEN 'nothing_to_undo'
            WHEN (b.h).ended_at <= b.now - interval '30 seconds' THEN 'undo_too_late'
            WHEN (b.h).undo_state <> 'expired' AND (b.h).expires_at <= b.now
                THEN 'hold_expired'
            WHEN (b.h).undo_state <> 'expired' AND (b.h).units_backed AND NOT kept
                AND NOT blind THEN no_room
            WHEN (b.h).undo_state <> 'expired' AND (b.h).expected_vacancy_id IS NOT NULL
                AND NOT (b.h).units_backed AND NOT housing.has_place(b.h, b.p, b.now)
                THEN 'no_units_available'
            WHEN (b.h).undo_state <> 'expired' AND b.relation = 'holder'
                AND housing.at_hold_limit(p_caller, b.h, b.now) THEN 'hold_limit_reached'
        END;
        IF c IS NULL THEN
            UPDATE housing.hold x SET
                state = x.undo_state, units_backed = CASE WHEN blind THEN kept
                    ELSE housing.backed_again(x) END,
                milestones = CASE WHEN x.state = 'arrived'
                    THEN housing.steps_not_moved_in(x.milestones) ELSE x.milestones END,
                ended_at = CASE WHEN x.undo_state = 'expired' THEN x.expires_at END,
                undo_state = NULL, undone_at = b.now, reason = NULL, ended_by = NULL,
                units_arrived = NULL, units_counted_down = 0, late = false,
                score_change = CASE x.score_change WHEN 1 THEN -1 ELSE x.score_change END,
                score_version = CASE x.score_change WHEN 1 THEN (b.p).version + 1 END,
                version = x.version + 1, pool_version = (b.p).version + 1
             WHERE x.id = p_hold_id;
            IF restored > 0 THEN
                UPDATE housing.pool SET units_free_reported = units_free_reported + restored
                 WHERE id = (b.p).id;
            END IF;
            c := 'ok';
            done := 'undone';
        ELSE
            restored := 0;
        END IF;
    END IF;
    f := housing.finish_change(b, c, done, restored > 0);
    code := f.code;
    hold := f.hold;
END
$$;
