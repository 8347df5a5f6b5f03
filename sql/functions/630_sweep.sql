-- Writes down what the clock has changed: expiries, freshness bands, ended pauses and coarse
-- publications, for at most p_pools_max pools that nobody else is changing. Any number of
-- processes may sweep. Expiry is true without it; this only announces. How many holds ended and how
-- late they were written down is told of pools that are not confidential; null where there was none.
CREATE OR REPLACE FUNCTION housing_api.sweep_due_v1(
    p_pools_max integer, OUT pools_written integer, OUT holds_ended integer,
    OUT lag_seconds double precision, OUT next_due_in_seconds double precision
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    now_at timestamptz;
    swept uuid[] := '{}';
    clocks timestamptz[] := '{}';
    ended integer;
BEGIN
    pools_written := 0;
    holds_ended := 0;
    FOR p IN SELECT x.* FROM housing.pool x
              WHERE x.next_due_at <= housing.service_clock()
              ORDER BY x.next_due_at LIMIT p_pools_max FOR NO KEY UPDATE SKIP LOCKED
    LOOP
        now_at := housing.pool_clock(p);
        ended := housing.settle_pool(p, now_at);
        IF NOT (SELECT g.confidential FROM housing.program g WHERE g.id = p.program_id) THEN
            holds_ended := holds_ended + ended;
            lag_seconds := greatest(
                lag_seconds, 0, extract(epoch FROM now_at - p.next_due_at));
        END IF;
        IF p.paused_until <= now_at THEN
            UPDATE housing.pool SET paused_at = NULL, paused_until = NULL, pause_reason = NULL
             WHERE id = p.id;
        END IF;
        swept := swept || p.id;
        clocks := clocks || now_at;
        pools_written := pools_written + 1;
    END LOOP;
    IF pools_written > 0 THEN
        PERFORM housing.publish_pools(swept, clocks, false, true);
    END IF;
    SELECT extract(epoch FROM min(x.next_due_at) - housing.service_clock())
      INTO next_due_in_seconds
      FROM housing.pool x WHERE x.next_due_at IS NOT NULL;
END
$$;

-- Forgets ended holds: after a day for confidential programs and victim service providers, after
-- three days for all others (a quarter of an hour early, so that a late run still keeps the
-- promise). Only counters and the bare id stay. Confidential report history keeps one value a
-- day after three days.
CREATE OR REPLACE FUNCTION housing_api.purge_ended_v1(p_holds_max integer)
RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    purged integer;
    now_at timestamptz := housing.service_clock();
BEGIN
    WITH due AS (
        SELECT h.id, h.pool_id, h.ended_at, h.state, g.confidential,
               housing.is_offer(h) AS is_offer
          FROM housing.hold h
          JOIN housing.pool p ON p.id = h.pool_id
          JOIN housing.program g ON g.id = p.program_id
          JOIN housing.organization o ON o.id = p.organization_id
         WHERE h.ended_at <= now_at - CASE
            WHEN g.confidential OR o.victim_service_provider THEN interval '23 hours 45 minutes'
            ELSE interval '71 hours 45 minutes' END
         ORDER BY h.ended_at LIMIT p_holds_max FOR UPDATE OF h SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.hold h USING due WHERE h.id = due.id RETURNING h.id
    ), events AS (
        DELETE FROM housing.hold_event e USING due WHERE e.hold_id = due.id
    ), kept AS (
        INSERT INTO housing.ended_hold (id) SELECT id FROM gone ON CONFLICT DO NOTHING
    ), counted AS (
        INSERT INTO housing.hold_outcome AS x (pool_id, period_start, outcome, holds)
        SELECT due.pool_id,
               date_trunc(CASE WHEN due.confidential THEN 'month' ELSE 'day' END,
                          due.ended_at AT TIME ZONE 'UTC')::date, due.state, count(*)
          -- An offer that nobody took is no outcome of its shelter's.
          FROM due WHERE NOT due.is_offer GROUP BY 1, 2, 3
        ON CONFLICT (pool_id, period_start, outcome)
            DO UPDATE SET holds = x.holds + excluded.holds
    )
    SELECT count(*) INTO purged FROM gone;
    RETURN purged;
END
$$;
