-- Counting that holds over every process: tries at secrets exactly, requests within a second.

-- Where something is counted: the first bytes of a keyed hash of it (the construction of HMAC, with
-- two keys of a block each). What comes in is a hash already, so no name and no address ever does.
CREATE OR REPLACE FUNCTION housing.counting_slot(p_hash bytea, p_bytes integer) RETURNS bytea
LANGUAGE sql STABLE AS $$
    SELECT substring(sha256(substring(s.counting_key FROM 65)
                            || sha256(substring(s.counting_key FOR 64) || p_hash)) FOR p_bytes)
      FROM housing.service_state s
$$;

-- Takes one try of p_kind by what p_key_hash stands for: p_most at once, and one more for each part
-- of p_window_seconds that has gone by, so never twice p_most in one window. All processes count
-- together, because each try is one statement that locks the row; the clock is read under the lock.
-- What is refused takes nothing; retry_after_seconds says when there is one again.
CREATE OR REPLACE FUNCTION housing_api.take_try_v1(
    p_kind text, p_key_hash bytea, p_most integer, p_window_seconds integer,
    OUT taken boolean, OUT retry_after_seconds integer
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    every constant interval := greatest(1, p_window_seconds) * interval '1 second'
        / greatest(1, p_most);
    slack constant interval := every * (greatest(1, p_most) - 1);
    at constant bytea := housing.counting_slot(p_key_hash, 3);
BEGIN
    INSERT INTO housing.try_count AS t (kind, slot, full_again_at)
    VALUES (p_kind, at, housing.service_clock() + every)
    ON CONFLICT (kind, slot) DO UPDATE
        SET full_again_at = greatest(t.full_again_at, housing.service_clock()) + every
      WHERE t.full_again_at <= housing.service_clock() + slack;
    taken := FOUND;
    retry_after_seconds := 0;
    IF NOT taken THEN
        SELECT greatest(1, ceil(extract(
                   epoch FROM t.full_again_at - slack - housing.service_clock())))::integer
          INTO retry_after_seconds
          FROM housing.try_count t WHERE t.kind = p_kind AND t.slot = at;
        retry_after_seconds := coalesce(retry_after_seconds, 1);
    END IF;
END
$$;

-- Gives a try back that turned out to be right.
CREATE OR REPLACE FUNCTION housing_api.give_back_try_v1(
    p_kind text, p_key_hash bytea, p_most integer, p_window_seconds integer
) RETURNS void LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    UPDATE housing.try_count t
       SET full_again_at = t.full_again_at
           - greatest(1, p_window_seconds) * interval '1 second' / greatest(1, p_most)
     WHERE t.kind = p_kind AND t.slot = housing.counting_slot(p_key_hash, 3)
$$;

-- Adds what one process has let through since it last asked, for all keys it has touched, and answers
-- how full each is over all processes. Rows are locked in the order of their keys.
CREATE OR REPLACE FUNCTION housing_api.share_rates_v1(
    p_key_hashes bytea[], p_taken double precision[], p_per_second double precision[]
) RETURNS TABLE (member integer, used double precision) LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    WITH given AS MATERIALIZED (
        SELECT k.member::integer AS member, housing.counting_slot(k.hash, 8) AS slot, k.taken,
               k.per_second
          FROM unnest(p_key_hashes, p_taken, p_per_second) WITH ORDINALITY
               AS k (hash, taken, per_second, member)
    ), written AS (
        INSERT INTO housing.rate_count AS r (slot, used, per_second, at)
        SELECT g.slot, sum(g.taken), max(g.per_second), housing.service_clock()
          FROM given g GROUP BY g.slot ORDER BY g.slot
        ON CONFLICT (slot) DO UPDATE SET
            used = greatest(0, r.used - excluded.per_second * greatest(
                       0, extract(epoch FROM excluded.at - r.at)::double precision))
                   + excluded.used,
            per_second = excluded.per_second, at = greatest(r.at, excluded.at)
        RETURNING r.slot, r.used)
    SELECT g.member, w.used FROM given g JOIN written w ON w.slot = g.slot
$$;

-- Nothing is said by what has come back, nor by who has been quiet for long.
CREATE OR REPLACE FUNCTION housing.purge_counting(p_now timestamptz) RETURNS integer
LANGUAGE sql VOLATILE AS $$
    WITH due_try_count AS (
        SELECT t.kind, t.slot FROM housing.try_count t WHERE t.full_again_at <= p_now
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_try_count AS (
        DELETE FROM housing.try_count x USING due_try_count d
         WHERE x.kind = d.kind AND x.slot = d.slot RETURNING 1
    ), due_rate_count AS (
        SELECT r.slot FROM housing.rate_count r WHERE r.at <= p_now - interval '5 minutes'
         LIMIT housing.purged_at_once_max() FOR UPDATE SKIP LOCKED
    ), gone_rate_count AS (
        DELETE FROM housing.rate_count x USING due_rate_count d
         WHERE x.slot = d.slot RETURNING 1
    )
    SELECT ((SELECT count(*) FROM gone_try_count)
          + (SELECT count(*) FROM gone_rate_count))::integer
$$;
