-- Tokens of programs: made, replaced, listed and taken back by the operator's command line.

-- When a token ends that is to last so long: a year at most.
CREATE OR REPLACE FUNCTION housing.token_end(p_lifetime_seconds bigint) RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$
    SELECT housing.service_clock()
         + least(greatest(coalesce(p_lifetime_seconds, 31536000), 1), 31536000) * interval '1 second'
$$;

-- Without scopes it may do all that its account's role may.
CREATE OR REPLACE FUNCTION housing_admin.create_token_v2(
    p_account_id uuid, p_token_hash bytea, p_lifetime_seconds bigint, p_scopes text[]
) RETURNS timestamptz LANGUAGE sql VOLATILE SET search_path = housing, pg_temp AS $$
    INSERT INTO housing.access_token (token_hash, account_id, created_at, expires_at, scopes)
    VALUES (p_token_hash, p_account_id, housing.service_clock(),
            housing.token_end(p_lifetime_seconds), p_scopes)
    RETURNING expires_at
$$;

-- Another token beside the newest that is good, with the same scopes; those before end when the
-- overlap is over, or earlier if they were to. Null when the account has none that is good, or may
-- not sign in.
CREATE OR REPLACE FUNCTION housing_admin.rotate_token_v1(
    p_account_id uuid, p_token_hash bytea, p_lifetime_seconds bigint, p_overlap_seconds bigint
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
DECLARE
    newest housing.access_token;
    now_at timestamptz;
BEGIN
    -- Two who replace the same token wait for each other.
    PERFORM FROM housing.account a WHERE a.id = p_account_id FOR UPDATE;
    now_at := housing.service_clock();
    SELECT t.* INTO newest FROM housing.access_token t
     WHERE t.account_id = p_account_id AND t.revoked_at IS NULL AND t.expires_at > now_at
       AND EXISTS (SELECT FROM housing.caller_of(p_account_id))
     ORDER BY t.created_at DESC, t.token_hash LIMIT 1;
    IF newest.token_hash IS NULL THEN RETURN NULL; END IF;
    UPDATE housing.access_token t
       SET expires_at = least(t.expires_at, now_at + p_overlap_seconds * interval '1 second')
     WHERE t.account_id = p_account_id AND t.revoked_at IS NULL AND t.expires_at > now_at;
    PERFORM housing_admin.create_token_v2(
        p_account_id, p_token_hash, p_lifetime_seconds, newest.scopes);
    RETURN (SELECT jsonb_build_object('role', a.role, 'scopes', newest.scopes)
              FROM housing.account a WHERE a.id = p_account_id);
END
$$;

-- Every token that is good now; never its hash.
CREATE OR REPLACE FUNCTION housing_admin.list_tokens_v1() RETURNS TABLE (
    id uuid, role text, organization_id uuid, scopes text[], created_at timestamptz,
    expires_at timestamptz
) LANGUAGE sql VOLATILE SET search_path = housing, pg_temp AS $$
    SELECT a.id, a.role, a.organization_id, t.scopes, t.created_at, t.expires_at
      FROM housing.access_token t JOIN housing.account a ON a.id = t.account_id
     WHERE t.revoked_at IS NULL AND t.expires_at > housing.service_clock()
     ORDER BY t.expires_at, a.id LIMIT 10000
$$;

-- All tokens of an account end now; returns how many did.
CREATE OR REPLACE FUNCTION housing_admin.revoke_tokens_v1(p_account_id uuid) RETURNS bigint
LANGUAGE sql VOLATILE SET search_path = housing, pg_temp AS $$
    WITH ended AS (
        UPDATE housing.access_token t SET revoked_at = housing.service_clock()
         WHERE t.account_id = p_account_id AND t.revoked_at IS NULL
           AND t.expires_at > housing.service_clock()
        RETURNING 1)
    SELECT count(*) FROM ended
$$;
