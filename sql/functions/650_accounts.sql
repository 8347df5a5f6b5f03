-- Who is behind a token or a session. Hashes go in; a password's hash comes out only to be
-- verified.

CREATE OR REPLACE FUNCTION housing.identity_of(p_account_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'account_id', a.id, 'role', a.role, 'organization_id', a.organization_id,
        'organization_name', o.name,
        'sees_confidential', a.role = 'operator' OR ((o.id IS NULL OR o.stage = 'full')
            AND NOT (a.role = 'responder' AND housing.cooled_until(a.id) IS NOT NULL)),
        'asked_first_until', housing.rfc3339(housing.cooled_until(a.id)),
        'on_duty', EXISTS (SELECT FROM housing.duty d WHERE d.account_id = a.id
                              AND d.until > housing.service_clock()))
        || CASE WHEN a.coordinator THEN '{"coordinator": true}' ELSE '{}' END::jsonb
        || CASE WHEN o.stage = 'invited' THEN '{"invited": true}' ELSE '{}' END::jsonb
      FROM housing.member_of(p_account_id) a
      LEFT JOIN housing.organization o ON o.id = a.organization_id
$$;

CREATE OR REPLACE FUNCTION housing_api.identity_by_token_v1(p_token_hash bytea)
RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.identity_of(t.account_id) || jsonb_build_object('scopes', t.scopes)
      FROM housing.access_token t
     WHERE t.token_hash = p_token_hash AND t.revoked_at IS NULL
       AND t.expires_at > housing.service_clock()
$$;

CREATE OR REPLACE FUNCTION housing.identity_of_session(s housing.session, p_now timestamptz)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT housing.identity_of(s.account_id) || jsonb_build_object(
        'locked', housing.session_is_locked(s, p_now), 'desk', s.device_id IS NOT NULL,
        'must_enroll', s.must_enroll,
        'unlocks_by_pin', s.device_id IS NOT NULL AND EXISTS (
            SELECT FROM housing.account_pin n WHERE n.account_id = s.account_id))
$$;

-- Also moves the session's idle clock, at most once a minute, and, where somebody has done something,
-- the clock after which a desk locks.
CREATE OR REPLACE FUNCTION housing_api.identity_by_session_v2(p_token_hash bytea, p_acts boolean)
RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    s housing.session;
    now_at timestamptz := housing.service_clock();
    acts boolean;
BEGIN
    SELECT * INTO s FROM housing.session x
     WHERE x.token_hash = p_token_hash AND x.expires_at > now_at
       AND x.last_seen_at > now_at - x.idle_seconds * interval '1 second';
    IF s.token_hash IS NULL THEN RETURN NULL; END IF;
    acts := p_acts AND s.lock_after_seconds IS NOT NULL
        AND NOT housing.session_is_locked(s, now_at)
        AND s.acted_at < now_at - least(60, s.lock_after_seconds / 4) * interval '1 second';
    IF acts OR s.last_seen_at < now_at - interval '1 minute' THEN
        UPDATE housing.session x SET last_seen_at = now_at,
               acted_at = CASE WHEN acts THEN now_at ELSE x.acted_at END
         WHERE x.token_hash = p_token_hash;
    END IF;
    RETURN housing.identity_of_session(s, now_at);
END
$$;

