-- name: take_step_up_try
SELECT wait_seconds, password_hash FROM housing_api.take_step_up_try_v1($1, $2, $3, $4);

-- name: step_up_by_password
SELECT housing_api.step_up_by_password_v1($1, $2, $3, $4);

-- name: step_up_by_code
SELECT housing_api.step_up_by_code_v1($1, $2, $3, $4, $5);

-- name: step_up_by_passkey
SELECT housing_api.step_up_by_passkey_v1($1, $2, $3, $4, $5, $6);

-- name: begin_totp
SELECT housing_api.begin_totp_v1($1, $2, $3);

-- name: take_own_code_try
SELECT wait_seconds, sealed_secret, step FROM housing_api.take_own_code_try_v1($1, $2, $3, $4);

-- name: confirm_totp
SELECT housing_api.confirm_totp_v1($1, $2, $3, $4, $5);

-- name: renew_recovery_codes
SELECT housing_api.renew_recovery_codes_v1($1, $2, $3);

-- name: remove_factor
SELECT housing_api.remove_factor_v1($1, $2, $3, $4);

-- name: take_ticket_try
SELECT is_open, wait_seconds, sealed_secret, step, account_id
  FROM housing_api.take_ticket_try_v1($1, $2);

-- name: open_session_by_code
SELECT housing_api.open_session_by_code_v1($1, $2, $3, $4, $5, $6, $7);

-- name: make_passkey_challenge
SELECT housing_api.make_passkey_challenge_v1($1, $2, $3, $4);

-- name: passkey_ids
SELECT credential_id FROM housing_api.passkey_ids_v1($1);

-- name: add_passkey
SELECT code, codes_kept FROM housing_api.add_passkey_v1($1, $2, $3, $4, $5, $6, $7);

-- name: passkey
SELECT account_id, public_key, sign_count FROM housing_api.passkey_v1($1);

-- name: open_session_by_passkey
SELECT housing_api.open_session_by_passkey_v1($1, $2, $3, $4, $5, $6, $7, $8);

-- name: own_sign_in
SELECT housing_api.own_sign_in_v1($1, $2);

-- name: end_own_sessions
SELECT housing_api.end_own_sessions_v1($1, $2, $3);

-- name: change_password
SELECT code, sessions FROM housing_api.change_password_v1($1, $2, $3);
