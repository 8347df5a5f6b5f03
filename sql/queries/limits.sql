-- name: take_try
SELECT taken, retry_after_seconds FROM housing_api.take_try_v1($1, $2, $3, $4);

-- name: give_back_try
SELECT housing_api.give_back_try_v1($1, $2, $3, $4);

-- name: share_rates
SELECT member, used FROM housing_api.share_rates_v1($1, $2, $3);
