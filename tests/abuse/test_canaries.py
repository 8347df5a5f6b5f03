"""Ids and tokens that belong to nothing: never shown, answered like nothing, told of at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
import websockets

from housing_service.app import Running
from housing_service.metrics import CANARY_TOUCHED
from housing_service.service.signin import new_secret
from housing_service.store.watching import create_canary
from housing_service.web.watched import ids_in
from tests.support.api import Answer, Api
from tests.support.world import World


@pytest.fixture
async def canary(world: World) -> dict[str, str]:
    values = {kind: str(uuid4()) for kind in ("pool", "program", "hold")} | {"token": new_secret()}
    assert await create_canary(world.owner, values) == 1
    return values


async def alerts(operator: Api) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = (await operator.get("/v1/operator/alerts")).body["items"]
    return items


async def until_alerted(running: Running, operator: Api, kinds: set[str]) -> list[dict[str, Any]]:
    async with asyncio.timeout(10):
        while {one["canary_kind"] for one in await alerts(operator)} != kinds:
            await running.services.watching.write()
    return await alerts(operator)


def named_by(found: list[dict[str, Any]]) -> set[str]:
    return {one["account"]["account_id"] for one in found if one["account"]}


def same(one: Answer, other: Answer) -> None:
    """The same answer, but for the request's own id and the id that was asked for."""
    without = {"Date", "X-Request-ID", "Content-Length"}
    assert one.status == other.status
    assert {k: v for k, v in one.headers.items() if k not in without} == {
        k: v for k, v in other.headers.items() if k not in without
    }
    strip = ("instance", "request_id", "at", "judged_at")
    assert {k: v for k, v in one.body.items() if k not in strip} == {
        k: v for k, v in other.body.items() if k not in strip
    }


async def test_whoever_names_a_canary_reads_nothing_and_is_told_of(
    service: Running, shelter: SimpleNamespace, canary: dict[str, str], world: World,
    caplog: pytest.LogCaptureFixture,
) -> None:  # fmt: skip
    before = CANARY_TOUCHED._value.get()
    responder, staff, operator = shelter.responder, shelter.staff, shelter.operator
    pool, program, hold = canary["pool"], canary["program"], canary["hold"]
    # An id is understood in other ways of writing too, and all of them are noticed.
    other_way = UUID(pool).hex.upper()
    asks: list[tuple[Callable[[str], Awaitable[Answer]], str]] = [
        (lambda one: responder.get(f"/v1/pools/{one}"), pool),
        (lambda one: responder.get(f"/v1/pools/{one}"), other_way),
        (lambda one: responder.get(f"/v1/pools/{one}/eligibility"), pool),
        (lambda one: responder.get(f"/v1/programs/{one}"), program),
        (lambda one: responder.place(UUID(one)), pool),
        (lambda one: staff.report(UUID(one), units_free=3), pool),
        (lambda one: staff.post(f"/v1/pools/{one}/pause", {}), pool),
        (lambda one: responder.get(f"/v1/holds/{one}"), hold),
        (lambda one: responder.act(one, "release"), hold),
        (lambda one: responder.act(one, "undo"), hold),
        (lambda one: responder.get(f"/v1/pools?program_id={one}"), program),
    ]
    for ask, value in asks:
        same(await ask(value), await ask(str(uuid4())))
    same(
        await Api(responder.session, responder.url, canary["token"]).get("/v1/me"),
        await Api(responder.session, responder.url, new_secret()).get("/v1/me"),
    )
    found = await until_alerted(service, operator, {"pool", "program", "hold", "token"})
    whose = {(one["canary_kind"], (one["account"] or {}).get("role")) for one in found}
    assert whose == {
        ("pool", "responder"), ("pool", "shelter_staff"), ("program", "responder"),
        ("hold", "responder"), ("token", None),
    }  # fmt: skip
    assert {one["canary_number"] for one in found} == {1}
    # It is in the region's record too, with who it was and without what was named.
    noted = await world.owner.fetch(
        "SELECT DISTINCT account_id, target_id FROM housing.audit WHERE action = 'canary_touched'"
    )
    whose_notes = {row["account_id"] for row in noted}
    assert whose_notes == {UUID(a) for a in named_by(found)} | {None}
    assert {row["target_id"] for row in noted} == {None}
    assert CANARY_TOUCHED._value.get() > before
    said = [record for record in caplog.records if record.message == "a canary was touched"]
    assert said
    for value in canary.values():
        assert value not in str([record.__dict__ for record in said])


async def test_the_operators_room_is_told_at_once(
    service: Running, shelter: SimpleNamespace, canary: dict[str, str]
) -> None:
    async with shelter.operator.live() as console, shelter.responder.live() as other:
        await console.until(lambda c: c.frames)
        await other.until(lambda c: c.frames)
        assert console.frames[0]["alerts"] == []
        assert "alerts" not in other.frames[0]
        await shelter.responder.get(f"/v1/pools/{canary['pool']}")
        told = await console.until(lambda c: c.frames[-1].get("alerts"))
        assert [one["kind"] for one in told] == ["canary"]
        (one,) = await alerts(shelter.operator)
        path = f"/v1/operator/alerts/{one['id']}/acknowledge"
        assert (await shelter.responder.post(path)).status == 403
        assert (await shelter.operator.post(path)).status == 200
        assert (await shelter.operator.post(path)).status == 200
        await console.until(lambda c: c.frames[-1].get("alerts") == [])
        assert (await alerts(shelter.operator))[0]["acknowledged_at"]
        # Touched once more, it is to be looked at once more.
        await shelter.responder.get(f"/v1/pools/{canary['pool']}")
        await console.until(lambda c: c.frames[-1].get("alerts"))
        (again,) = await alerts(shelter.operator)
        assert (again["id"], again["count"]) == (one["id"], 2)
        assert again["acknowledged_at"] is None
        # Others were sent nothing of it.
        assert "announcement" not in {frame["type"] for frame in other.frames}
    missing = await shelter.operator.post(f"/v1/operator/alerts/{uuid4()}/acknowledge")
    assert missing.code == "alert_not_found"
    assert (await shelter.staff.get("/v1/operator/alerts")).status == 403


