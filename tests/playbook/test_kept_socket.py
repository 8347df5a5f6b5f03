"""His organization is suspended while he watches; he just leaves the page open."""

from __future__ import annotations

import asyncio
import time
from types import SimpleNamespace

import pytest

from tests.support.world import World

CUT_SECONDS_MAX = 2.0


@pytest.mark.parametrize("what", ["organization", "account"])
async def test_no_frame_reaches_a_socket_after_its_rights_have_gone(
    world: World, night: SimpleNamespace, what: str
) -> None:
    """Suspended, or his account ended: cut within two seconds, and what happens from then on is
    never told him; his live hold is not ended by it."""
    him = night.api(night.advocate)
    held = await him.place(night.open)
    async with him.live() as console:
        await console.until(lambda c: c.holds)
        statement, who = {
            "organization": (
                "UPDATE housing.organization SET suspended_at = clock_timestamp() WHERE id = $1",
                night.team,
            ),
            "account": (
                "UPDATE housing.account SET disabled_at = clock_timestamp() WHERE id = $1",
                night.advocate.account_id,
            ),
        }[what]
        await world.owner.execute(statement, who)
        gone_at = time.monotonic()
        assert await console.until_closed(CUT_SECONDS_MAX) == 4501
        assert time.monotonic() - gone_at <= CUT_SECONDS_MAX
        frames = len(console.frames)
        assert (await night.staff.report(night.open, units_free=1)).status == 201
        assert len(console.frames) == frames
    async with asyncio.timeout(CUT_SECONDS_MAX):
        while (await him.get("/v1/pools")).status != 401:
            await asyncio.sleep(0.02)
    again = him.live()
    with pytest.raises(Exception, match="401"):
        await again.__aenter__()
    assert await world.state(held["id"]) == "active"
