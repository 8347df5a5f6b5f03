-- The settings that decide whether a commit survives a crash, and what may be said to the server.
SELECT name, setting
FROM pg_catalog.pg_settings
WHERE name IN (
    'fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'server_version_num',
    'server_version', 'data_directory', 'listen_addresses', 'unix_socket_directories'
);
