-- The frame of every transition of a hold. begin_change finds the hold, says how the caller
-- stands to it, locks its pool, reads the clock and writes down what the clock has ended;
-- finish_change publishes and answers. Repeating a transition changes nothing and answers alike.

CREATE OR REPLACE FUNCTION housing.begin_change(
    p_caller uuid, p_hold_id uuid, p_lock_holder boolean,
    OUT code text, OUT relation text, OUT account_id uuid, OUT role text,
    OUT h housing.hold, OUT p housing.pool, OUT now timestamptz, OUT settled integer
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f record;
BEGIN
    settled := 0;
    SELECT c.account_id, c.role, c.organization_id, x.pool_id, x.account_id AS holder_id,
           housing.hold_relation(x, c.account_id, c.role, c.organization_id) AS relation
      INTO f
      FROM housing.caller_of(p_caller) c
      LEFT JOIN housing.hold x ON x.id = p_hold_id;
    IF f.account_id IS NULL THEN code := 'not_signed_in'; RETURN; END IF;
    account_id := f.account_id;
    role := f.role;
    IF f.pool_id IS NULL OR f.relation IS NULL THEN code := 'hold_not_found'; RETURN; END IF;
    relation := f.relation;
    IF p_lock_holder AND relation = 'holder' THEN
        PERFORM housing.lock_for_placing(ARRAY[f.holder_id]);
    END IF;
    p := housing.lock_pool(f.pool_id);
    now := housing.pool_clock(p);
    settled := housing.settle_pool(p, now);
    SELECT x.* INTO h FROM housing.hold x WHERE x.id = p_hold_id;
END
$$;

CREATE OR REPLACE FUNCTION housing.finish_change(
    b record, p_code text, p_transition text, p_counts_changed boolean,
    OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    code := coalesce(b.code, p_code);
    IF p_transition IS NOT NULL THEN
        INSERT INTO housing.hold_event (hold_id, transition, at, actor_role)
        VALUES ((b.h).id, p_transition, b.now, b.role);
    END IF;
    IF p_transition IS NOT NULL OR b.settled > 0 THEN
        PERFORM housing.publish_pool((b.p).id, b.now, p_counts_changed);
    END IF;
    IF b.relation IS NOT NULL THEN
        hold := housing.hold_for((b.h).id, b.account_id);
    END IF;
END
$$;

-- Units of this pool that may be promised at this moment, before this change.
CREATE OR REPLACE FUNCTION housing.units_available(p housing.pool, p_now timestamptz)
RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(p.units_free_reported, 0) - l.units_held
      FROM housing.live_units(p.id, p_now) l
$$;
