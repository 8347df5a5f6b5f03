-- Judges one request again under all its locks and places it. changed says that the pool is to be
-- published, which is also so when another hold had to be written down as ended.
CREATE OR REPLACE FUNCTION housing.place_locked(
    p_hold_id uuid, p_caller uuid, p_pool housing.pool, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text[],
    p_arrival_code text,
    OUT code text, OUT hold jsonb, OUT changed boolean, OUT confidential boolean,
    OUT judged_at timestamptz
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    j record;
    h housing.hold;
BEGIN
    j := housing.judge_hold(p_hold_id, p_caller, p_pool.id, p_units, p_minutes, p_adults,
                            p_children, p_infants, p_needs, true);
    code := j.code;
    judged_at := j.judged_at;
    confidential := (j.g).confidential;
    changed := j.overdue;
    IF code = 'placed' THEN
        h := housing.insert_hold(p_hold_id, p_caller, p_units, p_minutes, p_adults, p_children,
                                 p_infants, p_needs, p_arrival_code, j);
    END IF;
    IF h.id IS NOT NULL THEN
        changed := true;
        hold := housing.hold_view(h, j.p, j.g, judged_at,
                                  CASE WHEN j.own THEN 'shelter' ELSE 'holder' END, p_caller);
    ELSIF code <> 'not_signed_in' THEN
        -- The id comes first: whoever placed it meanwhile reads that hold, not a refusal.
        code := coalesce(
            housing.known_hold(p_hold_id, p_caller, p_pool.id, p_units, p_minutes, p_adults,
                               p_children, p_infants, p_needs),
            nullif(code, 'placed'), 'hold_id_reused');
    END IF;
    IF j.overdue THEN
        PERFORM housing.settle_pool(p_pool, judged_at);
    END IF;
END
$$;

-- Inserts a judged hold. The primary key decides between equal ids that came at once through
-- different pools: the loser gets null.
DROP FUNCTION IF EXISTS housing.insert_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text[], text, record);
CREATE OR REPLACE FUNCTION housing.insert_hold(
    p_hold_id uuid, p_caller uuid, p_units integer, p_minutes integer,
    p_adults integer, p_children integer, p_infants integer, p_needs text[],
    p_arrival_code text, j record
) RETURNS housing.hold LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    h housing.hold;
BEGIN
    INSERT INTO housing.hold AS x (
        id, pool_id, shelter_organization_id, account_id, responder_organization_id, kept_by,
        units, units_backed, requested_units, requested_minutes, minutes,
        adults, children, infants, needs, state, arrival_code,
        placed_at, accepted_at, expires_at, placed_counts_version, pool_version)
    VALUES (
        p_hold_id, (j.p).id, (j.p).organization_id, p_caller,
        CASE WHEN NOT j.own THEN j.organization_id END,
        CASE WHEN j.own THEN 'shelter' ELSE 'responder' END,
        j.units, j.backed, p_units, p_minutes, j.minutes,
        p_adults, p_children, p_infants, p_needs, j.state, p_arrival_code,
        j.judged_at, CASE WHEN j.state = 'active' THEN j.judged_at END,
        j.judged_at + j.expires_in_minutes * interval '1 minute',
        (j.p).counts_version, (j.p).version + 1)
    ON CONFLICT (id) DO NOTHING
    RETURNING * INTO h;
    IF FOUND THEN
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        VALUES (h.id, 'placed', h.placed_at,
                CASE WHEN j.own THEN 'shelter_staff' ELSE 'responder' END);
    END IF;
    RETURN h;
END
$$;
