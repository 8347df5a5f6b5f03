-- Tokens of programs end by the clock, and may be narrower than the account they belong to.

-- What a token may do, of a closed list; null for all that its account's role may.
ALTER TABLE housing.access_token
    ADD COLUMN scopes text[] CHECK (
        cardinality(scopes) BETWEEN 1 AND 10
        AND scopes <@ ARRAY['read', 'report', 'hold', 'request']);

-- Those that were made to last for ever end in a year, in time to be replaced.
UPDATE housing.access_token SET expires_at = clock_timestamp() + interval '365 days'
 WHERE expires_at IS NULL OR expires_at > clock_timestamp() + interval '365 days';
ALTER TABLE housing.access_token ALTER COLUMN expires_at SET NOT NULL;
CREATE INDEX access_token_of_account ON housing.access_token (account_id);

-- Which account somebody signs in to by their agency's own provider. Of who they are there only a hash
-- is kept, of the issuer and their id with it; an account is one person's.
CREATE TABLE housing.single_sign_on (
    account_id   uuid PRIMARY KEY REFERENCES housing.account (id) ON DELETE CASCADE,
    subject_hash bytea NOT NULL UNIQUE CHECK (length(subject_hash) = 32),
    linked_on    date NOT NULL
);
ALTER TABLE housing.session
    DROP CONSTRAINT session_opened_with_check,
    ADD CONSTRAINT session_opened_with_check CHECK (
        opened_with IN ('password', 'pin', 'passkey', 'recovery_code', 'single_sign_on'));
