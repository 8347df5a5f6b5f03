-- The arithmetic of counts, freshness and policy. Python repeats units_for_party for display and
-- a test proves both equal. What adds an interval to a time is stable, not immutable: so it is
-- expanded where it is called instead of being run as a statement of its own.

-- How old a count is: -1 never reported, 0 fresh, 1 aging (from 75 %), 2 stale (from 100 %),
-- 3 too old to be held without a call (from 200 % of stale_after_seconds).
CREATE OR REPLACE FUNCTION housing.freshness_step(
    p_reported_at timestamptz, p_stale_after_seconds integer, p_now timestamptz
) RETURNS smallint LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_reported_at IS NULL THEN -1
        WHEN p_now < p_reported_at + p_stale_after_seconds * interval '0.75 second' THEN 0
        WHEN p_now < p_reported_at + p_stale_after_seconds * interval '1 second' THEN 1
        WHEN p_now < p_reported_at + p_stale_after_seconds * interval '2 seconds' THEN 2
        ELSE 3
    END::smallint
$$;

CREATE OR REPLACE FUNCTION housing.next_freshness_at(
    p_reported_at timestamptz, p_stale_after_seconds integer, p_now timestamptz
) RETURNS timestamptz LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE housing.freshness_step(p_reported_at, p_stale_after_seconds, p_now)
        WHEN 0 THEN p_reported_at + p_stale_after_seconds * interval '0.75 second'
        WHEN 1 THEN p_reported_at + p_stale_after_seconds * interval '1 second'
        WHEN 2 THEN p_reported_at + p_stale_after_seconds * interval '2 seconds'
    END
$$;

CREATE OR REPLACE FUNCTION housing.freshness_word(p_step smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_step WHEN -1 THEN 'unknown' WHEN 0 THEN 'fresh' WHEN 1 THEN 'aging'
        ELSE 'stale' END
$$;

CREATE OR REPLACE FUNCTION housing.is_paused(p_pool housing.pool, p_now timestamptz)
RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT p_pool.paused_at IS NOT NULL
       AND (p_pool.paused_until IS NULL OR p_pool.paused_until > p_now)
$$;

-- When an appointment leaves the lists: some hours after it began, when "Did they come?" is asked no
-- more. This and the next are null for everything that is not an appointment.
CREATE OR REPLACE FUNCTION housing.slot_over_at(p_starts_at timestamptz) RETURNS timestamptz
LANGUAGE sql STABLE PARALLEL SAFE AS $$ SELECT p_starts_at + interval '6 hours' $$;

CREATE OR REPLACE FUNCTION housing.slot_is_over(p_starts_at timestamptz, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT housing.slot_over_at(p_starts_at) <= p_now
$$;

-- For how many minutes an appointment is kept: until it begins, or for less where that is asked for.
-- The shortest hold there is may last into it.
CREATE OR REPLACE FUNCTION housing.slot_minutes(
    p_asked integer, p_most integer, p_starts_at timestamptz, p_now timestamptz
) RETURNS integer LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_asked < 15 THEN p_asked ELSE greatest(15, least(
        coalesce(p_asked, p_most), ceil(extract(epoch FROM p_starts_at - p_now) / 60)::integer))
    END
$$;

-- What a pool without a number is. A service's word is worth as much as it is young, so an old one is
-- 'stale', whatever it was; a waiting list is 'full'; and who asks to be asked has not said yet.
CREATE OR REPLACE FUNCTION housing.state_without_count(p_intake text, p_step smallint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_intake IS NULL THEN 'unknown'
        WHEN p_step >= 2 THEN 'stale'
        WHEN p_intake = 'taking' THEN 'open'
        WHEN p_intake = 'waitlist' THEN 'full'
        WHEN p_intake = 'closed' THEN 'closed'
        ELSE 'unknown'
    END
$$;

-- The first word that applies, in the order of the design's pool states. An appointment that has begun
-- is closed.
CREATE OR REPLACE FUNCTION housing.pool_state(
    p_pool housing.pool, p_units_held integer, p_step smallint, p_now timestamptz
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_pool.closed_at IS NOT NULL OR p_pool.stopped_by IS NOT NULL
          OR p_pool.starts_at <= p_now
          OR housing.is_out_of_season(p_pool, p_now) THEN 'closed'
        WHEN housing.is_paused(p_pool, p_now) THEN 'paused'
        WHEN p_units_held > p_pool.units_free_reported THEN 'over_held'
        WHEN p_pool.units_free_reported IS NULL
            THEN housing.state_without_count(p_pool.intake, p_step)
        WHEN p_step >= 2 THEN 'stale'
        WHEN p_pool.units_free_reported = 0 THEN 'full'
        WHEN p_units_held = p_pool.units_free_reported THEN 'all_held'
        ELSE 'open'
    END
$$;

-- What pausing and staleness make of the pool's policy: a stale count is never held instantly,
-- one that is twice as old as allowed (or was never given) is not held without a call.
CREATE OR REPLACE FUNCTION housing.hold_policy_effective(
    p_pool housing.pool, p_step smallint, p_now timestamptz
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p_pool.closed_at IS NOT NULL OR p_pool.stopped_by IS NOT NULL
          OR p_pool.starts_at <= p_now OR housing.is_paused(p_pool, p_now)
          OR housing.is_out_of_season(p_pool, p_now) THEN 'closed'
        WHEN p_pool.hold_policy = 'call_only' OR p_step = -1 OR p_step = 3 THEN 'call_only'
        WHEN p_pool.hold_policy = 'instant' AND p_step = 2 THEN 'confirm'
        -- A lock is agreed to by the program, never taken.
        WHEN p_pool.hold_policy = 'instant' AND p_pool.lock_milestones THEN 'confirm'
        ELSE p_pool.hold_policy
    END
$$;

-- How many units a household needs. Beds: one a person; an infant sleeps in a crib made ready
-- where the pool works so. Rooms, apartments, vouchers: one if everybody fits, else as many as
-- needed. Cribs: one an infant. At least one.
CREATE OR REPLACE FUNCTION housing.units_for_party(
    p_unit text, p_people_per_unit integer, p_infants_need_unit boolean,
    p_adults integer, p_children integer, p_infants integer
) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT greatest(1, CASE
        WHEN p_unit = 'crib' THEN p_infants
        WHEN p_unit = 'bed' THEN
            p_adults + p_children - CASE WHEN p_infants_need_unit THEN 0 ELSE p_infants END
        WHEN p_people_per_unit IS NULL THEN 1
        ELSE ceil((p_adults + p_children)::numeric / p_people_per_unit)::integer
    END)
$$;

-- Whether a hold is an answer to a request that nobody has taken yet.
CREATE OR REPLACE FUNCTION housing.is_offer(h housing.hold) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT h.request_id IS NOT NULL AND h.taken_at IS NULL
$$;
