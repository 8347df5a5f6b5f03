"""A large region: five hundred pools of a hundred programs, for what the pages take of a phone."""

from __future__ import annotations

from uuid import UUID

from tests.support.world import World

POOLS = 500
PER_PROGRAM = 5
_NAMES = ("Beds for adults", "Family rooms", "Women’s floor", "Quiet rooms", "Late beds")
_FIRST = (
    "Harbor",
    "Mill",
    "Lantern",
    "Cedar",
    "Juniper",
    "North",
    "Canal",
    "Orchard",
    "Union",
    "Elm",
)
_SECOND = ("Street Shelter", "House", "Open Door", "Commons", "Hall", "Night Centre", "Lodge",
           "Gate", "Landing", "Corner")  # fmt: skip


async def many_pools(world: World, responder: str, staff: str) -> list[UUID]:
    """Make the region and who looks at it; returns the pools' ids."""
    made: list[UUID] = []
    for number in range(POOLS // PER_PROGRAM):
        name = f"{_FIRST[number % 10]} {_SECOND[number // 10]}"
        organization = await world.organization(f"{name} Society")
        region = ("harbor", "hills", "lakes")[number % 3]
        program = await world.program(organization, name, region=region)
        for at, pool in enumerate(_NAMES):
            policy = "confirm" if at % 2 else "instant"
            made.append(await world.pool(program, (number + at) % 7, policy, "bed", pool))
        if number == 0:
            await world.caller("shelter_staff", organization, staff)
    await world.caller("responder", await world.organization("Night Line"), responder)
    return made


async def change_counts(world: World, pools: list[UUID], free: int) -> None:
    """New counts for these pools, stored and announced as reports are."""
    await world.owner.execute(
        "UPDATE housing.pool SET units_free_reported = $2 WHERE id = ANY($1)", pools, free
    )
    await world.owner.execute(
        "SELECT housing.publish_pool(id, housing.service_clock(), false)"
        " FROM unnest($1::uuid[]) AS id",
        pools,
    )
