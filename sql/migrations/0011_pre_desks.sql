-- A computer that a shelter's staff share: they sign in there with a PIN of their own, which is worth
-- nothing anywhere else. Nothing here says who anybody is beyond the account's sign-in name.
CREATE TABLE housing.device (
    id              uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    organization_id uuid NOT NULL REFERENCES housing.organization (id),
    label           text NOT NULL CHECK (label IN ('desk', 'office', 'night_desk', 'tablet')),
    secret_hash     bytea NOT NULL UNIQUE CHECK (length(secret_hash) = 32),
    enrolled_on     date NOT NULL,
    last_used_on    date,
    expires_at      timestamptz NOT NULL,
    revoked_at      timestamptz
);
CREATE INDEX device_by_organization ON housing.device (organization_id) WHERE revoked_at IS NULL;

CREATE TABLE housing.account_pin (
    account_id uuid PRIMARY KEY REFERENCES housing.account (id) ON DELETE CASCADE,
    pin_hash   text NOT NULL,
    set_at     timestamptz NOT NULL
);

-- How often in a row a PIN was wrong at a desk. In the database, so that it holds over every process.
CREATE TABLE housing.pin_try (
    device_id  uuid NOT NULL REFERENCES housing.device (id) ON DELETE CASCADE,
    account_id uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    failures   smallint NOT NULL CHECK (failures >= 0),
    PRIMARY KEY (device_id, account_id)
);

-- A locked session reports counts and reads nothing else. It is locked when somebody says so, and
-- on a shared desk by the clock, when nobody has done anything for so long.
ALTER TABLE housing.session
    ADD COLUMN device_id uuid REFERENCES housing.device (id) ON DELETE CASCADE,
    ADD COLUMN opened_with text NOT NULL DEFAULT 'password'
        CHECK (opened_with IN ('password', 'pin')),
    ADD COLUMN acted_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    ADD COLUMN lock_after_seconds integer CHECK (lock_after_seconds > 0),
    ADD COLUMN locked_at timestamptz;
CREATE INDEX session_by_device ON housing.session (device_id) WHERE device_id IS NOT NULL;

-- An address that reports one pool's count, without an account.
CREATE TABLE housing.count_link (
    id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    token_hash   bytea NOT NULL UNIQUE CHECK (length(token_hash) = 32),
    pool_id      uuid NOT NULL REFERENCES housing.pool (id) ON DELETE CASCADE,
    account_id   uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    made_on      date NOT NULL,
    last_used_on date,
    expires_at   timestamptz NOT NULL,
    revoked_at   timestamptz
);
CREATE INDEX count_link_by_pool ON housing.count_link (pool_id);

-- Where a browser of a signed-in session is rung. It goes with its session.
CREATE TABLE housing.push_subscription (
    session_hash bytea PRIMARY KEY
        REFERENCES housing.session (token_hash) ON DELETE CASCADE,
    endpoint     text NOT NULL UNIQUE CHECK (length(endpoint) BETWEEN 12 AND 1000),
    sent_at      timestamptz
);

-- The key with which this service proves itself to push services.
CREATE TABLE housing.push_key (
    only_row    boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    private_key bytea NOT NULL CHECK (length(private_key) BETWEEN 32 AND 500)
);
