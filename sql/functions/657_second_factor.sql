-- Authenticator apps and recovery codes. The secret of an app comes in and goes out sealed.

-- Whether this session may change how its account signs in: it was proven within the last minutes, or it
-- has just begun and may do nothing else.
CREATE OR REPLACE FUNCTION housing.may_change_sign_in(p_caller uuid, p_credential bytea)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT housing.has_stepped_up(p_caller, p_credential) OR EXISTS (
        SELECT FROM (SELECT housing.service_clock() AS at) now
          JOIN housing.session s ON s.token_hash = p_credential AND s.account_id = p_caller
         WHERE s.must_enroll AND s.expires_at > now.at
           AND NOT housing.session_is_locked(s, now.at)
           AND greatest(s.created_at, s.stepped_up_at) > now.at - interval '15 minutes'
           AND EXISTS (SELECT FROM housing.caller_of(p_caller)))
$$;

-- New recovery codes in place of those before. The session that set up the second factor is let in
-- whole; others that were to set one up end, for they have shown a password and nothing else.
CREATE OR REPLACE FUNCTION housing.factor_is_on(
    p_caller uuid, p_credential bytea, p_code_hashes bytea[]
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF cardinality(p_code_hashes) > 0 THEN
        DELETE FROM housing.recovery_code r WHERE r.account_id = p_caller;
        INSERT INTO housing.recovery_code (account_id, code_hash)
        SELECT p_caller, unnest(p_code_hashes);
    END IF;
    UPDATE housing.session s SET must_enroll = false
     WHERE s.account_id = p_caller AND s.must_enroll AND s.token_hash = p_credential;
    DELETE FROM housing.session s WHERE s.account_id = p_caller AND s.must_enroll;
    PERFORM housing.note_own(p_caller, 'second_factor_set');
END
$$;

CREATE OR REPLACE FUNCTION housing_api.begin_totp_v1(
    p_caller uuid, p_credential bytea, p_sealed_secret bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.may_change_sign_in(p_caller, p_credential) THEN
        RETURN 'step_up_required';
    END IF;
    INSERT INTO housing.totp AS t (account_id, sealed_secret, added_on)
    VALUES (p_caller, p_sealed_secret, housing.service_clock()::date)
    ON CONFLICT (account_id) DO UPDATE
       SET sealed_secret = excluded.sealed_secret, last_step = 0, added_on = excluded.added_on
     WHERE t.confirmed_at IS NULL;
    RETURN CASE WHEN FOUND THEN 'ok' ELSE 'second_factor_already_set' END;
END
$$;

-- Takes one try at a code, of an app that is on or (`p_confirmed` false) about to be. `step` is the
-- present time step of thirty seconds by the database's clock. No secret: none fits. A recovery code has
-- no p_tries_max: nobody guesses one, and who knows a password must not keep its owner out by wrong codes.
CREATE OR REPLACE FUNCTION housing.take_code_try(
    p_account_id uuid, p_confirmed boolean, p_tries_max integer,
    OUT wait_seconds integer, OUT sealed_secret bytea, OUT step bigint
) RETURNS record LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    wait_seconds := CASE WHEN p_tries_max IS NULL THEN 0
        ELSE housing.take_credential_try(p_account_id, 'code', p_tries_max) END;
    IF wait_seconds > 0 THEN RETURN; END IF;
    SELECT t.sealed_secret INTO sealed_secret FROM housing.totp t
     WHERE t.account_id = p_account_id AND (t.confirmed_at IS NOT NULL) = p_confirmed;
    step := floor(extract(epoch FROM housing.service_clock()) / 30);
END
$$;

CREATE OR REPLACE FUNCTION housing_api.take_own_code_try_v1(
    p_caller uuid, p_credential bytea, p_confirmed boolean, p_tries_max integer,
    OUT wait_seconds integer, OUT sealed_secret bytea, OUT step bigint
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    wait_seconds := 0;
    PERFORM FROM housing.session s
      WHERE s.token_hash = p_credential AND s.account_id = p_caller
        AND s.expires_at > housing.service_clock()
        AND EXISTS (SELECT FROM housing.caller_of(p_caller));
    IF NOT FOUND THEN RETURN; END IF;
    SELECT t.wait_seconds, t.sealed_secret, t.step INTO wait_seconds, sealed_secret, step
      FROM housing.take_code_try(p_caller, p_confirmed, p_tries_max) t;
END
$$;

-- Uses up a code that fits: the app's code of this time step, unless it or a later one was used, or a
-- recovery code. Whoever comes second waits for the row and finds it used.
CREATE OR REPLACE FUNCTION housing.use_code(p_account_id uuid, p_step bigint, p_code_hash bytea)
RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF p_step IS NOT NULL THEN
        UPDATE housing.totp t SET last_step = p_step
         WHERE t.account_id = p_account_id AND t.confirmed_at IS NOT NULL
           AND t.last_step < p_step;
    ELSE
        DELETE FROM housing.recovery_code r
         WHERE r.account_id = p_account_id AND r.code_hash = p_code_hash;
    END IF;
    RETURN FOUND;
END
$$;

-- The app is on from now on. `p_sealed_secret` is what the code was compared with.
CREATE OR REPLACE FUNCTION housing_api.confirm_totp_v1(
    p_caller uuid, p_credential bytea, p_sealed_secret bytea, p_step bigint, p_code_hashes bytea[]
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    -- One at a time: who comes second may no longer be there.
    PERFORM FROM housing.account a WHERE a.id = p_caller FOR NO KEY UPDATE;
    IF NOT housing.may_change_sign_in(p_caller, p_credential) THEN
        RETURN 'step_up_required';
    END IF;
    UPDATE housing.totp t SET confirmed_at = housing.service_clock(), last_step = p_step
     WHERE t.account_id = p_caller AND t.confirmed_at IS NULL
       AND t.sealed_secret = p_sealed_secret;
    IF NOT FOUND THEN RETURN 'code_failed'; END IF;
    DELETE FROM housing.credential_try t WHERE t.account_id = p_caller AND t.kind = 'code';
    PERFORM housing.factor_is_on(p_caller, p_credential, p_code_hashes);
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.renew_recovery_codes_v1(
    p_caller uuid, p_credential bytea, p_code_hashes bytea[]
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.has_stepped_up(p_caller, p_credential) THEN RETURN 'step_up_required'; END IF;
    IF NOT housing.has_second_factor(p_caller) THEN RETURN 'second_factor_not_found'; END IF;
    PERFORM housing.factor_is_on(p_caller, p_credential, p_code_hashes);
    RETURN 'ok';
END
$$;

-- Takes away the app (null) or one passkey, unless it is the last of a role that must have one. With the
-- last of all go the recovery codes.
CREATE OR REPLACE FUNCTION housing_api.remove_factor_v1(
    p_caller uuid, p_credential bytea, p_passkey_id uuid, p_roles_with_factor text[]
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.has_stepped_up(p_caller, p_credential) THEN RETURN 'step_up_required'; END IF;
    -- One removal at a time, so that two at once do not each leave the other.
    PERFORM FROM housing.account a WHERE a.id = p_caller FOR NO KEY UPDATE;
    IF p_passkey_id IS NULL THEN
        PERFORM FROM housing.totp t WHERE t.account_id = p_caller AND t.confirmed_at IS NOT NULL;
    ELSE
        PERFORM FROM housing.passkey k WHERE k.account_id = p_caller AND k.id = p_passkey_id;
    END IF;
    IF NOT FOUND THEN RETURN 'second_factor_not_found'; END IF;
    IF (SELECT c.role = ANY (p_roles_with_factor) FROM housing.caller_of(p_caller) c)
       AND (SELECT count(*) FROM housing.passkey k WHERE k.account_id = p_caller)
           + (SELECT count(*) FROM housing.totp t
               WHERE t.account_id = p_caller AND t.confirmed_at IS NOT NULL) < 2 THEN
        RETURN 'second_factor_last';
    END IF;
    DELETE FROM housing.totp t WHERE t.account_id = p_caller AND p_passkey_id IS NULL;
    DELETE FROM housing.passkey k WHERE k.account_id = p_caller AND k.id = p_passkey_id;
    DELETE FROM housing.recovery_code r
     WHERE r.account_id = p_caller AND NOT housing.has_second_factor(p_caller);
    PERFORM housing.note_own(p_caller, 'second_factor_removed');
    RETURN 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.step_up_by_code_v1(
    p_caller uuid, p_credential bytea, p_step bigint, p_code_hash bytea, p_new_hash bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.use_code(p_caller, p_step, p_code_hash) THEN RETURN 'code_failed'; END IF;
    RETURN CASE WHEN housing.step_up(p_caller, p_credential, p_new_hash, 'code')
                THEN 'ok' ELSE 'step_up_failed' END;
END
$$;

-- Takes one try at the second step of signing in. `is_open` is false for a ticket that is over.
CREATE OR REPLACE FUNCTION housing_api.take_ticket_try_v1(
    p_ticket_hash bytea, p_tries_max integer,
    OUT is_open boolean, OUT wait_seconds integer, OUT sealed_secret bytea, OUT step bigint,
    OUT account_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    SELECT k.account_id INTO take_ticket_try_v1.account_id FROM housing.sign_in_ticket k
     WHERE k.ticket_hash = p_ticket_hash AND k.expires_at > housing.service_clock()
       AND EXISTS (SELECT FROM housing.caller_of(k.account_id));
    is_open := FOUND;
    IF NOT is_open THEN RETURN; END IF;
    SELECT t.wait_seconds, t.sealed_secret, t.step INTO wait_seconds, sealed_secret, step
      FROM housing.take_code_try(take_ticket_try_v1.account_id, true, p_tries_max) t;
END
$$;

-- The second step: the ticket and the code are used up together, and the session begins. Null when
-- either is over.
CREATE OR REPLACE FUNCTION housing_api.open_session_by_code_v1(
    p_ticket_hash bytea, p_step bigint, p_code_hash bytea, p_token_hash bytea, p_limits jsonb,
    p_device_hash bytea, p_browser text
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    whose uuid;
    first_said text;
    desk uuid;
BEGIN
    SELECT k.account_id, k.opened_with INTO whose, first_said FROM housing.sign_in_ticket k
     WHERE k.ticket_hash = p_ticket_hash AND k.expires_at > housing.service_clock() FOR UPDATE;
    IF whose IS NULL OR NOT housing.use_code(whose, p_step, p_code_hash) THEN
        RETURN NULL;
    END IF;
    DELETE FROM housing.sign_in_ticket k WHERE k.ticket_hash = p_ticket_hash;
    DELETE FROM housing.credential_try t WHERE t.account_id = whose;
    desk := housing.desk_of_staff(whose, p_device_hash);
    DELETE FROM housing.pin_try t WHERE desk IS NOT NULL AND t.account_id = whose;
    RETURN housing.start_session(whose, p_token_hash, p_limits, desk,
        CASE WHEN p_step IS NULL AND first_said = 'password' THEN 'recovery_code'
             ELSE first_said END, p_browser, false);
END
$$;
