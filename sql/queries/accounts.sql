-- name: identities_by_token
SELECT housing_api.identity_by_token_v1(k.token_hash) AS identity
  FROM unnest($1::bytea[]) WITH ORDINALITY AS k (token_hash, number) ORDER BY k.number;

-- name: identity_by_session
SELECT housing_api.identity_by_session_v2($1, $2);

-- name: login
SELECT account_id, password_hash FROM housing_api.login_v1($1);

-- name: open_session
SELECT housing_api.open_session_v3($1, $2, $3, $4, $5, $6, $7);

-- name: close_session
SELECT housing_api.close_session_v1($1);

-- name: store_password_hash
SELECT housing_api.store_password_hash_v1($1, $2, $3);

-- name: create_account
SELECT housing_admin.create_account_v1($1, $2, $3, $4);

-- name: create_token
SELECT housing_admin.create_token_v2($1, $2, $3, $4);

-- name: rotate_token
SELECT housing_admin.rotate_token_v1($1, $2, $3, $4);

-- name: list_tokens
SELECT id, role, organization_id, scopes, created_at, expires_at
  FROM housing_admin.list_tokens_v1();

-- name: revoke_tokens
SELECT housing_admin.revoke_tokens_v1($1);

-- name: mark_exercise
SELECT housing_admin.mark_exercise_v1();

-- Takes lists as text, because encoding ten thousand ids one by one would stall the event loop.
-- name: ended_sight
SELECT number, gone FROM housing_api.ended_sight_v4(
    string_to_array($1, ',')::uuid[], string_to_array($2, ','),
    string_to_array($3, ',', '')::uuid[], string_to_array($4, ',')::boolean[],
    string_to_array($5, ',')::boolean[], string_to_array($6, ',')::boolean[],
    string_to_array($7, ',')::boolean[], string_to_array($8, ',')::bytea[]);

-- name: remove_account
SELECT housing_admin.remove_account_v1($1);
