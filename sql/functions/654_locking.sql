-- Locking a session, and unlocking it.

CREATE OR REPLACE FUNCTION housing_api.lock_session_v1(p_token_hash bytea) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    UPDATE housing.session s SET locked_at = coalesce(s.locked_at, housing.service_clock())
     WHERE s.token_hash = p_token_hash
$$;

-- What a password is compared with, whose session this is. Null for a session that has ended.
CREATE OR REPLACE FUNCTION housing_api.password_of_session_v1(p_token_hash bytea)
RETURNS TABLE (account_id uuid, login text, password_hash text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT a.id, a.login, a.password_hash
      FROM housing.session s JOIN housing.account a ON a.id = s.account_id
     WHERE s.token_hash = p_token_hash AND s.expires_at > housing.service_clock()
       AND a.login IS NOT NULL AND a.password_hash IS NOT NULL
       AND EXISTS (SELECT FROM housing.member_of(a.id))
$$;

-- After the PIN or the password was right. A right PIN ends the count of wrong ones at its desk, a right
-- password at all desks.
-- False when the session has ended, the account is gone, or the PIN has changed meanwhile.
CREATE OR REPLACE FUNCTION housing_api.unlock_session_v1(p_token_hash bytea, p_pin_hash text)
RETURNS boolean LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    s housing.session;
    now_at timestamptz := housing.service_clock();
BEGIN
    UPDATE housing.session x SET locked_at = NULL, acted_at = now_at, last_seen_at = now_at
     WHERE x.token_hash = p_token_hash AND x.expires_at > now_at
       AND EXISTS (SELECT FROM housing.member_of(x.account_id))
       AND (p_pin_hash IS NULL OR EXISTS (
            SELECT FROM housing.account_pin n
             WHERE n.account_id = x.account_id AND n.pin_hash = p_pin_hash))
    RETURNING x.* INTO s;
    IF s.token_hash IS NULL THEN RETURN false; END IF;
    DELETE FROM housing.pin_try t
     WHERE t.account_id = s.account_id
       AND (t.device_id = s.device_id OR (p_pin_hash IS NULL AND s.device_id IS NOT NULL));
    RETURN true;
END
$$;

-- A try at the PIN of this session's own account, at the desk it belongs to and nowhere else.
CREATE OR REPLACE FUNCTION housing_api.take_unlock_try_v1(
    p_token_hash bytea, p_secret_hash bytea, p_tries_max integer,
    OUT code text, OUT pin_hash text
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    whose uuid;
BEGIN
    SELECT s.account_id INTO whose FROM housing.session s
      JOIN housing.device_of(p_secret_hash) d ON d.id = s.device_id
     WHERE s.token_hash = p_token_hash AND s.expires_at > housing.service_clock();
    SELECT t.code, t.pin_hash INTO code, pin_hash
      FROM housing_api.take_pin_try_v1(p_secret_hash, whose, p_tries_max) t;
END
$$;
