"""Capacity that is not there every night: surges, seasons, and what is kept for emergencies.

Openings begin and end by the database's clock at every reading and every placing; the sweeper only
announces them. A surge's pools are not named to their process here: the change feed tells of them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from housing_service.domain.identity import Identity
from housing_service.service import requests
from housing_service.service.requests import is_future_safe, parse
from housing_service.store import capacity as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]
SURGES_LISTED_MAX = 200


class CapacityKinds:
    """Use cases around kinds of capacity, for one process."""

    def __init__(self, database: Database, touched: Callable[[UUID, int | None], None]) -> None:
        self._database = database
        self._touched = touched

    async def put_surge(
        self, identity: Identity, surge_id: UUID, body: Any
    ) -> tuple[bool, JsonObject]:
        """Open surge pools of a region for a time; returns (newly opened, the surge). Repeating the
        same id and fields returns the same surge. Raises Refusal `surge_period_invalid` (at most
        92 days long and a year ahead), `region_not_found`, `surge_id_reused`."""
        request = parse(requests.PutSurge, body)
        ends_at = is_future_safe(request.ends_at)
        assert ends_at is not None
        return await store.put_surge(
            self._database,
            identity.account_id,
            surge_id,
            request.region,
            request.label,
            is_future_safe(request.starts_at),
            ends_at,
        )

    async def end_surge(self, identity: Identity, surge_id: UUID, body: Any) -> JsonObject:
        """End a surge before its time. Its pools take nobody new; no hold ends by it."""
        parse(requests.Nothing, body)
        return await store.end_surge(self._database, identity.account_id, surge_id)

    async def surges(self, identity: Identity) -> list[JsonObject]:
        """Surges that run, are to come or were over in the last 30 days, by when they begin."""
        return await store.list_surges(self._database, identity.account_id, SURGES_LISTED_MAX)

    async def set_capacity(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        """Say what kind of capacity a pool is, or how many of its free units are kept for
        emergencies; what is left out stays. Returns the pool; no hold ends by it."""
        request = parse(requests.Capacity, body)
        pool = await store.set_capacity(
            self._database,
            identity.account_id,
            pool_id,
            store.CapacityChange(
                request.capacity_kind,
                _day(request.season_from),
                _day(request.season_until),
                request.reserve_units,
            ),
        )
        self._touched(pool_id, None)
        return pool

    async def allow_reserve(
        self, identity: Identity, organization_id: UUID, body: Any
    ) -> JsonObject:
        """Say whether an organization may ask for emergency admissions."""
        request = parse(requests.ReserveUse, body)
        return await store.allow_reserve(
            self._database, identity.account_id, organization_id, request.may_use_reserve
        )


def _day(text: str | None) -> int | None:
    if text is None:
        return None
    month, day = text.split("-")
    return int(month) * 100 + int(day)
