"""The region a workload plays in: pools, responders and staff with known tokens."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import asyncpg

SQL = Path(__file__).with_name("sql")
STAFF_EACH = 8


@dataclass(frozen=True, slots=True)
class SoakPool:
    """One pool as it was made."""

    id: str
    organization: int
    policy: str
    hot: bool
    units_free: int


@dataclass(frozen=True, slots=True)
class Region:
    """What was made, and the tokens of whoever may change it.

    Hot pools are few and small, so that everybody races for the same units; cold pools are many.
    """

    label: str
    pools: tuple[SoakPool, ...]
    responders: int
    organizations: int

    def responder_token(self, number: int) -> str:
        return f"{self.label}-responder-{number % self.responders}"

    def staff_token(self, pool: SoakPool, client: int) -> str:
        """A member of the pool's staff: clients share eight accounts at each shelter."""
        number = pool.organization + self.organizations * (client % STAFF_EACH)
        return f"{self.label}-staff-{number}"

    @classmethod
    async def make(
        cls,
        owner: asyncpg.Connection,
        *,
        label: str = "soak",
        organizations: int = 4,
        responders: int = 64,
        hot_pools: int = 4,
        cold_pools: int = 60,
        hot_units: int = 4,
        cold_units: int = 6,
    ) -> Region:
        """Write the region with the owner's rights. Once a label and database."""
        wanted = {
            "label": label,
            "organizations": organizations,
            "staff_each": STAFF_EACH,
            "responders": responders,
            "hot_pools": hot_pools,
            "cold_pools": cold_pools,
            "hot_units": hot_units,
            "cold_units": cold_units,
        }
        async with owner.transaction():
            for name, value in wanted.items():
                await owner.execute("SELECT set_config($1, $2, true)", f"soak.{name}", str(value))
            await owner.execute((SQL / "region.sql").read_text())
        pools = [
            SoakPool(
                str(_seeded(f"{label}-pool-{number}")),
                number % organizations,
                "confirm" if number % 4 == 3 else "instant",
                number < hot_pools,
                hot_units if number < hot_pools else cold_units,
            )
            for number in range(hot_pools + cold_pools)
        ]
        return cls(label, tuple(pools), responders, organizations)


def _seeded(name: str) -> UUID:
    return UUID(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest())
