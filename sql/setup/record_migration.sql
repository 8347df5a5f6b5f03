INSERT INTO housing.schema_migration (name, phase, checksum) VALUES ($1, $2, $3);
