-- The schemas, and what has been applied to them.
CREATE SCHEMA IF NOT EXISTS housing;
CREATE SCHEMA IF NOT EXISTS housing_api;

-- Whatever is made later is closed to PUBLIC from its first moment.
ALTER DEFAULT PRIVILEGES FOR ROLE housing_owner REVOKE ALL ON FUNCTIONS FROM PUBLIC;
ALTER DEFAULT PRIVILEGES FOR ROLE housing_owner REVOKE ALL ON TYPES FROM PUBLIC;

CREATE TABLE IF NOT EXISTS housing.schema_migration (
    name text PRIMARY KEY,
    phase text NOT NULL CHECK (phase IN ('pre', 'post')),
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE IF NOT EXISTS housing.schema_function (
    name text PRIMARY KEY,
    checksum text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
