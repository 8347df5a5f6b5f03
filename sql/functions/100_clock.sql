-- The one clock of the service. No function takes a time for "now" from outside; a test database
-- replaces this function to move time.
CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz
LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() $$;

-- How coarsely a confidential program shows itself to outsiders.
CREATE OR REPLACE FUNCTION housing.outsider_grid() RETURNS interval
LANGUAGE sql IMMUTABLE AS $$ SELECT interval '15 minutes' $$;

-- to_char is only stable; a function that said more could not be expanded where it is called.
CREATE OR REPLACE FUNCTION housing.rfc3339(p_at timestamptz) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
$$;

-- How many rows of a table one step of the purge forgets at most.
CREATE OR REPLACE FUNCTION housing.purged_at_once_max() RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 2000 $$;
