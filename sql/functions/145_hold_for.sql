-- A hold as p_caller may see it, or null.
CREATE OR REPLACE FUNCTION housing.hold_for(p_hold_id uuid, p_caller uuid) RETURNS jsonb
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    f record;
BEGIN
    SELECT h AS hold, p AS pool, g AS program, c.account_id, housing.hold_relation(
           h, c.account_id, c.role, c.organization_id) AS relation
      INTO f
      FROM housing.hold h
      JOIN housing.pool p ON p.id = h.pool_id
      JOIN housing.program g ON g.id = p.program_id
     CROSS JOIN LATERAL housing.caller_of(p_caller) c
     WHERE h.id = p_hold_id;
    IF f.relation IS NULL THEN
        RETURN NULL;
    END IF;
    RETURN housing.hold_view(
        f.hold, f.pool, f.program, housing.pool_clock(f.pool), f.relation, f.account_id);
END
$$;
