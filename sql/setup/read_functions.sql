SELECT name, checksum FROM housing.schema_function ORDER BY name;
