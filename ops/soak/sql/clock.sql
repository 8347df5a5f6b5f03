-- Lets this database's service clock run as many seconds ahead of the machine's (or behind it) as
-- the session's setting soak.clock_ahead_seconds says.
DO $do$
BEGIN
    EXECUTE format(
        'CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz '
        'LANGUAGE sql VOLATILE AS $$ SELECT clock_timestamp() + %L::interval $$',
        current_setting('soak.clock_ahead_seconds') || ' seconds');
END
$do$
