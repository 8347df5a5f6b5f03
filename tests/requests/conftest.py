"""Shelters with people at work, and somebody whose need nobody can meet at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.support.api import Answer, Api
from tests.support.world import World

# What these shelters have answered, so that a family of three fits.
FAMILIES = {"households_served": ["adult_with_children"], "party_people_max": 6}
NEED = {"household": {"adults": 1, "children": 2}, "urgency": "tonight"}


async def open_request(caller: Api, request_id: str | None = None, **fields: Any) -> Answer:
    return await caller.put(f"/v1/requests/{request_id or uuid4()}", {**NEED, **fields})


async def asks_of(staff: Api) -> list[dict[str, Any]]:
    answer = await staff.get("/v1/asks")
    assert answer.status == 200, answer
    return answer["items"]  # type: ignore[no-any-return]


@pytest.fixture
def new_shelter(world: World, api: Callable[..., Api]) -> Callable[..., Any]:
    """Makes a shelter with one pool and one member of staff, at work unless told otherwise."""

    async def make(
        name: str, free: int = 0, on_duty: bool = True, stage: str = "full", **pool: Any
    ) -> SimpleNamespace:
        confidential = pool.pop("confidential", False)
        kind = pool.pop("kind", "emergency_shelter")
        pool = {**FAMILIES, **pool}
        organization = await world.organization(name, stage=stage)
        program = await world.program(organization, name, kind, confidential)
        staff = api(await world.caller("shelter_staff", organization))
        made = SimpleNamespace(
            organization=organization,
            program=program,
            pool=await world.pool(program, free=free, unit="room", **pool),
            staff=staff,
        )
        if on_duty:
            answer = await staff.put("/v1/me/duty", {"minutes": 480})
            assert answer.status == 200, answer
        return made

    return make


@pytest.fixture
async def agency(world: World, api: Callable[..., Api]) -> SimpleNamespace:
    """A hotline with two responders and a line that the operator has called."""
    organization = await world.organization("Night line")
    line: UUID = uuid4()
    await world.owner.execute(
        "INSERT INTO housing.organization_line VALUES ($1, $2, '+1 555 0100')", line, organization
    )
    return SimpleNamespace(
        organization=organization,
        line=str(line),
        responder=api(await world.caller("responder", organization)),
        colleague=api(await world.caller("responder", organization)),
        operator=api(await world.caller("operator")),
    )


async def until_on_board(running: Any, *pools: UUID) -> None:
    """The service judges by its board: wait until it has read these pools."""
    async with asyncio.timeout(10):
        while not all(pool in running.board.pools for pool in pools):
            await asyncio.sleep(0.01)
