-- Saying once more who one is, before something that matters.

-- Takes one try before it is compared. After `p_tries_max` wrong ones in a row one has to wait: a quarter
-- of an hour, then twice as long each time, at most a day. `wait_seconds` is zero when it may be tried.
CREATE OR REPLACE FUNCTION housing.take_credential_try(
    p_account_id uuid, p_kind text, p_tries_max integer
) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    t housing.credential_try;
    now_at timestamptz;
BEGIN
    INSERT INTO housing.credential_try (account_id, kind, failures)
    VALUES (p_account_id, p_kind, 1) ON CONFLICT DO NOTHING;
    IF FOUND THEN RETURN 0; END IF;
    SELECT * INTO t FROM housing.credential_try x
     WHERE x.account_id = p_account_id AND x.kind = p_kind FOR NO KEY UPDATE;
    now_at := housing.service_clock();
    IF t.wait_until > now_at THEN
        RETURN ceil(extract(epoch FROM t.wait_until - now_at));
    END IF;
    UPDATE housing.credential_try x
       SET failures = least(t.failures + 1, 1000),
           wait_until = CASE WHEN t.failures + 1 >= p_tries_max
               THEN now_at + least(interval '15 minutes'
                                   * (2 ^ least(t.failures + 1 - p_tries_max, 7)),
                                   interval '1 day') END
     WHERE x.account_id = p_account_id AND x.kind = p_kind;
    RETURN 0;
END
$$;

-- The same for whoever holds this session. `password_hash` is null where there is none to compare.
CREATE OR REPLACE FUNCTION housing_api.take_step_up_try_v1(
    p_caller uuid, p_credential bytea, p_kind text, p_tries_max integer,
    OUT wait_seconds integer, OUT password_hash text
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    wait_seconds := 0;
    SELECT a.password_hash INTO password_hash
      FROM housing.session s JOIN housing.account a ON a.id = s.account_id
     WHERE s.token_hash = p_credential AND s.account_id = p_caller
       AND s.expires_at > housing.service_clock()
       AND EXISTS (SELECT FROM housing.caller_of(p_caller));
    IF NOT FOUND THEN RETURN; END IF;
    wait_seconds := housing.take_credential_try(p_caller, p_kind, p_tries_max);
    IF wait_seconds > 0 THEN password_hash := NULL; END IF;
END
$$;

-- The session is proven anew and has another hash from now on; the one before opens nothing any more.
-- False when it has ended or is locked.
CREATE OR REPLACE FUNCTION housing.step_up(
    p_caller uuid, p_credential bytea, p_new_hash bytea, p_kind text
) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    s housing.session;
    now_at timestamptz;
BEGIN
    SELECT * INTO s FROM housing.session x
     WHERE x.token_hash = p_credential AND x.account_id = p_caller FOR NO KEY UPDATE;
    now_at := housing.service_clock();
    IF s.token_hash IS NULL OR s.expires_at <= now_at
       OR s.last_seen_at <= now_at - s.idle_seconds * interval '1 second'
       OR housing.session_is_locked(s, now_at)
       OR NOT EXISTS (SELECT FROM housing.caller_of(p_caller)) THEN
        RETURN false;
    END IF;
    UPDATE housing.session x
       SET token_hash = p_new_hash, former_hash = p_credential, stepped_up_at = now_at,
           acted_at = now_at, last_seen_at = now_at
     WHERE x.token_hash = p_credential;
    DELETE FROM housing.credential_try t WHERE t.account_id = p_caller AND t.kind = p_kind;
    RETURN true;
END
$$;

-- Whether signing in takes more than the password.
CREATE OR REPLACE FUNCTION housing.has_second_factor(p_account_id uuid) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM housing.totp t
                    WHERE t.account_id = p_account_id AND t.confirmed_at IS NOT NULL)
        OR EXISTS (SELECT FROM housing.passkey k WHERE k.account_id = p_account_id)
$$;

-- After the password was right, and still is. Whoever has a second factor says that one.
CREATE OR REPLACE FUNCTION housing_api.step_up_by_password_v1(
    p_caller uuid, p_credential bytea, p_password_hash text, p_new_hash bytea
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    PERFORM FROM housing.account a
      WHERE a.id = p_caller AND a.password_hash = p_password_hash FOR SHARE;
    IF NOT FOUND THEN RETURN 'step_up_failed'; END IF;
    IF housing.has_second_factor(p_caller) THEN RETURN 'second_factor_needed'; END IF;
    RETURN CASE WHEN housing.step_up(p_caller, p_credential, p_new_hash, 'password')
                THEN 'ok' ELSE 'step_up_failed' END;
END
$$;
