"""What can be found: pools, programs, organizations, search."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.filters import PoolFilter
from housing_service.domain.identity import SHELTER_STAFF, Identity
from housing_service.domain.party import Party
from housing_service.domain.sight import sight_of
from housing_service.live.board import Board
from housing_service.live.messages import LiveFilter
from housing_service.live.search import search
from housing_service.service import requests
from housing_service.service.requests import parse
from housing_service.store import directory as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
POOLS_ON_PAGE_MAX = 1_000


def pool_filter(wire: LiveFilter, identity: Identity) -> PoolFilter:
    """The filter a request means for this viewer. `own` is empty for who has no pools."""
    household = None
    if wire.household is not None:
        asked = wire.household
        if asked.infants > asked.children or asked.adults + asked.children < 1:
            raise Refusal(
                "invalid_request",
                fields=[{"field": "filter.household", "message": "does not add up"}],
            )
        household = Party(asked.adults, asked.children, asked.infants)
    own = None
    if wire.own:
        own = identity.organization_id if identity.role == SHELTER_STAFF else identity.account_id
    return PoolFilter(
        regions=_any_of(wire.region, wire.regions),
        kinds=_any_of(wire.kind, wire.kinds),
        units=_any_of(wire.unit, wire.units),
        pool_ids=frozenset(wire.pool_ids) if wire.pool_ids is not None else None,
        household=household,
        own_organization=own,
    )


def _any_of(one: str | None, several: Sequence[str] | None) -> frozenset[str] | None:
    if one is None:
        return frozenset(several) if several is not None else None
    return frozenset({one, *(several or ())})


class Directory:
    """Reads, each in the caller's projection."""

    def __init__(self, database: Database, board: Board) -> None:
        self._database = database
        self._board = board

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

    def search(self, identity: Identity, body: Any) -> list[JsonObject]:
        """Best pools first for a household. The household is judged in memory and kept nowhere."""
        request = parse(requests.Search, body)
        return search(
            self._board, sight_of(identity), pool_filter(request, identity), request.limit
        )

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

    async def regions(self) -> list[JsonObject]:
        return await store.list_regions(self._database)
