-- The names of the migrations applied to this database, in order: what a process needs to know to
-- tell whether its code fits the schema.
CREATE OR REPLACE FUNCTION housing_api.schema_state_v1() RETURNS TABLE (name text)
LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
    SELECT m.name FROM housing.schema_migration AS m ORDER BY m.name
$$;
