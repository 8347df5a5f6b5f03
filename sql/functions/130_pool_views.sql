-- Both projections of a pool, finished here so that nothing else ever reaches the service.

-- One look at the holds of a pool that are not written down as ended. Derived at each call: there
-- is no counter that could drift. It is a set of one row, not a record, so that it is planned into
-- the statement that asks, with only the columns that are asked for.
--   units_held, next_expiry_at   of holds live at p_now, and when the first of them ends
--   first_deadline, overdue      also of holds that the clock has ended and nobody has written down
--   any_at_risk                  whether a live hold is flagged
--   asked_until                  "Did they come?" is asked for four hours after the clock ended one
CREATE OR REPLACE FUNCTION housing.open_holds(p_pool_id uuid, p_now timestamptz)
RETURNS TABLE (
    units_held integer, next_expiry_at timestamptz, first_deadline timestamptz,
    overdue boolean, any_at_risk boolean, asked_until timestamptz
) LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(h.units) FILTER (
               WHERE h.units_backed AND h.expires_at > p_now), 0)::integer,
           min(h.expires_at) FILTER (WHERE h.expires_at > p_now),
           min(h.expires_at),
           coalesce(min(h.expires_at) <= p_now, false),
           coalesce(bool_or(h.at_risk) FILTER (WHERE h.expires_at > p_now), false),
           greatest(
               max(h.expires_at) FILTER (
                   WHERE h.state = 'active' AND h.units_backed AND h.expires_at <= p_now
                     AND (h.request_id IS NULL OR h.taken_at IS NOT NULL)
                     AND h.expires_at > p_now - interval '4 hours'),
               (SELECT max(e.ended_at) FROM housing.hold e
                 WHERE e.pool_id = p_pool_id AND e.state = 'expired' AND e.units_backed
                   AND (e.request_id IS NULL OR e.taken_at IS NOT NULL)
                   AND e.ended_at > p_now - interval '4 hours')) + interval '4 hours'
      FROM housing.hold h
     WHERE h.pool_id = p_pool_id AND h.state IN ('requested', 'active')
$$;

CREATE OR REPLACE FUNCTION housing.live_units(
    p_pool_id uuid, p_now timestamptz, OUT units_held integer, OUT next_expiry_at timestamptz
) RETURNS record LANGUAGE sql STABLE AS $$
    SELECT o.units_held, o.next_expiry_at FROM housing.open_holds(p_pool_id, p_now) o
$$;

CREATE OR REPLACE FUNCTION housing.region_label(p_code text) RETURNS text
LANGUAGE sql STABLE AS $$ SELECT r.label FROM housing.region r WHERE r.code = p_code $$;

-- Below this many people a region would say too much about where a confidential program is.
CREATE OR REPLACE FUNCTION housing.region_people_min() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 50000 $$;

-- The region outsiders are told, as {region, region_label}. Too small, or of unknown size: none.
CREATE OR REPLACE FUNCTION housing.outsider_region(p_code text) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN r.population >= housing.region_people_min()
        THEN jsonb_build_object('region', r.code, 'region_label', r.label)
        ELSE '{"region": "withheld", "region_label": "Region not shown"}'::jsonb END
      FROM housing.region r WHERE r.code = p_code
$$;

CREATE OR REPLACE FUNCTION housing.pool_insider(
    p housing.pool, g housing.program, p_now timestamptz
) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE
    l record;
    step smallint := housing.freshness_step(p.reported_at, p.stale_after_seconds, p_now);
