-- name: desk
SELECT housing_api.desk_v1($1);

-- name: take_pin_try
SELECT code, pin_hash FROM housing_api.take_pin_try_v1($1, $2, $3);

-- name: open_desk_session
SELECT housing_api.open_desk_session_v2($1, $2, $3, $4, $5, $6);

-- name: set_pin
SELECT code, sessions FROM housing_api.set_pin_v2($1, $2, $3);

-- name: enroll_device
SELECT code, device_id FROM housing_api.enroll_device_v2($1, $2, $3, $4, $5, $6, $7);

-- name: list_devices
SELECT device FROM housing_api.list_devices_v1($1);

-- name: revoke_device
SELECT code, sessions FROM housing_api.revoke_device_v1($1, $2);

-- name: lock_session
SELECT housing_api.lock_session_v1($1);

-- name: password_of_session
SELECT account_id, login, password_hash FROM housing_api.password_of_session_v1($1);

-- name: take_unlock_try
SELECT code, pin_hash FROM housing_api.take_unlock_try_v1($1, $2, $3);

-- name: unlock_session
SELECT housing_api.unlock_session_v1($1, $2);

-- name: count_link
SELECT housing_api.count_link_v1($1);

-- name: report_by_link
SELECT code, pool_id, link FROM housing_api.report_by_link_v1($1, $2, $3, $4, $5, $6);

-- name: make_count_link
SELECT housing_api.make_count_link_v2($1, $2, $3, $4, $5);

-- name: list_count_links
SELECT link FROM housing_api.list_count_links_v1($1);

-- name: revoke_count_link
SELECT housing_api.revoke_count_link_v1($1, $2);

-- name: push_key
SELECT housing_api.push_key_v1($1);

-- name: subscribe_push
SELECT housing_api.subscribe_push_v1($1, $2, $3);

-- name: unsubscribe_push
SELECT housing_api.unsubscribe_push_v1($1);

-- name: has_push
SELECT housing_api.has_push_v1($1);

-- name: forget_push
SELECT housing_api.forget_push_v1($1);

-- name: claim_pushes
SELECT endpoints, later FROM housing_api.claim_pushes_v1($1, $2, $3);
