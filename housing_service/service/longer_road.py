"""Services of the longer road: how they take people on, and their appointments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

from housing_service.domain.errors import Refusal
from housing_service.domain.identity import Identity
from housing_service.metrics import REFUSALS, REPORTS
from housing_service.service import requests
from housing_service.service.requests import is_future_safe, parse
from housing_service.store import services as store
from housing_service.store.database import Database

JsonObject = dict[str, Any]


async def report_intake(
    database: Database,
    touched: Callable[[UUID], None],
    identity: Identity,
    pool_id: UUID,
    request: requests.MakeReport,
) -> tuple[bool, JsonObject]:
    """Record how a service takes people on, by the rules of every report: repeating an id changes
    nothing, only the latest observation counts, and only a report makes it fresh."""
    assert request.intake is not None
    try:
        created, report, pool = await store.record_intake(
            database,
            identity.account_id,
            pool_id,
            store.IntakeRequest(
                report_id=request.report_id or uuid4(),
                intake=request.intake,
                intake_from=request.intake_from,
                based_on_version=request.based_on_version,
                observed_at=is_future_safe(request.observed_at),
            ),
        )
    except Refusal as refusal:
        REFUSALS.labels(refusal.code).inc()
        raise
    if created:
        REPORTS.labels(str(report["applied"]).lower()).inc()
        touched(pool_id)
    return created, {"report": report, "pool": pool}


class Slots:
    """Making appointments, for one process. They are counted and held as every pool is."""

    def __init__(self, database: Database, touched: Callable[[UUID], None]) -> None:
        self._database = database
        self._touched = touched

    async def make(
        self, identity: Identity, program_id: UUID, body: Any
    ) -> tuple[bool, JsonObject]:
        """Make appointments at one time; returns (newly made, their pool). The same id with the
        same fields makes nothing new. Raises Refusal `slot_time_out_of_range`,
        `slot_limit_reached`, ..."""
        request = parse(requests.MakeSlot, body)
        starts_at = is_future_safe(request.starts_at)
        assert starts_at is not None
        created, pool = await store.make_slot(
            self._database,
            identity.account_id,
            program_id,
            request.slot_id,
            starts_at,
            request.units,
            request.hold_policy,
        )
        if created:
            self._touched(request.slot_id)
        return created, pool
