-- Capacity that is not there every night: opened for a region by its operator, by the season, or kept
-- for emergency admissions.
CREATE TABLE housing.surge (
    id              uuid PRIMARY KEY,
    region_code     text NOT NULL REFERENCES housing.region (code),
    label           text NOT NULL CHECK (label IN (
        'cold', 'heat', 'storm', 'fire', 'smoke', 'flood', 'other')),
    -- As it was asked for: null meant at once.
    starts_at_given timestamptz,
    starts_at       timestamptz NOT NULL,
    ends_at         timestamptz NOT NULL,
    opened_at       timestamptz NOT NULL,
    -- When the operator ended it before its time; before it began, it never ran.
    ended_at        timestamptz,
    CHECK (ends_at > starts_at)
);
CREATE INDEX surge_by_region ON housing.surge (region_code, ends_at);

ALTER TABLE housing.pool
    ADD COLUMN capacity_kind text NOT NULL DEFAULT 'regular'
        CHECK (capacity_kind IN ('regular', 'surge', 'seasonal', 'reserve')),
    -- How many of the units that are free only emergency admissions may have.
    ADD COLUMN reserve_units integer NOT NULL DEFAULT 0
        CHECK (reserve_units BETWEEN 0 AND 10000),
    -- First and last day of the season, month times 100 plus day, in the program's time zone.
    ADD COLUMN season_from   smallint,
    ADD COLUMN season_until  smallint,
    ADD CHECK ((capacity_kind = 'seasonal') = (season_from IS NOT NULL)),
    ADD CHECK ((season_from IS NULL) = (season_until IS NULL));

ALTER TABLE housing.organization
    ADD COLUMN may_use_reserve boolean NOT NULL DEFAULT false;

ALTER TABLE housing.hold
    ADD COLUMN emergency boolean NOT NULL DEFAULT false;
