-- Computers that a shelter's staff share, and the personal PINs with which they sign in there.

-- The desk behind a secret, while it may be used.
CREATE OR REPLACE FUNCTION housing.device_of(p_secret_hash bytea) RETURNS SETOF housing.device
LANGUAGE sql STABLE AS $$
    SELECT d.* FROM housing.device d JOIN housing.organization o ON o.id = d.organization_id
     WHERE d.secret_hash = p_secret_hash AND d.revoked_at IS NULL
       AND d.expires_at > housing.service_clock() AND o.suspended_at IS NULL
$$;

-- Who can sign in at a desk with a PIN: staff of its organization who have set one, by the name they
-- sign in with. Null when there is no such desk.
CREATE OR REPLACE FUNCTION housing_api.desk_v1(p_secret_hash bytea) RETURNS jsonb
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object('id', d.id, 'label', d.label, 'staff', coalesce((
        SELECT jsonb_agg(jsonb_build_object('id', a.id, 'name', a.login) ORDER BY a.login)
          FROM housing.account a JOIN housing.account_pin n ON n.account_id = a.id
         WHERE a.organization_id = d.organization_id AND a.role = 'shelter_staff'
           AND a.disabled_at IS NULL AND a.login IS NOT NULL), '[]'))
      FROM housing.device_of(p_secret_hash) d
$$;

-- How many times the tries of one desk may be wrong at all desks together: staff enroll desks
-- themselves, and each new one must not bring new tries at a colleague's PIN.
CREATE OR REPLACE FUNCTION housing.desks_guessed_at_max() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 4 $$;

