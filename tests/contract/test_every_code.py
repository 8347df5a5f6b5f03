"""The codes that no other test reads, each brought about over HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.support.api import Api
from tests.support.world import World


async def test_what_is_not_there_and_what_is_not_taken(shelter) -> None:
    who = shelter.responder
    assert (await who.get("/nowhere")).code == "not_found"
    assert (await who.get(f"/v1/programs/{uuid4()}")).code == "program_not_found"
    answer = await who.call("DELETE", "/v1/pools")
    assert (answer.status, answer.code) == (405, "method_not_allowed")
    path = f"/v1/holds/{uuid4()}"
    plain = {"Content-Type": "text/plain"}
    answer = await who.call("PUT", path, data=b"{}", headers=plain)
    assert (answer.status, answer.code) == (415, "unsupported_media_type")
    json_type = {"Content-Type": "application/json"}
    answer = await who.call("PUT", path, data=b"{", headers=json_type)
    assert (answer.status, answer.code) == (400, "invalid_json")


async def test_what_already_happened_to_a_hold(shelter) -> None:
    asked = await shelter.responder.place(shelter.confirm)
    assert (await shelter.staff.act(asked["id"], "arrive")).code == "hold_not_accepted"
    until = (datetime.now(UTC) + timedelta(days=3)).isoformat()
    late = await shelter.staff.act(asked["id"], "accept", until=until)
    assert (late.status, late.code) == (422, "kept_until_out_of_range")
    await shelter.staff.act(asked["id"], "accept")
    assert (await shelter.staff.act(asked["id"], "decline")).code == "hold_already_active"
    await shelter.staff.act(asked["id"], "arrive")
    refused = await shelter.responder.act(asked["id"], "release")
    assert (refused.code, refused["hold"]["state"]) == ("hold_already_arrived", "arrived")


async def test_numbers_and_times_that_cannot_be(world: World, shelter) -> None:
    for _ in range(9):
        await shelter.staff.report(shelter.instant, delta=10_000)
    assert (await shelter.staff.report(shelter.instant, delta=9_997)).code == (
        "report_number_too_large"
    )
    ended = (datetime.now(UTC) - timedelta(minutes=1)).isoformat()
    pause = await shelter.staff.post(f"/v1/pools/{shelter.instant}/pause", {"until": ended})
    assert (pause.status, pause.code) == (422, "pause_ends_in_past")
    code = await world.owner.fetchval(
        "SELECT (housing.apply_report($1, gen_random_uuid(), NULL, 'feed', NULL, NULL, true,"
        " NULL, NULL, NULL, '{}')).code", shelter.instant,
    )  # fmt: skip
    assert code == "based_on_version_required"


async def test_too_many_requests_say_when_to_come_back(world: World, shelter, serve, http) -> None:
    running = await serve(requests_burst=3, requests_per_second=0.01)
    caller = Api(http, running.url, shelter.responder.token)
    answers = [await caller.get("/v1/me") for _ in range(6)]
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 3
    assert {answer.code for answer in refused} == {"rate_limited"}
    assert all(int(answer.headers["Retry-After"]) >= 1 for answer in refused)


async def test_a_fault_of_ours_says_nothing_but_where_to_ask(world: World, shelter) -> None:
    await world.owner.execute(
        "CREATE OR REPLACE FUNCTION housing.pool_for(p_pool_id uuid, p_caller uuid)"
        " RETURNS jsonb LANGUAGE plpgsql AS $$ BEGIN RAISE 'Canary text'; END $$"
    )
    answer = await shelter.responder.get(f"/v1/pools/{shelter.instant}")
    assert (answer.status, answer.code) == (500, "internal_error")
    assert answer["request_id"]
    assert "Canary" not in str(answer.body)


async def test_the_door_says_only_that_it_did_not_open(service, http) -> None:
    form = {"login": "nobody", "password": "x"}
    async with http.post(service.url + "/sign-in", data=form) as answer:
        assert (answer.status, "do not match" in await answer.text()) == (401, True)
    foreign = {"Origin": "https://elsewhere.example"}
    async with http.post(service.url + "/sign-in", data=form, headers=foreign) as answer:
        body = await answer.json()
        assert (answer.status, body["code"]) == (403, "csrf_failed")
