-- name: record_report
SELECT code, report, pool FROM housing_api.record_report_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10);

-- name: list_reports
SELECT code, observed_at, report FROM housing_api.list_reports_v1($1, $2, $3, $4);

-- name: set_intake
SELECT code, pool FROM housing_api.set_intake_v1($1, $2, $3, $4, $5);

-- name: set_hold_policy
SELECT code, pool FROM housing_api.set_hold_policy_v1($1, $2, $3);

-- name: record_intake
SELECT code, report, pool FROM housing_api.record_intake_v1($1, $2, $3, $4, $5, $6, $7);

-- name: make_slot
SELECT code, created, pool FROM housing_api.make_slot_v1($1, $2, $3, $4, $5, $6);