CREATE OR REPLACE FUNCTION housing_api.login_v1(p_login text)
RETURNS TABLE (account_id uuid, password_hash text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT a.id, a.password_hash FROM housing.account a
     WHERE a.login = lower(p_login) AND a.password_hash IS NOT NULL
       AND EXISTS (SELECT 1 FROM housing.member_of(a.id))
$$;

CREATE OR REPLACE FUNCTION housing_api.close_session_v1(p_token_hash bytea)
RETURNS void LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    account uuid;
BEGIN
    DELETE FROM housing.session s WHERE s.token_hash = p_token_hash
    RETURNING s.account_id INTO account;
    PERFORM housing.off_duty_without_session(ARRAY[account]);
END
$$;

-- Off duty with the last of their desks.
CREATE OR REPLACE FUNCTION housing.off_duty_without_session(p_accounts uuid[]) RETURNS void
LANGUAGE sql VOLATILE AS $$
    DELETE FROM housing.duty d
     WHERE d.account_id = ANY (p_accounts)
       AND NOT EXISTS (SELECT FROM housing.session s
                        WHERE s.account_id = d.account_id
                          AND s.expires_at > housing.service_clock())
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
-- ended, whose account is gone, or who see otherwise than when they connected; one whose session has a
-- new hash comes again with that. An open page counts
-- as using its session, so that a desk that only watches is not signed out; it does not count as
-- doing anything, so that it locks.
DROP FUNCTION IF EXISTS housing_api.changed_sight_v1(uuid[], text[], uuid[], boolean[]);
CREATE OR REPLACE FUNCTION housing_api.ended_sight_v4(
    p_accounts uuid[], p_roles text[], p_organizations uuid[], p_sees_confidential boolean[],
    p_on_duty boolean[], p_locked boolean[], p_asked_first boolean[], p_credentials bytea[]
) RETURNS TABLE (number bigint, gone boolean) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    WITH now AS MATERIALIZED (SELECT housing.service_clock() AS at),
    used AS (
        UPDATE housing.session s SET last_seen_at = now.at FROM now
         WHERE s.token_hash = ANY (p_credentials) AND s.expires_at > now.at
           AND s.last_seen_at < now.at - interval '1 minute'
           AND s.last_seen_at > now.at - s.idle_seconds * interval '1 second'
    ), seen AS (
        SELECT k.number, k.role, k.organization_id, k.sees_confidential, k.on_duty, k.locked,
               k.asked_first, a, o, c.until IS NOT NULL AS cools,
               coalesce(d.until > now.at, false) AS at_work,
               s.token_hash IS NOT NULL AND housing.session_is_locked(s, now.at) AS locked_now,
               a.id IS NULL OR a.disabled_at IS NOT NULL OR o.suspended_at IS NOT NULL
               OR a.suspended_at IS NOT NULL OR o.stage = 'invited'
               OR NOT (t.token_hash IS NOT NULL OR s.token_hash IS NOT NULL OR EXISTS (
                    SELECT FROM housing.session r
                     WHERE r.former_hash = k.credential AND r.account_id = k.id
                       AND r.expires_at > now.at)) AS gone,
               t.token_hash IS NULL AND s.token_hash IS NULL AS renewed
          FROM now CROSS JOIN unnest(p_accounts, p_roles, p_organizations, p_sees_confidential,
                           p_on_duty, p_locked, p_asked_first, p_credentials) WITH ORDINALITY
               AS k (id, role, organization_id, sees_confidential, on_duty, locked, asked_first,
                     credential, number)
          LEFT JOIN housing.account a ON a.id = k.id
          LEFT JOIN housing.organization o ON o.id = a.organization_id
          LEFT JOIN housing.duty d ON d.account_id = k.id
          LEFT JOIN LATERAL (
            SELECT max(s.cooled_until) AS until FROM housing.hold_score s
             WHERE a.role = 'responder' AND s.subject_id IN (a.id, a.organization_id)
               AND s.cooled_until > now.at) c ON true
          LEFT JOIN housing.access_token t
            ON t.token_hash = k.credential AND t.account_id = k.id AND t.revoked_at IS NULL
           AND t.expires_at > now.at
          LEFT JOIN housing.session s
            ON s.token_hash = k.credential AND s.account_id = k.id AND s.expires_at > now.at
           AND s.last_seen_at > now.at - s.idle_seconds * interval '1 second')
    SELECT seen.number, seen.gone FROM seen
     WHERE seen.gone OR seen.renewed
        OR ((seen.a).role, (seen.a).organization_id,
            (seen.a).role = 'operator'
            OR (((seen.o).id IS NULL OR (seen.o).stage = 'full') AND NOT seen.cools),
            seen.at_work, seen.locked_now, seen.cools)
           IS DISTINCT FROM (seen.role, seen.organization_id, seen.sees_confidential,
                             seen.on_duty, seen.locked, seen.asked_first)
$$;
