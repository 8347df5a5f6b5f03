-- Places that are expected to become vacant: said by staff, seen by everybody who sees the pool whole,
-- changed only under the pool's lock. A confirmed one may be locked before it is vacant.

-- How long before its day a confirmed vacancy can be locked.
CREATE OR REPLACE FUNCTION housing.expected_holdable_days() RETURNS integer
LANGUAGE sql IMMUTABLE AS $$ SELECT 14 $$;

-- Units of an expected vacancy that live locks wait for. Derived at each call, like all that is held.
CREATE OR REPLACE FUNCTION housing.expected_held(p_vacancy_id uuid, p_now timestamptz)
RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(h.units), 0)::integer FROM housing.hold h
     WHERE h.expected_vacancy_id = p_vacancy_id AND NOT h.units_backed
       AND h.state IN ('requested', 'active') AND h.expires_at > p_now
$$;

CREATE OR REPLACE FUNCTION housing.expected_view(v housing.expected_vacancy, p_now timestamptz)
RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT jsonb_build_object(
        'id', v.id, 'pool_id', v.pool_id, 'units', v.units,
        'units_held', housing.expected_held(v.id, p_now),
        'expected_from', v.expected_from, 'confidence', v.confidence, 'state', v.state,
        -- From this day on it can be locked.
        'holdable_from', CASE WHEN v.confidence = 'confirmed'
            THEN v.expected_from - housing.expected_holdable_days() END)
$$;

-- Those of a pool that are still to come, the earliest first. Not a part of the statement that asks:
-- most pools have none to be looked for.
CREATE OR REPLACE FUNCTION housing.expected_vacancies(p_pool_id uuid, p_now timestamptz)
RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT coalesce(jsonb_agg(housing.expected_view(v, p_now)
                                      ORDER BY v.expected_from, v.id), '[]')
              FROM housing.expected_vacancy v
             WHERE v.pool_id = p_pool_id AND v.state = 'open');
END
$$;

-- What a lock was placed on and what has become of it, for its two sides.
CREATE OR REPLACE FUNCTION housing.expected_place(h housing.hold) RETURNS jsonb
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN (SELECT jsonb_build_object(
                'id', h.expected_vacancy_id, 'promised_from', h.expected_from,
                'expected_from', v.expected_from,
                'state', CASE WHEN h.units_backed THEN 'vacant'
                              ELSE coalesce(v.state, 'withdrawn') END)
              FROM (SELECT 1) one
              LEFT JOIN housing.expected_vacancy v ON v.id = h.expected_vacancy_id);
END
$$;

-- Flags the live locks on a vacancy whose promise no longer stands, and takes the flag away where it
-- does again. None is ended. The caller has the pool's lock and publishes. Returns how many changed.
CREATE OR REPLACE FUNCTION housing.review_expected(
    v housing.expected_vacancy, p housing.pool, p_now timestamptz
) RETURNS integer LANGUAGE sql VOLATILE AS $$
    WITH flagged AS (
        UPDATE housing.hold h
           SET at_risk = NOT h.at_risk, version = h.version + 1, pool_version = p.version + 1
         WHERE h.expected_vacancy_id = v.id AND NOT h.units_backed
           AND h.state IN ('requested', 'active') AND h.expires_at > p_now
           AND h.at_risk <> (v.state <> 'open' OR v.confidence <> 'confirmed'
                             OR v.expected_from > h.expected_from
                             OR housing.expected_held(v.id, p_now) > v.units)
        RETURNING h.id)
    SELECT count(*)::integer FROM flagged
$$;

-- Whether an ended lock could have its place again: of what is free, or of the vacancy it waited for.
CREATE OR REPLACE FUNCTION housing.has_place(
    h housing.hold, p housing.pool, p_now timestamptz
) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE
    v housing.expected_vacancy;
BEGIN
    IF h.expected_vacancy_id IS NOT NULL AND NOT h.units_backed THEN
        SELECT * INTO v FROM housing.expected_vacancy x WHERE x.id = h.expected_vacancy_id;
        IF v.state IS DISTINCT FROM 'vacant' THEN
            RETURN coalesce(v.state = 'open' AND v.confidence = 'confirmed'
                AND v.expected_from <= h.expected_from
                AND v.units - housing.expected_held(v.id, p_now) >= h.units, false);
        END IF;
    END IF;
    RETURN housing.units_available(p, p_now) >= h.units;
