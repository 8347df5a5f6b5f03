-- What an operator should look at: ids that nobody should know, readings unlike somebody's own, and who
-- is asked about first.

-- Adds to what accounts have read today, and raises an alert where that is far more than is usual for
-- them: five times the middle of the days of the last two weeks on which they did anything, and more
-- than a floor below which nothing is unusual.
CREATE OR REPLACE FUNCTION housing_api.note_readings_v1(
    p_accounts uuid[], p_kinds text[], p_counts integer[]
) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    r record;
    raised integer := 0;
    at constant timestamptz := housing.service_clock();
    today constant date := (at AT TIME ZONE 'UTC')::date;
BEGIN
    FOR r IN
        INSERT INTO housing.reading_day AS d (account_id, day, kind, count)
        SELECT n.account_id, today, n.kind, sum(n.count)
          FROM unnest(p_accounts, p_kinds, p_counts) AS n (account_id, kind, count)
          JOIN housing.account a ON a.id = n.account_id
         GROUP BY n.account_id, n.kind ORDER BY n.account_id, n.kind
        ON CONFLICT (account_id, day, kind) DO UPDATE SET count = d.count + excluded.count
        RETURNING d.account_id, d.kind, d.count
    LOOP
        CONTINUE WHEN r.count <= housing.reading_floor(r.kind);
        raised := raised + housing.raise_reading(r.account_id, r.kind, r.count, today, at);
    END LOOP;
    IF raised > 0 THEN PERFORM pg_notify('housing_changes', 'notice:'); END IF;
    RETURN raised;
END
$$;

-- How much in a day is unusual for nobody.
CREATE OR REPLACE FUNCTION housing.reading_floor(p_kind text) RETURNS integer
LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE p_kind WHEN 'single' THEN 100 WHEN 'absent' THEN 20 WHEN 'disclosure' THEN 10
        ELSE 40 END
$$;

-- 1 when this is far more than usual and nobody was told yet today, else 0. What was told grows.
CREATE OR REPLACE FUNCTION housing.raise_reading(
    p_account_id uuid, p_kind text, p_count integer, p_day date, p_at timestamptz
) RETURNS integer LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    usual integer;
    is_new boolean;
BEGIN
    SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY coalesce(k.count, 0)) INTO usual
      FROM (SELECT DISTINCT x.day FROM housing.reading_day x
             WHERE x.account_id = p_account_id AND x.day >= p_day - 14 AND x.day < p_day) d
      LEFT JOIN housing.reading_day k
             ON k.account_id = p_account_id AND k.day = d.day AND k.kind = p_kind;
    IF p_count <= 5 * coalesce(usual, 0) THEN RETURN 0; END IF;
    INSERT INTO housing.alert AS a (kind, account_id, day, first_at, last_at, count, usual)
    VALUES (p_kind, p_account_id, p_day, p_at, p_at, p_count, coalesce(usual, 0))
    ON CONFLICT (kind, day, account_id, canary_kind, canary_number)
        DO UPDATE SET count = excluded.count, last_at = excluded.last_at
    RETURNING a.first_at = a.last_at INTO is_new;
    RETURN is_new::integer;
END
$$;

-- Looks whether one of these hashes is a canary's; p_callers are who named it, null where nobody was
-- signed in. Returns how many were. It is asked after the answer has gone out, and about everything
-- that was refused, so that a canary costs its finder as much time as nothing at all.
CREATE OR REPLACE FUNCTION housing_api.touched_v1(p_callers uuid[], p_hashes bytea[])
RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    touches integer;
    at constant timestamptz := housing.service_clock();
BEGIN
    WITH found AS (
        SELECT a.id AS account_id, c.kind, c.number, count(*)::integer AS touches
          FROM unnest(p_callers, p_hashes) AS t (caller, hash)
          JOIN housing.canary c ON c.value_hash = t.hash
          LEFT JOIN housing.account a ON a.id = t.caller
         GROUP BY a.id, c.kind, c.number
    ), told AS (
        INSERT INTO housing.alert AS x (kind, account_id, day, first_at, last_at, count,
                                        canary_kind, canary_number)
        SELECT 'canary', f.account_id, (at AT TIME ZONE 'UTC')::date, at, at, f.touches, f.kind,
               f.number
          FROM found f ORDER BY f.account_id, f.kind, f.number
        -- Touched once more, it is to be looked at once more.
        ON CONFLICT (kind, day, account_id, canary_kind, canary_number) DO UPDATE
            SET count = x.count + excluded.count, last_at = excluded.last_at,
                acknowledged_at = NULL, acknowledged_by = NULL
    )
    SELECT coalesce(sum(f.touches), 0) INTO touches FROM found f;
    IF touches > 0 THEN
        -- Who it was belongs to the record, which nobody can take anything out of.
        PERFORM housing.note(NULL, t.id, 'canary_touched', NULL, NULL)
           FROM (SELECT DISTINCT a.id
                   FROM unnest(p_callers, p_hashes) AS k (caller, hash)
                   JOIN housing.canary c ON c.value_hash = k.hash
                   LEFT JOIN housing.account a ON a.id = k.caller) t;
        PERFORM pg_notify('housing_changes', 'notice:');
    END IF;
    RETURN touches;
END
$$;

-- Makes canaries of these kinds from the hashes of their values; returns the number they share.
CREATE OR REPLACE FUNCTION housing_admin.create_canary_v1(p_kinds text[], p_hashes bytea[])
RETURNS integer LANGUAGE plpgsql VOLATILE SET search_path = housing, pg_temp AS $$
DECLARE
    next_number integer;
