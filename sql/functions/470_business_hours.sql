-- The clock of an office: time that passes only while it is open.

-- The moment at which p_minutes of open time have passed since p_from, but never later than p_latest.
-- A day is a day of p_zone; where a clock is put back, an hour that comes twice means its second
-- coming, where it is put forward, an hour that is left out means as late as it would have been.
-- Minutes are real ones, so an office open around the clock works 23 or 25 hours on such a day.
CREATE OR REPLACE FUNCTION housing.working_due(
    p_from timestamptz, p_minutes integer, p_zone text, p_opens smallint[], p_closes smallint[],
    p_holidays date[], p_latest timestamptz
) RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    day date := (p_from AT TIME ZONE p_zone)::date;
    -- Seconds, because an interval of days is as long as the session's time zone makes it.
    seconds_left numeric := p_minutes * 60;
    weekday integer;
    opens timestamptz;
    seconds_open numeric;
BEGIN
    WHILE day::timestamp AT TIME ZONE p_zone < p_latest LOOP
        weekday := extract(isodow FROM day);
        IF p_opens[weekday] IS NOT NULL AND day <> ALL (p_holidays) THEN
            opens := greatest(
                p_from, (day + p_opens[weekday] * interval '1 minute') AT TIME ZONE p_zone);
            seconds_open := extract(epoch FROM
                (day + p_closes[weekday] * interval '1 minute') AT TIME ZONE p_zone - opens);
            IF seconds_open >= seconds_left THEN
                RETURN least(
                    p_latest, opens + seconds_left::double precision * interval '1 second');
            ELSIF seconds_open > 0 THEN
                seconds_left := seconds_left - seconds_open;
            END IF;
        END IF;
        day := day + 1;
    END LOOP;
    RETURN p_latest;
END
$$;

-- How long a lock may last before anybody has given more time, and how much that may add.
CREATE OR REPLACE FUNCTION housing.lock_longest() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '336 hours' $$;

-- An office's hours and the time it takes for each step: its own, or Monday to Friday from nine to
-- five, three days to acknowledge, six to have talked, eight to decide and ten to move in. From
-- outside a confidential program it is always the latter: hours and holidays could tell which one
-- it is.
CREATE OR REPLACE FUNCTION housing.business_hours_of(
    p_program_id uuid, p_inside boolean,
    OUT time_zone text, OUT opens smallint[], OUT closes smallint[], OUT holidays date[],
    OUT step_hours smallint[]
) RETURNS record LANGUAGE sql STABLE AS $$
    SELECT g.time_zone,
           coalesce(b.opens_minute, '{540,540,540,540,540,NULL,NULL}'),
           coalesce(b.closes_minute, '{1020,1020,1020,1020,1020,NULL,NULL}'),
           coalesce(b.holidays, '{}'),
           CASE WHEN b.program_id IS NULL THEN '{24,48,64,80}' ELSE ARRAY[
               b.acknowledged_working_hours, b.interview_working_hours,
               b.decision_working_hours, b.move_in_working_hours] END
      FROM housing.program g
      LEFT JOIN housing.business_hours b
             ON b.program_id = g.id AND (p_inside OR NOT g.confidential)
     WHERE g.id = p_program_id
$$;

-- Whether a program of this kind may keep its places by locks.
CREATE OR REPLACE FUNCTION housing.kind_may_lock(p_kind text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_kind IN ('transitional_housing', 'residential_treatment')
$$;

CREATE OR REPLACE FUNCTION housing.lock_schedule_view(p housing.pool) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'pool_id', p.id, 'program_id', p.program_id, 'lock_milestones', p.lock_milestones,
        'time_zone', h.time_zone, 'opens_minute', to_jsonb(h.opens),
        'closes_minute', to_jsonb(h.closes), 'holidays', to_jsonb(h.holidays),
        'acknowledged_working_hours', h.step_hours[1], 'interview_working_hours', h.step_hours[2],
        'decision_working_hours', h.step_hours[3], 'move_in_working_hours', h.step_hours[4])
      FROM housing.business_hours_of(p.program_id, true) h
$$;

-- Turns milestones of a pool on or off and says how its program's office works. Locks that exist keep
-- the times they have. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.set_lock_schedule_v1(
    p_caller uuid, p_pool_id uuid, p_lock_milestones boolean, p_opens smallint[],
    p_closes smallint[], p_holidays date[], p_step_hours smallint[],
    OUT code text, OUT schedule jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    c record;
    now_at timestamptz;
    settled integer;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    SELECT x.role, housing.is_insider(g, x.role, x.organization_id) AS insider,
           housing.kind_may_lock(g.kind) AS may_lock
      INTO c
      FROM housing.caller_of(p_caller) x, housing.pool y
      JOIN housing.program g ON g.id = y.program_id WHERE y.id = p_pool_id;
    code := coalesce(code, CASE WHEN NOT c.insider THEN 'not_allowed'
                                WHEN NOT c.may_lock THEN 'pool_not_for_locks' END);
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    p := housing.lock_pool(p_pool_id);
    now_at := housing.pool_clock(p);
    settled := housing.settle_pool(p, now_at);
    INSERT INTO housing.business_hours AS b
    VALUES (p.program_id, p_opens, p_closes, p_holidays, p_step_hours[1], p_step_hours[2],
            p_step_hours[3], p_step_hours[4], now_at, c.role)
    ON CONFLICT (program_id) DO UPDATE SET
        opens_minute = excluded.opens_minute, closes_minute = excluded.closes_minute,
        holidays = excluded.holidays,
        acknowledged_working_hours = excluded.acknowledged_working_hours,
        interview_working_hours = excluded.interview_working_hours,
        decision_working_hours = excluded.decision_working_hours,
        move_in_working_hours = excluded.move_in_working_hours,
        changed_at = excluded.changed_at, changed_by_role = excluded.changed_by_role;
    IF p.lock_milestones <> p_lock_milestones THEN
        UPDATE housing.pool SET lock_milestones = p_lock_milestones WHERE id = p_pool_id;
    END IF;
    IF settled > 0 OR p.lock_milestones <> p_lock_milestones THEN
        PERFORM housing.publish_pool(p_pool_id, now_at, false);
    END IF;
    code := 'ok';
    SELECT housing.lock_schedule_view(x) INTO schedule FROM housing.pool x WHERE x.id = p_pool_id;
END
$$;

-- For who may change the pool; null for everybody else.
CREATE OR REPLACE FUNCTION housing_api.get_lock_schedule_v1(p_caller uuid, p_pool_id uuid)
RETURNS jsonb LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
BEGIN
    RETURN (
        SELECT housing.lock_schedule_view(p)
          FROM housing.caller_of(p_caller) c
         CROSS JOIN housing.pool p
          JOIN housing.program g ON g.id = p.program_id
         WHERE p.id = p_pool_id AND housing.may_change_pool(p_caller, p_pool_id) IS NULL
           AND housing.is_insider(g, c.role, c.organization_id));
END
$$;
