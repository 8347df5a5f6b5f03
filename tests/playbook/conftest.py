"""A night in a region: a confidential house, an open shelter, an outreach team, and him."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace

import pytest

from housing_service.app import Running
from tests.conftest import CaughtUp, Serve
from tests.support.api import Api
from tests.support.world import World


@pytest.fixture
async def service(serve: Serve, world: World) -> Running:
    """Rates as high as they go: what is tried here must not be saved by them."""
    return await serve(
        requests_per_second=100_000, requests_burst=1_000_000, sign_in_attempts_per_minute=10_000
    )


@pytest.fixture
async def night(world: World, api: Callable[..., Api], caught_up: CaughtUp) -> SimpleNamespace:
    house, door = await world.organization("Quiet House"), await world.organization("Open Door")
    team = await world.organization("Outreach")
    safe = await world.program(house, "Quiet House", "safe_house", confidential=True)
    open_program = await world.program(door, "Open Door")
    await world.tell_outsiders_daily()
    made = SimpleNamespace(
        house=house,
        team=team,
        hidden=await world.pool(safe, free=3, policy="confirm", name="Garden rooms"),
        hidden_program=safe,
        open=await world.pool(open_program, free=40),
        house_staff=api(await world.caller("shelter_staff", house)),
        staff=api(await world.caller("shelter_staff", door)),
        advocate=await world.caller("responder", team, "advocate"),
        api=api,
    )
    await caught_up()
    return made
