-- Which endings of holds count toward a score, and counting them.

-- Whether it is held against its responder that a hold ends by the clock or by their own hand. Not what
-- was only offered, nor what they said they had arrived at; not where the shelter was short of places,
-- paused or closed, or a place did not become vacant; and of several places for one household one.
-- Whether there was room at a confidential program plays no part. It is a set of one row so that it is
-- planned into the statement that asks.
CREATE OR REPLACE FUNCTION housing.ending_counts(
    h housing.hold, p housing.pool, p_now timestamptz
) RETURNS TABLE (counts boolean) LANGUAGE sql STABLE AS $$
    SELECT h.kept_by = 'responder' AND NOT housing.is_offer(h) AND h.arrival_said_at IS NULL
       AND NOT h.at_risk AND p.closed_at IS NULL AND p.stopped_by IS NULL
       AND NOT housing.is_paused(p, p_now)
       AND (h.units_backed OR h.expected_vacancy_id IS NULL)
       AND (h.set_id IS NULL OR NOT EXISTS (
            SELECT FROM housing.hold s WHERE s.set_id = h.set_id AND s.id < h.id))
$$;

-- What these changes add to the number of each responder and organization, as of p_now.
CREATE OR REPLACE FUNCTION housing.score_changes(
    p_pool_ids uuid[], p_at timestamptz[], p_now timestamptz
) RETURNS TABLE (
    subject_id uuid, is_account boolean, points double precision, score_limit double precision
) LANGUAGE sql STABLE AS $$
    SELECT w.subject_id, w.is_account,
           sum(h.score_change * housing.score_left(1, h.score_at, p_now)),
           max(housing.score_limit(
               CASE WHEN w.is_account THEN coalesce(o.responder_hold_limit, 2)
                    ELSE o.organization_hold_limit END, w.is_account))
      FROM unnest(p_pool_ids, p_at) AS n (id, at)
      JOIN housing.pool p ON p.id = n.id
      JOIN housing.hold h ON h.pool_id = p.id AND h.pool_version = p.version
       AND h.score_version = p.version
      LEFT JOIN housing.organization o ON o.id = h.responder_organization_id
     CROSS JOIN LATERAL (VALUES (h.account_id, true), (h.responder_organization_id, false))
           AS w (subject_id, is_account)
     WHERE n.at IS NOT NULL AND w.subject_id IS NOT NULL
     GROUP BY w.subject_id, w.is_account
$$;

-- Adds to the scores what the change that has just given these pools their versions has ended, and
-- takes off what it has brought back. In the same transaction, each number under the lock of its row;
-- those locks come after all others, in the order of their ids.
CREATE OR REPLACE FUNCTION housing.score_endings(p_pool_ids uuid[], p_at timestamptz[])
RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    c record;
    taken_back integer;
    now_at constant timestamptz := greatest(
        housing.service_clock(), (SELECT max(x) FROM unnest(p_at) x));
BEGIN
    -- Nearly always something has only ended, and one statement does it.
    WITH change AS MATERIALIZED (
        SELECT * FROM housing.score_changes(p_pool_ids, p_at, now_at)
    ), added AS (
        INSERT INTO housing.hold_score AS s (
            subject_id, is_account, value, at, score_limit, cooled_until)
        SELECT x.subject_id, x.is_account, x.points, now_at, x.score_limit,
               housing.cools_until(x.points, now_at, x.score_limit)
          FROM change x
         WHERE (SELECT min(y.points) FROM change y) >= 0
         ORDER BY x.subject_id
        ON CONFLICT (subject_id) DO UPDATE SET
            value = housing.score_left(s.value, s.at, excluded.at) + excluded.value,
            at = greatest(s.at, excluded.at),
            score_limit = excluded.score_limit,
            cooled_until = housing.cools_until(
                housing.score_left(s.value, s.at, excluded.at) + excluded.value,
                greatest(s.at, excluded.at), excluded.score_limit)
    )
    SELECT count(*) FILTER (WHERE x.points < 0) INTO taken_back FROM change x;
    IF taken_back = 0 THEN RETURN; END IF;
    FOR c IN SELECT * FROM housing.score_changes(p_pool_ids, p_at, now_at) x ORDER BY x.subject_id
    LOOP
        INSERT INTO housing.hold_score AS s (
            subject_id, is_account, value, at, score_limit, cooled_until)
        VALUES (c.subject_id, c.is_account, greatest(0, c.points), now_at, c.score_limit,
                housing.cools_until(c.points, now_at, c.score_limit))
        ON CONFLICT (subject_id) DO UPDATE SET
            value = greatest(0, housing.score_left(s.value, s.at, now_at) + c.points),
            at = greatest(s.at, now_at),
            score_limit = c.score_limit,
            cooled_until = housing.cools_until(
                greatest(0, housing.score_left(s.value, s.at, now_at) + c.points),
                greatest(s.at, now_at), c.score_limit);
    END LOOP;
END
$$;

-- A number that is almost nothing is forgotten: within a day at the latest nothing is left.
CREATE OR REPLACE FUNCTION housing.purge_scores(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due AS (
        SELECT s.subject_id FROM housing.hold_score s
         WHERE s.at <= p_now - interval '1 day'
            OR housing.score_left(s.value, s.at, p_now) < 0.05
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone AS (
        DELETE FROM housing.hold_score x USING due d
         WHERE x.subject_id = d.subject_id RETURNING 1
    )
    SELECT count(*)::integer FROM gone
$$;
