-- What suspending has in common, whomever it meets. No hold ends by any of it and no count moves: what
-- was promised stays promised until somebody decides about it.

-- Why a caller may not do what an operator does with accounts, organizations and regions; null when
-- they may.
CREATE OR REPLACE FUNCTION housing.operator_refusal(p_caller uuid, p_credential bytea) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN NOT housing.is_operator(p_caller) THEN 'not_allowed'
                WHEN NOT housing.has_stepped_up(p_caller, p_credential) THEN 'step_up_required' END
$$;

-- Ends every open session of these accounts, with the notices that hang on them, and their duty. Tokens
-- of programs stay: they open nothing while their account is nobody.
CREATE OR REPLACE FUNCTION housing.end_sessions(p_accounts uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    DELETE FROM housing.session s WHERE s.account_id = ANY (p_accounts);
    DELETE FROM housing.duty d WHERE d.account_id = ANY (p_accounts);
    -- Every process looks at its open pages now, and not at the next turn of the clock.
    PERFORM pg_notify('housing_changes', 'sight:');
END
$$;

-- Publishes these pools with what operators have stopped as it stands now, and all pools where one of
-- these accounts holds something, so that those shelters read whom to call. Locks the pools in order
-- of id; the caller holds the locks of organizations and accounts.
CREATE OR REPLACE FUNCTION housing.publish_stops(p_pools uuid[], p_accounts uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    pools uuid[];
    clocks timestamptz[];
BEGIN
    pools := ARRAY(
        SELECT x FROM unnest(p_pools) x
        UNION SELECT h.pool_id FROM housing.hold h
               WHERE h.account_id = ANY (p_accounts) AND h.state IN ('requested', 'active')
        ORDER BY 1);
    IF cardinality(pools) = 0 THEN RETURN; END IF;
    PERFORM housing.lock_pool(x) FROM unnest(pools) x;
    SELECT array_agg(housing.pool_clock(p) ORDER BY p.id) INTO clocks
      FROM housing.pool p WHERE p.id = ANY (pools);
    PERFORM housing.settle_pool(p, n.at)
       FROM unnest(pools, clocks) n (id, at) JOIN housing.pool p ON p.id = n.id;
    UPDATE housing.hold h SET version = h.version + 1, pool_version = p.version + 1
      FROM housing.pool p
     WHERE p.id = h.pool_id AND h.account_id = ANY (p_accounts)
       AND h.state IN ('requested', 'active');
    UPDATE housing.pool p SET stopped_by = housing.stop_of(p.organization_id, p.program_id)
     WHERE p.id = ANY (pools)
       AND p.stopped_by IS DISTINCT FROM housing.stop_of(p.organization_id, p.program_id);
    PERFORM housing.publish_pools(pools, clocks, false, false);
END
$$;

-- By what an operator has stopped new holds at a program's places; null for nothing.
CREATE OR REPLACE FUNCTION housing.stop_of(p_organization_id uuid, p_program_id uuid) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN o.suspended_at IS NOT NULL THEN 'organization'
                WHEN r.stopped_at IS NOT NULL THEN 'region' END
      FROM housing.organization o
      LEFT JOIN housing.program g ON g.id = p_program_id
      LEFT JOIN housing.region r ON r.code = g.region_code
     WHERE o.id = p_organization_id
$$;

-- A place that is made, or moved to another region, while that is stopped is stopped with it.
CREATE OR REPLACE FUNCTION housing.pool_is_stopped() RETURNS trigger LANGUAGE plpgsql
SET search_path = housing, pg_temp AS $$
BEGIN
    NEW.stopped_by := housing.stop_of(NEW.organization_id, NEW.program_id);
    RETURN NEW;
END
$$;
CREATE OR REPLACE TRIGGER pool_is_stopped
    BEFORE INSERT OR UPDATE OF organization_id, program_id ON housing.pool
    FOR EACH ROW EXECUTE FUNCTION housing.pool_is_stopped();

CREATE OR REPLACE FUNCTION housing.program_is_stopped() RETURNS trigger LANGUAGE plpgsql
SET search_path = housing, pg_temp AS $$
BEGIN
    UPDATE housing.pool p SET stopped_by = housing.stop_of(p.organization_id, p.program_id)
     WHERE p.program_id = NEW.id;
    RETURN NULL;
END
$$;
CREATE OR REPLACE TRIGGER program_is_stopped
    AFTER UPDATE OF region_code, organization_id ON housing.program
    FOR EACH ROW WHEN (OLD.region_code <> NEW.region_code
                       OR OLD.organization_id <> NEW.organization_id)
    EXECUTE FUNCTION housing.program_is_stopped();
