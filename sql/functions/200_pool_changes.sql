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
-- written its holds with pool_version = the locked row's version + 1.
CREATE OR REPLACE FUNCTION housing.publish_pool(
    p_pool_id uuid, p_now timestamptz, p_counts_changed boolean, p_on_grid boolean DEFAULT false
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    p housing.pool;
    confidential boolean;
    live record;
    step smallint;
    seen record;
    due_outside timestamptz;
BEGIN
    SELECT * INTO p FROM housing.pool WHERE id = p_pool_id;
    SELECT g.confidential INTO confidential FROM housing.program g WHERE g.id = p.program_id;
    SELECT * INTO live FROM housing.live_units(p_pool_id, p_now);
    step := housing.freshness_step(p.reported_at, p.stale_after_seconds, p_now);

    UPDATE housing.hold h
       SET at_risk = NOT h.at_risk, version = h.version + 1, pool_version = p.version + 1
     WHERE h.pool_id = p_pool_id AND h.state IN ('requested', 'active')
       AND h.expires_at > p_now
       AND h.at_risk <> (h.units_backed
                         AND live.units_held > coalesce(p.units_free_reported, 2147483647));

    due_outside := NULL;
    IF confidential THEN
        SELECT * INTO seen FROM housing.outsider_now(p, live.units_held, step, p_now);
        IF (seen.availability, seen.freshness, seen.policy) IS DISTINCT FROM
           (p.outsider_availability, p.outsider_freshness, p.outsider_policy) THEN
            IF p_on_grid AND p.outsider_due_at <= p_now THEN
                UPDATE housing.pool SET
                    outsider_availability = seen.availability,
                    outsider_freshness = seen.freshness, outsider_policy = seen.policy,
                    outsider_version = outsider_version + 1,
                    outsider_published_at =
                        date_bin(housing.outsider_grid(), p_now, 'epoch'::timestamptz)
                 WHERE id = p_pool_id;
            ELSE
                due_outside := coalesce(
                    p.outsider_due_at,
                    date_bin(housing.outsider_grid(), p_now, 'epoch'::timestamptz)
                        + housing.outsider_grid());
            END IF;
        END IF;
    END IF;

    UPDATE housing.pool SET
        version = p.version + 1,
        counts_version = CASE WHEN p_counts_changed THEN p.version + 1
                              ELSE p.counts_version END,
        clock_high_water = p_now,
        freshness_step = step,
        outsider_due_at = due_outside,
        -- Every hold not yet written down counts, also one that ended since it was settled.
        next_due_at = least(
            (SELECT min(h.expires_at) FROM housing.hold h
              WHERE h.pool_id = p_pool_id AND h.state IN ('requested', 'active')),
            housing.next_freshness_at(p.reported_at, p.stale_after_seconds, p_now),
            CASE WHEN p.paused_until > p_now THEN p.paused_until END,
            housing.unconfirmed_until(p_pool_id, p_now),
            due_outside)
     WHERE id = p_pool_id;

    PERFORM pg_notify('housing_changes', p_pool_id::text);
END
$$;
