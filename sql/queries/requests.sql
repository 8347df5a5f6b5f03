-- name: open_request
SELECT code, created, request FROM housing_api.open_request_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: close_request
SELECT code, request AS object FROM housing_api.close_request_v1($1, $2);

-- name: keep_request
SELECT code, request AS object FROM housing_api.keep_request_v1($1, $2);

-- name: get_request
SELECT housing_api.get_request_v1($1, $2);

-- name: list_requests
SELECT opened_at, request FROM housing_api.list_requests_v1($1, $2, $3);

-- name: list_asks
SELECT ask FROM housing_api.list_asks_v1($1, $2);

-- name: see_ask
SELECT code, ask AS object FROM housing_api.see_ask_v1($1, $2);

-- name: refuse_ask
SELECT code, ask AS object FROM housing_api.refuse_ask_v1($1, $2);

-- name: accept_ask
SELECT code, ask, hold, pool_id FROM housing_api.accept_ask_v1($1, $2, $3, $4);

-- name: take_offer
SELECT code, hold, pool_id FROM housing_api.take_offer_v1($1, $2);

-- name: set_duty
SELECT code, until FROM housing_api.set_duty_v1($1, $2);

-- name: put_line
SELECT housing_api.put_line_v1($1, $2, $3, $4);

-- name: list_lines
SELECT id, line FROM housing_api.list_lines_v1($1, $2);

-- name: set_automatic_offers
SELECT code, automatic_offers FROM housing_api.set_automatic_offers_v1($1, $2);

-- name: request_versions
SELECT id, version FROM housing_api.request_versions_v1();

-- name: read_requests
SELECT id, version, account_id, ended_at, due_in_seconds, responder, operator, pools, asks
  FROM housing_api.read_requests_v1($1);

-- name: climb_requests
SELECT climbed, next_due_in_seconds FROM housing_api.climb_requests_v1($1);

-- name: offer_units
SELECT housing_api.offer_units_v1($1, $2);

-- name: note_room
SELECT housing_api.note_room_v1($1);

-- name: purge_requests
SELECT housing_api.purge_requests_v1($1);
