-- Limits that hold over every process, and what is watched for: tries and requests by a keyed hash
-- of whom they come from, how often places are held and let go, ids that nobody should know, and
-- readings that are unlike somebody's own. No address, no name and no household is in any of it.

-- With this what is counted is told apart. It is made here once and never leaves the database.
ALTER TABLE housing.service_state ADD COLUMN counting_key bytea NOT NULL DEFAULT
    uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    || uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())
    CHECK (length(counting_key) = 128);

-- Tries at secrets: exact, one row lock each. Three bytes of a keyed hash are enough to tell most
-- apart and too few to find out whose they are; they also bound how many rows there can be.
CREATE TABLE housing.try_count (
    kind          text NOT NULL CHECK (kind ~ '^[a-z_]{2,20}$'),
    slot          bytea NOT NULL CHECK (length(slot) = 3),
    -- When every try that was taken has come back; from then on the row says nothing.
    full_again_at timestamptz NOT NULL,
    PRIMARY KEY (kind, slot)
);

-- Requests: what all processes together have let through, as a level that falls with time. It may be
-- lost in a crash.
CREATE UNLOGGED TABLE housing.rate_count (
    slot       bytea PRIMARY KEY CHECK (length(slot) = 8),
    used       double precision NOT NULL CHECK (used >= 0),
    per_second double precision NOT NULL CHECK (per_second > 0),
    at         timestamptz NOT NULL
);

-- How often places were held and let go again: one number a responder and one an organization, which
-- halves with time, and until when it makes shelters be asked first. Which places, nobody keeps.
CREATE TABLE housing.hold_score (
    subject_id   uuid PRIMARY KEY,
    is_account   boolean NOT NULL,
    value        double precision NOT NULL CHECK (value >= 0),
    at           timestamptz NOT NULL,
    score_limit  double precision NOT NULL,
    cooled_until timestamptz
);
-- What an ending adds to the score (or what taking it back takes off), as of when, and with which
-- version of its pool; a later change of the hold has another version and counts nothing anew.
ALTER TABLE housing.hold
    ADD COLUMN score_at timestamptz,
    ADD COLUMN score_change smallint CHECK (score_change IN (-1, 1)),
    ADD COLUMN score_version bigint;

-- Ids and tokens that belong to nothing: whoever uses one has guessed or found it. Only their hashes
-- are kept, so that nobody who reads this can tell which they are; what does not exist anywhere else
-- can't show anywhere else.
CREATE TABLE housing.canary (
    value_hash bytea PRIMARY KEY CHECK (length(value_hash) = 32),
    kind       text NOT NULL CHECK (kind IN ('pool', 'program', 'hold', 'token')),
    number     integer NOT NULL CHECK (number > 0),
    made_on    date NOT NULL,
    UNIQUE (number, kind)
);

-- How much an account read on a day, as counts alone.
CREATE TABLE housing.reading_day (
    account_id uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    day        date NOT NULL,
    kind       text NOT NULL CHECK (kind IN ('single', 'absent', 'disclosure', 'night_search')),
    count      integer NOT NULL CHECK (count >= 0),
    PRIMARY KEY (account_id, day, kind)
);
CREATE INDEX reading_day_by_day ON housing.reading_day (day);

-- What an operator should look at.
CREATE TABLE housing.alert (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    kind            text NOT NULL CHECK (kind IN (
        'canary', 'single', 'absent', 'disclosure', 'night_search')),
    account_id      uuid REFERENCES housing.account (id) ON DELETE CASCADE,
    day             date NOT NULL,
    first_at        timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    -- How often a canary was touched that day, or how much was read.
    count           integer NOT NULL CHECK (count > 0),
    -- Which canary, by its number and kind; or how much is usual.
    canary_kind     text CHECK (canary_kind IN ('pool', 'program', 'hold', 'token')),
    canary_number   integer,
    usual           integer,
    acknowledged_at timestamptz,
    acknowledged_by uuid,
    CHECK ((kind = 'canary') = (canary_kind IS NOT NULL AND canary_number IS NOT NULL)),
    CHECK ((acknowledged_at IS NULL) = (acknowledged_by IS NULL))
);
-- One line a day for each account and reason, so that a flood makes no flood of lines.
CREATE UNIQUE INDEX alert_once ON housing.alert (
    kind, day, account_id, canary_kind, canary_number) NULLS NOT DISTINCT;
CREATE INDEX alert_open ON housing.alert (last_at) WHERE acknowledged_at IS NULL;
