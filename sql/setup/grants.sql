-- The service's role may execute the functions of housing_api, and nothing else.
DO $grants$
DECLARE
    v_schema name;
    v_kind text;
BEGIN
    FOR v_schema IN
        SELECT nspname FROM pg_catalog.pg_namespace
        WHERE nspowner = 'housing_owner'::regrole ORDER BY nspname
    LOOP
        EXECUTE pg_catalog.format(
            'REVOKE ALL ON SCHEMA %I FROM PUBLIC, housing_service', v_schema);
        FOREACH v_kind IN ARRAY ARRAY['TABLES', 'SEQUENCES', 'ROUTINES'] LOOP
            EXECUTE pg_catalog.format(
                'REVOKE ALL ON ALL %s IN SCHEMA %I FROM PUBLIC, housing_service', v_kind, v_schema);
        END LOOP;
    END LOOP;
    GRANT USAGE ON SCHEMA housing_api TO housing_service;
    GRANT EXECUTE ON ALL ROUTINES IN SCHEMA housing_api TO housing_service;
END
$grants$;
