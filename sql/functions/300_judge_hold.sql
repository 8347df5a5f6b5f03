-- Judges one request for a hold, in the order every caller can rely on: id, visibility, policy
-- and state, caps, units. It is one statement on one snapshot, so it can be asked before any lock
-- (a refusal then costs no lock) and again under the locks (a grant). overdue says whether a hold
-- of this pool waits to be written down as ended; whoever has the lock does that.
-- (What a function returns can't be changed in place.)
DROP FUNCTION IF EXISTS housing.judge_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text[]);
CREATE FUNCTION housing.judge_hold(
    p_hold_id uuid, p_caller uuid, p_pool_id uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text[],
    OUT code text, OUT units integer, OUT minutes integer, OUT state text, OUT backed boolean,
    OUT expires_in_minutes integer, OUT own boolean, OUT organization_id uuid,
    OUT judged_at timestamptz, OUT overdue boolean
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f record;
    p housing.pool;
    minutes_max integer;
BEGIN
    SELECT c.account_id, c.role, c.organization_id, c.sees_confidential,
           c.responder_hold_limit, c.organization_hold_limit,
           q AS pool, n.now, e.id IS NOT NULL AS purged,
           CASE WHEN h.account_id = c.account_id AND h.pool_id = p_pool_id
                 AND (h.requested_units, h.requested_minutes,
                      h.adults::integer, h.children::integer, h.infants::integer)
                     IS NOT DISTINCT FROM
                     (p_units, p_minutes, p_adults, p_children, p_infants)
                 AND h.needs = p_needs THEN 'exists'
                WHEN h.id IS NOT NULL THEN 'hold_id_reused' END AS known,
           housing.is_insider(g, c.role, c.organization_id) AS insider,
           c.role = 'shelter_staff' AND c.organization_id = q.organization_id AS own,
           housing.freshness_step(q.reported_at, q.stale_after_seconds, n.now) AS step,
           o.units_held, o.overdue,
           (SELECT count(*) FROM housing.hold m
             WHERE m.account_id = c.account_id AND m.state IN ('requested', 'active')
               AND m.expires_at > n.now AND m.kept_by = 'responder') AS responder_holds,
           (SELECT count(*) FROM housing.hold m
             WHERE m.responder_organization_id = c.organization_id
               AND m.state IN ('requested', 'active') AND m.expires_at > n.now
               AND m.kept_by = 'responder') AS organization_holds
      INTO f
      FROM (SELECT 1) one
      LEFT JOIN LATERAL housing.caller_of(p_caller) c ON true
      LEFT JOIN housing.pool q ON q.id = p_pool_id
      LEFT JOIN housing.program g ON g.id = q.program_id
      LEFT JOIN housing.hold h ON h.id = p_hold_id
      LEFT JOIN housing.ended_hold e ON e.id = p_hold_id
      LEFT JOIN LATERAL (SELECT greatest(housing.service_clock(), q.clock_high_water) AS now
                         OFFSET 0) n ON true
      LEFT JOIN LATERAL housing.open_holds(p_pool_id, n.now) o ON true;

    p := f.pool;
    organization_id := f.organization_id;
    judged_at := f.now;
    overdue := f.overdue;
    own := f.own;
    IF f.account_id IS NULL THEN code := 'not_signed_in'; RETURN; END IF;
    IF f.known IS NOT NULL THEN code := f.known; RETURN; END IF;
    IF f.purged THEN code := 'hold_already_ended'; RETURN; END IF;

    IF p.id IS NULL OR NOT (f.insider OR f.sees_confidential) THEN
        code := 'pool_not_found'; RETURN;
    END IF;
    IF NOT f.own AND f.role <> 'responder' THEN code := 'not_allowed'; RETURN; END IF;

    units := coalesce(p_units, CASE WHEN p_adults IS NULL THEN 1 ELSE housing.units_for_party(
        p.unit, p.people_per_unit, p.infants_need_unit,
        p_adults, p_children, p_infants) END);
    minutes := coalesce(p_minutes, p.hold_minutes_default);
    minutes_max := greatest(p.hold_minutes_max, CASE WHEN f.own THEN 1440 END);
    IF minutes < 15 OR minutes > minutes_max THEN
        code := 'minutes_out_of_range'; RETURN;
    END IF;
    -- More units than the household needs would count a hidden program's rooms.
    IF NOT f.insider AND units > housing.units_for_party(
        p.unit, p.people_per_unit, p.infants_need_unit,
        coalesce(p_adults, 1), coalesce(p_children, 0), coalesce(p_infants, 0)) THEN
        code := 'units_exceed_party'; RETURN;
    END IF;

    code := housing.refusal_by_state(p, f.units_held, f.step, f.now, f.own, f.insider);
    IF code IS NOT NULL THEN RETURN; END IF;

    IF NOT f.own AND (f.responder_holds >= f.responder_hold_limit
                      OR f.organization_holds >= f.organization_hold_limit) THEN
        code := 'hold_limit_reached'; RETURN;
    END IF;

    backed := coalesce(p.units_free_reported, 0) - f.units_held >= units;
    IF NOT backed AND f.insider THEN code := 'no_units_available'; RETURN; END IF;

    state := CASE WHEN f.own THEN 'active'
        WHEN f.insider AND housing.hold_policy_effective(p, f.step, f.now) = 'instant'
        THEN 'active' ELSE 'requested' END;
    expires_in_minutes := CASE state WHEN 'active' THEN minutes ELSE p.confirm_minutes END;
    code := 'placed';
END
$$;

-- Refusals by policy and state. Staff may keep a unit of their own pool while it is paused,
-- stale or taken by calls only; nobody may while more is held than free. To outsiders of a
-- confidential program being over-held looks like nothing at all.
CREATE OR REPLACE FUNCTION housing.refusal_by_state(
    p housing.pool, p_units_held integer, p_step smallint, p_now timestamptz,
    p_own boolean, p_insider boolean
) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE
        WHEN p.closed_at IS NOT NULL THEN 'pool_closed'
        WHEN NOT p_own AND housing.is_paused(p, p_now)
            THEN CASE WHEN p_insider THEN 'pool_paused' ELSE 'pool_closed' END
        WHEN NOT p_own AND p.hold_policy = 'call_only' THEN 'pool_call_only'
        WHEN p.units_free_reported IS NULL OR (NOT p_own AND p_step = 3)
            THEN 'pool_count_too_old'
        WHEN p_insider AND p_units_held > p.units_free_reported THEN 'pool_over_held'
    END
$$;
