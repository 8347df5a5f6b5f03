"""A night on which a family asks for a place: one shelter that can be asked, two responders' desks
of one agency, an operator. Everything in it is invented."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from playwright.async_api import Page, expect

from housing_service.app import Running
from tests.requests.conftest import FAMILIES, until_on_board
from tests.support.world import World

RESPONDER = "night.line"
STAFF = "open.door"
OTHER_STAFF = "mill.street"
OPERATOR = "region.desk"
LINE = "+1 555 0100"


@dataclass
class Shelters:
    """Ids of what there is. Neither shelter has a room free until its staff say so."""

    world: World
    rooms: UUID
    mill_rooms: UUID

    async def count(self, pool: UUID, free: int | None) -> None:
        await self.world.owner.execute(
            "UPDATE housing.pool SET units_free_reported = $2, version = version + 1,"
            " counts_version = version + 1 WHERE id = $1",
            pool,
            free,
        )
        await self.world.owner.execute(
            "SELECT housing.publish_pool($1, housing.service_clock(), false)", pool
        )


async def make_shelters(world: World, running: Running) -> Shelters:
    await world.region("harbor", "Harbor District")
    agency = await world.organization("Night Line")
    pools = []
    for name, login in (("Open Door", STAFF), ("Mill Street", OTHER_STAFF)):
        organization = await world.organization(name)
        program = await world.program(organization, f"{name} Shelter")
        columns: dict[str, Any] = {**FAMILIES, "people_per_unit": 4}
        pools.append(await world.pool(program, 0, "instant", "room", "Family rooms", **columns))
        await world.caller("shelter_staff", organization, login)
    await world.caller("responder", agency, RESPONDER)
    await world.caller("operator", None, OPERATOR)
    await world.owner.execute(
        "INSERT INTO housing.organization_line VALUES (gen_random_uuid(), $1, $2)", agency, LINE
    )
    await until_on_board(running, *pools)
    return Shelters(world, *pools)


async def describe(console: Page) -> None:
    """Says on the console that a mother with two children needs a place."""
    await console.locator("#filters input[name=children]").fill("2")
    await expect(console.locator("#ask-instead")).to_be_visible()


async def ask(console: Page) -> None:
    """Asks shelters for the household on the console; ends on the page of what is asked for."""
    await describe(console)
    await console.locator("#ways-on").get_by_role("button", name="Ask shelters for them").click()
    await expect(console).to_have_title("New request · Night desk")
    await console.get_by_role("button", name="Ask the best few places").click()
    await expect(console).to_have_title("Requests · Night desk")
    await expect(console.locator("html")).to_have_attribute("data-live", "yes")
