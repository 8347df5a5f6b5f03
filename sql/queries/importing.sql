-- name: import_state
SELECT now_at, purpose, is_empty FROM housing_admin.import_state_v1();

-- name: import_mark_exercise
SELECT housing_admin.mark_exercise_v1();

-- name: import_only_one
SELECT pg_try_advisory_lock(hashtextextended('housing import', 0));

-- name: import_organization
SELECT housing_admin.import_organization_v1($1, $2::jsonb, $3);

-- name: import_program
SELECT housing_admin.import_program_v1($1, $2::jsonb, $3, $4);

-- name: import_reports
SELECT place, code FROM housing_admin.import_reports_v1(
    $1, $2::uuid[], $3::text[], $4::integer[], $5::integer[], $6, $7);

-- name: import_act_as_owner
SET ROLE housing_owner;
