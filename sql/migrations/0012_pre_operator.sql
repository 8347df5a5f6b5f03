-- What the operator of a region does and says: a record of their acts that only grows, announcements
-- to those who are at work, and decisions about what is new.

-- One line for each act of an operator. Nothing here is about a person, so nothing must ever be taken
-- out again: neither a text nor a reason, only who did what to which thing, and when.
CREATE TABLE housing.operator_event (
    id          uuid PRIMARY KEY,
    at          timestamptz NOT NULL,
    account_id  uuid NOT NULL,
    action      text NOT NULL CHECK (action ~ '^[a-z_]{2,40}$'),
    target_kind text CHECK (target_kind IN (
        'pool', 'program', 'organization', 'surge', 'announcement')),
    target_id   uuid,
    CHECK ((target_kind IS NULL) = (target_id IS NULL))
);
CREATE INDEX operator_event_at ON housing.operator_event (at);
CREATE INDEX operator_event_of_target ON housing.operator_event (target_id, at);

CREATE FUNCTION housing.operator_event_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'housing.operator_event only grows' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER operator_event_stays BEFORE UPDATE OR DELETE OR TRUNCATE
    ON housing.operator_event FOR EACH STATEMENT EXECUTE FUNCTION housing.operator_event_stays();

-- What an operator tells everybody who is at work, about the service and never about a person. Its text
-- goes thirty days after its end.
CREATE TABLE housing.announcement (
    id          uuid PRIMARY KEY,
    audience    text NOT NULL CHECK (audience IN ('all', 'responders', 'staff')),
    -- Null for everywhere.
    region_code text REFERENCES housing.region (code),
    body        text NOT NULL CHECK (length(body) BETWEEN 1 AND 280 AND body !~ '[[:cntrl:]]'),
    starts_at   timestamptz NOT NULL,
    ends_at     timestamptz NOT NULL,
    ended_at    timestamptz,
    CHECK (ends_at > starts_at)
);
CREATE INDEX announcement_ends ON housing.announcement (ends_at);

-- When the operator has decided about what is new: whether a program is confidential, and whether a
-- pool may be held without a call.
ALTER TABLE housing.program ADD COLUMN vetted_at timestamptz;
ALTER TABLE housing.pool ADD COLUMN policy_decided_at timestamptz;
-- Whose agreement the operator has recorded, and how it was given; null where staff did it themselves.
ALTER TABLE housing.policy_consent
    ADD COLUMN consent_by  text CHECK (consent_by IN ('director', 'manager', 'shift_lead')),
    ADD COLUMN consent_how text CHECK (consent_how IN ('in_writing', 'by_phone', 'in_person')),
    ADD CHECK ((consent_by IS NULL) = (consent_how IS NULL));

-- What was public when this was added has been seen by everybody for long.
UPDATE housing.program SET vetted_at = clock_timestamp()
 WHERE NOT confidential OR public_by_operator_at IS NOT NULL;

-- Reports of a day are read over all pools; the index is small because they come in order of time.
CREATE INDEX report_received ON housing.report USING brin (received_at);
