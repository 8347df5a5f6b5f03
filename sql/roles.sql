-- The two roles of the service, made once per server. Repeating this changes nothing.
--   housing_owner    owns every object and signs in nowhere
--   housing_service  signs in and may call the functions of housing_api, nothing else
-- Roles belong to the whole server: when two databases of one server are set up at the same moment,
-- one of them may find a row just made by the other; the caller then repeats this statement.
DO $roles$
DECLARE
    may_create boolean;
    missing text;
BEGIN
    SELECT rolsuper OR rolcreaterole INTO STRICT may_create
    FROM pg_catalog.pg_roles WHERE rolname = current_user;

    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'housing_owner') THEN
        IF may_create THEN
            CREATE ROLE housing_owner NOLOGIN;
        ELSE
            missing := 'CREATE ROLE housing_owner NOLOGIN; ';
        END IF;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'housing_service') THEN
        IF may_create THEN
            CREATE ROLE housing_service LOGIN;
        ELSE
            missing := concat(missing, 'CREATE ROLE housing_service LOGIN; ');
        END IF;
    END IF;

    -- Migrations run as housing_owner. A superuser may do that anyway; since PostgreSQL 16 a role
    -- that made another one still has to allow itself to become it.
    IF missing IS NULL AND NOT pg_catalog.pg_has_role(current_user, 'housing_owner', 'SET') THEN
        BEGIN
            EXECUTE pg_catalog.format(
                'GRANT housing_owner TO %I WITH INHERIT TRUE, SET TRUE', current_user);
        EXCEPTION WHEN insufficient_privilege THEN
            missing := '';
        END;
    END IF;
    -- A process that serves with the owner's address becomes housing_service on each connection.
    IF missing IS NULL AND NOT pg_catalog.pg_has_role(current_user, 'housing_service', 'SET') THEN
        BEGIN
            EXECUTE pg_catalog.format(
                'GRANT housing_service TO %I WITH INHERIT FALSE, SET TRUE', current_user);
        EXCEPTION WHEN insufficient_privilege THEN
            -- It can still migrate; serving then needs an address of housing_service itself.
            NULL;
        END;
    END IF;
    IF missing IS NOT NULL THEN
        RAISE EXCEPTION USING
            ERRCODE = 'insufficient_privilege',
            MESSAGE = pg_catalog.format(
                'The role %s may neither create nor use the role housing_owner.', current_user),
            HINT = pg_catalog.format(
                'Let an administrator run: %sGRANT housing_owner TO %I WITH INHERIT TRUE, SET TRUE;',
                missing, current_user);
    END IF;
END
$roles$;
