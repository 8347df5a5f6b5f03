-- name: milestone_hold
SELECT code, hold FROM housing_api.reach_milestone_v1($1, $2, $3);

-- name: extend_lock_hold
SELECT code, hold FROM housing_api.extend_lock_v1($1, $2, $3, $4, $5);

-- name: set_lock_schedule
SELECT code, schedule FROM housing_api.set_lock_schedule_v1($1, $2, $3, $4, $5, $6, $7);

-- name: get_lock_schedule
SELECT housing_api.get_lock_schedule_v1($1, $2);

-- name: put_expected_vacancy
SELECT code, vacancy FROM housing_api.put_expected_vacancy_v1($1, $2, $3, $4, $5, $6);

-- name: end_expected_vacancy
SELECT code, vacancy FROM housing_api.end_expected_vacancy_v1($1, $2, $3);

-- name: list_expected_vacancies
SELECT housing_api.list_expected_vacancies_v1($1, $2);

-- name: lock_expected
SELECT code, created, hold FROM housing_api.lock_expected_v1(
    $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- name: watch_pool
SELECT code, watch FROM housing_api.watch_pool_v1($1, $2);

-- name: unwatch_pool
SELECT housing_api.unwatch_pool_v1($1, $2);

-- name: list_watches
SELECT watch FROM housing_api.list_watches_v1($1);
