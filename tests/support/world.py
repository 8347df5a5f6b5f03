"""A small fictional region, made straight in the database with the owner's rights."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

import asyncpg

from housing_service.service.signin import hash_password, new_secret
from housing_service.store import accounts, tokens
from tests.support import cheap_passwords  # noqa: F401  (before the first password is hashed)

PASSWORD = "a-long-test-password"
_PASSWORD_HASH = hash_password(PASSWORD)


@dataclass
class Caller:
    """An account and its bearer token."""

    account_id: UUID
    role: str
    organization_id: UUID | None
    token: str


class World:
    """Makes organizations, programs, pools and callers; moves the clock of this database."""

    def __init__(self, owner: asyncpg.Connection) -> None:
        self.owner = owner

    async def region(self, code: str = "harbor", label: str = "Harbor district") -> str:
        await self.owner.execute(
            "INSERT INTO housing.region VALUES ($1, $2, 80000) ON CONFLICT DO NOTHING", code, label
        )
        return code

    async def organization(self, name: str = "Open Door", **columns: Any) -> UUID:
        columns = {"stage": "full", **columns}
        names = ", ".join(columns)
        marks = ", ".join(f"${number}" for number in range(2, 2 + len(columns)))
        made: UUID = await self.owner.fetchval(
            f"INSERT INTO housing.organization (name, {names}) VALUES ($1, {marks}) RETURNING id",
            name,
            *columns.values(),
        )
        return made

    async def program(
        self,
        organization: UUID,
        name: str = "Night shelter",
        kind: str = "emergency_shelter",
        confidential: bool = False,
        region: str = "harbor",
    ) -> UUID:
        await self.region(region, region.title())
        made: UUID = await self.owner.fetchval(
            "INSERT INTO housing.program (organization_id, name, kind, confidential, region_code,"
            " time_zone) VALUES ($1, $2, $3, $4, $5, 'America/Toronto') RETURNING id",
            organization, name, kind, confidential, region,
        )  # fmt: skip
        return made

    async def pool(
        self,
        program: UUID,
        free: int | None = 5,
        policy: str = "instant",
        unit: str = "bed",
        name: str = "Beds",
        reported_at: datetime | None = None,
        **columns: Any,
    ) -> UUID:
        """A pool with a count reported just now (or never, with free=None)."""
        columns = {"stale_after_seconds": 6 * 3600, **columns}
        names = ", ".join(columns)
        marks = ", ".join(f"${number}" for number in range(7, 7 + len(columns)))
        made: UUID = await self.owner.fetchval(
            "INSERT INTO housing.pool (program_id, organization_id, name, unit, hold_policy,"
            f" units_free_reported, reported_at, reported_by_role, freshness_step, {names})"
            " SELECT $1, organization_id, $2, $3, $4, $5,"
            " CASE WHEN $5::int IS NOT NULL THEN coalesce($6, housing.service_clock()) END,"
            f" CASE WHEN $5::int IS NOT NULL THEN 'shelter_staff' END,"
            f" CASE WHEN $5::int IS NULL THEN -1 ELSE 0 END, {marks}"
            " FROM housing.program WHERE id = $1 RETURNING id",
            program, name, unit, policy, free, reported_at, *columns.values(),
        )  # fmt: skip
        await self.owner.execute(
            "SELECT housing.publish_pool($1, housing.service_clock(), false)", made
        )
        return made

    async def caller(
        self, role: str, organization: UUID | None = None, login: str | None = None
    ) -> Caller:
        token = new_secret()
        account = await accounts.create_account(
            self.owner, role, organization, login, _PASSWORD_HASH if login else None
        )
        await tokens.create_token(self.owner, account, token, None)
        return Caller(account, role, organization, token)

    async def move_clock(self, seconds: float) -> None:
        """Let this database's service clock run this many seconds ahead of (or behind) now."""
        await self.owner.execute(
            "CREATE OR REPLACE FUNCTION housing.service_clock() RETURNS timestamptz"
            " LANGUAGE sql VOLATILE AS"
            f" $$ SELECT clock_timestamp() + {seconds} * interval '1 second' $$"
        )

    async def tell_outsiders_daily(self) -> None:
        """Let no quarter of an hour end in a test that compares what outsiders see over time."""
        await self.owner.execute(
            "CREATE OR REPLACE FUNCTION housing.outsider_grid() RETURNS interval"
            " LANGUAGE sql IMMUTABLE AS $$ SELECT interval '1 day' $$"
        )
        await self.owner.execute("UPDATE housing.pool SET outsider_due_at = NULL")

    async def purge(self) -> int:
        """Forget what is due, as the service does; returns how many holds that were."""
        purged: int = await self.owner.fetchval("SELECT housing_api.purge_ended_v1(100)")
        await self.owner.execute("SELECT housing_api.purge_others_v1()")
        return purged

    async def held(self, pool: UUID) -> int:
        """Units of live holds, recomputed from the rows without any service code."""
        return int(
            await self.owner.fetchval(
                "SELECT coalesce(sum(units), 0) FROM housing.hold WHERE pool_id = $1"
                " AND state IN ('requested', 'active') AND units_backed"
                " AND expires_at > housing.service_clock()",
                pool,
            )
        )

    async def state(self, hold: UUID | str) -> str:
        row = await self.owner.fetchval(
            "SELECT state FROM housing.hold WHERE id = $1", UUID(str(hold))
        )
        return str(row)


def hold_id() -> str:
    return str(uuid4())