END
$$;

-- Whether that place is one that is free now: when the vacancy it waited for has come.
CREATE OR REPLACE FUNCTION housing.backed_again(h housing.hold) RETURNS boolean
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN h.units_backed OR (h.expected_vacancy_id IS NOT NULL AND EXISTS (
        SELECT FROM housing.expected_vacancy v
         WHERE v.id = h.expected_vacancy_id AND v.state = 'vacant'));
END
$$;

-- The refusal that p_caller reads who wants to change what is expected in this pool, or null. Only
-- its own staff know.
CREATE OR REPLACE FUNCTION housing.may_expect(p_caller uuid, p_pool_id uuid) RETURNS text
LANGUAGE plpgsql STABLE AS $$
BEGIN
    RETURN coalesce(housing.may_change_pool(p_caller, p_pool_id), (
        SELECT CASE WHEN c.role <> 'shelter_staff' THEN 'not_allowed'
                    WHEN NOT housing.kind_may_lock(g.kind) THEN 'pool_not_for_locks' END
          FROM housing.caller_of(p_caller) c, housing.pool p
          JOIN housing.program g ON g.id = p.program_id WHERE p.id = p_pool_id));
END
$$;

-- Staff say that units will be vacant from a day on, or what has changed about it. Repeating it
-- changes nothing.
CREATE OR REPLACE FUNCTION housing_api.put_expected_vacancy_v1(
    p_caller uuid, p_id uuid, p_pool_id uuid, p_units integer, p_expected_from date,
    p_confidence text, OUT code text, OUT vacancy jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    v housing.expected_vacancy;
    now_at timestamptz;
    today date;
    settled integer;
BEGIN
    code := housing.may_expect(p_caller, p_pool_id);
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    p := housing.lock_pool(p_pool_id);
    now_at := housing.pool_clock(p);
    settled := housing.settle_pool(p, now_at);
    SELECT * INTO v FROM housing.expected_vacancy x WHERE x.id = p_id;
    today := (now_at AT TIME ZONE (SELECT g.time_zone FROM housing.program g
                                    WHERE g.id = p.program_id))::date;
    code := CASE
        WHEN v.pool_id <> p_pool_id THEN 'expected_vacancy_id_reused'
        WHEN v.state <> 'open' THEN 'expected_vacancy_over'
        WHEN v.expected_from IS DISTINCT FROM p_expected_from
            AND p_expected_from NOT BETWEEN today AND today + 730
            THEN 'expected_from_out_of_range'
        WHEN v.id IS NULL AND (SELECT count(*) >= 20 FROM housing.expected_vacancy x
                                WHERE x.pool_id = p_pool_id AND x.state = 'open')
            THEN 'expected_vacancy_limit_reached'
        ELSE 'ok' END;
    IF code = 'ok' AND (v.units, v.expected_from, v.confidence)
            IS DISTINCT FROM (p_units, p_expected_from, p_confidence) THEN
        INSERT INTO housing.expected_vacancy AS x
        VALUES (p_id, p_pool_id, p_units, p_expected_from, p_confidence, 'open', now_at)
        ON CONFLICT (id) DO UPDATE SET
            units = excluded.units, expected_from = excluded.expected_from,
            confidence = excluded.confidence, changed_at = excluded.changed_at
         WHERE x.pool_id = p_pool_id
        RETURNING * INTO v;
        IF NOT FOUND THEN
            -- The same id came at once for another pool and won.
            code := 'expected_vacancy_id_reused';
        ELSE
            settled := 1 + housing.review_expected(v, p, now_at);
        END IF;
    END IF;
    IF settled > 0 THEN
        PERFORM housing.publish_pool(p_pool_id, now_at, false);
    END IF;
    vacancy := CASE WHEN code IN ('ok', 'expected_vacancy_over')
        THEN housing.expected_view(v, now_at) END;
END
$$;

-- It will not be vacant after all, or it is vacant now: then its units are free by a report of whoever
-- says so, and the locks that waited for it hold those, in one transaction. Repeating it changes
-- nothing.
CREATE OR REPLACE FUNCTION housing_api.end_expected_vacancy_v1(
    p_caller uuid, p_id uuid, p_state text, OUT code text, OUT vacancy jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    p housing.pool;
    v housing.expected_vacancy;
    now_at timestamptz;
    settled integer;
BEGIN
    SELECT * INTO v FROM housing.expected_vacancy x WHERE x.id = p_id;
    code := CASE WHEN v.id IS NULL THEN 'expected_vacancy_not_found'
                 ELSE housing.may_expect(p_caller, v.pool_id) END;
    IF code = 'pool_not_found' OR (code = 'not_allowed' AND NOT EXISTS (
           SELECT FROM housing.caller_of(p_caller) c, housing.pool x
             JOIN housing.program g ON g.id = x.program_id
            WHERE x.id = v.pool_id AND housing.is_insider(g, c.role, c.organization_id))) THEN
        code := 'expected_vacancy_not_found';
    END IF;
    IF code IS NOT NULL THEN
        RETURN;
    END IF;
    p := housing.lock_pool(v.pool_id);
    now_at := housing.pool_clock(p);
    settled := housing.settle_pool(p, now_at);
    SELECT * INTO v FROM housing.expected_vacancy x WHERE x.id = p_id;
    code := CASE
        WHEN v.id IS NULL THEN 'expected_vacancy_not_found'
        WHEN v.state = p_state THEN 'ok'
        WHEN v.state <> 'open' THEN 'expected_vacancy_over'
        WHEN p_state = 'vacant' AND p.units_free_reported IS NULL THEN 'report_needs_number'
        WHEN p_state = 'vacant' AND p.units_free_reported + v.units > 100000
            THEN 'report_number_too_large' END;
    IF code IS NULL THEN
        UPDATE housing.expected_vacancy x SET state = p_state, changed_at = now_at
         WHERE x.id = p_id RETURNING * INTO v;
        code := 'ok';
        IF p_state = 'vacant' THEN
            UPDATE housing.hold h SET units_backed = true, at_risk = false,
                version = h.version + 1, pool_version = p.version + 1
             WHERE h.expected_vacancy_id = p_id AND NOT h.units_backed
               AND h.state IN ('requested', 'active') AND h.expires_at > now_at;
            IF (housing.apply_report(
                    p.id, gen_random_uuid(), p_caller, 'shelter_staff', NULL, v.units, false,
                    NULL, NULL, NULL, '{}')).code <> 'recorded' THEN
                RAISE EXCEPTION 'a report of one more was refused';
            END IF;
            settled := 0;
        ELSE
            settled := 1 + housing.review_expected(v, p, now_at);
        END IF;
    END IF;
    IF settled > 0 THEN
        PERFORM housing.publish_pool(p.id, now_at, false);
    END IF;
    vacancy := housing.expected_view(v, now_at);
END
$$;

-- What is expected in a pool, for everybody who sees it whole; null for all others.
CREATE OR REPLACE FUNCTION housing_api.list_expected_vacancies_v1(p_caller uuid, p_pool_id uuid)
RETURNS jsonb LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT housing.expected_vacancies(p.id, housing.pool_clock(p))
      FROM housing.caller_of(p_caller) c
     CROSS JOIN housing.pool p
      JOIN housing.program g ON g.id = p.program_id
     WHERE p.id = p_pool_id AND housing.is_insider(g, c.role, c.organization_id)
$$;

-- Forgets what is over after three days and watches that nobody has renewed.
CREATE OR REPLACE FUNCTION housing.purge_expected(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due_expected_vacancy AS (
        SELECT v.id FROM housing.expected_vacancy v
         WHERE v.state <> 'open' AND v.changed_at <= p_now - interval '71 hours 45 minutes'
           AND NOT EXISTS (SELECT FROM housing.hold h WHERE h.expected_vacancy_id = v.id)
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_expected_vacancy AS (
        DELETE FROM housing.expected_vacancy x USING due_expected_vacancy d
         WHERE x.id = d.id RETURNING 1
    ), due_pool_watch AS (
        SELECT w.account_id, w.pool_id FROM housing.pool_watch w WHERE w.expires_at <= p_now
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_pool_watch AS (
        DELETE FROM housing.pool_watch x USING due_pool_watch d
         WHERE x.account_id = d.account_id AND x.pool_id = d.pool_id RETURNING 1
    )
    SELECT ((SELECT count(*) FROM gone_expected_vacancy)
          + (SELECT count(*) FROM gone_pool_watch))::integer
$$;