BEGIN
    SELECT o.units_held, o.next_expiry_at, coalesce(o.asked_until > p_now, false) AS asked,
           r.label AS region_label, e.version AS answers_version
      INTO l
      FROM housing.open_holds(p.id, p_now) o
      LEFT JOIN housing.region r ON r.code = g.region_code
      LEFT JOIN housing.eligibility e ON e.pool_id = p.id;
    RETURN jsonb_build_object(
        'id', p.id, 'name', p.name, 'program_id', g.id, 'program_name', g.name,
        'organization_id', g.organization_id, 'confidential', g.confidential,
        'kind', g.kind, 'unit', p.unit, 'people_per_unit', p.people_per_unit,
        'region', g.region_code, 'region_label', l.region_label,
        'time_zone', g.time_zone,
        'units_total', p.units_total,
        'units_free_reported', p.units_free_reported,
        'units_held', l.units_held,
        'units_available', greatest(
            0, p.units_free_reported - l.units_held - housing.reserve_of(p)),
        'units_short', greatest(0, l.units_held - p.units_free_reported),
        'units_out_of_service', p.units_out_of_service,
        'state', housing.pool_state(p, l.units_held, step, p_now),
        'hold_policy', p.hold_policy,
        'hold_policy_effective', housing.hold_policy_effective(p, step, p_now),
        'hold_minutes_default', p.hold_minutes_default, 'hold_minutes_max', p.hold_minutes_max,
        'reported_at', housing.rfc3339(p.reported_at), 'reported_by_role', p.reported_by_role,
        'stale_after_seconds', p.stale_after_seconds,
        'freshness', housing.freshness_word(step),
        'paused_until', housing.rfc3339(p.paused_until), 'pause_reason', p.pause_reason,
        'next_expiry_at', housing.rfc3339(l.next_expiry_at),
        'unconfirmed_arrival', l.asked,
        'eligibility', jsonb_build_object(
            'households', to_jsonb(p.households_served),
            'party_people_max', p.party_people_max,
            'infants_need_unit', p.infants_need_unit,
            -- The answers themselves are read apart: they seldom change and are long.
            'version', coalesce(l.answers_version, 0))
    ) || (jsonb_build_object(
        'capacity_kind', p.capacity_kind, 'reserve_units', p.reserve_units,
        'units_reserved', greatest(0, least(
            housing.reserve_of(p), coalesce(p.units_free_reported, 0) - l.units_held)),
        'opening', CASE WHEN p.capacity_kind IN ('surge', 'seasonal')
            THEN housing.opening_view(p, p_now) END,
        'lock_milestones', p.lock_milestones,
        'expected', CASE WHEN housing.kind_may_lock(g.kind)
            THEN housing.expected_vacancies(p.id, p_now) END,
        'version', p.version, 'counts_version', p.counts_version,
        'as_of', housing.rfc3339(p_now))
        || CASE WHEN p.stopped_by IS NOT NULL
            THEN jsonb_build_object('stopped_by', p.stopped_by) ELSE '{}' END
        -- Beds have none of this, not even as null.
        || CASE p.unit
            WHEN 'service' THEN jsonb_build_object(
                'intake', p.intake, 'intake_from', p.intake_from, 'intake_line', g.intake_line)
            WHEN 'slot' THEN jsonb_build_object(
                'starts_at', housing.rfc3339(p.starts_at),
                'is_over', housing.slot_is_over(p.starts_at, p_now), 'intake_line', g.intake_line)
            ELSE '{}' END);
END
$$;

-- Built from the published columns alone, so that between two grid times nothing that happens
-- inside a confidential program can change a byte of it.
CREATE OR REPLACE FUNCTION housing.pool_outsider(p housing.pool, g housing.program)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', p.id, 'program_id', g.alias_id, 'program_name', housing.program_alias(g),
        'organization_id', o.alias_id, 'kind', g.kind, 'unit', p.unit, 'confidential', true,
        'availability', p.outsider_availability, 'freshness', p.outsider_freshness,
        'hold_policy_effective', p.outsider_policy,
        'hold_minutes_default', p.hold_minutes_default,
        -- Whom a confidential program takes would help to tell which one it is.
        'eligibility', '{"households": null, "party_people_max": null,
                         "infants_need_unit": true, "version": 0}'::jsonb,
        'version', p.outsider_version, 'as_of', housing.rfc3339(p.outsider_published_at))
        || housing.outsider_region(g.region_code)
      FROM housing.organization o WHERE o.id = g.organization_id
$$;

-- What outsiders would be shown if now were a grid time.
CREATE OR REPLACE FUNCTION housing.outsider_now(
    p housing.pool, p_units_held integer, p_step smallint, p_now timestamptz,
    OUT availability text, OUT freshness text, OUT policy text
) RETURNS record LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN e.policy = 'closed' THEN 'closed'
                -- A service is always asked by a call; the word of one that is old says nothing.
                WHEN e.policy = 'call_only' THEN CASE
                    WHEN p_step >= 2 THEN 'ask' WHEN p.intake = 'taking' THEN 'may_have_room'
                    WHEN p.intake = 'closed' THEN 'closed' ELSE 'ask' END
                WHEN p.units_free_reported - housing.reserve_of(p) > p_units_held
                    THEN 'may_have_room'
                ELSE 'ask' END,
           housing.freshness_word(p_step),
           CASE WHEN e.policy = 'instant' THEN 'confirm' ELSE e.policy END
      FROM (SELECT housing.hold_policy_effective(p, p_step, p_now) AS policy) e
$$;
