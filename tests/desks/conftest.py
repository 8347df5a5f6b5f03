"""A shelter with a shared desk and two of its staff who have PINs there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace

import pytest

from housing_service.app import Running
from housing_service.service.signin import hash_password
from tests.conftest import Serve
from tests.desks.person import PIN, Person
from tests.support.world import PASSWORD, World

_PIN_HASH = hash_password(PIN)


@pytest.fixture
async def running(serve: Serve, world: World) -> Running:
    return await serve(identity_cache_seconds=0, sign_in_attempts_per_minute=1_000)


@pytest.fixture
async def house(world: World) -> SimpleNamespace:
    """A confidential house with its staff, and another shelter."""
    quiet, door = await world.organization("Quiet House"), await world.organization("Open Door")
    safe = await world.program(quiet, "Quiet House", "safe_house", confidential=True)
    made = SimpleNamespace(
        organization=quiet,
        pool=await world.pool(safe, free=3, policy="confirm", name="Garden rooms"),
        anna=await world.caller("shelter_staff", quiet, "anna"),
        berta=await world.caller("shelter_staff", quiet, "berta"),
        other_organization=door,
        other_pool=await world.pool(await world.program(door, "Open Door"), free=2),
        stranger=await world.caller("shelter_staff", door, "stranger"),
        operator=await world.caller("operator", None, "operator"),
    )
    for who in (made.anna, made.berta, made.stranger):
        await world.owner.execute(
            "SELECT code FROM housing_api.set_pin_v2($1, $2, NULL)", who.account_id, _PIN_HASH
        )
    return made


@pytest.fixture
async def desk(running: Running, house: SimpleNamespace) -> AsyncIterator[Person]:
    """The desk's browser: enrolled by Anna, who has signed out again."""
    async with Person(running.url) as browser:
        await browser.sign_in("anna")
        assert (await browser.post("/desks", label="desk"))[0] == 303
        await browser.post("/sign-out")
        yield browser


__all__ = ["PASSWORD"]
