-- The record as a whole: where each book ends, what of it has been kept long enough, and reading it to
-- check it. What the rows are and how they come to be: 127_note.sql.

-- How long a book is kept.
CREATE OR REPLACE FUNCTION housing.audit_kept(p_book text) RETURNS interval
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE p_book WHEN 'disclosures' THEN interval '90 days' ELSE interval '24 months' END
$$;

-- The last row of every book, to be signed and kept elsewhere.
CREATE OR REPLACE FUNCTION housing_api.audit_heads_v1()
RETURNS TABLE (chain uuid, book text, number bigint, hash bytea, now timestamptz)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT h.chain, h.book, h.number, h.hash, n.now
      FROM (SELECT housing.service_clock() AS now) n
      LEFT JOIN housing.audit_head h ON true
     ORDER BY h.chain, h.book
$$;

-- Of each book whose oldest rows have been kept long enough: the last of at most p_rows_max of them.
CREATE OR REPLACE FUNCTION housing_api.audit_expired_v1(p_rows_max integer)
RETURNS TABLE (chain uuid, book text, number bigint, hash bytea)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = housing, pg_temp AS $$
    SELECT e.chain, e.book, e.number, e.hash
      FROM (SELECT housing.service_clock() AS now) n
     CROSS JOIN housing.audit_head h
      LEFT JOIN housing.audit_checkpoint c ON c.chain = h.chain AND c.book = h.book
     CROSS JOIN LATERAL (
        SELECT a.* FROM housing.audit a
         WHERE a.chain = h.chain AND a.book = h.book AND a.number > coalesce(c.number, 0)
           AND a.number <= coalesce(c.number, 0) + p_rows_max
           AND a.at <= n.now - housing.audit_kept(a.book)
         ORDER BY a.number DESC LIMIT 1) e
     ORDER BY e.chain, e.book
$$;

-- Puts a signed checkpoint in the place of a book's rows up to p_number, which must be the row with
-- p_hash and have been kept long enough; returns how many rows went. A repeat removes nothing more.
CREATE OR REPLACE FUNCTION housing_api.purge_audit_v1(
    p_chain uuid, p_book text, p_number bigint, p_hash bytea, p_public_key bytea,
    p_signature bytea
) RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY DEFINER
SET search_path = housing, pg_temp AS $$
DECLARE
    removed integer;
BEGIN
    PERFORM 1 FROM housing.audit_head h WHERE h.chain = p_chain AND h.book = p_book FOR UPDATE;
    IF NOT EXISTS (
        SELECT FROM housing.audit a
         WHERE a.chain = p_chain AND a.book = p_book AND a.number = p_number AND a.hash = p_hash
           AND a.at <= housing.service_clock() - housing.audit_kept(p_book)) THEN
        RETURN 0;
    END IF;
    INSERT INTO housing.audit_checkpoint AS c
        (chain, book, number, hash, at, public_key, signature)
    VALUES (p_chain, p_book, p_number, p_hash, housing.service_clock(), p_public_key, p_signature)
    ON CONFLICT (chain, book) DO UPDATE
       SET number = excluded.number, hash = excluded.hash, at = excluded.at,
           public_key = excluded.public_key, signature = excluded.signature;
    DELETE FROM housing.audit a
     WHERE a.chain = p_chain AND a.book = p_book AND a.number <= p_number;
    GET DIAGNOSTICS removed = ROW_COUNT;
    RETURN removed;
END
$$;

-- Every book there is a trace of: where it begins by its checkpoint, where it ends by its head.
CREATE OR REPLACE FUNCTION housing_admin.audit_books_v1()
RETURNS TABLE (
    chain uuid, book text, head_number bigint, head_hash bytea, begin_number bigint,
    begin_hash bytea, public_key bytea, signature bytea
) LANGUAGE sql STABLE SET search_path = housing, pg_temp AS $$
    SELECT b.chain, b.book, h.number, h.hash, c.number, c.hash, c.public_key, c.signature
      FROM (SELECT h.chain, h.book FROM housing.audit_head h
            UNION SELECT c.chain, c.book FROM housing.audit_checkpoint c
            UNION SELECT DISTINCT a.chain, a.book FROM housing.audit a) b
      LEFT JOIN housing.audit_head h ON h.chain = b.chain AND h.book = b.book
      LEFT JOIN housing.audit_checkpoint c ON c.chain = b.chain AND c.book = b.book
     ORDER BY b.chain, b.book
$$;

CREATE OR REPLACE FUNCTION housing_admin.audit_rows_v1(
    p_chain uuid, p_book text, p_after bigint, p_rows_max integer
) RETURNS SETOF housing.audit LANGUAGE sql STABLE SET search_path = housing, pg_temp AS $$
    SELECT a.* FROM housing.audit a
     WHERE a.chain = p_chain AND a.book = p_book AND a.number > p_after
     ORDER BY a.number LIMIT p_rows_max
$$;
