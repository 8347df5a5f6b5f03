"""What can be found: pools, programs, organizations, search."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.store import directory as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
POOLS_ON_PAGE_MAX = 1_000


class Directory:
    """Reads, each in the caller's projection."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pools(self, identity: Identity, *, own: bool = False) -> list[JsonObject]:
        """Up to a thousand pools for a page, read from the database."""
        which = store.PoolQuery(own=own)
        return [pool for _, pool in await self.pool_rows(identity, which, None, POOLS_ON_PAGE_MAX)]

    async def pool_rows(
        self, identity: Identity, which: store.PoolQuery, after: UUID | None, rows: int
    ) -> store.Page:
        """Pools in id order with their ids, read from the database."""
        return await store.list_pools(self._database, identity.account_id, which, after, rows)

    async def pool(self, identity: Identity, pool_id: UUID) -> JsonObject:
        return await store.get_pool(self._database, identity.account_id, pool_id)

    async def outsider_preview(self, identity: Identity, pool_id: UUID) -> JsonObject:
        """What others are sent of a confidential program's pool, as its own staff may check it."""
        return await store.outsider_preview(self._database, identity.account_id, pool_id)

    async def programs(
        self,
        identity: Identity,
        region: str | None,
        kind: str | None,
        after: UUID | None,
        rows: int,
    ) -> store.Page:
        return await store.list_programs(
            self._database, identity.account_id, region, kind, None, after, rows
        )

    async def program(self, identity: Identity, program_id: UUID) -> JsonObject:
        found = await store.list_programs(
            self._database, identity.account_id, None, None, program_id, None, 1
        )
        if not found:
            raise Refusal("program_not_found")
        return found[0][1]

    async def organizations(self, identity: Identity, after: UUID | None, rows: int) -> store.Page:
        return await store.list_organizations(self._database, identity.account_id, after, rows)

    async def own_organization(self, identity: Identity) -> JsonObject | None:
        """The caller's own organization with what only its people are told; None for who has
        none."""
        own = identity.organization_id
        if own is None:
            return None
        # Organizations are listed by id, after the one named.
        found = await self.organizations(identity, UUID(int=own.int - 1), 1)
        return next((one for id_, one in found if id_ == own), None)

    async def regions(self) -> list[JsonObject]:
        return await store.list_regions(self._database)
