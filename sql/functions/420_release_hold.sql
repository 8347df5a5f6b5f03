-- Ends those of these holds that are live and the caller's to release, in locked pools whose
-- clocks are given. Returns the pools of those that it ended.
CREATE OR REPLACE FUNCTION housing.end_as_released(
    p_callers uuid[], p_hold_ids uuid[], p_reasons text[], p_pools uuid[], p_clocks timestamptz[]
) RETURNS uuid[] LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    pools uuid[];
BEGIN
    WITH ended AS (
        UPDATE housing.hold h SET
            state = 'released', ended_at = n.now, reason = housing.reason_group(m.reason),
            at_risk = false,
            ended_by = c.account_id, undone_at = NULL, undo_state = h.state,
            score_at = CASE WHEN s.counts THEN n.now END,
            score_change = CASE WHEN s.counts THEN 1 END,
            score_version = CASE WHEN s.counts THEN p.version + 1 END,
            ended_counts_version = p.counts_version,
            version = h.version + 1, pool_version = p.version + 1
          FROM unnest(p_callers, p_hold_ids, p_reasons) AS m (caller, hold_id, reason)
         CROSS JOIN LATERAL housing.caller_of(m.caller) c,
               unnest(p_pools, p_clocks) AS n (pool_id, now)
          JOIN housing.pool p ON p.id = n.pool_id
          JOIN housing.hold x ON x.pool_id = p.id
         -- What a shelter lets go is held against nobody.
         CROSS JOIN LATERAL housing.ending_counts(x, p, n.now) e
         CROSS JOIN LATERAL (SELECT x.account_id = c.account_id AND e.counts AS counts OFFSET 0) s
         WHERE h.id = m.hold_id AND x.id = h.id AND h.state IN ('requested', 'active')
           AND housing.hold_relation(h, c.account_id, c.role, c.organization_id)
               IN ('holder', 'shelter')
        RETURNING h.id, h.pool_id, h.ended_at, c.role
    ), noted AS (
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        SELECT e.id, 'released', e.ended_at, e.role FROM ended e
    )
    SELECT coalesce(array_agg(DISTINCT e.pool_id), '{}') INTO pools FROM ended e;
    RETURN pools;
END
$$;

-- Holders or staff let go of live holds: one row out for each member in. The count stays as
-- reported. Members of one call are taken one after another: of two that name the same hold, the
-- second reads what the first did. reasons are optional.
CREATE OR REPLACE FUNCTION housing_api.release_holds_v1(
    p_callers uuid[], p_hold_ids uuid[], p_reasons text[]
) RETURNS TABLE (member integer, code text, pool_id uuid, hold jsonb)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
DECLARE
    pools uuid[];
    clocks timestamptz[];
    changed boolean[];
    released uuid[];
BEGIN
    SELECT array_agg(DISTINCT h.pool_id ORDER BY h.pool_id) INTO pools
      FROM unnest(p_callers, p_hold_ids) AS m (caller, hold_id)
      JOIN housing.hold h ON h.id = m.hold_id
     CROSS JOIN LATERAL housing.caller_of(m.caller) c
     WHERE housing.hold_relation(h, c.account_id, c.role, c.organization_id) IS NOT NULL;
    IF pools IS NOT NULL THEN
        PERFORM housing.lock_pool(x) FROM unnest(pools) x;
        SELECT array_agg(n.now ORDER BY n.id),
               array_agg(CASE WHEN n.overdue THEN housing.settle_pool(n.p, n.now) > 0
                              ELSE false END ORDER BY n.id)
          INTO clocks, changed
          FROM (SELECT p, p.id, t.now, o.overdue
                  FROM unnest(pools) x JOIN housing.pool p ON p.id = x
                 CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) t
                 CROSS JOIN LATERAL housing.open_holds(p.id, t.now) o
                OFFSET 0) n;
        released := housing.end_as_released(p_callers, p_hold_ids, p_reasons, pools, clocks);
        PERFORM housing.publish_pools(pools, ARRAY(
            SELECT CASE WHEN n.changed OR n.id = ANY (released) THEN n.now END
              FROM unnest(pools, clocks, changed) AS n (id, now, changed)), false, false);
    END IF;

    RETURN QUERY
    SELECT m.member::integer,
           CASE WHEN c.account_id IS NULL THEN 'not_signed_in'
                WHEN r.relation IS NULL THEN 'hold_not_found'
                WHEN r.relation NOT IN ('holder', 'shelter') THEN 'not_allowed'
                WHEN h.state = 'released' THEN 'ok'
                ELSE housing.hold_state_code(h.state) END,
           CASE WHEN r.relation IS NOT NULL THEN p.id END,
           CASE WHEN r.relation IS NOT NULL THEN housing.hold_view(
               h, p, g, coalesce(n.now, housing.pool_clock(p)), r.relation, c.account_id) END
      FROM unnest(p_callers, p_hold_ids) WITH ORDINALITY AS m (caller, hold_id, member)
      LEFT JOIN LATERAL housing.caller_of(m.caller) c ON true
      LEFT JOIN housing.hold h ON h.id = m.hold_id
      LEFT JOIN housing.pool p ON p.id = h.pool_id
      LEFT JOIN housing.program g ON g.id = p.program_id
      LEFT JOIN LATERAL (SELECT clocks[array_position(pools, p.id)] AS now) n ON true
      LEFT JOIN LATERAL (SELECT CASE WHEN h.id IS NOT NULL THEN housing.hold_relation(
               h, c.account_id, c.role, c.organization_id) END AS relation) r ON true
     ORDER BY m.member;
END
$$;

-- The same for one hold, for processes of the code before, which ask so during an upgrade.
CREATE OR REPLACE FUNCTION housing_api.release_hold_v1(
    p_caller uuid, p_hold_id uuid, p_reason text, OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    SELECT r.code, r.hold INTO code, hold
      FROM housing_api.release_holds_v1(ARRAY[p_caller], ARRAY[p_hold_id], ARRAY[p_reason]) r;
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
            -- Which hold that was goes with the hold, so the record doesn't name it.
            PERFORM housing.note_operator(p_caller, 'hold_revoked', NULL, NULL);
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
