-- Ways in: a link for one person, good once and for a few days. Its secret is known to who was given
-- it; here is only a hash of it.

-- Whose people a caller looks after: a coordinator those of their organization, an operator those of
-- every organization. p_organization_id is the id under which the caller knows it; null is their own.
CREATE OR REPLACE FUNCTION housing.organization_kept(p_caller uuid, p_organization_id uuid)
RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN c.role = 'operator' THEN housing.organization_known_as(p_organization_id)
        WHEN a.coordinator AND coalesce(p_organization_id, c.organization_id) = c.organization_id
            THEN c.organization_id END
      FROM housing.caller_of(p_caller) c JOIN housing.account a ON a.id = c.account_id
$$;

-- Whether somebody of this organization has this role already: coordinators invite no new kind.
CREATE OR REPLACE FUNCTION housing.has_role(p_organization_id uuid, p_role text) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM housing.account a
                    WHERE a.organization_id = p_organization_id AND a.role = p_role
                      AND a.disabled_at IS NULL)
$$;

-- The invitation behind a link while it may be used: whoever made it still may, and its organization
-- is not suspended.
CREATE OR REPLACE FUNCTION housing.invitation_of(p_token_hash bytea)
RETURNS SETOF housing.invitation LANGUAGE sql STABLE AS $$
    SELECT i.* FROM housing.invitation i
      JOIN housing.organization o ON o.id = i.organization_id AND o.suspended_at IS NULL
      JOIN housing.caller_of(i.made_by) c ON true
      JOIN housing.account a ON a.id = c.account_id
     WHERE i.token_hash = p_token_hash AND i.ended_at IS NULL
       AND i.expires_at > housing.service_clock()
       AND (c.role = 'operator' OR (a.coordinator AND c.organization_id = i.organization_id))
$$;

