"""He has taken a token out of an advocate's laptop, and it is two in the morning."""

from __future__ import annotations

import asyncio
import json
import time
from types import SimpleNamespace

from tests.support.world import World

# What the design promises, and what a loaded machine may take to run the test.
CUT_SECONDS_MAX = 2.0


async def test_it_shows_what_the_advocate_holds_and_nothing_of_anybody_else(
    world: World, night: SimpleNamespace
) -> None:
    thief = night.api(night.advocate)
    colleague = night.api(await world.caller("responder", night.team))
    theirs = await colleague.place(night.hidden, party={"adults": 1, "children": 1})
    assert theirs.status == 201
    for action in ("extend", "release", "arrive", "undo", "reinstate"):
        fields = {"number": 1} if action == "extend" else {}
        assert (await thief.act(theirs["id"], action, **fields)).code == "hold_not_found"
    assert (await thief.get(f"/v1/holds/{theirs['id']}")).status == 404
    assert (await thief.get("/v1/holds"))["items"] == []
    async with thief.live() as console:
        await console.until(lambda c: len(c.ticks) > 2)
        assert console.holds == {}
        told = json.dumps(console.frames)
    assert theirs["arrival_code"] not in told and "Garden rooms" not in told
    assert (await thief.get(f"/v1/pools/{night.hidden}"))["program_name"].startswith(
        "Confidential program"
    )


async def test_once_it_is_revoked_it_opens_nothing_and_its_socket_is_cut(
    world: World, night: SimpleNamespace
) -> None:
    thief = night.api(night.advocate)
    async with thief.live() as console:
        await console.until(lambda c: c.pools)
        await world.owner.execute(
            "UPDATE housing.access_token SET revoked_at = clock_timestamp() WHERE account_id = $1",
            night.advocate.account_id,
        )
        revoked_at = time.monotonic()
        async with asyncio.timeout(CUT_SECONDS_MAX):
            while (await thief.get("/v1/me")).status != 401:
                await asyncio.sleep(0.02)
        assert await console.until_closed(CUT_SECONDS_MAX) == 4501
        assert time.monotonic() - revoked_at <= CUT_SECONDS_MAX
    assert (await thief.place(night.open)).status == 401
