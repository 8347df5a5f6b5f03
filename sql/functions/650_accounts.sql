-- Who is behind a token or a session. Hashes go in; a password's hash comes out only to be
-- verified.

CREATE OR REPLACE FUNCTION housing.identity_of(p_account_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'account_id', c.account_id, 'role', c.role, 'organization_id', c.organization_id,
        'organization_name', c.organization_name, 'sees_confidential', c.sees_confidential,
        'on_duty', EXISTS (SELECT FROM housing.duty d WHERE d.account_id = c.account_id
                              AND d.until > housing.service_clock()))
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
    -- Who signs in at a shelter's page is at work, until they sign out or say otherwise.
    INSERT INTO housing.duty AS d (account_id, until)
    SELECT a.id, now_at + least(p_lifetime_seconds, 43200) * interval '1 second'
      FROM housing.account a WHERE a.id = p_account_id AND a.role = 'shelter_staff'
    ON CONFLICT (account_id) DO UPDATE SET until = greatest(d.until, excluded.until);
    RETURN housing.identity_of(p_account_id);
END
$$;

CREATE OR REPLACE FUNCTION housing_api.close_session_v1(p_token_hash bytea)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    account uuid;
BEGIN
    DELETE FROM housing.session s WHERE s.token_hash = p_token_hash
    RETURNING s.account_id INTO account;
    -- Off duty with the last of their desks.
    DELETE FROM housing.duty d
     WHERE d.account_id = account
       AND NOT EXISTS (SELECT FROM housing.session s
                        WHERE s.account_id = account
                          AND s.expires_at > housing.service_clock());
END
$$;

-- A rehash with today's parameters after a successful sign-in.
CREATE OR REPLACE FUNCTION housing_api.store_password_hash_v1(
    p_account_id uuid, p_hash_was text, p_hash text
) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    UPDATE housing.account SET password_hash = p_hash
     WHERE id = p_account_id AND password_hash = p_hash_was
$$;

-- Which of these open consoles must end: numbers (from one) of those whose token or session has
-- ended, whose account is gone, or who see otherwise than when they connected. An open page counts
-- as using its session, so that a desk that only watches is not signed out.
DROP FUNCTION IF EXISTS housing_api.changed_sight_v1(uuid[], text[], uuid[], boolean[]);
CREATE OR REPLACE FUNCTION housing_api.ended_sight_v2(
    p_accounts uuid[], p_roles text[], p_organizations uuid[], p_sees_confidential boolean[],
    p_on_duty boolean[], p_credentials bytea[]
) RETURNS TABLE (number bigint, gone boolean) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    WITH now AS MATERIALIZED (SELECT housing.service_clock() AS at),
    used AS (
        UPDATE housing.session s SET last_seen_at = now.at FROM now
         WHERE s.token_hash = ANY (p_credentials) AND s.expires_at > now.at
           AND s.last_seen_at < now.at - interval '1 minute'
           AND s.last_seen_at > now.at - s.idle_seconds * interval '1 second'
    ), seen AS (
        SELECT k.number, k.role, k.organization_id, k.sees_confidential, k.on_duty, a, o,
               coalesce(d.until > now.at, false) AS at_work,
               a.id IS NULL OR a.disabled_at IS NOT NULL OR o.suspended_at IS NOT NULL
               OR NOT (t.token_hash IS NOT NULL OR s.token_hash IS NOT NULL) AS gone
          FROM now CROSS JOIN unnest(p_accounts, p_roles, p_organizations, p_sees_confidential,
                           p_on_duty, p_credentials) WITH ORDINALITY
               AS k (id, role, organization_id, sees_confidential, on_duty, credential, number)
          LEFT JOIN housing.account a ON a.id = k.id
          LEFT JOIN housing.organization o ON o.id = a.organization_id
          LEFT JOIN housing.duty d ON d.account_id = k.id
          LEFT JOIN housing.access_token t
            ON t.token_hash = k.credential AND t.account_id = k.id AND t.revoked_at IS NULL
           AND (t.expires_at IS NULL OR t.expires_at > now.at)
          LEFT JOIN housing.session s
            ON s.token_hash = k.credential AND s.account_id = k.id AND s.expires_at > now.at
           AND s.last_seen_at > now.at - s.idle_seconds * interval '1 second')
    SELECT seen.number, seen.gone FROM seen
     WHERE seen.gone
        OR ((seen.a).role, (seen.a).organization_id,
            (seen.a).role = 'operator' OR (seen.o).id IS NULL OR (seen.o).stage = 'full',
            seen.at_work)
           IS DISTINCT FROM (seen.role, seen.organization_id, seen.sees_confidential,
                             seen.on_duty)
$$;
