-- Proof that somebody is who they say: second factors, and saying it once more before something that
-- matters. No secret is readable here: hashes, public keys, and one secret sealed with a key that the
-- database does not have.

-- A session's hash changes when it is proven anew; its `id` stays. `former_hash` lets an open page
-- find its way to the new one and opens nothing. Who must still set up a second factor may do only that.
ALTER TABLE housing.session
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid() UNIQUE,
    ADD COLUMN stepped_up_at timestamptz,
    ADD COLUMN former_hash bytea CHECK (length(former_hash) = 32),
    ADD COLUMN browser text NOT NULL DEFAULT 'other'
        CHECK (browser IN ('chrome', 'edge', 'firefox', 'safari', 'samsung', 'other')),
    ADD COLUMN must_enroll boolean NOT NULL DEFAULT false,
    DROP CONSTRAINT session_opened_with_check,
    ADD CONSTRAINT session_opened_with_check
        CHECK (opened_with IN ('password', 'pin', 'passkey', 'recovery_code'));
CREATE INDEX session_by_former_hash ON housing.session (former_hash)
    WHERE former_hash IS NOT NULL;
ALTER TABLE housing.push_subscription
    DROP CONSTRAINT push_subscription_session_hash_fkey,
    ADD CONSTRAINT push_subscription_session_hash_fkey FOREIGN KEY (session_hash)
        REFERENCES housing.session (token_hash) ON UPDATE CASCADE ON DELETE CASCADE;

-- Wrong proofs in a row, counted before they are compared. In the database, so that guesses at
-- several processes at once are all counted.
CREATE TABLE housing.credential_try (
    account_id uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    kind       text NOT NULL CHECK (kind IN ('password', 'code')),
    failures   smallint NOT NULL CHECK (failures > 0),
    wait_until timestamptz,
    PRIMARY KEY (account_id, kind)
);

-- An authenticator app. `sealed_secret` is encrypted with a key kept outside the database;
-- `last_step` is the newest time step whose code was used, so that none is used twice.
CREATE TABLE housing.totp (
    account_id    uuid PRIMARY KEY REFERENCES housing.account (id) ON DELETE CASCADE,
    sealed_secret bytea NOT NULL CHECK (length(sealed_secret) BETWEEN 32 AND 500),
    last_step     bigint NOT NULL DEFAULT 0,
    added_on      date NOT NULL,
    confirmed_at  timestamptz
);

CREATE TABLE housing.recovery_code (
    account_id uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    code_hash  bytea NOT NULL CHECK (length(code_hash) = 32),
    PRIMARY KEY (account_id, code_hash)
);

CREATE TABLE housing.passkey (
    id            uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    account_id    uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    credential_id bytea NOT NULL UNIQUE CHECK (length(credential_id) BETWEEN 1 AND 1023),
    public_key    bytea NOT NULL CHECK (length(public_key) BETWEEN 16 AND 2000),
    sign_count    bigint NOT NULL CHECK (sign_count >= 0),
    added_on      date NOT NULL,
    last_used_on  date
);
CREATE INDEX passkey_by_account ON housing.passkey (account_id);

-- What a passkey has to sign, each once, for some minutes. Null account: whoever signs in.
CREATE TABLE housing.passkey_challenge (
    challenge_hash bytea PRIMARY KEY CHECK (length(challenge_hash) = 32),
    purpose        text NOT NULL CHECK (purpose IN ('sign_in', 'step_up', 'register')),
    account_id     uuid REFERENCES housing.account (id) ON DELETE CASCADE,
    expires_at     timestamptz NOT NULL
);
CREATE INDEX passkey_challenge_by_end ON housing.passkey_challenge (expires_at);

-- Between the password and the second factor: nobody is signed in yet.
CREATE TABLE housing.sign_in_ticket (
    ticket_hash bytea PRIMARY KEY CHECK (length(ticket_hash) = 32),
    account_id  uuid NOT NULL REFERENCES housing.account (id) ON DELETE CASCADE,
    expires_at  timestamptz NOT NULL
);
CREATE INDEX sign_in_ticket_by_account ON housing.sign_in_ticket (account_id);
