-- The record of what people at work did: one chain for each organization, one for the region.

-- A field as it goes into the hash: one byte 0 for null, or one byte 1, its length in four bytes (the
-- highest first) and its bytes. So no two rows are written alike.
CREATE OR REPLACE FUNCTION housing.audit_field(p_value bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_value IS NULL THEN '\x00'::bytea
                ELSE '\x01'::bytea || int4send(length(p_value)) || p_value END
$$;

-- SHA-256 over every field of a row in the order of docs/audit.md, the hash of the row before among
-- them. Times are microseconds since 1970-01-01 UTC.
CREATE OR REPLACE FUNCTION housing.audit_hash(p housing.audit) RETURNS bytea
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT sha256(
        housing.audit_field(convert_to('housing.audit.1', 'UTF8'))
        || housing.audit_field(uuid_send(p.chain))
        || housing.audit_field(convert_to(p.book, 'UTF8'))
        || housing.audit_field(int8send(p.number))
        || housing.audit_field(int8send((extract(epoch FROM p.at) * 1000000)::bigint))
        || housing.audit_field(uuid_send(p.account_id))
        || housing.audit_field(convert_to(p.actor_role, 'UTF8'))
        || housing.audit_field(convert_to(p.action, 'UTF8'))
        || housing.audit_field(convert_to(p.target_kind, 'UTF8'))
        || housing.audit_field(uuid_send(p.target_id))
        || housing.audit_field(p.previous))
$$;

-- Where the region's own acts stand.
CREATE OR REPLACE FUNCTION housing.region_chain() RETURNS uuid
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT '00000000-0000-0000-0000-000000000000'::uuid $$;

-- To whom an address was told is known by the day and for less long than other acts: its time would
-- say when somebody arrived. Such actions begin with address_.
CREATE OR REPLACE FUNCTION housing.audit_book(p_action text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN p_action LIKE 'address\_%' THEN 'disclosures' ELSE 'acts' END
$$;

-- From the commit of this transaction on, the record of p_organization_id (null: the region's own)
-- has a row that p_caller (null: the service itself) did p_action to the target. Never called for
-- placing, answering or ending a hold. Lock order: the heads come last, at commit.
CREATE OR REPLACE FUNCTION housing.note(
    p_organization_id uuid, p_caller uuid, p_action text, p_target_kind text, p_target_id uuid
) RETURNS void LANGUAGE sql VOLATILE AS $$
    INSERT INTO housing.audit_draft (chain, account_id, action, target_kind, target_id)
    VALUES (coalesce(p_organization_id, housing.region_chain()), p_caller, p_action,
            CASE WHEN p_target_id IS NOT NULL THEN p_target_kind END,
            CASE WHEN p_target_kind IS NOT NULL THEN p_target_id END)
$$;

-- Appends one draft to its book; the head's lock is held until the end of the transaction. What was
-- told to the same account about the same thing on the same day is in the record once.
CREATE OR REPLACE FUNCTION housing.append_audit(p housing.audit_draft) RETURNS void
LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    h housing.audit_head;
    x housing.audit;
BEGIN
    x.chain := p.chain;
    x.book := housing.audit_book(p.action);
    x.action := p.action;
    x.target_kind := p.target_kind;
    x.target_id := p.target_id;
    INSERT INTO housing.audit_head AS a (chain, book) VALUES (x.chain, x.book)
        ON CONFLICT (chain, book) DO UPDATE SET number = a.number RETURNING a.* INTO h;
    x.at := greatest(housing.service_clock(), h.at);
    SELECT a.id, a.role INTO x.account_id, x.actor_role
      FROM housing.account a WHERE a.id = p.account_id;
    x.actor_role := coalesce(x.actor_role, 'service');
    IF x.book = 'disclosures' THEN
        x.at := date_trunc('day', x.at, 'UTC');
        IF EXISTS (SELECT FROM housing.audit d
                    WHERE d.chain = x.chain AND d.book = x.book AND d.at = x.at
                      AND d.action = x.action AND d.account_id IS NOT DISTINCT FROM x.account_id
                      AND d.target_id IS NOT DISTINCT FROM x.target_id) THEN
            RETURN;
        END IF;
    END IF;
    x.number := h.number + 1;
    x.previous := h.hash;
    x.hash := housing.audit_hash(x);
    INSERT INTO housing.audit VALUES (x.*);
    UPDATE housing.audit_head SET number = x.number, hash = x.hash, at = x.at
     WHERE chain = x.chain AND book = x.book;
END
$$;

-- Appends what this transaction has noted; of other transactions' drafts it can see none. In the order
-- of the chains, so that two transactions never wait for each other.
CREATE OR REPLACE FUNCTION housing.append_drafts() RETURNS void LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    d housing.audit_draft;
BEGIN
    -- What was noted twice, as an act upon an organization and as one of an operator, is one row.
    FOR d IN SELECT x.* FROM housing.audit_draft x
              WHERE NOT EXISTS (
                    SELECT FROM housing.audit_draft y
                     WHERE y.number < x.number
                       AND (y.chain, y.account_id, y.action, y.target_kind, y.target_id)
                        IS NOT DISTINCT FROM
                           (x.chain, x.account_id, x.action, x.target_kind, x.target_id))
              ORDER BY x.chain, housing.audit_book(x.action), x.number
    LOOP
        PERFORM housing.append_audit(d);
    END LOOP;
    DELETE FROM housing.audit_draft;
END
$$;
