-- The people of an organization: who they are, what they may do, and that they have left.

-- Whether the caller looks after the people of this organization by name: its coordinator, or an
-- operator where everybody may know of the organization.
CREATE OR REPLACE FUNCTION housing.keeps_people_of(p_caller uuid, p_organization_id uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM housing.caller_of(p_caller) c JOIN housing.account a ON a.id = c.account_id
         WHERE CASE WHEN c.role = 'operator' THEN housing.operator_may_name(p_organization_id)
                    ELSE a.coordinator AND c.organization_id = p_organization_id END)
$$;

-- People by sign-in name. Without an organization, for an operator: their own colleagues.
CREATE OR REPLACE FUNCTION housing_api.list_people_v1(p_caller uuid, p_organization_id uuid)
RETURNS TABLE (person jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
               'id', a.id, 'sign_in_name', a.login, 'role', a.role, 'coordinator', a.coordinator,
               'last_seen_on', greatest(a.last_seen_on, (
                    SELECT max(s.last_seen_at)::date FROM housing.session s
                     WHERE s.account_id = a.id)),
               'suspended', a.suspended_at IS NOT NULL, 'you', a.id = p_caller,
               'second_factor', housing.has_second_factor(a.id))
      FROM housing.caller_of(p_caller) c
      JOIN housing.account a
        ON a.organization_id IS NOT DISTINCT FROM CASE
            WHEN c.role = 'operator' AND p_organization_id IS NULL THEN NULL
            ELSE housing.organization_kept(p_caller, p_organization_id) END
       AND (a.organization_id IS NOT NULL OR c.role = 'operator' AND p_organization_id IS NULL)
     WHERE a.disabled_at IS NULL AND housing.keeps_people_of(p_caller, a.organization_id)
     ORDER BY a.login NULLS LAST, a.id LIMIT 1000
$$;

-- Whatever opened something for this account opens nothing from now on.
CREATE OR REPLACE FUNCTION housing.forget_ways_in(p_account_id uuid) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at constant timestamptz := housing.service_clock();
BEGIN
    PERFORM housing.end_sessions(ARRAY[p_account_id]);
    DELETE FROM housing.account_pin n WHERE n.account_id = p_account_id;
    DELETE FROM housing.pin_try t WHERE t.account_id = p_account_id;
    DELETE FROM housing.totp x WHERE x.account_id = p_account_id;
    DELETE FROM housing.passkey x WHERE x.account_id = p_account_id;
    DELETE FROM housing.single_sign_on l WHERE l.account_id = p_account_id;
    DELETE FROM housing.recovery_code x WHERE x.account_id = p_account_id;
    DELETE FROM housing.sign_in_ticket x WHERE x.account_id = p_account_id;
    DELETE FROM housing.credential_try x WHERE x.account_id = p_account_id;
    DELETE FROM housing.pool_watch w WHERE w.account_id = p_account_id;
    UPDATE housing.access_token t SET revoked_at = now_at
     WHERE t.account_id = p_account_id AND t.revoked_at IS NULL;
    UPDATE housing.count_link l SET revoked_at = now_at
     WHERE l.account_id = p_account_id AND l.revoked_at IS NULL;
    UPDATE housing.invitation i SET ended_at = now_at
     WHERE i.made_by = p_account_id AND i.ended_at IS NULL;
END
$$;

