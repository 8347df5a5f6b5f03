-- Functions that another version of this directory made and this one does without.
DROP FUNCTION IF EXISTS housing.insert_holds(
    integer[], uuid[], uuid[], uuid[], integer[], integer[], integer[], integer[], integer[],
    text[], text[], integer[], integer[], boolean[], boolean[], text[], timestamptz[],
    timestamptz[]);
DROP FUNCTION IF EXISTS housing.at_hold_limit(uuid, timestamptz);
DROP FUNCTION IF EXISTS housing.judge_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text[]);
DROP FUNCTION IF EXISTS housing.judge_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text[], boolean);
DROP FUNCTION IF EXISTS housing.known_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text[]);
DROP FUNCTION IF EXISTS housing.holds_that_count(uuid, uuid, uuid, timestamptz);
DROP FUNCTION IF EXISTS housing.in_lock_order(uuid[]);
DROP FUNCTION IF EXISTS housing.publish_locked(
    housing.pool, boolean, timestamptz, boolean, boolean);
DROP FUNCTION IF EXISTS housing.outsider_next(
    housing.pool, timestamptz, integer, smallint, timestamptz, boolean);
DROP FUNCTION IF EXISTS housing.place_locked(
    uuid, uuid, housing.pool, integer, integer, integer, integer, integer, text[], text);
DROP FUNCTION IF EXISTS housing.insert_hold(
    uuid, uuid, integer, integer, integer, integer, integer, text[], text, record);
DROP FUNCTION IF EXISTS housing.insert_holds(
    integer[], uuid[], uuid[], uuid[], integer[], integer[], integer[], integer[], integer[],
    text[], text[], integer[], integer[], boolean[], boolean[], text[], timestamptz[],
    timestamptz[], uuid);
DROP FUNCTION IF EXISTS housing.answer_of_known(
    housing.hold, uuid, uuid, integer, integer, integer, integer, integer, text);
DROP FUNCTION IF EXISTS housing.known_hold(
    uuid, uuid, uuid, integer, integer, integer, integer, integer, text);
DROP FUNCTION IF EXISTS housing.judge_set_parts(
    uuid[], uuid[], uuid[], integer[], integer[], integer[], integer[], integer[], text[]);
DROP FUNCTION IF EXISTS housing.known_hold_set(
    uuid, uuid, uuid[], uuid[], integer[], integer[], integer[], integer[], integer[], text[]);
-- Processes of the code before call these two as well; the ones below answer them.
DROP FUNCTION IF EXISTS housing_api.place_holds_v1(
    uuid[], uuid[], uuid[], integer[], integer[], integer[], integer[], integer[], text[], text[]);
DROP FUNCTION IF EXISTS housing_api.place_hold_set_v1(
    uuid, uuid, uuid[], uuid[], integer[], integer[], integer[], integer[], integer[], text[],
    text[]);
DROP FUNCTION IF EXISTS housing_api.ended_sight_v1(uuid[], text[], uuid[], boolean[], bytea[]);
DROP FUNCTION IF EXISTS housing.pool_eligibility(housing.pool);
DROP FUNCTION IF EXISTS housing_api.identity_by_session_v1(bytea);
DROP FUNCTION IF EXISTS housing_api.open_session_v1(uuid, bytea, integer, integer);
DROP FUNCTION IF EXISTS housing_api.ended_sight_v2(
    uuid[], text[], uuid[], boolean[], boolean[], bytea[]);
DROP FUNCTION IF EXISTS housing.start_session(
    uuid, bytea, integer, integer, uuid, text, integer);
DROP FUNCTION IF EXISTS housing_api.open_session_v2(
    uuid, bytea, integer, integer, bytea, integer, integer);
DROP FUNCTION IF EXISTS housing_api.open_desk_session_v1(
    bytea, uuid, text, bytea, integer, integer, integer);
DROP FUNCTION IF EXISTS housing_api.set_pin_v1(uuid, text);
DROP FUNCTION IF EXISTS housing_api.enroll_device_v1(
    uuid, uuid, text, bytea, integer, bytea, integer);
DROP FUNCTION IF EXISTS housing_api.make_count_link_v1(uuid, uuid, bytea, integer);
DROP FUNCTION IF EXISTS housing_api.ended_sight_v3(
    uuid[], text[], uuid[], boolean[], boolean[], boolean[], bytea[]);
DROP FUNCTION IF EXISTS housing_admin.create_token_v1(uuid, bytea, bigint);
DROP FUNCTION IF EXISTS housing_api.open_single_sign_on_session_v1(
    bytea, bytea, jsonb, text, text[]);
DROP FUNCTION IF EXISTS housing.give_ticket(uuid, bytea);
-- Without a proof nobody sets a stage, no process of the code before either.
DROP FUNCTION IF EXISTS housing_api.set_stage_v1(uuid, uuid, text);
-- Steps of the purge that did not say how many rows they forgot.
DO $$
DECLARE
    f regprocedure;
BEGIN
    FOR f IN SELECT p.oid FROM pg_proc p
              WHERE p.pronamespace = 'housing'::regnamespace AND p.proname LIKE 'purge\_%'
                AND p.prorettype = 'void'::regtype
    LOOP
        EXECUTE format('DROP FUNCTION %s', f);
    END LOOP;
END
$$;
