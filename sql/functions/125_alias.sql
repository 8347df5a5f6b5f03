-- What outsiders call a confidential program: its region and four letters of its random alias,
-- so that two programs can be told apart on a phone call and nothing can be looked up.
CREATE OR REPLACE FUNCTION housing.program_alias(p_program housing.program) RETURNS text
LANGUAGE sql STABLE AS $$
    SELECT 'Confidential program ' || upper(left(p_program.alias_id::text, 4))
$$;
