-- name: disclose_place
SELECT code, place FROM housing_api.disclose_place_v1($1, $2, $3);

-- name: arrival_place
SELECT code, place FROM housing_api.arrival_place_v1($1, $2, $3, $4);

-- name: put_arrival_place
SELECT housing_api.put_arrival_place_v1($1, $2, $3, $4, $5, $6, $7, $8);

-- name: hand_over_hold
SELECT code, pools FROM housing_api.hand_over_hold_v1($1, $2, $3);

-- name: take_over_hold
SELECT code, pools, hold FROM housing_api.take_over_hold_v1($1, $2);

-- name: hand_over_request
SELECT code, pools FROM housing_api.hand_over_request_v1($1, $2, $3);

-- name: take_over_request
SELECT code, pools, request AS hold FROM housing_api.take_over_request_v1($1, $2);

-- name: list_colleagues
SELECT colleague FROM housing_api.list_colleagues_v1($1);

-- name: list_left
SELECT item FROM housing_api.list_left_v1($1);
