-- name: place_holds
SELECT code, created, hold FROM housing_api.place_holds_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: place_emergency_holds
SELECT code, created, hold FROM housing_api.place_holds_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, true);

-- name: place_hold_set
SELECT member, code, created, hold FROM housing_api.place_hold_set_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12);

-- name: get_hold_set
SELECT hold FROM housing_api.get_hold_set_v1($1, $2);

-- name: look_at_holds
SELECT code, false AS created, hold FROM housing_api.look_at_holds_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9);

-- name: accept_hold
SELECT code, hold FROM housing_api.accept_hold_v1($1, $2, $3, $4);

-- name: decline_hold
SELECT code, hold FROM housing_api.decline_hold_v1($1, $2, $3);

-- name: see_hold
SELECT code, hold FROM housing_api.see_hold_v1($1, $2);

-- name: extend_hold
SELECT code, hold FROM housing_api.extend_hold_v1($1, $2, $3, $4);

-- name: arrive_hold
SELECT code, hold FROM housing_api.arrive_hold_v1($1, $2, $3, $4, $5);

-- name: release_holds
SELECT code, hold FROM housing_api.release_holds_v1($1, $2, $3);

-- name: no_show_hold
SELECT code, hold FROM housing_api.no_show_hold_v1($1, $2);

-- name: reinstate_hold
SELECT code, hold FROM housing_api.reinstate_hold_v1($1, $2);

-- name: revoke_hold
SELECT code, hold FROM housing_api.revoke_hold_v1($1, $2, $3);

-- name: undo_hold
SELECT code, hold FROM housing_api.undo_hold_v1($1, $2);

-- name: list_holds
SELECT placed_at, hold FROM housing_api.list_holds_v1($1, $2, $3);

-- name: get_hold
SELECT housing_api.get_hold_v1($1, $2);
