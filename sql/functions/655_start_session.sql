-- How a session begins. `p_limits` holds seconds: `idle`, `lifetime` and `lock` by role (a missing lock
-- never locks), and `desk_lifetime` and `desk_lock` of a shared desk.

-- A session of a shelter's staff that is opened at a desk of their own organization belongs to that
-- desk: it locks by the desk's clock and ends with it. Null when the account, or the desk that was
-- named, is not there any more.
CREATE OR REPLACE FUNCTION housing.start_session(
    p_account_id uuid, p_token_hash bytea, p_limits jsonb, p_device_id uuid, p_opened_with text,
    p_browser text, p_must_enroll boolean
) RETURNS jsonb LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    s housing.session;
    now_at timestamptz := housing.service_clock();
    who text;
    lifetime_seconds integer;
BEGIN
    -- Whoever suspends or ends this account at the same moment waits, and ends this session too.
    PERFORM FROM housing.account a WHERE a.id = p_account_id FOR NO KEY UPDATE;
    SELECT c.role INTO who FROM housing.member_of(p_account_id) c;
    IF who IS NULL THEN RETURN NULL; END IF;
    UPDATE housing.account a SET last_seen_on = now_at::date
     WHERE a.id = p_account_id AND a.last_seen_on IS DISTINCT FROM now_at::date;
    lifetime_seconds := (p_limits -> 'lifetime' ->> who)::integer;
    IF p_device_id IS NOT NULL THEN
        -- Whoever ends this desk at the same moment waits, and ends this session too.
        PERFORM FROM housing.device d WHERE d.id = p_device_id AND d.revoked_at IS NULL FOR SHARE;
        IF NOT FOUND THEN RETURN NULL; END IF;
        UPDATE housing.device d SET last_used_on = now_at::date
         WHERE d.id = p_device_id AND d.last_used_on IS DISTINCT FROM now_at::date;
        lifetime_seconds := least(lifetime_seconds, (p_limits ->> 'desk_lifetime')::integer);
    END IF;
    DELETE FROM housing.session x WHERE x.account_id = p_account_id AND x.expires_at <= now_at;
    INSERT INTO housing.session (token_hash, account_id, created_at, last_seen_at, idle_seconds,
        expires_at, device_id, opened_with, acted_at, lock_after_seconds, browser, must_enroll)
    VALUES (p_token_hash, p_account_id, now_at, now_at, (p_limits -> 'idle' ->> who)::integer,
            now_at + lifetime_seconds * interval '1 second', p_device_id, p_opened_with, now_at,
            CASE WHEN p_device_id IS NOT NULL THEN (p_limits ->> 'desk_lock')::integer
                 ELSE (p_limits -> 'lock' ->> who)::integer END,
            p_browser, p_must_enroll)
    RETURNING * INTO s;
    -- Who signs in at a shelter's page is at work, until they sign out or say otherwise.
    INSERT INTO housing.duty AS d (account_id, until)
    SELECT a.account_id, now_at + least(lifetime_seconds, 43200) * interval '1 second'
      FROM housing.caller_of(p_account_id) a WHERE a.role = 'shelter_staff'
    ON CONFLICT (account_id) DO UPDATE SET until = greatest(d.until, excluded.until);
    RETURN housing.identity_of_session(s, now_at);
END
$$;

-- The desk of the account's own organization that this browser is, if it is one.
CREATE OR REPLACE FUNCTION housing.desk_of_staff(p_account_id uuid, p_device_hash bytea)
RETURNS uuid LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT d.id FROM housing.caller_of(p_account_id) c
              JOIN housing.device_of(p_device_hash) d ON d.organization_id = c.organization_id
             WHERE c.role = 'shelter_staff');
END
$$;

-- For five minutes this ticket stands for what was said first, until the second factor is.
CREATE OR REPLACE FUNCTION housing.give_ticket(
    p_account_id uuid, p_ticket_hash bytea, p_opened_with text
) RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
BEGIN
    -- The newest few are enough: nobody signs in at more browsers than that at once.
    DELETE FROM housing.sign_in_ticket t
     WHERE t.account_id = p_account_id AND (t.expires_at <= now_at OR t.ticket_hash NOT IN (
           SELECT x.ticket_hash FROM housing.sign_in_ticket x
            WHERE x.account_id = p_account_id ORDER BY x.expires_at DESC LIMIT 9));
    INSERT INTO housing.sign_in_ticket (ticket_hash, account_id, expires_at, opened_with)
    VALUES (p_ticket_hash, p_account_id, now_at + interval '5 minutes', p_opened_with);
END
$$;

-- After the password was right, and still is. Where a second factor is on nobody is signed in yet:
-- the answer has no account, and a ticket for five minutes stands for the password. Whose role must
-- have a second factor and who has none gets a session that may set one up and nothing else.
CREATE OR REPLACE FUNCTION housing_api.open_session_v3(
    p_account_id uuid, p_password_hash text, p_token_hash bytea, p_limits jsonb,
    p_device_hash bytea, p_browser text, p_roles_with_factor text[]
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    who text;
    desk uuid;
BEGIN
    SELECT c.role INTO who FROM housing.member_of(p_account_id) c;
    PERFORM FROM housing.account a
      WHERE a.id = p_account_id AND a.password_hash = p_password_hash FOR NO KEY UPDATE;
    IF NOT FOUND OR who IS NULL THEN RETURN NULL; END IF;
    IF housing.has_second_factor(p_account_id) THEN
        PERFORM housing.give_ticket(p_account_id, p_token_hash, 'password');
        RETURN '{}';
    END IF;
    desk := housing.desk_of_staff(p_account_id, p_device_hash);
    -- A password that was right at a desk ends the count of wrong PINs, at all of them.
    DELETE FROM housing.pin_try t WHERE desk IS NOT NULL AND t.account_id = p_account_id;
    RETURN housing.start_session(p_account_id, p_token_hash, p_limits, desk, 'password', p_browser,
                                 who = ANY (p_roles_with_factor));
END
$$;
