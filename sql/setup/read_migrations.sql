SELECT name, checksum FROM housing.schema_migration ORDER BY name;
