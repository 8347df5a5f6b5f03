-- name: note_demand
SELECT housing_api.note_demand_v1($1, $2, $3, $4, $5);

-- name: note_reasons
SELECT housing_api.note_reasons_v1($1, $2, $3, $4);

-- name: own_reasons
SELECT pool_id, pool_name, reason, holds FROM housing_api.own_reasons_v1($1, $2);

-- name: demand_report
SELECT code, key, label, outcome, needs FROM housing_api.demand_report_v1($1, $2, $3, $4);

-- name: turned_away
SELECT code, confidential, reason_group, reason, holds FROM housing_api.turned_away_v1($1, $2);

-- name: program_report
SELECT code, program_id, program_name, organization_name, holds, not_answered, arrived, fresh_share
  FROM housing_api.program_report_v1($1, $2);
