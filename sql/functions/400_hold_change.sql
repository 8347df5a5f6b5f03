-- The frame of every transition of a hold. begin_change finds the hold, says how the caller
-- stands to it, locks its pool, reads the clock and writes down what the clock has ended;
-- finish_change publishes and answers. Repeating a transition changes nothing and answers alike.

-- What it returns has changed, and that can't be done in place.
DROP FUNCTION IF EXISTS housing.begin_change(uuid, uuid, boolean);
CREATE FUNCTION housing.begin_change(
    p_caller uuid, p_hold_id uuid, p_lock_holder boolean,
    OUT code text, OUT relation text, OUT account_id uuid, OUT role text,
    OUT h housing.hold, OUT p housing.pool, OUT g housing.program, OUT now timestamptz,
    OUT settled integer
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c record;
    f record;
BEGIN
    settled := 0;
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN code := 'not_signed_in'; RETURN; END IF;
    account_id := c.account_id;
    role := c.role;
    SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id;
    relation := housing.hold_relation(h, c.account_id, c.role, c.organization_id);
    IF h.id IS NULL OR relation IS NULL THEN
        relation := NULL;
        code := 'hold_not_found';
        RETURN;
    END IF;
    IF p_lock_holder AND relation = 'holder' THEN
        PERFORM housing.lock_for_placing(ARRAY[h.account_id]);
    END IF;
    p := housing.lock_pool(h.pool_id);
    now := housing.pool_clock(p);
    -- Whoever was stopped, or moved, while this waited may not do it any more.
    SELECT * INTO c FROM housing.caller_of(p_caller);
    IF NOT FOUND THEN
        h := NULL;
        relation := NULL;
        code := 'not_signed_in';
        RETURN;
    END IF;
    role := c.role;
    SELECT x AS hold, y AS program, o.overdue INTO f
      FROM housing.hold x, housing.program y, housing.open_holds(p.id, now) o
     WHERE x.id = p_hold_id AND y.id = p.program_id;
    IF NOT FOUND THEN
        -- It was forgotten while this waited for the lock.
        h := NULL;
        relation := NULL;
        code := 'hold_not_found';
        RETURN;
    END IF;
    h := f.hold;
    g := f.program;
    -- It may have been passed on while this waited: from then on it is another one's.
    relation := housing.hold_relation(h, c.account_id, c.role, c.organization_id);
    IF relation IS NULL THEN
        h := NULL;
        code := 'hold_not_found';
        RETURN;
    END IF;
    IF f.overdue THEN
        settled := housing.settle_pool(p, now);
        SELECT * INTO h FROM housing.hold x WHERE x.id = p_hold_id;
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION housing.finish_change(
    b record, p_code text, p_transition text, p_counts_changed boolean,
    OUT code text, OUT hold jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    h housing.hold;
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
        SELECT * INTO h FROM housing.hold x WHERE x.id = (b.h).id;
        hold := housing.hold_view(h, b.p, b.g, b.now, b.relation, b.account_id);
    END IF;
END
$$;

-- Units of this pool that may be promised at this moment, before this change.
CREATE OR REPLACE FUNCTION housing.units_available(p housing.pool, p_now timestamptz)
RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(p.units_free_reported, 0) - l.units_held
      FROM housing.live_units(p.id, p_now) l
$$;
