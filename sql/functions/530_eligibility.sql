-- What a program answers about whom it takes. Only its own staff and the operator write it; a
-- confidential program's answers are shown to its own staff alone.

-- Replaces all answers of a pool. `p_based_on` is the version the writer has seen (0: none yet), so
-- that two people who answer at once do not undo each other's work; the same answers again change
-- nothing. Households served and the largest household are columns of the pool, where rules of
-- holds look at them; null there means not stated.
CREATE OR REPLACE FUNCTION housing_api.set_eligibility_v1(
    p_caller uuid, p_pool_id uuid, p_answers jsonb, p_vocabulary integer, p_households text[],
    p_people_max integer, p_based_on bigint, OUT code text, OUT pool jsonb
) RETURNS record LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off AS $$
DECLARE
    p housing.pool;
    e housing.eligibility;
    now_at timestamptz;
    settled integer;
    same boolean;
BEGIN
    code := housing.may_change_pool(p_caller, p_pool_id);
    -- Whether answers are taken would tell an operator what a confidential program has answered.
    IF code IS NULL AND NOT (
        SELECT housing.is_insider(g, c.role, c.organization_id)
          FROM housing.caller_of(p_caller) c, housing.pool x
          JOIN housing.program g ON g.id = x.program_id
         WHERE x.id = p_pool_id) THEN
        code := 'not_allowed';
    END IF;
    IF code IS NULL THEN
        p := housing.lock_pool(p_pool_id);
        now_at := housing.pool_clock(p);
        settled := housing.settle_pool(p, now_at);
        SELECT * INTO e FROM housing.eligibility x WHERE x.pool_id = p_pool_id;
        same := coalesce(e.answers, '{}') = p_answers
            AND (p.households_served, p.party_people_max)
                IS NOT DISTINCT FROM (p_households, p_people_max);
        IF NOT same AND coalesce(e.version, 0) <> p_based_on THEN
            code := 'eligibility_out_of_date';
        ELSE
            IF NOT same THEN
                UPDATE housing.pool SET
                    households_served = p_households, party_people_max = p_people_max
                 WHERE id = p_pool_id;
                INSERT INTO housing.eligibility AS x (
                    pool_id, answers, vocabulary_version, version, changed_at, changed_by_role)
                SELECT p_pool_id, p_answers, p_vocabulary, p.version + 1, now_at, c.role
                  FROM housing.caller_of(p_caller) c
                ON CONFLICT (pool_id) DO UPDATE SET
                    answers = excluded.answers,
                    vocabulary_version = excluded.vocabulary_version,
                    version = excluded.version, changed_at = excluded.changed_at,
                    changed_by_role = excluded.changed_by_role;
                PERFORM housing.note_pool(p_caller, 'eligibility_set', p_pool_id);
            END IF;
            code := 'ok';
        END IF;
        IF settled > 0 OR (code = 'ok' AND NOT same) THEN
            PERFORM housing.publish_pool(p_pool_id, now_at, false);
        END IF;
    END IF;
    pool := housing.pool_for(p_pool_id, p_caller);
END
$$;

-- The answers of one pool as its viewers may read them; for outsiders of a confidential program
-- the pool has none to be found.
CREATE OR REPLACE FUNCTION housing_api.get_eligibility_v1(p_caller uuid, p_pool_id uuid)
RETURNS jsonb LANGUAGE sql STABLE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT jsonb_build_object(
               'pool_id', p.id, 'pool_name', p.name, 'program_name', g.name,
               'answers', coalesce(e.answers, '{}'),
               'households', to_jsonb(p.households_served), 'people_max', p.party_people_max,
               'vocabulary_version', e.vocabulary_version, 'version', coalesce(e.version, 0),
               'changed_at', housing.rfc3339(e.changed_at), 'changed_by_role', e.changed_by_role)
      FROM housing.caller_of(p_caller) c
     CROSS JOIN housing.pool p
      JOIN housing.program g ON g.id = p.program_id
      LEFT JOIN housing.eligibility e ON e.pool_id = p.id
     WHERE p.id = p_pool_id AND housing.is_insider(g, c.role, c.organization_id)
$$;

-- For the service itself: the answers of these pools, to match households with.
CREATE OR REPLACE FUNCTION housing_api.read_eligibility_v1(p_ids uuid[])
RETURNS TABLE (id uuid, version bigint, answers jsonb) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT e.pool_id, e.version, e.answers FROM housing.eligibility e WHERE e.pool_id = ANY (p_ids)
$$;
