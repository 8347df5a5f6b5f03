"""What stays apart: who is in a confidential program, lines, and young people on their own."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from housing_service.store import requests as store
from tests.requests.conftest import asks_of, open_request, until_on_board
from tests.support.world import World


@pytest.fixture
async def service(serve: Any, world: World) -> Any:
    return await serve(sweeper_enabled=False)


async def test_a_confidential_program_is_asked_alike_whoever_is_at_work_there(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    hidden = {"confidential": True, "kind": "safe_house", "free": 2, "policy": "confirm"}
    at_work = await new_shelter("At work", **hidden)
    nobody = await new_shelter("Nobody", on_duty=False, **hidden)
    await until_on_board(service, at_work.pool, nobody.pool)
    opened = await open_request(agency.responder)
    told = {one["pool_id"]: one for one in opened["asked"]}
    assert set(told) == {str(at_work.pool), str(nobody.pool)}
    assert opened["room_at"] == []

    [ask] = await asks_of(at_work.staff)
    assert (await at_work.staff.post(f"/v1/asks/{ask['id']}/seen")).status == 200
    now = await agency.responder.get(f"/v1/requests/{opened['id']}")
    for before, after in zip(opened["asked"], now["asked"], strict=True):
        assert before["seen"] is None and after == before
    assert "At work" not in str(now.body) and "Nobody" not in str(now.body)


async def test_where_room_is_follows_only_what_outsiders_are_shown(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    shelter = await new_shelter(
        "Hidden", confidential=True, kind="safe_house", free=0, policy="confirm"
    )
    await until_on_board(service, shelter.pool)
    opened = await open_request(agency.responder)
    path, database = f"/v1/requests/{opened['id']}", service.services.requesting._database
    assert opened["room_at"] == []
    assert (await shelter.staff.report(shelter.pool, units_free=3)).status == 201
    assert await store.note_room(database, [shelter.pool]) == 0
    assert (await agency.responder.get(path))["version"] == opened["version"]
    await world.owner.execute(
        "UPDATE housing.pool SET outsider_availability = 'may_have_room',"
        " outsider_policy = 'confirm' WHERE id = $1",
        shelter.pool,
    )
    assert await store.note_room(database, [shelter.pool]) == 1
    assert (await agency.responder.get(path))["room_at"] == [str(shelter.pool)]


async def test_a_line_is_told_only_where_somebody_said_that_they_can(
    service: Any, agency: Any, new_shelter: Any
) -> None:
    near = await new_shelter("Near", free=1)
    await until_on_board(service, near.pool)
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    opened = await open_request(agency.responder, line_id=agency.line)
    database = service.services.requesting._database
    assert await store.offer_units(database, near.pool, "lamp-river-12") == "offered"
    [offer] = (await near.staff.get("/v1/holds"))["items"]
    assert offer["offered"] and offer["call_back"] is None
    taken = await agency.responder.act(offer["id"], "take")
    assert taken.status == 200 and "call_back" not in taken.body
    [kept] = (await near.staff.get("/v1/holds"))["items"]
    assert kept["call_back"] is None and opened["id"] not in str(kept)


async def test_saying_yes_to_what_is_offered_already_keeps_it_once_and_tells_the_line(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    near = await new_shelter("Near", free=2)
    await until_on_board(service, near.pool)
    await agency.operator.put("/v1/automatic-offers", {"on": True})
    opened = await open_request(agency.responder, line_id=agency.line)
    database = service.services.requesting._database
    assert await store.offer_units(database, near.pool, "lamp-river-12") == "offered"
    [ask] = await asks_of(near.staff)
    answer = await near.staff.post(f"/v1/asks/{ask['id']}/we-can")
    assert answer.status == 200 and answer["ask"]["answer"] == "we_can"
    assert answer["hold"]["call_back"] == "+1 555 0100"
    assert await world.held(near.pool) == 1
    now = await agency.responder.get(f"/v1/requests/{opened['id']}")
    assert now["asked"][0]["answer"] == "we_can"
    # Of the answer that came after it nobody is told twice.
    assert [step["step"] for step in now["steps"]] == ["opened", "asked", "offered"]


async def test_the_database_itself_asks_for_young_people_alone_only_where_the_answer_was_yes(
    service: Any, agency: Any, new_shelter: Any, world: World
) -> None:
    silent = await new_shelter("Silent", free=1)
    hidden = await new_shelter("Hidden", free=1, confidential=True, kind="safe_house")
    young = await new_shelter("Young", free=1, households_served=["youth_alone"])
    caller = (await world.caller("responder")).account_id
    opened = (
        "SELECT code FROM housing_api.open_request_v1("
        "$1, $2, 'now', 0, 1, 0, '{}', NULL, $3, $4, $5)"
    )
    elsewhere = [silent.pool, hidden.pool]
    # Whatever a process took them for, nobody is asked.
    code = await world.owner.fetchval(opened, uuid4(), caller, elsewhere, [True] * 2, [""] * 2)
    assert code == "request_fits_nobody"
    code = await world.owner.fetchval(
        opened, uuid4(), caller, [*elsewhere, young.pool], [True] * 3, [""] * 3
    )
    assert code == "ok"
    rows = await world.owner.fetch("SELECT pool_id FROM housing.request_pool")
    assert [row["pool_id"] for row in rows] == [young.pool]
