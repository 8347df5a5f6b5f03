"""The longer stay: how locks are clocked, what is expected to be vacant, who watches for it.

Locks themselves are holds; what is done to them is in `service/holds.py`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.metrics import REFUSALS, REPORTS
from housing_service.service.lock_requests import LockSchedule, PutExpectedVacancy
from housing_service.service.requests import Nothing, parse
from housing_service.store import vacancies as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]


class Vacancies:
    """Use cases around locks' clocks, expected vacancies and watches, for one process."""

    def __init__(self, database: Database, touched: Callable[[UUID, int | None], None]) -> None:
        self._database = database
        self._touched = touched

    async def schedule(self, identity: Identity, pool_id: UUID) -> JsonObject:
        """Whether the pool's holds are locks, and the office hours and steps of its program."""
        return await store.get_lock_schedule(self._database, identity.account_id, pool_id)

    async def set_schedule(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        """Replace the schedule; locks that exist keep their times. Raises `pool_not_for_locks`."""
        request = parse(LockSchedule, body)
        schedule = await store.set_lock_schedule(
            self._database,
            identity.account_id,
            pool_id,
            request.lock_milestones,
            request.opens_minute,
            request.closes_minute,
            sorted(set(request.holidays)),
            request.step_hours,
        )
        self._touched(pool_id, None)
        return schedule

    async def expected(self, identity: Identity, pool_id: UUID) -> list[JsonObject]:
        """What is expected to be vacant in a pool that the caller sees whole."""
        return await store.list_expected_vacancies(self._database, identity.account_id, pool_id)

    async def put(self, identity: Identity, vacancy_id: UUID, body: Any) -> JsonObject:
        """Say what is expected, or what has changed about it. Locks on a vacancy that slips,
        shrinks or is no longer confirmed are at risk and told; none is ended."""
        request = parse(PutExpectedVacancy, body)
        vacancy = await store.put_expected_vacancy(
            self._database,
            identity.account_id,
            vacancy_id,
            request.pool_id,
            request.units,
            request.expected_from,
            request.confidence,
        )
        self._touched(request.pool_id, None)
        return vacancy

    async def withdraw(self, identity: Identity, vacancy_id: UUID) -> JsonObject:
        """It is no longer expected. Locks on it are at risk and told; none is ended."""
        return await self._end(identity, vacancy_id, "withdrawn")

    async def vacant(self, identity: Identity, vacancy_id: UUID, body: Any) -> JsonObject:
        """It is vacant now: its units are reported as free and its locks hold those, at once."""
        parse(Nothing, body)
        vacancy = await self._end(identity, vacancy_id, "vacant")
        REPORTS.labels("true").inc()
        return vacancy

    async def _end(self, identity: Identity, vacancy_id: UUID, state: str) -> JsonObject:
        try:
            vacancy = await store.end_expected_vacancy(
                self._database, identity.account_id, vacancy_id, state
            )
        except Refusal as refusal:
            REFUSALS.labels(refusal.code).inc()
            raise
        self._touched(UUID(vacancy["pool_id"]), None)
        return vacancy

    async def watch(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        """Watch a pool for 90 days from now; what is told is the pool itself, over the socket and
        in the list of watches."""
        parse(Nothing, body)
        return await store.watch_pool(self._database, identity.account_id, pool_id)

    async def unwatch(self, identity: Identity, pool_id: UUID) -> None:
        """Watch it no longer; whether it was watched makes no difference."""
        await store.unwatch_pool(self._database, identity.account_id, pool_id)

    async def watches(self, identity: Identity) -> list[JsonObject]:
        """The caller's watches, each with its pool as it stands now."""
        return await store.list_watches(self._database, identity.account_id)
