-- Judges one request for a hold, in the order every caller can rely on: id, visibility, policy
-- and state, caps, units. It is asked before any lock (a refusal then costs no lock) and again
-- under the locks (a grant), there without the id, which the primary key judges. A stable function
-- sees one snapshot, that of its call, in all its statements. overdue says whether a hold of this
-- pool waits to be written down as ended; whoever has the lock does that.
-- (The one that took no p_locked goes, or an older database would keep both.)
DROP FUNCTION IF EXISTS housing.judge_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text[]);
CREATE OR REPLACE FUNCTION housing.judge_hold(
    p_hold_id uuid, p_caller uuid, p_pool_id uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text[], p_locked boolean,
    OUT code text, OUT units integer, OUT minutes integer, OUT state text, OUT backed boolean,
    OUT expires_in_minutes integer, OUT own boolean, OUT organization_id uuid,
    OUT judged_at timestamptz, OUT overdue boolean, OUT p housing.pool, OUT g housing.program
) RETURNS record LANGUAGE plpgsql STABLE AS $$
DECLARE
    c record;
    f record;
    held record;
    insider boolean;
    step smallint;
BEGIN
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    IF NOT p_locked THEN
        code := housing.known_hold(p_hold_id, p_caller, p_pool_id, p_units, p_minutes,
                                   p_adults, p_children, p_infants, p_needs);
        IF code IS NOT NULL THEN RETURN; END IF;
    END IF;

    SELECT x AS pool, y AS program INTO f
      FROM housing.pool x JOIN housing.program y ON y.id = x.program_id WHERE x.id = p_pool_id;
    p := f.pool;
    g := f.program;
    insider := housing.is_insider(g, c.role, c.organization_id);
    IF p.id IS NULL OR NOT (insider OR c.sees_confidential) THEN
        code := 'pool_not_found'; RETURN;
    END IF;
    organization_id := c.organization_id;
    own := c.role = 'shelter_staff' AND c.organization_id = p.organization_id;
    IF NOT own AND c.role <> 'responder' THEN code := 'not_allowed'; RETURN; END IF;

    units := coalesce(p_units, CASE WHEN p_adults IS NULL THEN 1 ELSE housing.units_for_party(
        p.unit, p.people_per_unit, p.infants_need_unit, p_adults, p_children, p_infants) END);
    minutes := coalesce(p_minutes, p.hold_minutes_default);
    IF minutes < 15 OR minutes > greatest(p.hold_minutes_max, CASE WHEN own THEN 1440 END) THEN
        code := 'minutes_out_of_range'; RETURN;
    END IF;
    -- More units than the household needs would count a hidden program's rooms.
    IF NOT insider AND units > housing.units_for_party(
        p.unit, p.people_per_unit, p.infants_need_unit,
        coalesce(p_adults, 1), coalesce(p_children, 0), coalesce(p_infants, 0)) THEN
        code := 'units_exceed_party'; RETURN;
    END IF;

    judged_at := housing.pool_clock(p);
    step := housing.freshness_step(p.reported_at, p.stale_after_seconds, judged_at);
    SELECT * INTO held
      FROM housing.holds_that_count(p_pool_id, p_caller, c.organization_id, judged_at);
    overdue := held.overdue;
    code := housing.refusal_by_state(p, held.units_held, step, judged_at, own, insider);
    IF code IS NOT NULL THEN RETURN; END IF;
    IF NOT own AND (held.by_responder >= c.responder_hold_limit
                    OR held.by_organization >= c.organization_hold_limit) THEN
        code := 'hold_limit_reached'; RETURN;
    END IF;

    backed := coalesce(p.units_free_reported, 0) - held.units_held >= units;
    IF NOT backed AND insider THEN code := 'no_units_available'; RETURN; END IF;
    state := CASE WHEN own OR (insider AND housing.hold_policy_effective(
        p, step, judged_at) = 'instant') THEN 'active' ELSE 'requested' END;
    expires_in_minutes := CASE state WHEN 'active' THEN minutes ELSE p.confirm_minutes END;
    code := 'placed';
END
$$;

-- The live holds that a request is judged by: the pool's, and those that count toward the limits of
-- a responder and of an organization.
CREATE OR REPLACE FUNCTION housing.holds_that_count(
    p_pool_id uuid, p_account_id uuid, p_organization_id uuid, p_now timestamptz
) RETURNS TABLE (
    units_held integer, overdue boolean, by_responder bigint, by_organization bigint
) LANGUAGE sql STABLE AS $$
    SELECT o.units_held, o.overdue,
           (SELECT count(*) FROM housing.hold m
             WHERE m.account_id = p_account_id AND m.state IN ('requested', 'active')
               AND m.expires_at > p_now AND m.kept_by = 'responder'),
           (SELECT count(*) FROM housing.hold m
             WHERE m.responder_organization_id = p_organization_id
               AND m.state IN ('requested', 'active')
               AND m.expires_at > p_now AND m.kept_by = 'responder')
      FROM housing.open_holds(p_pool_id, p_now) o
$$;

-- What an id that was used before answers, or null: the same request again, another one, or one
-- whose hold was purged.
CREATE OR REPLACE FUNCTION housing.known_hold(
    p_hold_id uuid, p_caller uuid, p_pool_id uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text[]
) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
    f record;
    h housing.hold;
BEGIN
    SELECT (SELECT x FROM housing.hold x WHERE x.id = p_hold_id) AS hold,
           EXISTS (SELECT FROM housing.ended_hold e WHERE e.id = p_hold_id) AS purged INTO f;
    h := f.hold;
    IF h.id IS NULL THEN
        RETURN CASE WHEN f.purged THEN 'hold_already_ended' END;
    END IF;
    RETURN CASE WHEN h.account_id = p_caller AND h.pool_id = p_pool_id AND h.needs = p_needs
        AND (h.requested_units, h.requested_minutes,
             h.adults::integer, h.children::integer, h.infants::integer)
            IS NOT DISTINCT FROM (p_units, p_minutes, p_adults, p_children, p_infants)
        THEN 'exists' ELSE 'hold_id_reused' END;
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
