-- What somebody sees and changes of their own signing in.

CREATE OR REPLACE FUNCTION housing_api.own_sign_in_v1(p_caller uuid, p_credential bytea)
RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
        'login', a.login,
        'stepped_up', housing.may_change_sign_in(c.account_id, p_credential),
        'has_password', a.password_hash IS NOT NULL,
        'app_added_on', (SELECT t.added_on FROM housing.totp t
                          WHERE t.account_id = a.id AND t.confirmed_at IS NOT NULL),
        'recovery_codes_left', (SELECT count(*) FROM housing.recovery_code r
                                 WHERE r.account_id = a.id),
        'passkeys', coalesce((
            SELECT jsonb_agg(jsonb_build_object('id', k.id, 'added_on', k.added_on,
                       'last_used_on', k.last_used_on) ORDER BY k.added_on, k.id)
              FROM housing.passkey k WHERE k.account_id = a.id), '[]'),
        'sessions', coalesce((
            SELECT jsonb_agg(jsonb_build_object('id', s.id, 'browser', s.browser,
                       'since', s.created_at::date, 'desk', s.device_id IS NOT NULL,
                       'this', s.token_hash = p_credential)
                   ORDER BY s.token_hash = p_credential DESC, s.created_at DESC, s.id)
              FROM housing.session s
             WHERE s.account_id = a.id AND s.expires_at > now.at
               AND s.last_seen_at > now.at - s.idle_seconds * interval '1 second'), '[]'))
      FROM (SELECT housing.service_clock() AS at) now
     CROSS JOIN housing.caller_of(p_caller) c JOIN housing.account a ON a.id = c.account_id
$$;

-- Ends one session of the caller's own or (null) all but the one that asks; their hashes come back, so
-- that open consoles are closed at once.
CREATE OR REPLACE FUNCTION housing_api.end_own_sessions_v1(
    p_caller uuid, p_credential bytea, p_session_id uuid
) RETURNS bytea[] LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    hashes bytea[];
BEGIN
    WITH gone AS (
        DELETE FROM housing.session s
         WHERE s.account_id = p_caller AND EXISTS (SELECT FROM housing.caller_of(p_caller))
           AND CASE WHEN p_session_id IS NULL THEN s.token_hash <> p_credential
                    ELSE s.id = p_session_id END
        RETURNING s.token_hash)
    SELECT coalesce(array_agg(gone.token_hash), '{}') INTO hashes FROM gone;
    PERFORM housing.off_duty_without_session(ARRAY[p_caller]);
    RETURN hashes;
END
$$;

-- The password is another from now on; whoever was signed in with the one before is not any more.
CREATE OR REPLACE FUNCTION housing_api.change_password_v1(
    p_caller uuid, p_credential bytea, p_password_hash text, OUT code text, OUT sessions bytea[]
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    sessions := '{}';
    IF NOT housing.has_stepped_up(p_caller, p_credential) THEN
        code := 'step_up_required';
        RETURN;
    END IF;
    UPDATE housing.account a SET password_hash = p_password_hash
     WHERE a.id = p_caller AND a.login IS NOT NULL;
    DELETE FROM housing.sign_in_ticket k WHERE k.account_id = p_caller;
    sessions := housing_api.end_own_sessions_v1(p_caller, p_credential, NULL);
    PERFORM housing.note_own(p_caller, 'password_changed');
    code := 'ok';
END
$$;

-- What is over by the clock goes; counts of wrong tries after a month without one that had to wait.
CREATE OR REPLACE FUNCTION housing.purge_sign_in(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due_sign_in_ticket AS (
        SELECT k.ticket_hash FROM housing.sign_in_ticket k WHERE k.expires_at <= p_now
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_sign_in_ticket AS (
        DELETE FROM housing.sign_in_ticket x USING due_sign_in_ticket d
         WHERE x.ticket_hash = d.ticket_hash RETURNING 1
    ), due_passkey_challenge AS (
        SELECT c.challenge_hash FROM housing.passkey_challenge c WHERE c.expires_at <= p_now
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_passkey_challenge AS (
        DELETE FROM housing.passkey_challenge x USING due_passkey_challenge d
         WHERE x.challenge_hash = d.challenge_hash RETURNING 1
    ), due_totp AS (
        SELECT t.account_id FROM housing.totp t
         WHERE t.confirmed_at IS NULL AND t.added_on < p_now::date - 1
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_totp AS (
        DELETE FROM housing.totp x USING due_totp d
         WHERE x.account_id = d.account_id RETURNING 1
    ), due_credential_try AS (
        SELECT t.account_id, t.kind FROM housing.credential_try t
         WHERE t.wait_until < p_now - interval '30 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_credential_try AS (
        DELETE FROM housing.credential_try x USING due_credential_try d
         WHERE x.account_id = d.account_id AND x.kind = d.kind RETURNING 1
    )
    SELECT ((SELECT count(*) FROM gone_sign_in_ticket)
          + (SELECT count(*) FROM gone_passkey_challenge)
          + (SELECT count(*) FROM gone_totp)
          + (SELECT count(*) FROM gone_credential_try))::integer
$$;
