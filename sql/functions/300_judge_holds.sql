-- Judging requests for holds: what it needs first, then the whole.

-- The live holds that count toward the limits of a responder and of an organization; those of one
-- set, for one household, count once; offers to a request count only when they are taken. Only whose
-- they are is looked up; a deadline as a condition would tempt the planner to read everybody's.
CREATE OR REPLACE FUNCTION housing.holds_toward_caps(
    p_account_id uuid, p_organization_id uuid, p_now timestamptz
) RETURNS TABLE (by_account bigint, by_organization bigint) LANGUAGE sql STABLE AS $$
    SELECT (SELECT count(DISTINCT coalesce(h.set_id, h.id))
                       FILTER (WHERE h.expires_at > p_now AND h.kept_by = 'responder'
                                 AND NOT (h.request_id IS NOT NULL AND h.taken_at IS NULL))
              FROM housing.hold h
             WHERE h.account_id = p_account_id AND h.state IN ('requested', 'active')),
           (SELECT count(DISTINCT coalesce(h.set_id, h.id))
                       FILTER (WHERE h.expires_at > p_now AND h.kept_by = 'responder'
                                 AND NOT (h.request_id IS NOT NULL AND h.taken_at IS NULL))
              FROM housing.hold h
             WHERE h.responder_organization_id = p_organization_id
               AND h.state IN ('requested', 'active'))
$$;

-- What asking with the id of an existing hold answers: the same request again, or another one.
-- Needs come as a comma-separated list in sorted order.
CREATE OR REPLACE FUNCTION housing.answer_of_known(
    h housing.hold, p_caller uuid, p_pool_id uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text,
    p_emergency boolean DEFAULT false
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN h.account_id = p_caller AND h.pool_id = p_pool_id
         AND h.expected_vacancy_id IS NULL
         AND h.needs = string_to_array(coalesce(p_needs, ''), ',')
         AND h.emergency = p_emergency
         AND (h.requested_units, h.requested_minutes,
              h.adults::integer, h.children::integer, h.infants::integer)
             IS NOT DISTINCT FROM (p_units, p_minutes, p_adults, p_children, p_infants)
        THEN 'exists' ELSE 'hold_id_reused' END
$$;

-- The same by id, or null when the id is free; also when the hold was purged.
CREATE OR REPLACE FUNCTION housing.known_hold(
    p_hold_id uuid, p_caller uuid, p_pool_id uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text,
    p_emergency boolean DEFAULT false
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT housing.answer_of_known(h, p_caller, p_pool_id, p_units, p_minutes, p_adults,
                                        p_children, p_infants, p_needs, p_emergency)
           FROM housing.hold h WHERE h.id = p_hold_id),
        (SELECT 'hold_already_ended' FROM housing.ended_hold e WHERE e.id = p_hold_id))
$$;

-- Refusals by policy and state. Staff may keep a unit of their own pool while it is paused,
-- stale or taken by calls only; nobody may while more is held than free, after an appointment has
-- begun, or of a service, which has no units. To outsiders of a
-- confidential program being over-held looks like nothing at all.
CREATE OR REPLACE FUNCTION housing.refusal_by_state(
    p housing.pool, p_units_held integer, p_step smallint, p_now timestamptz,
    p_own boolean, p_insider boolean
) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN p.closed_at IS NOT NULL THEN 'pool_closed'
        -- In which region a confidential program is must not be read from a refusal.
        WHEN p.stopped_by IS NOT NULL
            THEN CASE WHEN p_insider AND p.stopped_by = 'region'
                 THEN 'region_stopped' ELSE 'pool_closed' END
        WHEN housing.is_out_of_season(p, p_now)
            THEN CASE WHEN p_insider THEN 'pool_not_in_season' ELSE 'pool_closed' END
        WHEN p.starts_at <= p_now
            THEN CASE WHEN p_insider THEN 'slot_has_started' ELSE 'pool_closed' END
        WHEN NOT p_own AND housing.is_paused(p, p_now)
            THEN CASE WHEN p_insider THEN 'pool_paused' ELSE 'pool_closed' END
        WHEN NOT p_own AND p.hold_policy = 'call_only' THEN 'pool_call_only'
        WHEN p.units_free_reported IS NULL AND p.unit = 'service' THEN 'pool_call_only'
        WHEN p.units_free_reported IS NULL OR (NOT p_own AND p_step = 3)
            THEN 'pool_count_too_old'
        WHEN p_insider AND p_units_held > p.units_free_reported THEN 'pool_over_held'
    END
