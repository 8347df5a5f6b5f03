"""The example of docs/protocol.md runs as it is printed, against the real service."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import Any

from document_tables import code_blocks, text_of

from housing_service.app import Running
from tests.support.world import World


def _example() -> dict[str, Any]:
    code = code_blocks(text_of("docs/protocol.md"), "python")
    assert len(code) == 1
    names: dict[str, Any] = {"__name__": "example"}
    exec(compile(code[0], "docs/protocol.md", "exec"), names)
    return names


async def test_the_printed_client_follows_counts_and_holds(
    world: World, service: Running, shelter: SimpleNamespace
) -> None:
    changed = asyncio.Condition()
    now: dict[str, Any] = {"pools": {}, "holds": {}, "live": None}

    async def tell() -> None:
        async with changed:
            changed.notify_all()

    def shown(pools: dict[str, Any], holds: dict[str, Any], live: bool) -> None:
        now.update(pools=dict(pools), holds=dict(holds), live=live)
        told.append(asyncio.get_running_loop().create_task(tell()))

    async def until(condition: Any) -> None:
        async with changed, asyncio.timeout(10):
            await changed.wait_for(condition)

    told: list[asyncio.Task[None]] = []
    watching = asyncio.create_task(
        _example()["watch"](
            service.url.replace("http", "ws") + "/v1/live",
            shelter.responder.token,
            shown,
            {"kinds": ["emergency_shelter"]},
        )
    )
    pool = str(shelter.instant)
    try:
        await until(lambda: pool in now["pools"])
        placed = await shelter.responder.place(shelter.instant, units=1)
        await until(lambda: now["pools"][pool]["units_held"] == 1)
        await until(lambda: placed["id"] in now["holds"])
        await shelter.staff.report(shelter.instant, units_free=9)
        await until(lambda: now["pools"][pool]["units_free_reported"] == 9)
        assert now["live"]
        service.services.hub.close_everybody()
        await until(lambda: not now["live"])
        await shelter.responder.act(placed["id"], "release")
        await until(lambda: now["holds"][placed["id"]]["state"] == "released")
    finally:
        watching.cancel()
        await asyncio.gather(watching, *told, return_exceptions=True)


async def test_the_printed_requests_answer_as_printed(
    world: World, service: Running, shelter: SimpleNamespace
) -> None:
    me = await shelter.responder.get("/v1/me")
    assert me.status == 200 and me["role"] == "responder"
    listed = await shelter.responder.get("/v1/pools?kind=emergency_shelter&region=harbor")
    assert listed.status == 200 and listed["next"] is None
    async with shelter.responder.live() as console:
        # The search reads the board, which hears of the new pool a moment later.
        await console.until(lambda seen: str(shelter.instant) in seen.pools)
    found = await shelter.responder.post(
        "/v1/pools/search",
        {"household": {"adults": 1, "children": 2, "infants": 1}, "regions": ["harbor"]},
    )
    assert found.status == 200 and {"units_needed", "has_room"} <= set(found["items"][0])
    placed = await shelter.responder.place(
        shelter.instant, party={"adults": 1, "children": 1}, needs=["crib"]
    )
    assert placed.status == 201 and placed["state"] == "active" and placed["arrival_code"]
