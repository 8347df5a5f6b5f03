-- Addresses that report one pool's count, without an account.

-- The link behind a token, while it may be used: who made it still works for the pool's organization.
CREATE OR REPLACE FUNCTION housing.count_link_of(p_token_hash bytea) RETURNS SETOF housing.count_link
LANGUAGE sql STABLE AS $$
    SELECT l.* FROM housing.count_link l
      JOIN housing.pool p ON p.id = l.pool_id
      JOIN housing.caller_of(l.account_id) c
        ON c.role = 'shelter_staff' AND c.organization_id = p.organization_id
     WHERE l.token_hash = p_token_hash AND l.revoked_at IS NULL
       AND l.expires_at > housing.service_clock()
$$;

-- All that a link shows: whose count it is, unless that must not be known, and the number. Never what
-- is held.
CREATE OR REPLACE FUNCTION housing.count_link_view(p_pool_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'program_name', CASE WHEN NOT g.confidential THEN g.name END,
        'pool_name', CASE WHEN NOT g.confidential THEN p.name END,
        'units_free', p.units_free_reported, 'counts_version', p.counts_version)
      FROM housing.pool p JOIN housing.program g ON g.id = p.program_id WHERE p.id = p_pool_id
$$;

CREATE OR REPLACE FUNCTION housing_api.count_link_v1(p_token_hash bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT housing.count_link_view(l.pool_id) FROM housing.count_link_of(p_token_hash) l
$$;

-- Null code: there is no such link. `link` is what it shows afterwards.
CREATE OR REPLACE FUNCTION housing_api.report_by_link_v1(
    p_token_hash bytea, p_report_id uuid, p_units_free integer, p_delta integer,
    p_unchanged boolean, p_based_on_version bigint,
    OUT code text, OUT pool_id uuid, OUT link jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    link_id uuid;
BEGIN
    SELECT l.id, l.pool_id INTO link_id, report_by_link_v1.pool_id
      FROM housing.count_link_of(p_token_hash) l;
    IF NOT FOUND THEN RETURN; END IF;
    SELECT a.code INTO code FROM housing.apply_report(
        report_by_link_v1.pool_id, p_report_id, NULL, 'count_link', p_units_free, p_delta,
        coalesce(p_unchanged, false), p_based_on_version, NULL, NULL, '{}') a;
    IF code = 'recorded' THEN
        UPDATE housing.count_link l SET last_used_on = housing.service_clock()::date
         WHERE l.id = link_id AND l.last_used_on IS DISTINCT FROM housing.service_clock()::date;
    END IF;
    link := housing.count_link_view(report_by_link_v1.pool_id);
END
$$;

-- Whether this is a pool of the caller's own organization.
CREATE OR REPLACE FUNCTION housing.is_own_pool(p_caller uuid, p_pool_id uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM housing.caller_of(p_caller) c
          JOIN housing.pool p ON p.id = p_pool_id AND p.organization_id = c.organization_id
         WHERE c.role = 'shelter_staff')
$$;

CREATE OR REPLACE FUNCTION housing_api.make_count_link_v2(
    p_caller uuid, p_pool_id uuid, p_token_hash bytea, p_days integer, p_credential bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    now_at timestamptz := housing.service_clock();
BEGIN
    IF NOT housing.is_own_pool(p_caller, p_pool_id) THEN RETURN 'pool_not_found'; END IF;
    IF housing.pin_is_not_enough(p_caller, p_credential) THEN RETURN 'step_up_required'; END IF;
    SELECT * INTO p FROM housing.pool x WHERE x.id = p_pool_id;
    IF p.unit = 'service' OR p.starts_at IS NOT NULL THEN RETURN 'pool_not_counted'; END IF;
    PERFORM FROM housing.organization o WHERE o.id = p.organization_id FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM housing.count_link l JOIN housing.pool x ON x.id = l.pool_id
         WHERE x.organization_id = p.organization_id AND l.revoked_at IS NULL
           AND l.expires_at > now_at) >= 50 THEN
        RETURN 'count_link_limit_reached';
    END IF;
    INSERT INTO housing.count_link (token_hash, pool_id, account_id, made_on, expires_at)
    VALUES (p_token_hash, p_pool_id, p_caller, now_at::date, now_at + p_days * interval '1 day');
    PERFORM housing.note_pool(p_caller, 'count_link_made', p_pool_id);
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.list_count_links_v1(p_caller uuid)
RETURNS TABLE (link jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
               'id', l.id, 'pool_id', l.pool_id, 'program_name', g.name, 'pool_name', p.name,
               'made_on', l.made_on, 'last_used_on', l.last_used_on,
               'expires_on', l.expires_at::date)
      FROM housing.caller_of(p_caller) c
      JOIN housing.pool p ON p.organization_id = c.organization_id
      JOIN housing.program g ON g.id = p.program_id
      JOIN housing.count_link l ON l.pool_id = p.id AND l.revoked_at IS NULL
       AND l.expires_at > housing.service_clock()
     WHERE c.role = 'shelter_staff'
     ORDER BY g.name, p.name, l.made_on, l.id LIMIT 200
$$;

CREATE OR REPLACE FUNCTION housing_api.revoke_count_link_v1(p_caller uuid, p_link_id uuid)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    l housing.count_link;
BEGIN
    SELECT x.* INTO l FROM housing.count_link x
     WHERE x.id = p_link_id AND housing.is_own_pool(p_caller, x.pool_id) FOR UPDATE;
    IF NOT FOUND THEN RETURN 'count_link_not_found'; END IF;
    IF l.revoked_at IS NULL THEN
        UPDATE housing.count_link x SET revoked_at = housing.service_clock() WHERE x.id = l.id;
        PERFORM housing.note_pool(p_caller, 'count_link_ended', l.pool_id);
    END IF;
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing.purge_count_links(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT l.id FROM housing.count_link l
         WHERE least(l.revoked_at, l.expires_at) <= p_now - interval '30 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.count_link x USING due d WHERE x.id = d.id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
