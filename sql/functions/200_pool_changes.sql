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
               ended_counts_version = p_pool.counts_version,
               version = h.version + 1, pool_version = p_pool.version + 1
         WHERE h.pool_id = p_pool.id AND h.state IN ('requested', 'active')
           AND h.expires_at <= p_now
        RETURNING h.id, h.state
    ), noted AS (
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        SELECT e.id, e.state, p_now, 'clock' FROM ended e
    )
    SELECT count(*)::integer FROM ended
$$;

-- Gives the pool its next version and everything the clock will need, flags holds that are at
-- risk, and rings the doorbell, which sounds at commit. The caller holds the pool's lock and has
-- written its holds with pool_version = the locked row's version + 1.
CREATE OR REPLACE FUNCTION housing.publish_pool(
    p_pool_id uuid, p_now timestamptz, p_counts_changed boolean, p_on_grid boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f record;
    version bigint;
BEGIN
    SELECT x AS pool, (SELECT g.confidential FROM housing.program g WHERE g.id = x.program_id)
      INTO f FROM housing.pool x WHERE x.id = p_pool_id;
    version := housing.publish_locked(f.pool, f.confidential, p_now, p_counts_changed, p_on_grid);
END
$$;

-- The same for whoever has read the pool's row under its lock and changed none of it since. Returns
-- the new version. The row is written once: a second write would cost as much as all the reading.
CREATE OR REPLACE FUNCTION housing.publish_locked(
    p housing.pool, p_confidential boolean, p_now timestamptz, p_counts_changed boolean,
    p_on_grid boolean
) RETURNS bigint LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    o record;
    due_before timestamptz := p.outsider_due_at;
    step smallint := housing.freshness_step(p.reported_at, p.stale_after_seconds, p_now);
    over_held boolean;
BEGIN
    SELECT * INTO o FROM housing.open_holds(p.id, p_now);
    over_held := o.units_held > coalesce(p.units_free_reported, 2147483647);
    IF over_held OR o.any_at_risk THEN
        UPDATE housing.hold h
           SET at_risk = NOT h.at_risk, version = h.version + 1, pool_version = p.version + 1
         WHERE h.pool_id = p.id AND h.state IN ('requested', 'active')
           AND h.expires_at > p_now AND h.at_risk <> (h.units_backed AND over_held);
    END IF;

    p.outsider_due_at := NULL;
    IF p_confidential THEN
        p := housing.outsider_next(p, due_before, o.units_held, step, p_now, p_on_grid);
    END IF;
    UPDATE housing.pool x SET
        version = p.version + 1,
        counts_version = CASE WHEN p_counts_changed THEN p.version + 1
                              ELSE p.counts_version END,
        clock_high_water = p_now,
        freshness_step = step,
        outsider_availability = p.outsider_availability,
        outsider_freshness = p.outsider_freshness,
        outsider_policy = p.outsider_policy,
        outsider_version = p.outsider_version,
        outsider_published_at = p.outsider_published_at,
        outsider_due_at = p.outsider_due_at,
        -- Every hold not yet written down counts, also one that ended since it was settled.
        next_due_at = least(
            o.first_deadline,
            housing.next_freshness_at(p.reported_at, p.stale_after_seconds, p_now),
            CASE WHEN p.paused_until > p_now THEN p.paused_until END,
            o.asked_until,
            p.outsider_due_at)
     WHERE x.id = p.id;

    PERFORM pg_notify('housing_changes', p.id::text);
    RETURN p.version + 1;
END
$$;

-- A confidential pool with its published columns as they stand after this change. They move only
-- at a grid time that was due; a difference seen before then sets when that will be.
CREATE OR REPLACE FUNCTION housing.outsider_next(
    p housing.pool, p_due_before timestamptz, p_units_held integer, p_step smallint,
    p_now timestamptz, p_on_grid boolean
) RETURNS housing.pool LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    seen record := housing.outsider_now(p, p_units_held, p_step, p_now);
BEGIN
    IF (seen.availability, seen.freshness, seen.policy) IS NOT DISTINCT FROM
       (p.outsider_availability, p.outsider_freshness, p.outsider_policy) THEN
        RETURN p;
    END IF;
    IF p_on_grid AND p_due_before <= p_now THEN
        p.outsider_availability := seen.availability;
        p.outsider_freshness := seen.freshness;
        p.outsider_policy := seen.policy;
        p.outsider_version := p.outsider_version + 1;
        p.outsider_published_at := date_bin(housing.outsider_grid(), p_now, 'epoch');
    ELSE
        p.outsider_due_at := coalesce(
            p_due_before,
            date_bin(housing.outsider_grid(), p_now, 'epoch') + housing.outsider_grid());
    END IF;
    RETURN p;
END
$$;
