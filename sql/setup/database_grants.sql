-- PUBLIC gets nothing in this database; the two roles get the least that they need.
-- Only what differs is changed, so that a repeat takes no lock that others could wait for.
DO $grants$
DECLARE
    here text := pg_catalog.current_database();
BEGIN
    IF NOT pg_catalog.has_database_privilege('housing_owner', here, 'CREATE') THEN
        EXECUTE pg_catalog.format('GRANT CONNECT, CREATE ON DATABASE %I TO housing_owner', here);
    END IF;
    IF pg_catalog.has_database_privilege('public', here, 'CONNECT')
        OR pg_catalog.has_database_privilege('public', here, 'TEMPORARY')
        OR pg_catalog.has_database_privilege('public', here, 'CREATE')
    THEN
        EXECUTE pg_catalog.format('REVOKE ALL ON DATABASE %I FROM PUBLIC', here);
    END IF;
    IF NOT pg_catalog.has_database_privilege('housing_service', here, 'CONNECT') THEN
        EXECUTE pg_catalog.format('GRANT CONNECT ON DATABASE %I TO housing_service', here);
    END IF;
    IF pg_catalog.has_schema_privilege('public', 'public', 'CREATE')
        OR pg_catalog.has_schema_privilege('public', 'public', 'USAGE')
    THEN
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
    END IF;
END
$grants$;
