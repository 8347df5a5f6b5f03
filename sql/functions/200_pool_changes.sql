-- The frame of every change: lock the pool's row, read the clock, write down what the clock has
-- already ended, change, publish. Lock order everywhere: organization, responder, pools by id;
-- the clock is read after the last lock.

CREATE OR REPLACE FUNCTION housing.lock_pool(p_pool_id uuid) RETURNS housing.pool
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    p housing.pool;
BEGIN
    SELECT * INTO p FROM housing.pool x WHERE x.id = p_pool_id FOR NO KEY UPDATE;
    RETURN p;
END
$$;

-- Time never runs back for a pool, whatever the system's clock does.
CREATE OR REPLACE FUNCTION housing.pool_clock(p_pool housing.pool) RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$
    SELECT greatest(housing.service_clock(), p_pool.clock_high_water)
$$;

-- Ends every live hold of a locked pool whose deadline has passed. Returns how many.
CREATE OR REPLACE FUNCTION housing.settle_pool(p_pool housing.pool, p_now timestamptz)
RETURNS integer LANGUAGE sql VOLATILE AS $$
    WITH ended AS (
        UPDATE housing.hold h
           SET state = CASE h.state WHEN 'requested' THEN 'timed_out' ELSE 'expired' END,
               ended_at = h.expires_at, at_risk = false,
               score_at = CASE WHEN n.counts THEN h.expires_at END,
               score_change = CASE WHEN n.counts THEN 1 END,
               score_version = CASE WHEN n.counts THEN p_pool.version + 1 END,
               ended_counts_version = p_pool.counts_version,
               version = h.version + 1, pool_version = p_pool.version + 1
          FROM (SELECT x.id, x.state = 'active' AND e.counts AS counts
                  FROM housing.hold x
                 CROSS JOIN LATERAL housing.ending_counts(x, p_pool, p_now) e
                 WHERE x.pool_id = p_pool.id AND x.state IN ('requested', 'active')
                   AND x.expires_at <= p_now) n
         WHERE h.id = n.id
        RETURNING h.id, h.state
    ), noted AS (
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        SELECT e.id, e.state, p_now, 'clock' FROM ended e
    )
    SELECT count(*)::integer FROM ended
$$;

