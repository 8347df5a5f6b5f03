-- What decides whether this database can be migrated by this role at all.
SELECT
    current_setting('server_version_num')::integer AS version_number,
    current_setting('server_version') AS version,
    pg_catalog.pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean AS read_only,
    current_user AS role_name,
    current_database() AS database_name,
    pg_catalog.pg_has_role(current_user, datdba, 'USAGE') AS owns_database
FROM pg_catalog.pg_database
WHERE datname = current_database();