BEGIN
    LOCK TABLE housing.canary IN SHARE ROW EXCLUSIVE MODE;
    SELECT coalesce(max(c.number), 0) + 1 INTO next_number FROM housing.canary c;
    INSERT INTO housing.canary (value_hash, kind, number, made_on)
    SELECT c.hash, c.kind, next_number, (housing.service_clock() AT TIME ZONE 'UTC')::date
      FROM unnest(p_kinds, p_hashes) AS c (kind, hash);
    RETURN next_number;
END
$$;

-- The name by which an operator may know an account. Who works for a victim service provider has none.
CREATE OR REPLACE FUNCTION housing.account_told(p_account_id uuid) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'account_id', a.id, 'role', a.role,
        'login', CASE WHEN t.may THEN a.login END,
        'organization_name', CASE WHEN t.may THEN o.name END)
      FROM housing.account a LEFT JOIN housing.organization o ON o.id = a.organization_id
     CROSS JOIN LATERAL (SELECT o.id IS NULL OR housing.is_listed(o) AS may) t
     WHERE a.id = p_account_id
$$;

CREATE OR REPLACE FUNCTION housing.alert_view(a housing.alert) RETURNS jsonb
LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', a.id, 'kind', a.kind, 'first_at', housing.rfc3339(a.first_at),
        'last_at', housing.rfc3339(a.last_at), 'count', a.count, 'usual', a.usual,
        'canary_kind', a.canary_kind, 'canary_number', a.canary_number,
        'account', housing.account_told(a.account_id),
        'acknowledged_at', housing.rfc3339(a.acknowledged_at))
$$;

-- Those nobody has looked at first, then the newest.
CREATE OR REPLACE FUNCTION housing_api.list_alerts_v1(p_caller uuid, p_rows_max integer)
RETURNS TABLE (alert jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.alert_view(a) FROM housing.alert a
     WHERE housing.is_operator(p_caller)
     ORDER BY a.acknowledged_at IS NOT NULL, a.last_at DESC, a.id LIMIT p_rows_max
$$;

-- Somebody has looked at it. Repeating it changes nothing.
CREATE OR REPLACE FUNCTION housing_api.acknowledge_alert_v1(p_caller uuid, p_alert_id uuid)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.is_operator(p_caller) THEN RETURN 'not_allowed'; END IF;
    UPDATE housing.alert a SET acknowledged_at = housing.service_clock(), acknowledged_by = p_caller
     WHERE a.id = p_alert_id AND a.acknowledged_at IS NULL;
    IF FOUND THEN
        PERFORM housing.note_operator(p_caller, 'alert_acknowledged', NULL, NULL);
        PERFORM pg_notify('housing_changes', 'notice:');
    ELSIF NOT EXISTS (SELECT FROM housing.alert a WHERE a.id = p_alert_id) THEN
        RETURN 'alert_not_found';
    END IF;
    RETURN 'ok';
END
$$;

-- Responders and organizations for whom shelters are asked first now, the longest first. Organizations
-- that nobody may know of have no name here.
CREATE OR REPLACE FUNCTION housing_api.list_cool_downs_v1(p_caller uuid, p_rows_max integer)
RETURNS TABLE (cool_down jsonb) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
        'id', s.subject_id, 'cooled_until', housing.rfc3339(s.cooled_until),
        'account', housing.account_told(s.subject_id),
        'organization_name', (SELECT o.name FROM housing.organization o
                               WHERE o.id = s.subject_id AND housing.is_listed(o)))
      FROM housing.hold_score s
     WHERE housing.is_operator(p_caller) AND s.cooled_until > housing.service_clock()
     ORDER BY s.cooled_until DESC, s.subject_id LIMIT p_rows_max
$$;

-- Ends a cool-down before its time and begins counting anew. Repeating it changes nothing; somebody
-- who is not cooling down answers like somebody who is not there.
CREATE OR REPLACE FUNCTION housing_api.lift_cool_down_v1(p_caller uuid, p_subject_id uuid)
RETURNS text LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
BEGIN
    IF NOT housing.is_operator(p_caller) THEN RETURN 'not_allowed'; END IF;
    UPDATE housing.hold_score s
       SET value = 0, at = greatest(s.at, housing.service_clock()), cooled_until = NULL
     WHERE s.subject_id = p_subject_id AND s.cooled_until > housing.service_clock();
    IF NOT FOUND THEN RETURN 'cool_down_not_found'; END IF;
    PERFORM housing.note_operator(p_caller, 'cool_down_lifted', NULL, NULL);
    RETURN 'ok';
END
$$;

-- Counts of readings and alerts are kept for 30 days.
CREATE OR REPLACE FUNCTION housing.purge_watching(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due_reading_day AS (
        SELECT r.account_id, r.day, r.kind FROM housing.reading_day r
         WHERE r.day <= (p_now AT TIME ZONE 'UTC')::date - 30
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_reading_day AS (
        DELETE FROM housing.reading_day x USING due_reading_day d
         WHERE x.account_id = d.account_id AND x.day = d.day AND x.kind = d.kind RETURNING 1
    ), due_alert AS (
        SELECT a.id FROM housing.alert a WHERE a.last_at <= p_now - interval '30 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_alert AS (
        DELETE FROM housing.alert x USING due_alert d WHERE x.id = d.id RETURNING 1
    )
    SELECT ((SELECT count(*) FROM gone_reading_day)
          + (SELECT count(*) FROM gone_alert))::integer
$$;
