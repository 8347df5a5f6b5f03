"""What bad input is aimed at: a small region with one caller of every kind, the limited and the
foreign one included, and limits so high that a refusal is never only for haste."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from tests.support.world import Caller, World

# One generator plays hundreds of people, and must not be refused for it.
RAISED: dict[str, Any] = {
    "requests_per_second": 1e6,
    "requests_burst": 1_000_000,
    "purge_seconds": 3600,
}


@dataclass(frozen=True, slots=True)
class Region:
    """The callers by what they are (None: anonymous) and ids that exist."""

    callers: dict[str, Caller | None]
    pools: tuple[UUID, ...]
    confidential: UUID
    programs: tuple[UUID, ...]
    organization: UUID

    def token(self, who: str) -> str | None:
        caller = self.callers[who]
        return caller.token if caller else None


async def make_region(world: World) -> Region:
    """Pools of every policy, one confidential program, six kinds of callers. Holders may keep a
    thousand places, so that what is refused is refused for its form."""
    limits = {"responder_hold_limit": 1000, "organization_hold_limit": 1000}
    home = await world.organization("Harbour House", **limits)
    other = await world.organization("Elsewhere", **limits)
    limited = await world.organization("New here", stage="limited")
    desk = await world.organization("Night desk", **limits)
    program = await world.program(home)
    hidden = await world.program(home, "Quiet rooms", "safe_house", confidential=True)
    pools = tuple(
        [
            await world.pool(program, free=500, policy="instant", name="Beds"),
            await world.pool(program, free=500, policy="confirm", name="Rooms", unit="room"),
            await world.pool(program, free=5, policy="call_only", name="Cribs", unit="crib"),
            await world.pool(program, free=None, policy="instant", name="New beds"),
        ]
    )
    return Region(
        callers={
            "responder": await world.caller("responder", desk),
            "staff": await world.caller("shelter_staff", home),
            "operator": await world.caller("operator"),
            "limited": await world.caller("responder", limited),
            "foreign_staff": await world.caller("shelter_staff", other),
            "anonymous": None,
        },
        pools=pools,
        confidential=await world.pool(hidden, free=3, policy="confirm"),
        programs=(program, hidden),
        organization=home,
    )


def a_new_id() -> str:
    return str(uuid4())
