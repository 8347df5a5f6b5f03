-- Needs that nothing could be found for, each counted once.

-- Counts needs, or says that a place was found for them. All arrays have the same length, one element
-- a need:
--   p_need_ids    made by the page that asks; the primary key decides which were counted before
--   p_regions     a region's code; what is no region counts as 'any'
--   p_households  of the closed list of housing.demand
--   p_attributes  what would have changed the answer, or 'room', 'open', 'several'
--   p_kinds       searched, held or asked: what was refused; placed: a place was found
-- Nothing else ever writes these tables. Rows are taken in one order (needs, then counts), so
-- writers wait for each other and never in a circle. Returns how many needs were new.
CREATE OR REPLACE FUNCTION housing.note_demand(
    p_need_ids uuid[], p_regions text[], p_households text[], p_attributes text[],
    p_kinds text[]
) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at constant timestamptz := housing.service_clock();
    noted integer := 0;
BEGIN
    IF 'placed' = ALL (p_kinds) THEN
        PERFORM housing.note_placed(p_need_ids, now_at);
        RETURN noted;
    END IF;
    WITH told AS (
        SELECT DISTINCT ON (t.need_id) t.need_id, t.household, t.attribute, t.kind,
               coalesce((SELECT r.code FROM housing.region r WHERE r.code = t.region), 'any')
                   AS region
          FROM unnest(p_need_ids, p_regions, p_households, p_attributes, p_kinds)
               WITH ORDINALITY AS t (need_id, region, household, attribute, kind, n)
         WHERE t.kind <> 'placed'
         ORDER BY t.need_id, t.n
    ), fresh AS (
        INSERT INTO housing.demand_need (id, first_at, region, household, kind)
        SELECT need_id, date_trunc('minute', now_at), region, household, kind
          FROM told ORDER BY need_id
        ON CONFLICT (id) DO NOTHING RETURNING id
    ), counted AS (
        INSERT INTO housing.demand AS d (hour, region, household, kind, outcome, needs)
        SELECT date_trunc('hour', now_at, 'UTC'), t.region, t.household, t.kind, 'not_placed',
               count(*)
          FROM told t JOIN fresh f ON f.id = t.need_id
         GROUP BY t.region, t.household, t.kind ORDER BY t.region, t.household, t.kind
        ON CONFLICT (hour, region, household, kind, outcome)
            DO UPDATE SET needs = d.needs + excluded.needs
    ), missing AS (
        INSERT INTO housing.demand_attribute AS d (month, attribute, needs)
        SELECT date_trunc('month', now_at AT TIME ZONE 'UTC')::date, t.attribute, count(*)
          FROM told t JOIN fresh f ON f.id = t.need_id
         GROUP BY t.attribute ORDER BY t.attribute
        ON CONFLICT (month, attribute) DO UPDATE SET needs = d.needs + excluded.needs
    )
    SELECT count(*) INTO noted FROM fresh;
    IF 'placed' = ANY (p_kinds) THEN
        PERFORM housing.note_placed(
            ARRAY(SELECT t.need_id FROM unnest(p_need_ids, p_kinds) AS t (need_id, kind)
                   WHERE t.kind = 'placed'), now_at);
    END IF;
    RETURN noted;
END
$$;

-- The same for one need; true when it was new.
CREATE OR REPLACE FUNCTION housing.note_demand(
    p_need_id uuid, p_region text, p_household text, p_attribute text, p_kind text
) RETURNS boolean LANGUAGE sql VOLATILE AS $$
    SELECT housing.note_demand(ARRAY[p_need_id], ARRAY[p_region], ARRAY[p_household],
                               ARRAY[p_attribute], ARRAY[p_kind]) > 0
$$;

-- How long the way to a place took, in bands of minutes.
CREATE OR REPLACE FUNCTION housing.placed_band(p_waited interval) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_waited <= interval '15 minutes' THEN 'placed_15'
                WHEN p_waited <= interval '60 minutes' THEN 'placed_60'
                WHEN p_waited <= interval '240 minutes' THEN 'placed_240'
                ELSE 'placed_1440' END
$$;

-- Places were found: the counts move, and the needs forget what they counted. What was never refused,
-- or was counted as placed before, changes nothing.
CREATE OR REPLACE FUNCTION housing.note_placed(p_need_ids uuid[], p_now timestamptz)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    moved record;
BEGIN
    FOR moved IN
        WITH waiting AS (
            SELECT n.* FROM housing.demand_need n
             WHERE n.id = ANY (p_need_ids) AND n.region IS NOT NULL
             ORDER BY n.id FOR UPDATE
        ), forgotten AS (
            UPDATE housing.demand_need n SET region = NULL, household = NULL, kind = NULL
              FROM waiting w WHERE n.id = w.id
        )
        SELECT date_trunc('hour', w.first_at, 'UTC') AS hour, w.region, w.household, w.kind,
               housing.placed_band(date_trunc('minute', p_now) - w.first_at) AS band,
               count(*) AS needs
          FROM waiting w GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5
    LOOP
        UPDATE housing.demand d SET needs = d.needs - moved.needs
         WHERE (d.hour, d.region, d.household, d.kind, d.outcome)
             = (moved.hour, moved.region, moved.household, moved.kind, 'not_placed');
        INSERT INTO housing.demand AS d (hour, region, household, kind, outcome, needs)
        VALUES (moved.hour, moved.region, moved.household, moved.kind, moved.band, moved.needs)
        ON CONFLICT (hour, region, household, kind, outcome)
            DO UPDATE SET needs = d.needs + excluded.needs;
    END LOOP;
END
$$;

-- What the service hands over, many at a time.
CREATE OR REPLACE FUNCTION housing_api.note_demand_v1(
    p_need_ids uuid[], p_regions text[], p_households text[], p_attributes text[],
    p_kinds text[]
) RETURNS integer LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.note_demand(p_need_ids, p_regions, p_households, p_attributes, p_kinds)
$$;

-- The ids go after a day (a quarter of an hour early, so that a late run still keeps the promise).
CREATE OR REPLACE FUNCTION housing.purge_demand(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT n.id FROM housing.demand_need n
         WHERE n.first_at <= p_now - interval '23 hours 45 minutes'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.demand_need x USING due d WHERE x.id = d.id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;

CREATE OR REPLACE FUNCTION housing.purge_counted_reasons(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT c.hold_id, c.hold_version FROM housing.reason_counted c
         WHERE c.counted_at <= p_now - interval '23 hours 45 minutes'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.reason_counted x USING due d
         WHERE x.hold_id = d.hold_id AND x.hold_version = d.hold_version RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
