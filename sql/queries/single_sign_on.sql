-- name: open_single_sign_on_session
SELECT housing_api.open_single_sign_on_session_v2($1, $2, $3, $4, $5, $6);

-- name: link_single_sign_on
SELECT housing_api.link_single_sign_on_v1($1, $2, $3);

-- name: unlink_single_sign_on
SELECT housing_api.unlink_single_sign_on_v1($1, $2);

-- name: is_linked_for_single_sign_on
SELECT housing_api.is_linked_for_single_sign_on_v1($1);

-- name: may_link_single_sign_on
SELECT housing_api.may_link_single_sign_on_v1($1, $2);
