"""The night the browser tests play in: everything in it is invented."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from housing_service.live.board import Board
from tests.support.caught_up import until_caught_up
from tests.support.world import World

RESPONDER = "night.line"
COLLEAGUE = "day.line"
STAFF = "open.door"
SAFE_STAFF = "quiet.house"
OPERATOR = "region.desk"


@dataclass
class Night:
    """Ids of what there is. `rooms` and `beds` are of the staff's own shelter."""

    world: World
    rooms: UUID
    beds: UUID
    other_beds: UUID
    old_beds: UUID
    unknown_beds: UUID
    paused_beds: UUID
    hidden: UUID
    board: Board

    async def end_soon(self, hold: str, seconds: float = 1.0) -> None:
        """Let a live hold end by the clock this soon, as if it had been placed long ago."""
        pool = await self.world.owner.fetchval(
            "UPDATE housing.hold SET expires_at = housing.service_clock()"
            " + $2 * interval '1 second' WHERE id = $1 RETURNING pool_id",
            UUID(hold),
            seconds,
        )
        await self.publish(pool)

    async def publish(self, pool: UUID) -> None:
        await self.world.owner.execute(
            "SELECT housing.publish_pool($1, housing.service_clock(), false)", pool
        )

    async def free(self, pool: UUID) -> int:
        """What the pool's count says in the database."""
        return int(
            await self.world.owner.fetchval(
                "SELECT units_free_reported FROM housing.pool WHERE id = $1", pool
            )
        )

    async def count_becomes(self, pool: UUID, free: int) -> None:
        """Waits until the database's count says this, and pages that are opened then."""
        async with asyncio.timeout(10):
            while await self.free(pool) != free:
                await asyncio.sleep(0.02)
        await until_caught_up(self.world.owner, self.board)

    async def only_hold(self) -> str:
        """The id of the one hold there is."""
        rows = await self.world.owner.fetch("SELECT id FROM housing.hold")
        assert len(rows) == 1
        return str(rows[0]["id"])


async def make_night(world: World, board: Board) -> Night:
    """All of it written, and read by the board of the service that shows it."""
    await world.region("harbor", "Harbor District")
    await world.region("hills", "Hill Towns")
    agency = await world.organization("Night Line")
    door = await world.organization("Open Door")
    mill = await world.organization("Mill Street")
    quiet = await world.organization("Quiet House Society")
    shelter = await world.program(door, "Open Door Shelter")
    rooms = await world.pool(shelter, 3, "instant", "room", "Family rooms", people_per_unit=4)
    beds = await world.pool(shelter, 4, "confirm", "bed", "Beds for adults")
    mill_program = await world.program(mill, "Mill Street Shelter", region="hills")
    other = await world.pool(mill_program, 6, "instant", "bed", "Mill beds")
    now = await world.owner.fetchval("SELECT housing.service_clock()")
    old = await world.pool(
        mill_program, 2, "instant", "bed", "Attic beds", reported_at=now - timedelta(hours=8)
    )
    unknown = await world.pool(mill_program, None, "instant", "bed", "Annex beds")
    paused = await world.pool(mill_program, 5, "instant", "bed", "Winter beds")
    await world.owner.execute(
        "UPDATE housing.pool SET paused_at = housing.service_clock() WHERE id = $1", paused
    )
    await world.owner.execute(
        "SELECT housing.publish_pool($1, housing.service_clock(), false)", paused
    )
    house = await world.program(quiet, "Quiet House", "safe_house", confidential=True)
    hidden = await world.pool(house, 2, "confirm", "room", "Upstairs rooms")
    await world.caller("responder", agency, RESPONDER)
    await world.caller("responder", agency, COLLEAGUE)
    await world.caller("shelter_staff", door, STAFF)
    await world.caller("shelter_staff", quiet, SAFE_STAFF)
    await world.caller("operator", None, OPERATOR)
    await until_caught_up(world.owner, board)
    return Night(world, rooms, beds, other, old, unknown, paused, hidden, board)
