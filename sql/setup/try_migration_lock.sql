-- One migration at a time in this database; the lock ends with the session.
SELECT pg_catalog.pg_try_advisory_lock(6839201147035521);
