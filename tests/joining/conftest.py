"""An operator's browser that was proven a moment ago, and a region to stop things in."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from types import SimpleNamespace

import pytest

from housing_service.app import Running
from tests.conftest import Serve
from tests.desks.person import Person
from tests.support.api import Api
from tests.support.world import PASSWORD, World


class Prover(Person):
    """Somebody's browser that has just said its password once more."""

    async def prove(self) -> None:
        status, _ = await self.call("POST", "/v1/me/step-up", {"password": PASSWORD})
        assert status == 200

    async def do(self, method: str, path: str, body: object = None) -> tuple[int, object]:
        """A call whose answer is short: its status, and its code where it was refused."""
        status, said = await self.call(method, path, {} if body is None else body)
        return status, said.get("code") if isinstance(said, dict) else said


@pytest.fixture
async def running(serve: Serve, world: World) -> Running:
    return await serve(sign_in_attempts_per_minute=1_000)


@pytest.fixture
async def operator(running: Running, world: World) -> AsyncIterator[Prover]:
    await world.caller("operator", None, "olga")
    async with Prover(running.url) as browser:
        await browser.sign_in("olga")
        await browser.prove()
        yield browser


@pytest.fixture
async def town(world: World, api: Callable[..., Api], running: Running) -> SimpleNamespace:
    """A shelter, an agency whose responder keeps two of its beds, and a safe house."""
    shelter = await world.organization("Open Door")
    agency = await world.organization("Street Team")
    house = await world.organization("Quiet House", victim_service_provider=True)
    pool = await world.pool(await world.program(shelter), free=5)
    safe = await world.program(house, "Quiet House", "safe_house", confidential=True)
    responder = await world.caller("responder", agency, "rosa")
    staff = await world.caller("shelter_staff", shelter, "sam")
    guard = await world.caller("shelter_staff", house, "gil")
    made = SimpleNamespace(
        shelter=shelter,
        agency=agency,
        house=house,
        pool=pool,
        hidden=await world.pool(safe, free=3, policy="confirm"),
        responder=responder,
        staff=staff,
        guard=guard,
        rosa=api(responder, running),
        sam=api(staff, running),
        gil=api(guard, running),
        colleague=api(await world.caller("responder", agency), running),
    )
    kept = await made.rosa.place(pool, party={"adults": 2, "children": 0})
    assert kept.status == 201, kept
    made.hold = kept["id"]
    return made


async def path_of(operator: Prover, **body: object) -> str:
    """A new link, as it would be sent to somebody."""
    status, made = await operator.call("POST", "/v1/invitations", body)
    assert status == 201, made
    return str(made["path"])


__all__ = ["PASSWORD", "Prover", "path_of"]
