-- What a confidential program's own staff may check: the very object that outsiders of it are sent.

-- Null for anybody else, for a pool that is not confidential and for one that is not there: who is
-- outside already has the object, and learns nothing from whether this answers.
CREATE OR REPLACE FUNCTION housing_api.outsider_preview_v1(p_caller uuid, p_pool_id uuid)
RETURNS jsonb LANGUAGE sql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT housing.pool_outsider(p, g)
      FROM housing.pool p
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL housing.caller_of(p_caller) c
     WHERE p.id = p_pool_id AND g.confidential
       AND c.role = 'shelter_staff' AND c.organization_id = g.organization_id
$$;
