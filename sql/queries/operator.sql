-- name: nudge_pool
SELECT code, nudges_left FROM housing_api.nudge_pool_v1($1, $2, $3);

-- name: list_nudges
SELECT pool_id, nudges, last_at FROM housing_api.list_nudges_v1($1);

-- name: unanswered
SELECT pool_id, holds, hold_since, asks, ask_since FROM housing_api.unanswered_v1($1);

-- name: put_announcement
SELECT code, announcement FROM housing_api.put_announcement_v1($1, $2, $3, $4, $5, $6);

-- name: end_announcement
SELECT code FROM housing_api.end_announcement_v1($1, $2) AS code;

-- name: notices
SELECT kind, audience, organization_id, view FROM housing_api.notices_v1();

-- name: list_vetting
SELECT item FROM housing_api.list_vetting_v1($1, $2, $3, $4);

-- name: set_stage
SELECT code, organization FROM housing_api.set_stage_v1($1, $2, $3, $4);

-- name: vet_program
SELECT code FROM housing_api.vet_program_v1($1, $2, $3, $4, $5) AS code;

-- name: begin_export
SELECT code FROM housing_api.begin_export_v1($1, $2) AS code;

-- name: decide_policy
SELECT code FROM housing_api.decide_policy_v1($1, $2, $3, $4, $5) AS code;

-- name: audit
SELECT at, source, action, actor_role, program, pool, region_label, value
  FROM housing_api.audit_v1($1, $2, $3, $4, $5, $6);

-- name: hold_funnel
SELECT days, state, holds FROM housing_api.hold_funnel_v1($1);

-- name: last_import
SELECT housing_api.last_import_v1($1) AS last_import;
