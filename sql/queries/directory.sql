-- name: list_pools
SELECT id, pool FROM housing_api.list_pools_v1($1, $2, $3, $4, $5, $6, $7, $8);

-- name: get_pool
SELECT housing_api.get_pool_v1($1, $2);

-- name: list_programs
SELECT id, program FROM housing_api.list_programs_v1($1, $2, $3, $4, $5, $6);

-- name: list_organizations
SELECT id, organization FROM housing_api.list_organizations_v1($1, $2, $3);

-- name: list_regions
SELECT region FROM housing_api.list_regions_v1();

-- name: operations
SELECT code, facts FROM housing_api.operations_v1($1);

-- name: outsider_preview
SELECT housing_api.outsider_preview_v1($1, $2);
