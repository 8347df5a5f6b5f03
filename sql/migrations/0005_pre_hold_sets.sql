-- Several places held for one household, all of them or none. A set is known by its id as long as any
-- of its holds is; after that only the id stays, as with holds.
CREATE TABLE housing.hold_set (
    id         uuid PRIMARY KEY,
    account_id uuid NOT NULL,
    placed_at  timestamptz NOT NULL
);
CREATE TABLE housing.ended_hold_set (id uuid PRIMARY KEY);

ALTER TABLE housing.hold ADD COLUMN set_id uuid;
CREATE INDEX hold_by_set ON housing.hold (set_id) WHERE set_id IS NOT NULL;
