-- Everything that is forgotten apart from the holds, each kind by itself: should one of these fail, all
-- others are still forgotten in time. Holds: 630_sweep.sql; requests: 860_requests_read.sql; the
-- record, whose beginning has to be signed: 891_audit_chain.sql.

-- The functions that each forget one kind of thing by the time they are given: all housing.purge_*.
CREATE OR REPLACE FUNCTION housing_api.purge_steps_v1() RETURNS SETOF text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT f.proname::text FROM pg_proc f
     WHERE f.pronamespace = 'housing'::regnamespace AND f.proname LIKE 'purge\_%'
       AND pg_get_function_identity_arguments(f.oid) = 'p_now timestamp with time zone'
     ORDER BY 1
$$;

-- Takes one of these steps; each forgets at most purged_at_once_max() rows of a table, leaves those that
-- somebody else is changing for the next time, and says how many it forgot: whoever takes it takes it
-- again until that is none.
CREATE OR REPLACE FUNCTION housing_api.purge_step_v2(p_step text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
DECLARE
    forgotten integer;
BEGIN
    IF NOT EXISTS (SELECT FROM housing_api.purge_steps_v1() s WHERE s = p_step) THEN
        RAISE EXCEPTION 'There is no purge step of this name'
            USING ERRCODE = 'undefined_function';
    END IF;
    EXECUTE format('SELECT housing.%I($1)', p_step) INTO forgotten USING housing.service_clock();
    RETURN forgotten;
END
$$;

-- The same as processes of an earlier release ask for it.
CREATE OR REPLACE FUNCTION housing_api.purge_step_v1(p_step text) RETURNS void
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT housing_api.purge_step_v2(p_step)
$$;

-- All of them in one go, as processes of an earlier release ask for it.
CREATE OR REPLACE FUNCTION housing_api.purge_others_v1() RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
DECLARE
    step text;
BEGIN
    FOR step IN SELECT s FROM housing_api.purge_steps_v1() s LOOP
        PERFORM housing_api.purge_step_v1(step);
    END LOOP;
END
$$;

CREATE OR REPLACE FUNCTION housing.purge_sessions(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT s.token_hash FROM housing.session s WHERE s.expires_at <= p_now
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.session x USING due d WHERE x.token_hash = d.token_hash RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;

-- Sets of which no hold is left, a quarter of an hour early as the holds. Only the bare id stays.
CREATE OR REPLACE FUNCTION housing.purge_hold_sets(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT s.id FROM housing.hold_set s
         WHERE s.placed_at <= p_now - interval '23 hours 45 minutes'
           AND NOT EXISTS (SELECT FROM housing.hold h WHERE h.set_id = s.id)
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.hold_set x USING due d WHERE x.id = d.id RETURNING x.id
    ), kept AS (
        INSERT INTO housing.ended_hold_set (id) SELECT id FROM gone ON CONFLICT DO NOTHING
    )
    SELECT count(*)::integer FROM gone
$$;

-- Tokens that have ended say whose they were for as long as a removed desk does.
CREATE OR REPLACE FUNCTION housing.purge_tokens(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT t.token_hash FROM housing.access_token t
         WHERE least(t.revoked_at, t.expires_at) <= p_now - interval '90 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.access_token x USING due d
         WHERE x.token_hash = d.token_hash RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;

CREATE OR REPLACE FUNCTION housing.purge_announcements(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT a.id FROM housing.announcement a
         WHERE coalesce(a.ended_at, a.ends_at) <= p_now - interval '30 days'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.announcement x USING due d WHERE x.id = d.id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;

-- Who was at work, when that is over.
CREATE OR REPLACE FUNCTION housing.purge_duty(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT d.account_id FROM housing.duty d WHERE d.until <= p_now - interval '1 day'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.duty x USING due d WHERE x.account_id = d.account_id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;

-- Reports outlive holds, but not what ties them to one: which holds arrived goes after three days
-- (one for confidential programs). Confidential history keeps one value a day after three days,
-- without its hour or who gave it.
CREATE OR REPLACE FUNCTION housing.purge_reports(p_now timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    rows_max integer := housing.purged_at_once_max();
    forgotten integer;
    went integer;
BEGIN
    UPDATE housing.report SET arrived = '{}' WHERE id = ANY (ARRAY(
        SELECT r.id
          FROM housing.report r
          JOIN housing.pool p ON p.id = r.pool_id
          JOIN housing.program g ON g.id = p.program_id
         WHERE r.arrived <> '{}'
           AND r.received_at <= p_now - CASE WHEN g.confidential
                THEN interval '23 hours 45 minutes' ELSE interval '71 hours 45 minutes' END
         LIMIT rows_max FOR UPDATE OF r SKIP LOCKED));
    GET DIAGNOSTICS forgotten = ROW_COUNT;
    DELETE FROM housing.report WHERE id = ANY (ARRAY(
        SELECT r.id
          FROM housing.report r
          JOIN housing.pool p ON p.id = r.pool_id
          JOIN housing.program g ON g.id = p.program_id AND g.confidential
         WHERE r.observed_at < p_now - interval '71 hours 45 minutes'
           AND EXISTS (SELECT 1 FROM housing.report l
                        WHERE l.pool_id = r.pool_id
                          AND l.observed_at::date = r.observed_at::date
                          AND (l.observed_at, l.id) > (r.observed_at, r.id))
         LIMIT rows_max FOR UPDATE OF r SKIP LOCKED));
    GET DIAGNOSTICS went = ROW_COUNT;
    forgotten := forgotten + went;
    UPDATE housing.report x SET
        observed_at = date_trunc('day', x.observed_at), observed_at_given = NULL,
        received_at = date_trunc('day', x.received_at), account_id = NULL
     WHERE x.id = ANY (ARRAY(
        SELECT r.id
          FROM housing.report r
          JOIN housing.pool p ON p.id = r.pool_id
          JOIN housing.program g ON g.id = p.program_id AND g.confidential
         WHERE r.observed_at < p_now - interval '71 hours 45 minutes'
           AND (r.observed_at <> date_trunc('day', r.observed_at) OR r.account_id IS NOT NULL)
         LIMIT rows_max FOR UPDATE OF r SKIP LOCKED));
    GET DIAGNOSTICS went = ROW_COUNT;
    RETURN forgotten + went;
END
$$;
