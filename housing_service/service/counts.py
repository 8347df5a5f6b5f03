"""Counts: reports, pause, resume, close, and how a pool may be held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.metrics import REFUSALS, REPORTS
from housing_service.service import requests
from housing_service.service.longer_road import report_intake
from housing_service.service.requests import is_future_safe, parse
from housing_service.store import counts as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]


class Counts:
    """Use cases around a pool's count and intake, for one process."""

    def __init__(self, database: Database, touched: Callable[[UUID], None]) -> None:
        self._database = database
        self._touched = touched

    async def report(self, identity: Identity, pool_id: UUID, body: Any) -> tuple[bool, JsonObject]:
        """Record what somebody says is free; returns (newly recorded, {report, pool}).

        Only a report moves the pool's freshness. Repeating a report id changes nothing. Raises
        Refusal with the pool as it is, e.g. `report_out_of_date`.
        """
        request = parse(requests.MakeReport, body)
        if request.intake is not None:
            return await report_intake(self._database, self._touched, identity, pool_id, request)
        try:
            created, report, pool = await store.record_report(
                self._database,
                identity.account_id,
                pool_id,
                store.ReportRequest(
                    report_id=request.report_id or uuid4(),
                    units_free=request.units_free,
                    delta=request.delta,
                    unchanged=request.unchanged,
                    based_on_version=request.based_on_version,
                    observed_at=is_future_safe(request.observed_at),
                    units_out_of_service=request.units_out_of_service,
                    arrived=request.arrived,
                ),
            )
        except Refusal as refusal:
            REFUSALS.labels(refusal.code).inc()
            raise
        if created:
            REPORTS.labels(str(report["applied"]).lower()).inc()
            self._touched(pool_id)
        return created, {"report": report, "pool": pool}

    async def history(
        self, identity: Identity, pool_id: UUID, before: datetime | None, rows: int
    ) -> list[tuple[datetime, JsonObject]]:
        return await store.list_reports(self._database, identity.account_id, pool_id, before, rows)

    async def pause(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        """Stop new holds from others until resumed, or until a time. No hold ends by it."""
        request = parse(requests.Pause, body)
        until = is_future_safe(request.until)
        return await self._intake(identity, pool_id, "pause", request.reason, until)

    async def resume(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        parse(requests.Nothing, body)
        return await self._intake(identity, pool_id, "resume", None, None)

    async def close(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        request = parse(requests.Close, body)
        return await self._intake(identity, pool_id, "close", request.reason, None)

    async def _intake(
        self,
        identity: Identity,
        pool_id: UUID,
        action: str,
        reason: str | None,
        until: datetime | None,
    ) -> JsonObject:
        pool = await store.set_intake(
            self._database, identity.account_id, pool_id, action, reason, until
        )
        self._touched(pool_id)
        return pool

    async def set_policy(self, identity: Identity, pool_id: UUID, body: Any) -> JsonObject:
        """Set how the pool may be held; the shelter's consent is recorded with its role."""
        request = parse(requests.Policy, body)
        pool = await store.set_hold_policy(
            self._database, identity.account_id, pool_id, request.hold_policy
        )
        self._touched(pool_id)
        return pool