-- Gives pools their next versions and everything the clock will need, flags holds that are at
-- risk, and rings the doorbell, which sounds at commit and names each pool with its version. The
-- caller holds the pools' locks and has written their holds with pool_version = version + 1. Each
-- pool is judged at its element of p_at; where that is null the pool stays as it is. A row is
-- written once: a second write would cost as much as all the reading.
CREATE OR REPLACE FUNCTION housing.publish_pools(
    p_ids uuid[], p_at timestamptz[], p_counts_changed boolean, p_on_grid boolean
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    flagged uuid[];
BEGIN
    WITH published AS (
        UPDATE housing.pool x SET
            version = x.version + 1,
            counts_version = CASE WHEN p_counts_changed THEN x.version + 1
                                  ELSE x.counts_version END,
            clock_high_water = s.at,
            freshness_step = s.step,
            outsider_availability = (s.q).outsider_availability,
            outsider_freshness = (s.q).outsider_freshness,
            outsider_policy = (s.q).outsider_policy,
            outsider_version = (s.q).outsider_version,
            outsider_published_at = (s.q).outsider_published_at,
            outsider_due_at = CASE WHEN s.confidential THEN (s.q).outsider_due_at END,
            -- Every hold not yet written down counts, also one that ended since it was settled.
            next_due_at = least(
                s.first_deadline,
                housing.next_freshness_at(x.reported_at, x.stale_after_seconds, s.at),
                CASE WHEN x.paused_until > s.at THEN x.paused_until END,
                CASE WHEN x.capacity_kind IN ('surge', 'seasonal')
                    THEN housing.next_opening_change(s.q, s.at) END,
                -- An appointment begins, and later leaves the lists.
                CASE WHEN x.starts_at > s.at THEN x.starts_at
                     WHEN NOT housing.slot_is_over(x.starts_at, s.at)
                     THEN housing.slot_over_at(x.starts_at) END,
                s.asked_until,
                CASE WHEN s.confidential THEN (s.q).outsider_due_at END)
          FROM (SELECT p.id, n.at, f.step, g.confidential, o.*,
                       CASE WHEN g.confidential THEN housing.outsider_next(
                           p, o.units_held, f.step, n.at, p_on_grid) ELSE p END AS q
                  FROM unnest(p_ids, p_at) AS n (id, at)
                  JOIN housing.pool p ON p.id = n.id
                  JOIN housing.program g ON g.id = p.program_id
                 CROSS JOIN LATERAL housing.open_holds(p.id, n.at) o
                 CROSS JOIN LATERAL (SELECT housing.freshness_step(
                           p.reported_at, p.stale_after_seconds, n.at) AS step) f
                 WHERE n.at IS NOT NULL
                OFFSET 0) s
         WHERE x.id = s.id
        RETURNING x.id, pg_notify('housing_changes', x.id || ' ' || x.version),
                  s.any_at_risk OR s.units_held > x.units_free_reported
                  OR x.stopped_by = 'organization' AS may_be_at_risk
    )
    SELECT array_agg(u.id) FILTER (WHERE u.may_be_at_risk) INTO flagged FROM published u;
    PERFORM housing.score_endings(p_ids, p_at);
    IF flagged IS NOT NULL THEN
        PERFORM housing.flag_at_risk(flagged, p_ids, p_at);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION housing.publish_pool(
    p_pool_id uuid, p_now timestamptz, p_counts_changed boolean, p_on_grid boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM housing.publish_pools(ARRAY[p_pool_id], ARRAY[p_now], p_counts_changed, p_on_grid);
END
$$;

-- Flags the live holds of these pools as at risk where more is held than free or where the operator
-- has stopped the shelter, and takes the flag away where that is over. The pools have their new versions already.
CREATE OR REPLACE FUNCTION housing.flag_at_risk(
    p_flagged uuid[], p_ids uuid[], p_at timestamptz[]
) RETURNS void LANGUAGE sql VOLATILE AS $$
    UPDATE housing.hold h
       SET at_risk = NOT h.at_risk, version = h.version + 1, pool_version = p.version
      FROM unnest(p_ids, p_at) AS n (id, at)
      JOIN housing.pool p ON p.id = n.id
     CROSS JOIN LATERAL housing.open_holds(p.id, n.at) o
     WHERE n.id = ANY (p_flagged)
       AND h.pool_id = p.id AND h.state IN ('requested', 'active') AND h.expires_at > n.at
       -- A place that is only expected is at risk for reasons of its own.
       AND (h.units_backed OR h.expected_vacancy_id IS NULL)
       AND h.at_risk <> (h.units_backed AND (
           coalesce(o.units_held > p.units_free_reported, false)
           OR p.stopped_by IS NOT DISTINCT FROM 'organization'))
$$;

-- A confidential pool with its published columns as they stand after this change. They move only
-- at a grid time that was due; a difference seen before then sets when that will be.
CREATE OR REPLACE FUNCTION housing.outsider_next(
    p housing.pool, p_units_held integer, p_step smallint, p_now timestamptz, p_on_grid boolean
) RETURNS housing.pool LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    seen record := housing.outsider_now(p, p_units_held, p_step, p_now);
    due_before constant timestamptz := p.outsider_due_at;
BEGIN
    p.outsider_due_at := NULL;
    IF (seen.availability, seen.freshness, seen.policy) IS NOT DISTINCT FROM
       (p.outsider_availability, p.outsider_freshness, p.outsider_policy) THEN
        RETURN p;
    END IF;
    IF p_on_grid AND due_before <= p_now THEN
        p.outsider_availability := seen.availability;
        p.outsider_freshness := seen.freshness;
        p.outsider_policy := seen.policy;
        p.outsider_version := p.outsider_version + 1;
        p.outsider_published_at := date_bin(housing.outsider_grid(), p_now, 'epoch');
    ELSE
        p.outsider_due_at := coalesce(
            due_before,
            date_bin(housing.outsider_grid(), p_now, 'epoch') + housing.outsider_grid());
    END IF;
    RETURN p;
END
$$;