-- Takes one try at somebody's PIN before it is compared, so that guesses that come at once to several
-- processes are all counted. Nobody's PIN, somebody's of another organization and no desk at all look
-- alike; so do all who have no try left.
CREATE OR REPLACE FUNCTION housing_api.take_pin_try_v1(
    p_secret_hash bytea, p_account_id uuid, p_tries_max integer,
    OUT code text, OUT pin_hash text
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    desk uuid;
BEGIN
    SELECT d.id, n.pin_hash INTO desk, pin_hash
      FROM housing.device_of(p_secret_hash) d
      JOIN housing.caller_of(p_account_id) c
        ON c.organization_id = d.organization_id AND c.role = 'shelter_staff'
      JOIN housing.account_pin n ON n.account_id = c.account_id;
    IF NOT FOUND THEN
        code := 'pin_failed';
        RETURN;
    END IF;
    -- One guess at a time at this PIN, wherever it is made, so that the sum holds.
    PERFORM FROM housing.account_pin n WHERE n.account_id = p_account_id FOR NO KEY UPDATE;
    IF (SELECT coalesce(sum(t.failures), 0) FROM housing.pin_try t
         WHERE t.account_id = p_account_id) >= p_tries_max * housing.desks_guessed_at_max() THEN
        code := 'pin_needs_password';
        pin_hash := NULL;
        RETURN;
    END IF;
    INSERT INTO housing.pin_try AS t (device_id, account_id, failures)
    VALUES (desk, p_account_id, 1)
    ON CONFLICT (device_id, account_id) DO UPDATE SET failures = t.failures + 1
     WHERE t.failures < p_tries_max;
    IF FOUND THEN
        code := 'try';
    ELSE
        code := 'pin_needs_password';
        pin_hash := NULL;
    END IF;
END
$$;

-- A session for a shift at this desk, after the PIN was right. Null when the desk or the account is
-- not there any more, or the PIN has changed meanwhile.
CREATE OR REPLACE FUNCTION housing_api.open_desk_session_v2(
    p_secret_hash bytea, p_account_id uuid, p_pin_hash text, p_token_hash bytea, p_limits jsonb,
    p_browser text
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    desk uuid;
BEGIN
    SELECT d.id INTO desk FROM housing.device_of(p_secret_hash) d
      JOIN housing.caller_of(p_account_id) c ON c.organization_id = d.organization_id
      JOIN housing.account_pin n
        ON n.account_id = c.account_id AND n.pin_hash = p_pin_hash
     WHERE c.role = 'shelter_staff';
    IF desk IS NULL THEN RETURN NULL; END IF;
    DELETE FROM housing.pin_try t WHERE t.device_id = desk AND t.account_id = p_account_id;
    RETURN housing.start_session(p_account_id, p_token_hash, p_limits, desk, 'pin', p_browser,
                                 false);
END
$$;

-- A PIN is somebody's own: they have said their password a moment ago. Whoever was signed in with the
-- one before is not any more, but for the session that sets it; the hashes of those come back.
CREATE OR REPLACE FUNCTION housing_api.set_pin_v2(
    p_caller uuid, p_pin_hash text, p_credential bytea, OUT code text, OUT sessions bytea[]
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    sessions := '{}';
    IF NOT EXISTS (SELECT FROM housing.caller_of(p_caller) c WHERE c.role = 'shelter_staff') THEN
        code := 'not_allowed';
        RETURN;
    END IF;
    INSERT INTO housing.account_pin (account_id, pin_hash, set_at)
    VALUES (p_caller, p_pin_hash, housing.service_clock())
    ON CONFLICT (account_id) DO UPDATE
        SET pin_hash = excluded.pin_hash, set_at = excluded.set_at;
    DELETE FROM housing.pin_try t WHERE t.account_id = p_caller;
    WITH gone AS (
        DELETE FROM housing.session s
         WHERE s.account_id = p_caller AND s.opened_with = 'pin'
           AND s.token_hash IS DISTINCT FROM p_credential
        RETURNING s.token_hash)
    SELECT coalesce(array_agg(gone.token_hash), '{}') INTO sessions FROM gone;
    PERFORM housing.off_duty_without_session(ARRAY[p_caller]);
    PERFORM housing.note_own(p_caller, 'pin_set');
    code := 'ok';
END
$$;

-- A PIN opens a shift, not the door to more: what lasts longer than the shift needs a proof as well.
CREATE OR REPLACE FUNCTION housing.pin_is_not_enough(p_caller uuid, p_credential bytea)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT NOT housing.has_stepped_up(p_caller, p_credential)
       AND EXISTS (SELECT FROM housing.session s
                    WHERE s.token_hash = p_credential AND s.opened_with = 'pin')
$$;

-- Whose desks a caller may see and end: staff those of their organization, the operator those of
-- organizations that everybody may know of. How a confidential program works is not for the operator.
CREATE OR REPLACE FUNCTION housing.keeps_desks(p_caller uuid, p_organization_id uuid)
RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM housing.caller_of(p_caller) c
          JOIN housing.organization o ON o.id = p_organization_id
         WHERE (c.role = 'shelter_staff' AND o.id = c.organization_id)
            OR (c.role = 'operator' AND housing.is_listed(o)
                AND NOT EXISTS (SELECT FROM housing.program g
                                 WHERE g.organization_id = o.id AND g.confidential)))
$$;

-- Makes the computer that holds this secret a desk of the organization; at most twenty are kept. The
-- session it was done with belongs to the desk from now on and lasts no longer than a shift there, if
-- it is one of that organization's staff.
CREATE OR REPLACE FUNCTION housing_api.enroll_device_v2(
    p_caller uuid, p_organization_id uuid, p_label text, p_secret_hash bytea, p_days integer,
    p_credential bytea, p_limits jsonb, OUT code text, OUT device_id uuid
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    now_at timestamptz := housing.service_clock();
    whose uuid;
BEGIN
    SELECT CASE c.role WHEN 'operator' THEN p_organization_id ELSE c.organization_id END
      INTO whose FROM housing.caller_of(p_caller) c;
    IF NOT housing.keeps_desks(p_caller, whose) THEN
        code := 'organization_not_found';
        RETURN;
    END IF;
    IF housing.pin_is_not_enough(p_caller, p_credential) THEN
        code := 'step_up_required';
        RETURN;
    END IF;
    PERFORM FROM housing.organization o WHERE o.id = whose FOR NO KEY UPDATE;
    IF (SELECT count(*) FROM housing.device d WHERE d.organization_id = whose
           AND d.revoked_at IS NULL AND d.expires_at > now_at) >= 20 THEN
        code := 'device_limit_reached';
        RETURN;
    END IF;
    INSERT INTO housing.device AS d (organization_id, label, secret_hash, enrolled_on,
                                     last_used_on, expires_at)
    VALUES (whose, p_label, p_secret_hash, now_at::date, now_at::date,
            now_at + p_days * interval '1 day')
    RETURNING d.id INTO enroll_device_v2.device_id;
    UPDATE housing.session s
       SET device_id = enroll_device_v2.device_id, acted_at = now_at,
           lock_after_seconds = (p_limits ->> 'desk_lock')::integer,
           expires_at = least(s.expires_at, now_at
               + (p_limits ->> 'desk_lifetime')::integer * interval '1 second')
      FROM housing.account a
     WHERE s.token_hash = p_credential AND s.account_id = p_caller AND a.id = s.account_id
       AND a.role = 'shelter_staff' AND a.organization_id = whose;
    PERFORM housing.note(whose, p_caller, 'desk_enrolled', 'device', enroll_device_v2.device_id);
    code := 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing_api.list_devices_v1(p_caller uuid)
RETURNS TABLE (device jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
               'id', d.id, 'label', d.label, 'organization_name', o.name,
               'enrolled_on', d.enrolled_on, 'last_used_on', d.last_used_on)
      FROM housing.device d JOIN housing.organization o ON o.id = d.organization_id
     WHERE d.revoked_at IS NULL AND d.expires_at > housing.service_clock()
       AND housing.keeps_desks(p_caller, d.organization_id)
     ORDER BY o.name, d.enrolled_on, d.id LIMIT 500
$$;

-- Ends a desk and every session that was opened there; their hashes come back, so that open consoles
-- are closed at once.
CREATE OR REPLACE FUNCTION housing_api.revoke_device_v1(
    p_caller uuid, p_device_id uuid, OUT code text, OUT sessions bytea[]
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    accounts uuid[];
    d housing.device;
BEGIN
    SELECT x.* INTO d FROM housing.device x
     WHERE x.id = p_device_id AND housing.keeps_desks(p_caller, x.organization_id) FOR UPDATE;
    IF NOT FOUND THEN
        code := 'device_not_found';
        RETURN;
    END IF;
    IF d.revoked_at IS NULL THEN
        UPDATE housing.device x SET revoked_at = housing.service_clock() WHERE x.id = d.id;
        PERFORM housing.note(d.organization_id, p_caller, 'desk_removed', 'device', d.id);
    END IF;
    WITH gone AS (
        DELETE FROM housing.session s WHERE s.device_id = p_device_id
        RETURNING s.token_hash, s.account_id)
    SELECT array_agg(gone.token_hash), array_agg(gone.account_id)
      INTO sessions, accounts FROM gone;
    PERFORM housing.off_duty_without_session(accounts);
    sessions := coalesce(sessions, '{}');
    code := 'ok';
END
$$;

CREATE OR REPLACE FUNCTION housing.purge_desks(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT d.id FROM housing.device d
         WHERE least(d.revoked_at, d.expires_at) <= p_now - interval '90 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.device x USING due d WHERE x.id = d.id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
