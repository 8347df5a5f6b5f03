-- For one transaction: every object is made by the owner, and no lock is waited for so long that a
-- running service would notice.
SET LOCAL ROLE housing_owner;
SET LOCAL lock_timeout = '4s';
SET LOCAL statement_timeout = '5min';
SET LOCAL idle_in_transaction_session_timeout = '5min';
SET LOCAL search_path = housing, pg_temp;
