-- When a pool takes anybody at all, and what it keeps for emergencies. A regular pool costs these
-- rules a comparison; nothing is looked up for it. Nothing is stored that the clock could make
-- untrue, so an opening begins and ends on time with no worker running.

-- The opening that is now or comes next; null when none is known. A surge pool is open while a surge
-- runs in its region, a seasonal one from the first to the last day of its season in the program's
-- time zone. Openings that touch are one.
CREATE OR REPLACE FUNCTION housing.opening(p housing.pool, p_now timestamptz) RETURNS tstzrange
LANGUAGE plpgsql STABLE AS $$
DECLARE
    zone text;
    year integer;
    opens timestamptz;
    closes timestamptz;
BEGIN
    IF p.capacity_kind = 'surge' THEN
        RETURN (
            SELECT o FROM unnest((
                SELECT range_agg(tstzrange(s.starts_at, coalesce(s.ended_at, s.ends_at)))
                  FROM housing.program g
                  JOIN housing.surge s ON s.region_code = g.region_code
                 WHERE g.id = p.program_id AND s.ends_at > p_now
                   AND coalesce(s.ended_at, s.ends_at) > greatest(s.starts_at, p_now))) o
             ORDER BY o LIMIT 1);
    END IF;
    SELECT g.time_zone INTO zone FROM housing.program g WHERE g.id = p.program_id;
    year := extract(year FROM p_now AT TIME ZONE zone);
    -- The season of last year may reach over the new year.
    FOR y IN year - 1 .. year + 1 LOOP
        opens := housing.season_day(y, p.season_from)::timestamp AT TIME ZONE zone;
        closes := (housing.season_day(
            y + (p.season_until < p.season_from)::integer, p.season_until) + 1)::timestamp
            AT TIME ZONE zone;
        IF closes > p_now THEN
            RETURN tstzrange(opens, closes);
        END IF;
    END LOOP;
    RETURN NULL;
END
$$;

CREATE OR REPLACE FUNCTION housing.season_day(p_year integer, p_day smallint) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT make_date(p_year, p_day / 100, p_day % 100)
$$;

-- Not a part of the statements that ask: most pools have no openings, and a small expression is
-- quicker to set up than a large one.
CREATE OR REPLACE FUNCTION housing.is_in_opening(p_pool housing.pool, p_now timestamptz)
RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(housing.opening(p_pool, p_now) @> p_now, false);
END
$$;

CREATE OR REPLACE FUNCTION housing.is_out_of_season(p_pool housing.pool, p_now timestamptz)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN p_pool.capacity_kind IN ('surge', 'seasonal')
        THEN NOT housing.is_in_opening(p_pool, p_now) ELSE false END
$$;

-- When the clock will next open or close this pool; not asked for those that are always open.
CREATE OR REPLACE FUNCTION housing.next_opening_change(p_pool housing.pool, p_now timestamptz)
RETURNS timestamptz LANGUAGE plpgsql STABLE AS $$
DECLARE
    o constant tstzrange := housing.opening(p_pool, p_now);
BEGIN
    RETURN CASE WHEN o @> p_now THEN upper(o) ELSE lower(o) END;
END
$$;

-- How many of the free units only emergency admissions may have: the last of them, however many are
-- held. So an arrival, which lowers the count and ends its hold, changes nothing for anybody else.
CREATE OR REPLACE FUNCTION housing.reserve_of(p_pool housing.pool) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_pool.capacity_kind WHEN 'reserve' THEN coalesce(p_pool.units_free_reported, 0)
        ELSE p_pool.reserve_units END
$$;

-- Whether the operator lets this organization ask for emergency admissions. Not a part of the
-- statement that asks: it is seldom needed.
CREATE OR REPLACE FUNCTION housing.may_use_reserve(p_organization_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce((SELECT o.may_use_reserve FROM housing.organization o
                      WHERE o.id = p_organization_id), false);
END
$$;

-- Why a hold that has ended can't have its units back; null when it can. p_left units are free and
-- not held. The holder gets the reserve back only for an emergency; staff decide about their own.
CREATE OR REPLACE FUNCTION housing.refusal_by_room(
    p_pool housing.pool, p_hold housing.hold, p_relation text, p_confidential boolean,
    p_left integer
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p_left < p_hold.units THEN 'no_units_available'
        WHEN p_relation = 'holder' AND p_hold.kept_by = 'responder' AND NOT p_hold.emergency
         AND p_left - housing.reserve_of(p_pool) < p_hold.units
            -- That there is a reserve is none of the business of a confidential program's outsiders.
            THEN CASE WHEN p_confidential THEN 'no_units_available' ELSE 'only_reserve_left' END
    END
$$;

-- What insiders are told of a pool's opening; of a regular pool there is nothing to tell.
CREATE OR REPLACE FUNCTION housing.opening_view(p_pool housing.pool, p_now timestamptz)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'is_open', coalesce(x.o @> p_now, false),
        'opens_at', housing.rfc3339(lower(x.o)), 'closes_at', housing.rfc3339(upper(x.o)),
        'season_from', to_char(housing.season_day(2001, p_pool.season_from), 'MM-DD'),
        'season_until', to_char(housing.season_day(2001, p_pool.season_until), 'MM-DD'),
        'surge_label', CASE WHEN p_pool.capacity_kind = 'surge' THEN (
            SELECT s.label FROM housing.program g
              JOIN housing.surge s ON s.region_code = g.region_code
             WHERE g.id = p_pool.program_id
               AND coalesce(s.ended_at, s.ends_at) > greatest(s.starts_at, p_now)
             ORDER BY s.starts_at, s.id LIMIT 1) END)
      FROM (SELECT housing.opening(p_pool, p_now) AS o OFFSET 0) x
$$;
