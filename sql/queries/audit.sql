-- name: audit_heads
SELECT chain, book, number, hash, now FROM housing_api.audit_heads_v1();

-- name: audit_expired
SELECT chain, book, number, hash FROM housing_api.audit_expired_v1($1);

-- name: purge_audit
SELECT housing_api.purge_audit_v1($1, $2, $3, $4, $5, $6);

-- name: audit_books
SELECT chain, book, head_number, head_hash, begin_number, begin_hash, public_key, signature
  FROM housing_admin.audit_books_v1();

-- name: audit_rows
SELECT chain, book, number, at, account_id, actor_role, action, target_kind, target_id, previous,
       hash
  FROM housing_admin.audit_rows_v1($1, $2, $3, $4);

-- name: organization_record
SELECT code, items FROM housing_api.organization_record_v1($1, $2, $3, $4);
