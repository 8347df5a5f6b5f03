"""The only importer of asyncpg. SQL text comes from `sql/`; Python asks, the database decides."""
