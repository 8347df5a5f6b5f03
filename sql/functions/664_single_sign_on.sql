-- Signing in by an agency's own provider: only to an account that was linked before.

-- A session for the account linked to this person; null when there is none that may sign in. What the
-- provider asks is not known here, so it stands for the password only: a second factor is said as well.
-- Staff's session at a desk of their own belongs to that desk, and locks as soon as any there.
CREATE OR REPLACE FUNCTION housing_api.open_single_sign_on_session_v2(
    p_subject_hash bytea, p_token_hash bytea, p_limits jsonb, p_device_hash bytea, p_browser text,
    p_roles_with_factor text[]
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    linked uuid;
    who text;
BEGIN
    -- Whoever unlinks at the same moment waits, or has been first.
    SELECT l.account_id INTO linked FROM housing.single_sign_on l
     WHERE l.subject_hash = p_subject_hash FOR SHARE;
    IF linked IS NULL THEN RETURN NULL; END IF;
    SELECT a.role INTO who FROM housing.member_of(linked) a;
    IF who IS NULL THEN RETURN NULL; END IF;
    IF housing.has_second_factor(linked) THEN
        PERFORM housing.give_ticket(linked, p_token_hash, 'single_sign_on');
        RETURN '{}';
    END IF;
    RETURN housing.start_session(
        linked, p_token_hash, p_limits, housing.desk_of_staff(linked, p_device_hash),
        'single_sign_on', p_browser, who = ANY (p_roles_with_factor));
END
$$;

-- From now on this person signs in to the caller's account, and whoever did before does not.
CREATE OR REPLACE FUNCTION housing_api.link_single_sign_on_v1(
    p_caller uuid, p_credential bytea, p_subject_hash bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    answered text;
BEGIN
    IF NOT housing.has_stepped_up(p_caller, p_credential) THEN RETURN 'step_up_required'; END IF;
    answered := housing.link_single_sign_on(p_caller, p_subject_hash);
    IF answered <> 'done' THEN RETURN answered; END IF;
    PERFORM housing.note_own(p_caller, 'single_sign_on_linked');
    PERFORM housing.end_single_sign_on(p_caller, p_credential);
    RETURN answered;
END
$$;

-- What whoever was linked has opened, or is about to, must not outlast that, but for the session that
-- says so.
CREATE OR REPLACE FUNCTION housing.end_single_sign_on(p_account_id uuid, p_credential bytea)
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    DELETE FROM housing.session s
     WHERE s.account_id = p_account_id AND s.opened_with = 'single_sign_on'
       AND s.token_hash <> p_credential;
    DELETE FROM housing.sign_in_ticket k
     WHERE k.account_id = p_account_id AND k.opened_with = 'single_sign_on';
    PERFORM housing.off_duty_without_session(ARRAY[p_account_id]);
END
$$;

-- The same for an account that is just being joined by an invitation.
CREATE OR REPLACE FUNCTION housing.link_single_sign_on(p_account_id uuid, p_subject_hash bytea)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    INSERT INTO housing.single_sign_on AS l (account_id, subject_hash, linked_on)
    VALUES (p_account_id, p_subject_hash, housing.service_clock()::date)
    ON CONFLICT (account_id) DO UPDATE
       SET subject_hash = excluded.subject_hash, linked_on = excluded.linked_on
     WHERE l.subject_hash <> excluded.subject_hash;
    RETURN 'done';
EXCEPTION WHEN unique_violation THEN
    RETURN 'single_sign_on_taken';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.unlink_single_sign_on_v1(p_caller uuid, p_credential bytea)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.has_stepped_up(p_caller, p_credential) THEN RETURN 'step_up_required'; END IF;
    DELETE FROM housing.single_sign_on l WHERE l.account_id = p_caller;
    IF FOUND THEN PERFORM housing.note_own(p_caller, 'single_sign_on_unlinked'); END IF;
    PERFORM housing.end_single_sign_on(p_caller, p_credential);
    RETURN 'done';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.is_linked_for_single_sign_on_v1(p_caller uuid)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT EXISTS (SELECT FROM housing.single_sign_on l WHERE l.account_id = p_caller)
$$;

-- Asked before the way to the provider begins, so that nobody is turned back at its end.
CREATE OR REPLACE FUNCTION housing_api.may_link_single_sign_on_v1(p_caller uuid, p_credential bytea)
RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.has_stepped_up(p_caller, p_credential)
$$;