-- The account that somebody is about to change, locked; null code when they may.
CREATE OR REPLACE FUNCTION housing.find_colleague(
    p_caller uuid, p_credential bytea, p_account_id uuid, OUT code text, OUT a housing.account
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    code := housing.keeper_refusal(p_caller, p_credential);
    IF code IS NOT NULL THEN RETURN; END IF;
    SELECT * INTO a FROM housing.account x WHERE x.id = p_account_id FOR NO KEY UPDATE;
    code := CASE
        WHEN a.id IS NULL OR NOT housing.keeps_people_of(p_caller, a.organization_id)
            THEN 'account_not_found'
        WHEN a.id = p_caller THEN 'not_yourself' END;
END
$$;

-- Somebody has left: nothing of theirs opens anything, and their sign-in name is free again. What they
-- hold stays held, and goes to the operator to look after. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.end_account_v1(
    p_caller uuid, p_credential bytea, p_account_id uuid
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    f record;
BEGIN
    f := housing.find_colleague(p_caller, p_credential, p_account_id);
    IF f.code IS NOT NULL THEN RETURN f.code; END IF;
    IF (f.a).disabled_at IS NOT NULL THEN RETURN 'ok'; END IF;
    UPDATE housing.account x
       SET disabled_at = housing.service_clock(), login = NULL, password_hash = NULL,
           coordinator = false, suspended_at = NULL, suspended_for = NULL, last_seen_on = NULL
     WHERE x.id = p_account_id;
    PERFORM housing.forget_ways_in(p_account_id);
    PERFORM housing.publish_stops('{}', ARRAY[p_account_id]);
    PERFORM housing.note_people(
        p_caller, (f.a).organization_id, 'account_ended', 'account', p_account_id);
    RETURN 'ok';
END
$$;

-- Somebody does other work from now on. They sign in anew, with the password they had. What they hold
-- as a responder stays held; who is one no longer has no page to look after it, so the operator does.
CREATE OR REPLACE FUNCTION housing_api.change_role_v1(
    p_caller uuid, p_credential bytea, p_account_id uuid, p_role text, p_coordinator boolean
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    f record;
BEGIN
    f := housing.find_colleague(p_caller, p_credential, p_account_id);
    IF f.code IS NOT NULL THEN RETURN f.code; END IF;
    IF (f.a).disabled_at IS NOT NULL OR (f.a).organization_id IS NULL THEN
        RETURN 'account_not_found';
    END IF;
    IF NOT housing.is_operator(p_caller)
       AND NOT housing.has_role((f.a).organization_id, p_role) THEN
        RETURN 'not_allowed';
    END IF;
    IF ((f.a).role, (f.a).coordinator) IS NOT DISTINCT FROM (p_role, p_coordinator) THEN
        RETURN 'ok';
    END IF;
    UPDATE housing.account x SET role = p_role, coordinator = p_coordinator
     WHERE x.id = p_account_id;
    PERFORM housing.forget_ways_in(p_account_id);
    PERFORM housing.publish_stops('{}', ARRAY[p_account_id]);
    PERFORM housing.note_people(
        p_caller, (f.a).organization_id, 'role_changed', 'account', p_account_id);
    RETURN 'ok';
END
$$;

-- A new organization, which nobody is in yet. The caller makes the id; repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.put_organization_v1(
    p_caller uuid, p_credential bytea, p_organization_id uuid, p_name text, p_vsp boolean,
    OUT code text, OUT organization jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    o housing.organization;
BEGIN
    code := housing.operator_refusal(p_caller, p_credential);
    IF code IS NOT NULL THEN RETURN; END IF;
    INSERT INTO housing.organization AS x (id, name, victim_service_provider, stage)
    VALUES (p_organization_id, p_name, p_vsp, 'invited')
    ON CONFLICT (id) DO NOTHING RETURNING * INTO o;
    IF o.id IS NOT NULL THEN
        PERFORM housing.note_people(
            p_caller, o.id, 'organization_invited', 'organization', o.id);
        code := 'created';
    ELSE
        SELECT * INTO o FROM housing.organization x
         WHERE x.id = p_organization_id AND x.name = p_name
           AND x.victim_service_provider = p_vsp AND x.source IS NULL;
        code := CASE WHEN o.id IS NULL THEN 'organization_id_reused' ELSE 'exists' END;
        IF o.id IS NULL THEN RETURN; END IF;
    END IF;
    organization := housing.organization_told(o) || jsonb_build_object('stage', o.stage);
END
$$;
