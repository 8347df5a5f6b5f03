-- Decisions about what is new: an organization in its first stage, a program of which nobody has said
-- whether it is confidential, a pool that can be held only by a call. Of confidential programs the
-- operator is shown what outsiders are.

-- A program by the id under which an operator knows it.
CREATE OR REPLACE FUNCTION housing.program_known_as(p_id uuid) RETURNS housing.program
LANGUAGE sql STABLE AS $$
    SELECT g FROM housing.program g
     WHERE CASE WHEN g.confidential THEN g.alias_id ELSE g.id END = p_id
$$;

CREATE OR REPLACE FUNCTION housing.program_label(g housing.program) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN g.confidential THEN housing.program_alias(g) ELSE g.name END
$$;

CREATE OR REPLACE FUNCTION housing.region_told(g housing.program) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN g.confidential THEN housing.outsider_region(g.region_code)
        ELSE jsonb_build_object('region', g.region_code,
                                'region_label', housing.region_label(g.region_code)) END
$$;

-- What waits for a decision, of one kind: organization, program or pool. p_region narrows programs and
-- pools to the region that outsiders are told.
CREATE OR REPLACE FUNCTION housing_api.list_vetting_v1(
    p_caller uuid, p_kind text, p_region text, p_rows_max integer
) RETURNS TABLE (item jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT s.item FROM (
        SELECT jsonb_build_object('kind', 'organization', 'id', t.told -> 'id',
                   'name', t.told -> 'name', 'stage', o.stage,
                   'confidential', NOT (t.told ->> 'listed')::boolean,
                   'imported', o.source IS NOT NULL) AS item, t.told ->> 'name' AS sorted
          FROM housing.organization o
         CROSS JOIN LATERAL (SELECT housing.organization_told(o) AS told) t
         WHERE p_kind = 'organization' AND p_region IS NULL
           AND o.stage <> 'full' AND o.suspended_at IS NULL
        UNION ALL
        SELECT jsonb_build_object('kind', 'program',
                   'id', CASE WHEN g.confidential THEN g.alias_id ELSE g.id END,
                   'name', housing.program_label(g), 'confidential', g.confidential,
                   'program_kind', g.kind, 'imported', g.source IS NOT NULL,
                   'region_label', r.told ->> 'region_label'), housing.program_label(g)
          FROM housing.program g
         CROSS JOIN LATERAL (SELECT housing.region_told(g) AS told) r
         WHERE p_kind = 'program' AND g.vetted_at IS NULL
           AND (p_region IS NULL OR r.told ->> 'region' = p_region)
        UNION ALL
        SELECT jsonb_build_object('kind', 'pool', 'id', p.id,
                   'name', housing.program_label(g), 'confidential', g.confidential,
                   'pool_name', CASE WHEN NOT g.confidential THEN p.name END,
                   'program_kind', g.kind, 'unit', p.unit, 'imported', p.source IS NOT NULL,
                   'region_label', r.told ->> 'region_label'),
               housing.program_label(g)
          FROM housing.pool p JOIN housing.program g ON g.id = p.program_id
         CROSS JOIN LATERAL (SELECT housing.region_told(g) AS told) r
         WHERE p_kind = 'pool' AND p.unit NOT IN ('service', 'slot')
           -- What a confidential program has decided itself is nobody else's to know: those wait
           -- until the operator has looked, whatever stands there.
           AND p.policy_decided_at IS NULL
           AND (g.confidential OR (p.hold_policy = 'call_only' AND NOT EXISTS (
                SELECT FROM housing.policy_consent c WHERE c.pool_id = p.id)))
           AND (p_region IS NULL OR r.told ->> 'region' = p_region)) s
     WHERE housing.is_operator(p_caller)
     ORDER BY s.sorted, s.item ->> 'id' LIMIT p_rows_max
$$;

-- Lets an organization see what a new one may not yet, or takes that back: it opens or closes all
-- confidential programs to it, so who does it proves anew who they are.
CREATE OR REPLACE FUNCTION housing_api.set_stage_v1(
    p_caller uuid, p_credential bytea, p_organization_id uuid, p_stage text,
    OUT code text, OUT organization jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    whose constant uuid := housing.organization_known_as(p_organization_id);
BEGIN
    code := housing.operator_refusal(p_caller, p_credential);
    IF code IS NOT NULL THEN RETURN; END IF;
    UPDATE housing.organization o SET stage = p_stage WHERE o.id = whose AND o.stage <> p_stage;
    IF FOUND THEN
        PERFORM housing.note_operator(p_caller, 'stage_' || p_stage, 'organization', whose);
        PERFORM pg_notify('housing_changes', 'sight:');
    END IF;
    SELECT housing.organization_view(o, true) || (housing.organization_told(o) - 'listed')
      INTO organization FROM housing.organization o WHERE o.id = whose;
    code := CASE WHEN organization IS NULL THEN 'organization_not_found' ELSE 'ok' END;
END
$$;

-- Says whether a program is confidential. That one is not must be meant: who says so proves anew who
-- they are, its name is given with it, as its organization gave it, and a wrong one is refused without
-- a word about the right one. One that becomes confidential keeps no address in the directory, so that
-- none comes back should somebody change their mind.
CREATE OR REPLACE FUNCTION housing_api.vet_program_v1(
    p_caller uuid, p_credential bytea, p_program_id uuid, p_confidential boolean, p_name text,
    OUT code text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    g housing.program;
    vsp boolean;
BEGIN
    IF NOT housing.is_operator(p_caller) THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    IF NOT p_confidential THEN
        code := housing.operator_refusal(p_caller, p_credential);
        IF code IS NOT NULL THEN RETURN; END IF;
    END IF;
    g := housing.program_known_as(p_program_id);
    IF g.id IS NULL THEN
        code := 'program_not_found';
        RETURN;
    END IF;
    PERFORM housing.import_lock_pools(g.id);
    SELECT * INTO g FROM housing.program x WHERE x.id = g.id FOR NO KEY UPDATE;
    IF NOT p_confidential AND g.confidential THEN
        -- Guesses at a name are noted and bounded: five an hour.
        IF (SELECT count(*) FROM housing.operator_event e
             WHERE e.account_id = p_caller AND e.action = 'name_not_matched'
               AND e.at > housing.service_clock() - interval '1 hour') >= 5 THEN
            code := 'rate_limited';
            RETURN;
        END IF;
        IF lower(btrim(coalesce(p_name, ''))) <> lower(g.name) THEN
            PERFORM housing.note_operator(
                p_caller, 'name_not_matched', 'program', p_program_id);
            code := 'program_name_not_matched';
            RETURN;
        END IF;
        PERFORM housing.show_program(g.id);
    ELSIF p_confidential AND NOT g.confidential THEN
        IF EXISTS (SELECT FROM housing.pool p
                    WHERE p.program_id = g.id AND p.unit IN ('service', 'slot')) THEN
            code := 'confidential_no_slots';
            RETURN;
        END IF;
        UPDATE housing.program
           SET confidential = true, public_by_operator_at = NULL, disclosure = 'shelter_calls_you'
         WHERE id = g.id;
        DELETE FROM housing.site s WHERE s.program_id = g.id;
        PERFORM housing.hide_pools(g.id);
    END IF;
    UPDATE housing.program SET vetted_at = housing.service_clock() WHERE id = g.id;
    PERFORM housing.note_operator(p_caller,
        CASE WHEN p_confidential THEN 'vetted_confidential' ELSE 'vetted_public' END,
        'program', g.id);
    IF p_confidential <> g.confidential THEN
        PERFORM housing.import_publish(
            (SELECT array_agg(p.id) FROM housing.pool p WHERE p.program_id = g.id));
    END IF;
    code := 'ok';
END
$$;

-- Ends a program's confidentiality. The caller holds its pools' locks and publishes them.
CREATE OR REPLACE FUNCTION housing.show_program(p_program_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    UPDATE housing.program
       SET confidential = false, public_by_operator_at = housing.service_clock()
     WHERE id = p_program_id;
    -- Consoles keep the pool with the greatest version, so the insiders' one must pass the outsiders'.
    UPDATE housing.pool SET version = greatest(version, outsider_version)
     WHERE program_id = p_program_id;
    UPDATE housing.hold h SET version = h.version + 1, pool_version = p.version + 1
      FROM housing.pool p
     WHERE p.id = h.pool_id AND p.program_id = p_program_id
       AND (h.ended_at IS NULL OR h.ended_at > housing.service_clock() - interval '24 hours');
END
$$;

-- The operator's decision about how a pool may be held; null leaves it as it stands. More than a call
-- needs the shelter's agreement, recorded with who gave it and how; a confidential program is never
-- instant.
CREATE OR REPLACE FUNCTION housing_api.decide_policy_v1(
    p_caller uuid, p_pool_id uuid, p_policy text, p_consent_by text, p_consent_how text,
    OUT code text
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    now_at timestamptz;
    settled integer;
BEGIN
    IF NOT housing.is_operator(p_caller) THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    p := housing.lock_pool(p_pool_id);
    now_at := housing.pool_clock(p);
    code := CASE
        WHEN p.id IS NULL THEN 'pool_not_found'
        WHEN p.unit = 'service' AND p_policy <> 'call_only' THEN 'pool_not_counted'
        WHEN p_policy = 'instant' AND (
            SELECT g.confidential FROM housing.program g WHERE g.id = p.program_id)
            THEN 'confidential_never_instant'
        WHEN p_policy <> 'call_only' AND (p_consent_by IS NULL OR p_consent_how IS NULL)
            THEN 'consent_required'
        ELSE 'ok' END;
    IF code <> 'ok' THEN
        RETURN;
    END IF;
    settled := housing.settle_pool(p, now_at);
    UPDATE housing.pool SET hold_policy = coalesce(p_policy, hold_policy), policy_decided_at = now_at
     WHERE id = p_pool_id;
    IF p.hold_policy <> p_policy THEN
        INSERT INTO housing.policy_consent (
            pool_id, at, actor_role, account_id, policy_from, policy_to, consent_by, consent_how)
        VALUES (p_pool_id, now_at, 'operator', p_caller, p.hold_policy, p_policy,
                CASE WHEN p_policy <> 'call_only' THEN p_consent_by END,
                CASE WHEN p_policy <> 'call_only' THEN p_consent_how END);
    END IF;
    PERFORM housing.note_operator(
        p_caller, 'policy_' || coalesce(p_policy, 'kept'), 'pool', p_pool_id);
    IF settled > 0 OR p.hold_policy <> p_policy THEN
        PERFORM housing.publish_pool(p_pool_id, now_at, false);
    END IF;
END
$$;
