-- Judges requests for holds as things stand, and writes nothing: one row out for each member in.
-- It locks no row and waits for no commit, so a crowd that asks for what is gone delays nobody who
-- gets a place. 'placed' says that the request should be made in earnest.
CREATE OR REPLACE FUNCTION housing_api.look_at_holds_v1(
    p_hold_ids uuid[], p_callers uuid[], p_pool_ids uuid[], p_units integer[],
    p_minutes integer[], p_adults integer[], p_children integer[], p_infants integer[],
    p_needs text[]
) RETURNS TABLE (member integer, code text, hold jsonb)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_hashjoin = off
SET enable_mergejoin = off AS $$
BEGIN
    RETURN QUERY
    SELECT j.member, j.code,
           CASE j.code WHEN 'exists'
               THEN housing.hold_for(p_hold_ids[j.member], p_callers[j.member]) END
      FROM housing.judge_holds(NULL, p_hold_ids, p_callers, p_pool_ids, p_units, p_minutes,
                               p_adults, p_children, p_infants, p_needs) j
     ORDER BY j.member;
END
$$;
