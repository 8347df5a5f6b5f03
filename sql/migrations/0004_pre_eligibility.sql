-- What programs answer about whom they take, apart from the pool's row, which is written at every
-- hold; and where regions lie on a schematic map, which says how far they are from each other.
CREATE TABLE housing.eligibility (
    pool_id            uuid PRIMARY KEY REFERENCES housing.pool (id),
    -- By attribute of the vocabulary; what is not stated is not there. The service checks each
    -- answer against the vocabulary of the version named beside it.
    answers            jsonb NOT NULL CHECK (jsonb_typeof(answers) = 'object'),
    vocabulary_version integer NOT NULL CHECK (vocabulary_version > 0),
    -- The pool's version at which the answers last changed.
    version            bigint NOT NULL,
    changed_at         timestamptz NOT NULL,
    changed_by_role    text NOT NULL
);

ALTER TABLE housing.region
    ADD COLUMN tile_x smallint,
    ADD COLUMN tile_y smallint,
    ADD CHECK ((tile_x IS NULL) = (tile_y IS NULL));