$$;

-- Whether a program has said yes to young people without an adult. What a confidential one has said
-- is nobody else's to find out. Not a part of the statement that asks: it is seldom needed.
CREATE OR REPLACE FUNCTION housing.takes_young_alone(
    p_pool_id uuid, p_households text[], p_insider boolean
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN p_insider AND coalesce(
        (SELECT e.answers ->> 'unaccompanied_minors' FROM housing.eligibility e
          WHERE e.pool_id = p_pool_id),
        CASE WHEN 'youth_alone' = ANY (p_households) THEN 'yes' END) IS NOT DISTINCT FROM 'yes';
END
$$;

-- Judges requests for holds, in the order every caller can rely on: id, visibility, policy and
-- state, caps, units. One row out for each member in; each is judged as if it came alone. It is
-- asked before any lock (a refusal then costs no lock) and again under the locks for p_members (a
-- grant). One statement on one snapshot, whose every step is a look-up by key, so that judging many
-- costs little more than judging one; it is expanded into the statement that asks.
-- overdue says whether a hold of this pool waits to be written down as ended; whoever has the lock
-- does that. left_units are what may still be promised to this caller, kept_units what is kept besides
-- for emergencies, by_account and by_organization the live holds that count toward the caps. With
-- p_emergency all members are emergency admissions: those are few and go by themselves. What it
-- returns has changed, and that can't be done in place.
DROP FUNCTION IF EXISTS housing.judge_holds(
    integer[], uuid[], uuid[], uuid[], integer[], integer[], integer[], integer[], integer[],
    text[]);
DROP FUNCTION IF EXISTS housing.judge_holds(
    integer[], uuid[], uuid[], uuid[], integer[], integer[], integer[], integer[], integer[],
    text[], boolean);
CREATE FUNCTION housing.judge_holds(
    p_members integer[],
    p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[], p_emergency boolean DEFAULT false
) RETURNS TABLE (
    member integer, code text, units integer, minutes integer, state text,
    expires_in_minutes integer, own boolean, insider boolean, organization_id uuid,
    left_units integer, kept_units integer, by_account bigint, account_limit integer,
    by_organization bigint, organization_limit integer,
    judged_at timestamptz, overdue boolean
) LANGUAGE sql STABLE AS $$
    SELECT m.member::integer,
           CASE
               WHEN c.account_id IS NULL THEN 'not_signed_in'
               WHEN k.id IS NOT NULL THEN housing.answer_of_known(
                   k, m.caller, m.pool_id, m.units, m.minutes, m.adults, m.children, m.infants,
                   m.needs, p_emergency)
               WHEN EXISTS (SELECT FROM housing.ended_hold e WHERE e.id = m.hold_id)
                   THEN 'hold_already_ended'
               WHEN p.id IS NULL OR NOT (w.insider OR c.sees_confidential) THEN 'pool_not_found'
               WHEN NOT w.own AND c.role <> 'responder' THEN 'not_allowed'
               WHEN p_emergency AND NOT w.own AND NOT housing.may_use_reserve(c.organization_id)
                   THEN 'reserve_not_allowed'
               WHEN a.minutes < 15
                 OR a.minutes > greatest(p.hold_minutes_max, CASE WHEN w.own THEN 1440 END)
                   THEN 'minutes_out_of_range'
               -- More units than the household needs would count a hidden program's rooms.
               WHEN NOT w.insider AND a.units > housing.units_for_party(
                   p.unit, p.people_per_unit, true, coalesce(m.adults, 1),
                   coalesce(m.children, 0), coalesce(m.infants, 0)) THEN 'units_exceed_party'
               WHEN m.adults = 0 AND NOT w.own
                AND NOT housing.takes_young_alone(p.id, p.households_served, w.insider)
                   THEN 'pool_not_for_young_alone'
               ELSE coalesce(
                   housing.refusal_by_state(p, o.units_held, s.step, t.now, w.own, w.insider),
                   CASE WHEN NOT w.own AND (n.by_account >= c.responder_hold_limit
                                            OR n.by_organization >= c.organization_hold_limit)
                       THEN 'hold_limit_reached'
                   WHEN w.insider AND p.units_free_reported - o.units_held < a.units
                       THEN 'no_units_available'
                   WHEN w.insider AND p.units_free_reported - o.units_held - r.kept < a.units
                       THEN 'only_reserve_left'
                   ELSE 'placed' END)
           END,
           a.units, a.minutes, z.state,
           CASE WHEN z.state = 'active' THEN a.minutes
                WHEN p.starts_at IS NULL THEN p.confirm_minutes
                -- Nobody waits for an answer until after the appointment.
                ELSE least(p.confirm_minutes, a.minutes) END,
           w.own, w.insider, c.organization_id,
           p.units_free_reported - o.units_held - r.kept, r.kept, n.by_account, c.responder_hold_limit,
           n.by_organization, c.organization_hold_limit, t.now, o.overdue
      FROM unnest(p_hold_ids, p_callers, p_pool_ids, p_units, p_minutes, p_adults, p_children,
                  p_infants, p_needs) WITH ORDINALITY
           AS m (hold_id, caller, pool_id, units, minutes, adults, children, infants, needs,
                 member)
      LEFT JOIN LATERAL housing.caller_of(m.caller) c ON true
      LEFT JOIN housing.hold k ON k.id = m.hold_id
      LEFT JOIN housing.pool p ON p.id = m.pool_id
      LEFT JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL (SELECT housing.pool_clock(p) AS now OFFSET 0) t
     CROSS JOIN LATERAL housing.open_holds(p.id, t.now) o
     CROSS JOIN LATERAL (
        SELECT housing.freshness_step(p.reported_at, p.stale_after_seconds, t.now) AS step
        OFFSET 0) s
     CROSS JOIN LATERAL (
        SELECT coalesce(housing.is_insider(g, c.role, c.organization_id), false) AS insider,
               coalesce(c.role = 'shelter_staff' AND c.organization_id = p.organization_id,
                        false) AS own) w
     -- Who holds and lets go again and again is asked about first.
     CROSS JOIN LATERAL (
        SELECT c.role = 'responder' AND EXISTS (
                   SELECT FROM housing.hold_score e
                    WHERE e.subject_id IN (c.account_id, c.organization_id)
                      AND e.cooled_until > t.now) AS cools OFFSET 0) d
     CROSS JOIN LATERAL (
        SELECT coalesce(m.units, CASE WHEN m.adults IS NULL THEN 1
                   ELSE housing.units_for_party(p.unit, p.people_per_unit, p.infants_need_unit,
                                                m.adults, m.children, m.infants) END) AS units,
               CASE WHEN p.starts_at IS NULL THEN coalesce(m.minutes, p.hold_minutes_default)
                    ELSE housing.slot_minutes(m.minutes, p.hold_minutes_max, p.starts_at, t.now)
               END AS minutes) a
     CROSS JOIN LATERAL (
        SELECT CASE WHEN w.own OR (w.insider AND NOT d.cools AND housing.hold_policy_effective(
                   p, s.step, t.now) = 'instant') THEN 'active' ELSE 'requested' END AS state) z
     -- What is kept for emergencies is not for everybody. Staff decide about their own pool.
     CROSS JOIN LATERAL (
        SELECT CASE WHEN p_emergency OR w.own THEN 0 ELSE housing.reserve_of(p) END AS kept) r
     CROSS JOIN LATERAL housing.holds_toward_caps(m.caller, c.organization_id, t.now) n
     WHERE p_members IS NULL OR m.member = ANY (p_members)
$$;