async def test_a_canary_in_a_list_that_is_asked_for_is_noticed(
    service: Running, shelter: SimpleNamespace, canary: dict[str, str]
) -> None:
    async with shelter.responder.live(pool_filter={"pool_ids": [canary["pool"]]}) as console:
        await console.until(lambda c: c.frames)
        assert console.pools == {}
    await until_alerted(service, shelter.operator, {"pool"})
    asked = await shelter.staff.post("/v1/pools/search", {"pool_ids": [canary["pool"]]})
    assert asked.body["items"] == []
    async with asyncio.timeout(10):
        while len(await alerts(shelter.operator)) < 2:
            await service.services.watching.write()


async def test_a_canary_token_on_a_socket_is_noticed(
    service: Running, shelter: SimpleNamespace, canary: dict[str, str]
) -> None:
    address = service.url.replace("http", "ws", 1) + "/v1/live"
    async with websockets.connect(address) as socket:
        await socket.send(json.dumps({"type": "authenticate", "token": canary["token"]}))
        await socket.wait_closed()
        assert socket.close_code == 4501
    await until_alerted(service, shelter.operator, {"token"})


async def test_no_list_frame_count_or_import_shows_a_canary(
    service: Running, shelter: SimpleNamespace, canary: dict[str, str], world: World
) -> None:
    """Nothing is there to be shown: neither a pool, nor a program, nor a hold, nor an account. The
    only trace in the whole database is a hash."""
    await shelter.responder.place(shelter.instant)
    paths = (
        "/v1/pools", "/v1/programs", "/v1/organizations", "/v1/regions", "/v1/holds",
        "/v1/surges", "/v1/operations", "/v1/operator/calls", "/v1/operator/vetting?kind=program",
        "/v1/operator/vetting?kind=pool", "/v1/operator/audit", "/metrics", "/operator",
        "/operator/unusual", "/operator/calls/views", "/operator/calls.csv",
    )  # fmt: skip
    told = [str((await shelter.operator.get(path)).body) for path in paths]
    told.append(str((await shelter.responder.post("/v1/pools/search", {})).body))
    async with shelter.operator.live() as console:
        await console.until(lambda c: c.frames)
        await shelter.staff.report(shelter.instant, units_free=2)
        await console.until(lambda c: "changes" in {frame["type"] for frame in c.frames})
        told.append(str(console.frames))
    board = service.board
    told += [str(board.pools), str(board.holds), str(board.indexes)]
    tables = await world.owner.fetch(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'housing'"
    )
    for row in tables:
        rows = await world.owner.fetch(f"SELECT * FROM housing.{row['table_name']}")
        told.append(str([tuple(one) for one in rows]))
    for value in canary.values():
        assert value not in "".join(told)
    counted = "SELECT count(*) FROM housing.canary"
    assert await world.owner.fetchval(counted) == 4
    # A canary's id of a hold is an id like any other to who makes one.
    assert (await shelter.responder.place(shelter.confirm, canary["hold"])).status == 201


@pytest.mark.parametrize(
    "written",
    ["{}", "{{{}}}", "urn:uuid:{}", "/console/homes/{}/x", "a={}&b=1", '{{"pool_id": "{}"}}'],
)
def test_an_id_is_noticed_however_it_is_written(written: str) -> None:
    one = uuid4()
    for said in (str(one), one.hex, one.hex.upper(), "-".join(one.hex)):
        assert list(ids_in(written.format(said))) == [str(one)]
        assert list(ids_in(written.format("-" * 90 + said))) == [str(one)]
        apart = said[:4] + "urn:" + said[4:9] + "uuid:" + said[9:]
        assert UUID(apart) == one
        assert list(ids_in(written.format(apart))) == [str(one)]
    assert list(ids_in(written.format("not-one"))) == []


async def test_what_is_not_a_canary_raises_nothing(
    service: Running, shelter: SimpleNamespace, canary: dict[str, str]
) -> None:
    for _ in range(5):
        await shelter.responder.get(f"/v1/pools/{uuid4()}")
        await shelter.responder.get("/v1/pools/not-an-id")
    await Api(shelter.responder.session, service.url, None).get(f"/v1/pools/{canary['pool']}")
    await service.services.watching.write()
    assert await alerts(shelter.operator) == []


async def test_a_watch_that_fails_leaves_the_answer_as_it_was(
    service: Running, world: World, api: Callable[[Any], Api], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> None:
        raise RuntimeError("the watch")

    caller = api(await world.caller("responder"))
    monkeypatch.setattr(service.services.watching, "note_named", broken)
    answer = await caller.get(f"/v1/pools/{uuid4()}")
    assert (answer.status, answer.code) == (404, "pool_not_found")
    assert (await caller.get("/v1/me")).status == 200
