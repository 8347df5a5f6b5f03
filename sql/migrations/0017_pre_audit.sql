-- Who did what: a record that only grows, chained row by row, of every organization and of the region.
-- Nothing in it may have to be taken out again before its time: no hold, no request, no text.

-- A chain is named by its organization's id, the region's own by the id of zeros. Each has two books:
-- 'acts' with exact times, and 'disclosures', which knows days only and is kept for less long.
CREATE TABLE housing.audit (
    chain       uuid NOT NULL,
    book        text NOT NULL CHECK (book IN ('acts', 'disclosures')),
    number      bigint NOT NULL CHECK (number > 0),
    at          timestamptz NOT NULL
        CHECK (book = 'acts' OR at = date_trunc('day', at, 'UTC')),
    -- Null where the service itself acted. No reference: the record outlives the account.
    account_id  uuid,
    actor_role  text NOT NULL CHECK (actor_role ~ '^[a-z_]{2,40}$'),
    action      text NOT NULL CHECK (action ~ '^[a-z_]{2,40}$'),
    -- Never something that is forgotten earlier than this row.
    target_kind text CHECK (target_kind ~ '^[a-z_]{2,40}$' AND target_kind !~ '^(hold|request|ask|need|report)'),
    target_id   uuid,
    previous    bytea NOT NULL CHECK (length(previous) = 32),
    hash        bytea NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (chain, book, number),
    CHECK ((target_kind IS NULL) = (target_id IS NULL))
);
CREATE INDEX audit_in_time ON housing.audit (chain, at);

-- The last row of each book: who appends holds its row until the transaction ends.
CREATE TABLE housing.audit_head (
    chain  uuid NOT NULL,
    book   text NOT NULL CHECK (book IN ('acts', 'disclosures')),
    number bigint NOT NULL DEFAULT 0 CHECK (number >= 0),
    hash   bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex') CHECK (length(hash) = 32),
    at     timestamptz NOT NULL DEFAULT '-infinity',
    PRIMARY KEY (chain, book)
) WITH (fillfactor = 50);

-- Where a book begins after its oldest rows have been purged: signed by the service's key, so that a
-- beginning that somebody cut off looks different from one that was purged.
CREATE TABLE housing.audit_checkpoint (
    chain      uuid NOT NULL,
    book       text NOT NULL CHECK (book IN ('acts', 'disclosures')),
    number     bigint NOT NULL CHECK (number > 0),
    hash       bytea NOT NULL CHECK (length(hash) = 32),
    at         timestamptz NOT NULL,
    public_key bytea NOT NULL CHECK (length(public_key) = 32),
    signature  bytea NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (chain, book)
);

-- What a transaction wants recorded. It is appended at commit, all of it in the order of the chains,
-- so that the heads are locked after everything else, for a moment, and never crosswise. A row here
-- lives no longer than its transaction; there is nothing that a crash could lose.
CREATE UNLOGGED TABLE housing.audit_draft (
    number      bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    chain       uuid NOT NULL,
    account_id  uuid,
    action      text NOT NULL CHECK (action ~ '^[a-z_]{2,40}$'),
    target_kind text CHECK (target_kind ~ '^[a-z_]{2,40}$' AND target_kind !~ '^(hold|request|ask|need|report)'),
    target_id   uuid,
    CHECK ((target_kind IS NULL) = (target_id IS NULL))
);

CREATE FUNCTION housing.audit_draft_appends() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = housing, pg_temp AS $$
BEGIN
    PERFORM housing.append_drafts();
    RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER audit_draft_appends AFTER INSERT ON housing.audit_draft
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION housing.audit_draft_appends();

-- Nobody changes a row, its owner included; a row goes only once a checkpoint stands in for it.
CREATE FUNCTION housing.audit_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT FROM housing.audit_checkpoint c
                    WHERE c.chain = OLD.chain AND c.book = OLD.book AND c.number >= OLD.number) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'housing.audit only grows' USING ERRCODE = 'integrity_constraint_violation';
END
$$;
CREATE TRIGGER audit_stays BEFORE UPDATE OR DELETE ON housing.audit
    FOR EACH ROW EXECUTE FUNCTION housing.audit_stays();
CREATE TRIGGER audit_stays_whole BEFORE TRUNCATE ON housing.audit
    FOR EACH STATEMENT EXECUTE FUNCTION housing.audit_stays();

-- Every word that is stored is one of a list or has the shape of one, so that no column can take a text
-- about a person, whatever code may come. Reports may be many: older ones are not read for it.
ALTER TABLE housing.business_hours ADD CHECK (changed_by_role ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.eligibility ADD CHECK (changed_by_role ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.hold
    ADD CHECK (undo_state ~ '^[a-z_]{2,40}$'),
    ADD CHECK (arrival_code ~ '^([A-Za-z0-9-]{1,40}|[0-9]{4} [0-9]{4})$');
ALTER TABLE housing.hold_event
    ADD CHECK (transition ~ '^[a-z_]{2,40}$'),
    ADD CHECK (actor_role ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.hold_outcome ADD CHECK (outcome ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.slot_outcome ADD CHECK (outcome ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.policy_consent
    ADD CHECK (actor_role ~ '^[a-z_]{2,40}$'),
    ADD CHECK (policy_from ~ '^[a-z_]{2,40}$'),
    ADD CHECK (policy_to ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.pool
    ADD CHECK (outsider_freshness ~ '^[a-z_]{2,40}$'),
    ADD CHECK (outsider_policy ~ '^[a-z_]{2,40}$'),
    ADD CHECK (reported_by_role ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.report
    ADD CONSTRAINT report_reporter_role_check CHECK (reporter_role ~ '^[a-z_]{2,40}$') NOT VALID;
ALTER TABLE housing.request_step ADD CHECK (step ~ '^[a-z_]{2,40}$');
ALTER TABLE housing.request_pool
    ADD CHECK (array_to_string(to_answer, ',') ~ '^[a-z0-9_,]*$'
        AND length(array_to_string(to_answer, ',')) <= 2000);
ALTER TABLE housing.place_told ADD CHECK (role ~ '^[a-z_]{2,40}$');
