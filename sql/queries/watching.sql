-- name: note_readings
SELECT housing_api.note_readings_v1($1, $2, $3);

-- name: touched
SELECT housing_api.touched_v1($1, $2);

-- name: create_canary
SELECT housing_admin.create_canary_v1($1, $2);

-- name: list_alerts
SELECT alert FROM housing_api.list_alerts_v1($1, $2);

-- name: acknowledge_alert
SELECT housing_api.acknowledge_alert_v1($1, $2);

-- name: list_cool_downs
SELECT cool_down FROM housing_api.list_cool_downs_v1($1, $2);

-- name: lift_cool_down
SELECT housing_api.lift_cool_down_v1($1, $2);
