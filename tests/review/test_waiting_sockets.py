"""A socket that was opened before and has asked for nothing yet gets nothing after a lock, after
the end of its session, or after its token was taken back."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from housing_service.app import Running
from tests.desks.person import Person
from tests.support.api import Api
from tests.support.world import World


async def frames_after(socket) -> tuple[list[str], int]:
    """Subscribes now; what is sent, and with which code the socket is closed."""
    found = []
    try:
        await socket.send(json.dumps({"type": "subscribe"}))
        async for frame in socket:
            found.append(json.loads(frame)["type"])
    except ConnectionClosed:
        pass
    return found, socket.close_code


@pytest.mark.parametrize("ended_by", ["lock", "sign_out", "removed"])
async def test_a_socket_that_waited_is_judged_when_it_asks(
    ended_by: str, running: Running, house: SimpleNamespace, desk: Person, world: World, http
) -> None:
    responder = Api(http, running.url, (await world.caller("responder")).token)
    assert (await responder.place(house.pool, party={"adults": 1})).status == 201
    await desk.sign_in_with_pin(house.anna.account_id)
    address = running.url.replace("http", "ws", 1) + "/v1/live"
    async with connect(address, additional_headers=desk.live_headers()) as waiting:
        if ended_by == "lock":
            assert (await desk.call("POST", "/lock"))[0] == 200
        elif ended_by == "sign_out":
            assert (await desk.post("/sign-out"))[0] == 303
        else:
            await world.owner.execute("DELETE FROM housing.session")
        frames, code = await frames_after(waiting)
    assert "snapshot" not in frames
    assert code == (4002 if ended_by == "lock" else 4501)


async def test_the_same_for_a_token_that_was_taken_back(
    running: Running, house: SimpleNamespace, world: World
) -> None:
    address = running.url.replace("http", "ws", 1) + "/v1/live"
    bearer = {"Authorization": f"Bearer {house.anna.token}"}
    async with connect(address, additional_headers=bearer) as waiting:
        await world.owner.execute(
            "UPDATE housing.access_token SET revoked_at = now() WHERE account_id = $1",
            house.anna.account_id,
        )
        frames, code = await frames_after(waiting)
    assert ("snapshot" in frames, code) == (False, 4501)
