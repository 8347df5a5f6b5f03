-- What operators read about a month that is over. Counts here are whole; the service hides small
-- ones before anybody sees them.

-- A report is given when nothing in it can change any more: needs are followed for a day, holds are
-- counted when they are forgotten, up to three days after their end. A month that still grew
-- would show, from one day to the next, what was added in between.
CREATE OR REPLACE FUNCTION housing.report_refusal(p_caller uuid, p_month date) RETURNS text
LANGUAGE sql VOLATILE AS $$
    SELECT CASE
        WHEN NOT EXISTS (SELECT FROM housing.caller_of(p_caller) c WHERE c.role = 'operator')
            THEN 'not_allowed'
        WHEN housing.service_clock() AT TIME ZONE 'UTC'
             < p_month + interval '1 month' + interval '4 days' THEN 'report_not_ready'
    END
$$;

-- Unmet need of a month by one of its sides, and how it went on. p_by is region, household, kind,
-- day, hour_of_day (as clocks of p_time_zone show it) or attribute, which stands alone.
CREATE OR REPLACE FUNCTION housing_api.demand_report_v1(
    p_caller uuid, p_month date, p_by text, p_time_zone text
) RETURNS TABLE (code text, key text, label text, outcome text, needs bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
#variable_conflict use_column
DECLARE
    refusal constant text := housing.report_refusal(p_caller, p_month);
    starts constant timestamptz := p_month::timestamp AT TIME ZONE 'UTC';
    ends constant timestamptz := (p_month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF refusal IS NOT NULL THEN
        RETURN QUERY SELECT refusal, NULL::text, NULL::text, NULL::text, NULL::bigint;
    ELSIF p_by = 'attribute' THEN
        RETURN QUERY SELECT 'ok'::text, a.attribute, NULL::text, NULL::text, a.needs
                       FROM housing.demand_attribute a WHERE a.month = p_month;
    ELSE
        RETURN QUERY
        SELECT 'ok'::text, s.key, CASE p_by WHEN 'region' THEN housing.region_label(s.key) END,
               s.outcome, sum(s.needs)::bigint
          FROM (SELECT CASE p_by
                           WHEN 'region' THEN d.region
                           WHEN 'household' THEN d.household
                           WHEN 'kind' THEN d.kind
                           WHEN 'day' THEN to_char(d.hour AT TIME ZONE 'UTC', 'YYYY-MM-DD')
                           WHEN 'hour_of_day' THEN to_char(d.hour AT TIME ZONE p_time_zone, 'HH24')
                       END AS key, d.outcome, d.needs
                  FROM housing.demand d WHERE d.hour >= starts AND d.hour < ends) s
         GROUP BY s.key, s.outcome;
    END IF;
END
$$;

-- The reasons that may be named to others: the program's own, and not private. All others are told
-- by their group alone.
CREATE OR REPLACE FUNCTION housing.reason_told(p_reason text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_reason IN (
        'no_bed', 'already_filled', 'no_fit_household_size', 'no_fit_age', 'no_fit_gender',
        'third_party_screening', 'after_intake_hours', 'unstaffed_or_closed',
        'no_response_in_time', 'entered_in_error') THEN p_reason END
$$;

-- Below this many confidential programs together, a number would be about one of them.
CREATE OR REPLACE FUNCTION housing.confidential_programs_min() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 3 $$;

-- Why holds of a month were declined or let go of, over all programs. Of confidential ones only the
-- groups of all together, each when enough of them have given it.
CREATE OR REPLACE FUNCTION housing_api.turned_away_v1(p_caller uuid, p_month date)
RETURNS TABLE (
    code text, confidential boolean, reason_group text, reason text, holds bigint
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
#variable_conflict use_column
DECLARE
    refusal constant text := housing.report_refusal(p_caller, p_month);
BEGIN
    IF refusal IS NOT NULL THEN
        RETURN QUERY SELECT refusal, NULL::boolean, NULL::text, NULL::text, NULL::bigint;
        RETURN;
    END IF;
    RETURN QUERY
    SELECT 'ok'::text, g.confidential, housing.reason_group(t.reason),
           CASE WHEN NOT g.confidential THEN housing.reason_told(t.reason) END,
           sum(t.holds)::bigint
      FROM housing.decline_total t
      JOIN housing.pool p ON p.id = t.pool_id
      JOIN housing.program g ON g.id = p.program_id
     WHERE t.month = p_month AND t.holds > 0
     GROUP BY 2, 3, 4
    HAVING NOT g.confidential OR count(DISTINCT g.id) >= housing.confidential_programs_min();
END
$$;

-- The share of a month in which a pool's count was not stale, of the pools of a program.
CREATE OR REPLACE FUNCTION housing.fresh_share(
    p_program_id uuid, p_starts timestamptz, p_ends timestamptz
) RETURNS double precision LANGUAGE sql STABLE AS $$
    SELECT avg(f.seconds) / extract(epoch FROM p_ends - p_starts)
      FROM housing.pool p
     CROSS JOIN LATERAL (
        SELECT coalesce(sum(greatest(0, extract(epoch FROM
                   least(s.until, p_ends) - greatest(s.observed_at, p_starts)))), 0) AS seconds
          FROM (SELECT r.observed_at, least(
                           r.observed_at + p.stale_after_seconds * interval '1 second',
                           lead(r.observed_at) OVER (ORDER BY r.observed_at)) AS until
                  FROM housing.report r
                 WHERE r.pool_id = p.id AND r.applied AND r.observed_at < p_ends
                   AND r.observed_at > p_starts - p.stale_after_seconds * interval '1 second') s
        ) f
     WHERE p.program_id = p_program_id
$$;

-- How programs answered and counted in a month: holds that ended, those that nobody answered, and how
-- much of the month the count was fresh. Confidential programs stand in one line without a name, when
-- there are enough of them.
CREATE OR REPLACE FUNCTION housing_api.program_report_v1(p_caller uuid, p_month date)
RETURNS TABLE (
    code text, program_id uuid, program_name text, organization_name text, holds bigint,
    not_answered bigint, arrived bigint, fresh_share double precision
) LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
#variable_conflict use_column
DECLARE
    refusal constant text := housing.report_refusal(p_caller, p_month);
    starts constant timestamptz := p_month::timestamp AT TIME ZONE 'UTC';
    ends constant timestamptz := (p_month + interval '1 month') AT TIME ZONE 'UTC';
BEGIN
    IF refusal IS NOT NULL THEN
        RETURN QUERY SELECT refusal, NULL::uuid, NULL::text, NULL::text, NULL::bigint,
                            NULL::bigint, NULL::bigint, NULL::double precision;
        RETURN;
    END IF;
    RETURN QUERY
    WITH ended AS (
        SELECT g.id, coalesce(sum(x.holds), 0)::bigint AS holds,
               coalesce(sum(x.holds) FILTER (WHERE x.outcome = 'timed_out'), 0)::bigint
                   AS not_answered,
               coalesce(sum(x.holds) FILTER (WHERE x.outcome = 'arrived'), 0)::bigint AS arrived
          FROM housing.program g
          JOIN housing.pool p ON p.program_id = g.id
          LEFT JOIN housing.hold_outcome x ON x.pool_id = p.id
               AND x.period_start >= p_month AND x.period_start < p_month + interval '1 month'
         GROUP BY g.id
    )
    SELECT 'ok'::text, g.id, g.name, o.name, e.holds, e.not_answered, e.arrived,
           housing.fresh_share(g.id, starts, ends)
      FROM ended e JOIN housing.program g ON g.id = e.id
      JOIN housing.organization o ON o.id = g.organization_id
     WHERE NOT g.confidential
    UNION ALL
    SELECT 'ok'::text, NULL::uuid, NULL::text, NULL::text, sum(e.holds)::bigint,
           sum(e.not_answered)::bigint, sum(e.arrived)::bigint, NULL::double precision
      FROM ended e JOIN housing.program g ON g.id = e.id
     WHERE g.confidential AND e.holds > 0
    HAVING count(*) >= housing.confidential_programs_min();
END
$$;
