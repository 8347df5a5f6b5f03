"""A console that asks for it gets its first list packed, and all that follows as it is."""

from __future__ import annotations

import json
import zlib

from aiohttp import WSMsgType

POOLS = 60


async def test_the_same_list_packed_and_plain(http, service, world, api) -> None:
    program = await world.program(await world.organization())
    pools = [await world.pool(program, free=3) for _ in range(POOLS)]
    caller = await world.caller("responder")
    staff = api(await world.caller("shelter_staff", await world.owner.fetchval(
        "SELECT organization_id FROM housing.program WHERE id = $1", program
    )))  # fmt: skip
    await service.relay.filled.wait()
    headers = {"Authorization": f"Bearer {caller.token}"}

    async def first(socket, **more):
        await socket.send_json({"type": "subscribe", **more})
        while True:
            message = await socket.receive(timeout=10)
            if message.type is WSMsgType.BINARY:
                return True, json.loads(zlib.decompress(message.data, -15))
            if (frame := json.loads(message.data))["type"] == "snapshot":
                return False, frame

    url = f"{service.url}/v1/live"
    # The pools are told one by one: a list of few of them would be too short to be packed.
    async with http.ws_connect(url, headers=headers) as watching:
        _, frame = await first(watching)
        told = {p["id"] for p in frame["pools"]}
        while len(told) < POOLS:
            told |= {p["id"] for p in (await watching.receive_json(timeout=30)).get("pools", ())}
    for filter_ in ({}, {"household": {"adults": 2}}):
        async with (
            http.ws_connect(url, headers=headers) as plain,
            http.ws_connect(url, headers=headers) as other,
            http.ws_connect(url, headers=headers) as packed,
        ):
            is_packed, wanted = await first(plain, filter=filter_)
            assert not is_packed
            for socket in (other, packed):
                is_packed, got = await first(socket, filter=filter_, packed=True)
                assert is_packed
                assert {p["id"] for p in got["pools"]} == {p["id"] for p in wanted["pools"]}
                assert got.keys() == wanted.keys()
            # What changes afterwards comes as text, from where the list was.
            body = {"units_free": 5, "report_id": "00000000-0000-4000-8000-00000000000" + (
                    "1" if filter_ else "2"
                )}  # fmt: skip
            await staff.post(f"/v1/pools/{pools[0]}/reports", body)
            while True:
                message = await packed.receive(timeout=10)
                assert message.type is WSMsgType.TEXT
                frame = json.loads(message.data)
                if frame["type"] == "changes" and frame["pools"]:
                    assert frame["pools"][0]["id"] == str(pools[0])
                    break
