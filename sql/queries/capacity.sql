-- name: put_surge
SELECT code, surge FROM housing_api.put_surge_v1($1, $2, $3, $4, $5, $6);

-- name: end_surge
SELECT code, surge FROM housing_api.end_surge_v1($1, $2);

-- name: list_surges
SELECT surge FROM housing_api.list_surges_v1($1, $2);

-- name: set_capacity
SELECT code, pool FROM housing_api.set_capacity_v1($1, $2, $3, $4, $5, $6);

-- name: allow_reserve
SELECT code, organization FROM housing_api.allow_reserve_v1($1, $2, $3);
