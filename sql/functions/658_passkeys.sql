-- Passkeys: public keys of people's own devices, and what they have to sign, each thing once.

CREATE OR REPLACE FUNCTION housing_api.make_passkey_challenge_v1(
    p_caller uuid, p_credential bytea, p_purpose text, p_challenge_hash bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
BEGIN
    IF p_purpose = 'register' AND NOT housing.may_change_sign_in(p_caller, p_credential) THEN
        RETURN 'step_up_required';
    END IF;
    -- Anybody may ask for one to sign in with, so there is an end to how many are kept. The oldest go
    -- first: who wants others to find none has to ask for all of them while somebody looks for a key.
    DELETE FROM housing.passkey_challenge c
     WHERE c.expires_at <= greatest(now_at, (
            SELECT k.expires_at FROM housing.passkey_challenge k
             WHERE p_purpose = 'sign_in' AND k.purpose = 'sign_in'
             ORDER BY k.expires_at DESC OFFSET 19999 LIMIT 1))
       AND (c.expires_at <= now_at OR c.purpose = 'sign_in');
    DELETE FROM housing.passkey_challenge c
     WHERE p_purpose <> 'sign_in' AND c.account_id = p_caller AND c.purpose = p_purpose;
    INSERT INTO housing.passkey_challenge (challenge_hash, purpose, account_id, expires_at)
    VALUES (p_challenge_hash, p_purpose, CASE WHEN p_purpose <> 'sign_in' THEN p_caller END,
            now_at + interval '5 minutes');
    RETURN 'ok';
END
$$;

-- Uses a challenge up; false for one that is over, used, or somebody else's.
CREATE OR REPLACE FUNCTION housing.use_challenge(
    p_challenge_hash bytea, p_purpose text, p_account_id uuid
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    DELETE FROM housing.passkey_challenge c
     WHERE c.challenge_hash = p_challenge_hash AND c.purpose = p_purpose
       AND c.account_id IS NOT DISTINCT FROM p_account_id
       AND c.expires_at > housing.service_clock();
    RETURN FOUND;
END
$$;

CREATE OR REPLACE FUNCTION housing_api.passkey_ids_v1(p_caller uuid)
RETURNS TABLE (credential_id bytea) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT k.credential_id FROM housing.passkey k JOIN housing.caller_of(p_caller) c
        ON c.account_id = k.account_id ORDER BY k.added_on, k.id
$$;

-- At most ten. Recovery codes come with the first second factor.
CREATE OR REPLACE FUNCTION housing_api.add_passkey_v1(
    p_caller uuid, p_credential bytea, p_challenge_hash bytea, p_credential_id bytea,
    p_public_key bytea, p_sign_count bigint, p_code_hashes bytea[], OUT code text,
    OUT codes_kept boolean
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    codes_kept := false;
    PERFORM FROM housing.account a WHERE a.id = p_caller FOR NO KEY UPDATE;
    IF NOT housing.may_change_sign_in(p_caller, p_credential) THEN
        code := 'step_up_required';
        RETURN;
    END IF;
    IF NOT housing.use_challenge(p_challenge_hash, 'register', p_caller) THEN
        code := 'passkey_failed';
        RETURN;
    END IF;
    IF (SELECT count(*) FROM housing.passkey k WHERE k.account_id = p_caller) >= 10 THEN
        code := 'passkey_limit_reached';
        RETURN;
    END IF;
    codes_kept := NOT housing.has_second_factor(p_caller);
    INSERT INTO housing.passkey (account_id, credential_id, public_key, sign_count, added_on)
    VALUES (p_caller, p_credential_id, p_public_key, p_sign_count, housing.service_clock()::date)
    ON CONFLICT (credential_id) DO NOTHING;
    IF NOT FOUND THEN
        code := 'passkey_failed';
        RETURN;
    END IF;
    PERFORM housing.factor_is_on(
        p_caller, p_credential, CASE WHEN codes_kept THEN p_code_hashes END);
    code := 'ok';
END
$$;

-- What a signature is compared with. Nothing for a passkey that nobody has.
CREATE OR REPLACE FUNCTION housing_api.passkey_v1(p_credential_id bytea)
RETURNS TABLE (account_id uuid, public_key bytea, sign_count bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT k.account_id, k.public_key, k.sign_count FROM housing.passkey k
     WHERE k.credential_id = p_credential_id
       AND EXISTS (SELECT FROM housing.caller_of(k.account_id))
$$;

-- Uses up a challenge that this passkey has signed. A passkey that counts its signatures and has counted
-- no further was copied.
CREATE OR REPLACE FUNCTION housing.use_passkey(
    p_account_id uuid, p_purpose text, p_challenge_hash bytea, p_credential_id bytea,
    p_sign_count bigint
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
BEGIN
    IF NOT housing.use_challenge(p_challenge_hash, p_purpose,
            CASE WHEN p_purpose <> 'sign_in' THEN p_account_id END) THEN
        RETURN false;
    END IF;
    UPDATE housing.passkey k
       SET sign_count = p_sign_count, last_used_on = housing.service_clock()::date
     WHERE k.credential_id = p_credential_id AND k.account_id = p_account_id
       AND (k.sign_count < p_sign_count OR (k.sign_count = 0 AND p_sign_count = 0));
    RETURN FOUND;
END
$$;

-- A passkey that has looked at its owner is both factors. Null when it is not one any more.
CREATE OR REPLACE FUNCTION housing_api.open_session_by_passkey_v1(
    p_account_id uuid, p_challenge_hash bytea, p_credential_id bytea, p_sign_count bigint,
    p_token_hash bytea, p_limits jsonb, p_device_hash bytea, p_browser text
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.use_passkey(p_account_id, 'sign_in', p_challenge_hash, p_credential_id,
                               p_sign_count) THEN
        RETURN NULL;
    END IF;
    RETURN housing.start_session(
        p_account_id, p_token_hash, p_limits, housing.desk_of_staff(p_account_id, p_device_hash),
        'passkey', p_browser, false);
END
$$;

CREATE OR REPLACE FUNCTION housing_api.step_up_by_passkey_v1(
    p_caller uuid, p_credential bytea, p_challenge_hash bytea, p_credential_id bytea,
    p_sign_count bigint, p_new_hash bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.use_passkey(p_caller, 'step_up', p_challenge_hash, p_credential_id,
                               p_sign_count) THEN
        RETURN 'passkey_failed';
    END IF;
    RETURN CASE WHEN housing.step_up(p_caller, p_credential, p_new_hash, 'code')
                THEN 'ok' ELSE 'step_up_failed' END;
END
$$;
