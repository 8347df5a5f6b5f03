-- name: set_eligibility
SELECT code, pool FROM housing_api.set_eligibility_v1($1, $2, $3, $4, $5, $6, $7);

-- name: get_eligibility
SELECT housing_api.get_eligibility_v1($1, $2);

-- name: read_eligibility
SELECT id, version, answers FROM housing_api.read_eligibility_v1($1);
