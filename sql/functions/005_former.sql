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
