-- name: demo_act_as_owner
SET ROLE housing_owner;

-- name: demo_state
SELECT purpose, is_empty, has_region FROM housing_admin.demo_state_v1();

-- name: demo_mark_exercise
SELECT housing_admin.mark_exercise_v1();

-- name: demo_make_region
SELECT housing_admin.demo_make_region_v1($1::jsonb);
