-- Who is behind a token or a session. Hashes go in; a password's hash comes out only to be
-- verified.

CREATE OR REPLACE FUNCTION housing.identity_of(p_account_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'account_id', c.account_id, 'role', c.role, 'organization_id', c.organization_id,
        'organization_name', c.organization_name, 'sees_confidential', c.sees_confidential)
      FROM housing.caller_of(p_account_id) c
$$;

CREATE OR REPLACE FUNCTION housing_api.identity_by_token_v1(p_token_hash bytea)
RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.identity_of(t.account_id) FROM housing.access_token t
     WHERE t.token_hash = p_token_hash AND t.revoked_at IS NULL
       AND (t.expires_at IS NULL OR t.expires_at > housing.service_clock())
$$;

-- Also moves the session's idle clock, at most once a minute.
CREATE OR REPLACE FUNCTION housing_api.identity_by_session_v1(p_token_hash bytea)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    s housing.session;
    now_at timestamptz := housing.service_clock();
BEGIN
    SELECT * INTO s FROM housing.session x
     WHERE x.token_hash = p_token_hash AND x.expires_at > now_at
       AND x.last_seen_at > now_at - x.idle_seconds * interval '1 second';
    IF s.token_hash IS NULL THEN RETURN NULL; END IF;
    IF s.last_seen_at < now_at - interval '1 minute' THEN
        UPDATE housing.session SET last_seen_at = now_at WHERE token_hash = p_token_hash;
    END IF;
    RETURN housing.identity_of(s.account_id);
END
$$;

CREATE OR REPLACE FUNCTION housing_api.login_v1(p_login text)
RETURNS TABLE (account_id uuid, password_hash text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT a.id, a.password_hash FROM housing.account a
     WHERE a.login = lower(p_login) AND a.password_hash IS NOT NULL
       AND EXISTS (SELECT 1 FROM housing.caller_of(a.id))
$$;

CREATE OR REPLACE FUNCTION housing_api.open_session_v1(
    p_account_id uuid, p_token_hash bytea, p_idle_seconds integer, p_lifetime_seconds integer
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
BEGIN
    DELETE FROM housing.session s WHERE s.account_id = p_account_id AND s.expires_at <= now_at;
    INSERT INTO housing.session
    VALUES (p_token_hash, p_account_id, now_at, now_at, p_idle_seconds,
            now_at + p_lifetime_seconds * interval '1 second');
    RETURN housing.identity_of(p_account_id);
END
$$;

CREATE OR REPLACE FUNCTION housing_api.close_session_v1(p_token_hash bytea)
RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    DELETE FROM housing.session WHERE token_hash = p_token_hash
$$;

-- A rehash with today's parameters after a successful sign-in.
CREATE OR REPLACE FUNCTION housing_api.store_password_hash_v1(
    p_account_id uuid, p_hash_was text, p_hash text
) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    UPDATE housing.account SET password_hash = p_hash
     WHERE id = p_account_id AND password_hash = p_hash_was
$$;

-- Which of these accounts may still be here, and as what. Open consoles are checked against it.
CREATE OR REPLACE FUNCTION housing_api.identities_v1(p_accounts uuid[])
RETURNS TABLE (identity jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.identity_of(a.id) FROM unnest(p_accounts) a (id)
     WHERE EXISTS (SELECT 1 FROM housing.caller_of(a.id))
$$;
