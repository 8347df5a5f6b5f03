-- What a file last said about each record it brought. Only a field that still stands as the file
-- left it follows the next file; what staff have changed since stays as they set it.
CREATE TABLE housing.import_memory (
    source     text  NOT NULL CHECK (length(source) BETWEEN 1 AND 120),
    kind       text  NOT NULL CHECK (kind IN ('organization', 'program', 'pool')),
    source_key text  NOT NULL CHECK (length(source_key) BETWEEN 1 AND 200),
    -- The day the file speaks of. An older file changes nothing, except that it may hide.
    as_of      date  NOT NULL,
    fields     jsonb NOT NULL,
    -- A digest of the address the file gave, never the address: it is kept in one place only.
    -- Null when the file gave none or hid it.
    site_digest bytea,
    PRIMARY KEY (source, kind, source_key)
);
