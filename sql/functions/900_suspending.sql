-- The operator's kill switch: an account, an organization, the new holds of a region. Each may be
-- said again, with another reason, and is lifted the same way. p_reason null lifts.

CREATE OR REPLACE FUNCTION housing_api.suspend_account_v1(
    p_caller uuid, p_credential bytea, p_account_id uuid, p_reason text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    a housing.account;
    refusal constant text := housing.operator_refusal(p_caller, p_credential);
BEGIN
    IF refusal IS NOT NULL THEN RETURN refusal; END IF;
    SELECT * INTO a FROM housing.account x WHERE x.id = p_account_id FOR NO KEY UPDATE;
    -- Who works at an organization that is nobody's business is not known to operators one by one.
    IF a.id IS NULL OR a.disabled_at IS NOT NULL
       OR NOT housing.operator_may_name(a.organization_id) THEN
        RETURN 'account_not_found';
    END IF;
    -- The last one who could lift it again must not shut themselves out.
    IF a.id = p_caller THEN RETURN 'not_yourself'; END IF;
    UPDATE housing.account x
       SET suspended_at = CASE WHEN p_reason IS NOT NULL
               THEN coalesce(x.suspended_at, housing.service_clock()) END,
           suspended_for = p_reason
     WHERE x.id = a.id;
    IF p_reason IS NOT NULL THEN
        PERFORM housing.end_sessions(ARRAY[a.id]);
    END IF;
    IF (a.suspended_at IS NULL) <> (p_reason IS NULL) THEN
        PERFORM housing.publish_stops('{}', ARRAY[a.id]);
    END IF;
    IF a.suspended_for IS DISTINCT FROM p_reason THEN
        PERFORM housing.note_stop(p_caller, a.organization_id, 'account', a.id, p_reason);
    END IF;
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.suspend_organization_v1(
    p_caller uuid, p_credential bytea, p_organization_id uuid, p_reason text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    o housing.organization;
    accounts uuid[];
    refusal constant text := housing.operator_refusal(p_caller, p_credential);
BEGIN
    IF refusal IS NOT NULL THEN RETURN refusal; END IF;
    SELECT * INTO o FROM housing.organization x
     WHERE x.id = housing.organization_known_as(p_organization_id) FOR NO KEY UPDATE;
    IF o.id IS NULL THEN RETURN 'organization_not_found'; END IF;
    IF EXISTS (SELECT FROM housing.account a
                WHERE a.id = p_caller AND a.organization_id = o.id) THEN
        RETURN 'not_yourself';
    END IF;
    UPDATE housing.organization x
       SET suspended_at = CASE WHEN p_reason IS NOT NULL
               THEN coalesce(x.suspended_at, housing.service_clock()) END,
           suspended_for = p_reason
     WHERE x.id = o.id;
    -- Whoever signs in at this moment is waited for, and their session ends too.
    accounts := ARRAY(SELECT s.id FROM (
        SELECT a.id FROM housing.account a WHERE a.organization_id = o.id
         ORDER BY a.id FOR NO KEY UPDATE) s);
    IF p_reason IS NOT NULL THEN
        PERFORM housing.end_sessions(accounts);
    END IF;
    IF (o.suspended_at IS NULL) <> (p_reason IS NULL) THEN
        PERFORM housing.publish_stops(ARRAY(
            SELECT p.id FROM housing.pool p WHERE p.organization_id = o.id), accounts);
    END IF;
    IF o.suspended_for IS DISTINCT FROM p_reason THEN
        PERFORM housing.note_stop(p_caller, o.id, 'organization', o.id, p_reason);
    END IF;
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.stop_region_v1(
    p_caller uuid, p_credential bytea, p_region text, p_reason text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    r housing.region;
    refusal constant text := housing.operator_refusal(p_caller, p_credential);
BEGIN
    IF refusal IS NOT NULL THEN RETURN refusal; END IF;
    SELECT * INTO r FROM housing.region x WHERE x.code = p_region FOR NO KEY UPDATE;
    IF r.code IS NULL THEN RETURN 'region_not_found'; END IF;
    UPDATE housing.region x
       SET stopped_at = CASE WHEN p_reason IS NOT NULL
               THEN coalesce(x.stopped_at, housing.service_clock()) END,
           stopped_for = p_reason
     WHERE x.code = r.code;
    IF (r.stopped_at IS NULL) <> (p_reason IS NULL) THEN
        PERFORM housing.publish_stops(ARRAY(
            SELECT p.id FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
             WHERE g.region_code = r.code), '{}');
    END IF;
    IF r.stopped_for IS DISTINCT FROM p_reason THEN
        PERFORM housing.note_stop(p_caller, NULL, 'region', NULL, p_reason);
    END IF;
    RETURN 'ok';
END
$$;

-- Whether operators know the people of this organization by name. A victim service provider tells
-- nobody who works for it; people without an organization are the operator's own.
CREATE OR REPLACE FUNCTION housing.operator_may_name(p_organization_id uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT p_organization_id IS NULL OR EXISTS (
        SELECT FROM housing.organization o
         WHERE o.id = p_organization_id AND housing.is_listed(o))
$$;

CREATE OR REPLACE FUNCTION housing.note_stop(
    p_caller uuid, p_organization_id uuid, p_kind text, p_id uuid, p_reason text
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM housing.note_operator(
        p_caller, p_kind || CASE WHEN p_reason IS NULL THEN '_lifted' ELSE '_suspended' END,
        CASE WHEN p_id IS NOT NULL THEN p_kind END, p_id);
    PERFORM housing.note(
        p_organization_id, p_caller,
        p_kind || CASE WHEN p_reason IS NULL THEN '_lifted' ELSE '_suspended' END,
        CASE WHEN p_id IS NOT NULL THEN p_kind END, p_id);
END
$$;

-- What is switched off now, the newest first: kind, id or code, name as the operator knows it, since
-- when and why.
CREATE OR REPLACE FUNCTION housing_api.list_stops_v1(p_caller uuid)
RETURNS TABLE (stop jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object('kind', s.kind, 'id', s.id, 'name', s.name,
               'listed', s.listed, 'since', housing.rfc3339(s.since), 'reason', s.reason)
      FROM (
        SELECT 'account' AS kind, a.id::text AS id, coalesce(a.login, left(a.id::text, 8)) AS name,
               true AS listed, a.suspended_at AS since, a.suspended_for AS reason
          FROM housing.account a
         WHERE a.suspended_at IS NOT NULL AND a.disabled_at IS NULL
           AND housing.operator_may_name(a.organization_id)
        UNION ALL
        SELECT 'organization', t.told ->> 'id', t.told ->> 'name', (t.told ->> 'listed')::boolean,
               o.suspended_at, o.suspended_for
          FROM housing.organization o
         CROSS JOIN LATERAL (SELECT housing.organization_told(o) AS told) t
         WHERE o.suspended_at IS NOT NULL
        UNION ALL
        SELECT 'region', r.code, r.label, true, r.stopped_at, r.stopped_for FROM housing.region r
         WHERE r.stopped_at IS NOT NULL) s
     WHERE housing.is_operator(p_caller)
     ORDER BY s.since DESC, s.id LIMIT 500
$$;

-- Organizations as operators know them, with what a list of people needs: how many may sign in, and
-- how they stand.
CREATE OR REPLACE FUNCTION housing_api.list_known_organizations_v1(p_caller uuid)
RETURNS TABLE (organization jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT t.told || jsonb_build_object(
               'stage', o.stage, 'suspended', o.suspended_at IS NOT NULL,
               'people', (SELECT count(*) FROM housing.account a
                           WHERE a.organization_id = o.id AND a.disabled_at IS NULL))
      FROM housing.organization o
     CROSS JOIN LATERAL (SELECT housing.organization_told(o) AS told) t
     WHERE housing.is_operator(p_caller)
     ORDER BY t.told ->> 'name', t.told ->> 'id' LIMIT 2000
$$;

-- Live holds whose holder has left, does other work now or is suspended, the first deadline first. They
-- are the operator's to look after. Of a confidential program nothing but what its outsiders are told.
CREATE OR REPLACE FUNCTION housing_api.list_holds_to_look_after_v1(p_caller uuid)
RETURNS TABLE (hold jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
               'id', h.id, 'pool_id', h.pool_id, 'program_name', housing.program_label(g),
               'pool_name', CASE WHEN NOT g.confidential THEN p.name END,
               'region_label', housing.region_told(g) ->> 'region_label',
               'intake_line', CASE WHEN NOT g.confidential THEN g.intake_line END,
               'confidential', g.confidential,
               'units', CASE WHEN NOT g.confidential THEN h.units END, 'unit', p.unit,
               'state', h.state, 'expires_at', housing.rfc3339(h.expires_at),
               'time_zone', CASE WHEN NOT g.confidential THEN g.time_zone END,
               'extensions', h.extensions)
      FROM (
        SELECT a.id FROM housing.account a
         WHERE a.suspended_at IS NOT NULL OR a.disabled_at IS NOT NULL
            OR a.role <> 'responder'
        UNION
        SELECT a.id FROM housing.organization o JOIN housing.account a ON a.organization_id = o.id
         WHERE o.suspended_at IS NOT NULL) gone
      JOIN housing.hold h ON h.account_id = gone.id AND h.state IN ('requested', 'active')
       AND h.kept_by = 'responder'
      JOIN housing.pool p ON p.id = h.pool_id
      JOIN housing.program g ON g.id = p.program_id
     WHERE housing.is_operator(p_caller) AND h.expires_at > housing.pool_clock(p)
     ORDER BY h.expires_at, h.id LIMIT 500
$$;
