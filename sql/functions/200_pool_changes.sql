-- The frame of every change: lock the pool's row, read the clock, write down what the clock has
-- already ended, change, publish. Lock order everywhere: organization, responder, pools by id;
-- the clock is read after the last lock.

CREATE OR REPLACE FUNCTION housing.lock_pool(p_pool_id uuid) RETURNS housing.pool
LANGUAGE sql VOLATILE AS $$
    SELECT p FROM housing.pool p WHERE p.id = p_pool_id FOR NO KEY UPDATE
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
-- written its holds with pool_version = the locked row's version + 1. It reads once and writes the
-- pool's row once.
CREATE OR REPLACE FUNCTION housing.publish_pool(
    p_pool_id uuid, p_now timestamptz, p_counts_changed boolean, p_on_grid boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f record;
    p housing.pool;
    step smallint;
    over_held boolean;
    outside record;
BEGIN
    SELECT q AS pool, g.confidential, o.units_held, o.first_deadline, o.any_at_risk, o.asked_until
      INTO f
      FROM housing.pool q
      JOIN housing.program g ON g.id = q.program_id
     CROSS JOIN LATERAL housing.open_holds(p_pool_id, p_now) o
     WHERE q.id = p_pool_id;
    p := f.pool;
    step := housing.freshness_step(p.reported_at, p.stale_after_seconds, p_now);

    over_held := f.units_held > coalesce(p.units_free_reported, 2147483647);
    IF over_held OR f.any_at_risk THEN
        UPDATE housing.hold h
           SET at_risk = NOT h.at_risk, version = h.version + 1, pool_version = p.version + 1
         WHERE h.pool_id = p_pool_id AND h.state IN ('requested', 'active')
           AND h.expires_at > p_now AND h.at_risk <> (h.units_backed AND over_held);
    END IF;

    outside := housing.outsider_next(p, f.confidential, f.units_held, step, p_now, p_on_grid);
    UPDATE housing.pool SET
        version = p.version + 1,
        counts_version = CASE WHEN p_counts_changed THEN p.version + 1
                              ELSE p.counts_version END,
        clock_high_water = p_now,
        freshness_step = step,
        outsider_availability = outside.availability,
        outsider_freshness = outside.freshness,
        outsider_policy = outside.policy,
        outsider_version = outside.version,
        outsider_published_at = outside.published_at,
        outsider_due_at = outside.due_at,
        -- Every hold not yet written down counts, also one that ended since it was settled.
        next_due_at = least(
            f.first_deadline,
            housing.next_freshness_at(p.reported_at, p.stale_after_seconds, p_now),
            CASE WHEN p.paused_until > p_now THEN p.paused_until END,
            f.asked_until,
            outside.due_at)
     WHERE id = p_pool_id;

    PERFORM pg_notify('housing_changes', p_pool_id::text);
END
$$;

-- The published columns of a pool after this change. They move only at a grid time that was due;
-- a difference seen before then sets when that will be.
CREATE OR REPLACE FUNCTION housing.outsider_next(
    p housing.pool, p_confidential boolean, p_units_held integer, p_step smallint,
    p_now timestamptz, p_on_grid boolean,
    OUT availability text, OUT freshness text, OUT policy text, OUT version bigint,
    OUT published_at timestamptz, OUT due_at timestamptz
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    seen record;
BEGIN
    availability := p.outsider_availability;
    freshness := p.outsider_freshness;
    policy := p.outsider_policy;
    version := p.outsider_version;
    published_at := p.outsider_published_at;
    IF NOT p_confidential THEN
        RETURN;
    END IF;
    seen := housing.outsider_now(p, p_units_held, p_step, p_now);
    IF (seen.availability, seen.freshness, seen.policy)
       IS NOT DISTINCT FROM (availability, freshness, policy) THEN
        RETURN;
    END IF;
    IF p_on_grid AND p.outsider_due_at <= p_now THEN
        availability := seen.availability;
        freshness := seen.freshness;
        policy := seen.policy;
        version := p.outsider_version + 1;
        published_at := date_bin(housing.outsider_grid(), p_now, 'epoch'::timestamptz);
    ELSE
        due_at := coalesce(
            p.outsider_due_at,
            date_bin(housing.outsider_grid(), p_now, 'epoch'::timestamptz)
                + housing.outsider_grid());
    END IF;
END
$$;