CREATE OR REPLACE FUNCTION housing_api.make_invitation_v1(
    p_caller uuid, p_credential bytea, p_organization_id uuid, p_role text, p_coordinator boolean,
    p_token_hash bytea, p_seconds integer, OUT code text, OUT invitation_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    whose constant uuid := housing.organization_kept(p_caller, p_organization_id);
    now_at timestamptz;
BEGIN
    code := housing.keeper_refusal(p_caller, p_credential);
    IF code IS NULL AND whose IS NULL THEN code := 'organization_not_found'; END IF;
    IF code IS NULL AND NOT housing.is_operator(p_caller) AND NOT housing.has_role(whose, p_role) THEN
        code := 'not_allowed';
    END IF;
    IF code IS NOT NULL THEN RETURN; END IF;
    PERFORM FROM housing.organization o WHERE o.id = whose FOR NO KEY UPDATE;
    now_at := housing.service_clock();
    IF (SELECT count(*) FROM housing.invitation i WHERE i.organization_id = whose
           AND i.ended_at IS NULL AND i.expires_at > now_at) >= 20 THEN
        code := 'invitation_limit_reached';
        RETURN;
    END IF;
    INSERT INTO housing.invitation AS i (
        token_hash, organization_id, role, coordinator, made_by, made_at, expires_at)
    VALUES (p_token_hash, whose, p_role, p_coordinator, p_caller, now_at,
            now_at + p_seconds * interval '1 second')
    RETURNING i.id INTO make_invitation_v1.invitation_id;
    PERFORM housing.note_people(p_caller, whose, 'invited', 'invitation', invitation_id);
    code := 'ok';
END
$$;

-- Why a caller may not look after people; null when they may.
CREATE OR REPLACE FUNCTION housing.keeper_refusal(p_caller uuid, p_credential bytea) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN NOT EXISTS (
            SELECT FROM housing.caller_of(p_caller) c JOIN housing.account a ON a.id = c.account_id
             WHERE c.role = 'operator' OR a.coordinator) THEN 'not_allowed'
        WHEN NOT housing.has_stepped_up(p_caller, p_credential) THEN 'step_up_required' END
$$;

CREATE OR REPLACE FUNCTION housing.note_people(
    p_caller uuid, p_organization_id uuid, p_action text, p_kind text, p_id uuid
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    PERFORM housing.note_operator(p_caller, p_action, p_kind, p_id);
    PERFORM housing.note(p_organization_id, p_caller, p_action, p_kind, p_id);
END
$$;

-- What a link shows before it is used: the role, and the organization's name where everybody may know
-- of it, because services that look at links before people do read this too. Null: no such link.
CREATE OR REPLACE FUNCTION housing_api.invitation_v1(p_token_hash bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object('role', i.role,
               'organization_name', CASE WHEN housing.is_listed(o) THEN o.name END)
      FROM housing.invitation_of(p_token_hash) i
      JOIN housing.organization o ON o.id = i.organization_id
$$;

-- Uses a link: of two that come at once one makes the account. Null code: no such link. A sign-in name
-- that is taken leaves the link as it was.
CREATE OR REPLACE FUNCTION housing_api.join_v1(
    p_token_hash bytea, p_login text, p_password_hash text, OUT code text, OUT account_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    i housing.invitation;
BEGIN
    PERFORM FROM housing.invitation x WHERE x.token_hash = p_token_hash FOR UPDATE;
    SELECT * INTO i FROM housing.invitation_of(p_token_hash);
    IF i.id IS NULL THEN RETURN; END IF;
    INSERT INTO housing.account AS a (role, organization_id, login, password_hash, coordinator,
                                      created_at)
    VALUES (i.role, i.organization_id, p_login, p_password_hash, i.coordinator,
            housing.service_clock())
    ON CONFLICT DO NOTHING RETURNING a.id INTO join_v1.account_id;
    IF account_id IS NULL THEN
        code := 'sign_in_name_taken';
        RETURN;
    END IF;
    UPDATE housing.invitation x SET ended_at = housing.service_clock() WHERE x.id = i.id;
    PERFORM housing.note(i.organization_id, account_id, 'joined', 'invitation', i.id);
    code := 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.revoke_invitation_v1(
    p_caller uuid, p_credential bytea, p_invitation_id uuid
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    i housing.invitation;
    refusal constant text := housing.keeper_refusal(p_caller, p_credential);
BEGIN
    IF refusal IS NOT NULL THEN RETURN refusal; END IF;
    SELECT * INTO i FROM housing.invitation x WHERE x.id = p_invitation_id FOR UPDATE;
    IF i.id IS NULL OR NOT (housing.is_operator(p_caller)
                            OR housing.keeps_people_of(p_caller, i.organization_id)) THEN
        RETURN 'invitation_not_found';
    END IF;
    IF i.ended_at IS NULL THEN
        UPDATE housing.invitation x SET ended_at = housing.service_clock() WHERE x.id = i.id;
        PERFORM housing.note_people(
            p_caller, i.organization_id, 'invitation_revoked', 'invitation', i.id);
    END IF;
    RETURN 'ok';
END
$$;

-- Links that open something or might, the one that ends first at the top.
CREATE OR REPLACE FUNCTION housing_api.list_invitations_v1(p_caller uuid, p_organization_id uuid)
RETURNS TABLE (invitation jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object('id', i.id, 'role', i.role, 'coordinator', i.coordinator,
               'made_on', i.made_at::date, 'expires_at', housing.rfc3339(i.expires_at))
      FROM housing.invitation i
     WHERE i.organization_id = housing.organization_kept(p_caller, p_organization_id)
       AND i.ended_at IS NULL AND i.expires_at > housing.service_clock()
     ORDER BY i.expires_at, i.id LIMIT 100
$$;

CREATE OR REPLACE FUNCTION housing.purge_invitations(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT i.id FROM housing.invitation i
         WHERE least(i.ended_at, i.expires_at) <= p_now - interval '30 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.invitation x USING due d WHERE x.id = d.id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
