SELECT pg_catalog.to_regclass('housing.schema_migration') IS NOT NULL
    AND pg_catalog.to_regclass('housing.schema_function') IS NOT NULL;
