"""Reports: what people say is free (design 3.5, 3.7, 7)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.auditor.answers import Expected, refused
from tests.auditor.arrivals import record_arrival
from tests.auditor.manual_clock import HOUR, MINUTE, rfc3339
from tests.auditor.model import Model
from tests.auditor.model_callers import Caller
from tests.auditor.model_holds import Hold
from tests.auditor.model_pools import Pool
from tests.auditor.views import pool_view

REPORTING_ROLES = ("shelter_staff", "operator")


@dataclass(frozen=True)
class Statement:
    """The fields of a report as given; exactly one of the first three says what is free."""

    units_free: int | None = None
    delta: int | None = None
    unchanged: bool = False
    based_on_version: int | None = None
    observed_at: int | None = None
    units_out_of_service: int | None = None
    arrived: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        return "unchanged" if self.unchanged else "number" if self.delta is None else "delta"


@dataclass(frozen=True)
class Report:
    id: str
    pool: Pool
    reporter: Caller
    statement: Statement
    view: dict[str, Any]


def report(model: Model, caller: Caller, pool: Pool, report_id: str, said: Statement) -> Expected:
    """Design 7: 201 with the report and the pool, 200 with the first answer when repeated."""
    if caller.role not in REPORTING_ROLES:
        return refused("not_allowed")
    if caller.role == "shelter_staff" and caller.organization != pool.organization:
        return refused("not_allowed", pool=pool_view(pool, model.clock))
    known = model.reports.get(report_id)
    if known is not None:
        same = (known.pool, known.reporter, known.statement) == (pool, caller, said)
        view = pool_view(pool, model.clock)
        if not same:
            return refused("report_id_reused", pool=view)
        return Expected(200, body={"report": known.view, "pool": view})
    now = pool.now(model.clock)
    settled = pool.settle(now)
    code = _refusal(pool, said, now) or _missing_arrivals(model, pool, said, now)
    if code is not None:
        if settled:
            pool.publish(now)
        return refused(code, pool=pool_view(pool, model.clock))
    made = _apply(model, caller, pool, report_id, said, now, settled)
    return Expected(201, body={"report": made.view, "pool": pool_view(pool, model.clock)})


def _observed(said: Statement, now: int) -> int:
    """A clock up to two minutes ahead is taken for now."""
    return now if said.observed_at is None else min(said.observed_at, now)


def _is_latest(pool: Pool, said: Statement, now: int) -> bool:
    return pool.reported_at is None or _observed(said, now) >= pool.reported_at


def _refusal(pool: Pool, said: Statement, now: int) -> str | None:
    """Design 3.5: never because holds exist. Design is silent on the order of these."""
    if said.observed_at is not None and said.observed_at > now + 2 * MINUTE:
        return "observed_in_future"
    if said.based_on_version is not None and said.based_on_version < pool.counts_version:
        return "report_out_of_date"
    if said.kind != "number" and pool.free is None:
        return "report_needs_number"
    below = said.delta is not None and (pool.free or 0) + said.delta < 0
    if below and _is_latest(pool, said, now):
        return "report_below_zero"
    return None


def _missing_arrivals(model: Model, pool: Pool, said: Statement, now: int) -> str | None:
    """Design is silent on which holds may be named: active, arrived, or expired within 24 h."""
    for hold_id in said.arrived:
        hold = model.holds.get(hold_id)
        if hold is None or hold.pool is not pool or not _may_be_named(hold, now):
            return "arrived_hold_not_found"
    return None


def _may_be_named(hold: Hold, now: int) -> bool:
    if hold.state == "expired":
        return hold.ended_at is not None and hold.ended_at > now - 24 * HOUR
    return hold.state in ("active", "arrived")


def _apply(
    model: Model, caller: Caller, pool: Pool, report_id: str, said: Statement, now: int,
    settled: bool,
) -> Report:  # fmt: skip
    observed, latest = _observed(said, now), _is_latest(pool, said, now)
    arrivals = [model.holds[one] for one in dict.fromkeys(said.arrived)]
    ended = [hold for hold in arrivals if hold.state != "arrived"]
    for hold in ended:
        # Design 7: these end as arrived without lowering the number, which excludes them.
        record_arrival(hold, now, caller, model.next_turn(), 0)
        hold.changes += 1
    before = pool.free
    if latest:
        pool.free = _number_after(pool, said, observed)
        pool.reported_at, pool.reported_by_role = observed, caller.role
        if said.units_out_of_service is not None:
            pool.out_of_service = said.units_out_of_service
        if said.kind != "delta":
            pool.counted_anew_turn = model.next_turn()
    if latest or ended or settled:
        pool.publish(now, pool.free != before)
    made = Report(report_id, pool, caller, said, _view(report_id, pool, caller, said, now))
    made.view.update(applied=latest, units_free_after=pool.free)
    model.reports[report_id] = made
    return made


def _number_after(pool: Pool, said: Statement, observed: int) -> int:
    """Design 3.5: neither refused nor clamped for holds. Design is silent: who arrived after the
    moment of observation is not yet left out of the number, so they are taken off."""
    if said.units_free is None:
        return (pool.free or 0) + (said.delta or 0)
    came_since = sum(
        hold.units_counted_down
        for hold in pool.holds
        if hold.state == "arrived" and (hold.ended_at or 0) > observed
    )
    return max(0, said.units_free - came_since)


def _view(report_id: str, pool: Pool, caller: Caller, said: Statement, now: int) -> dict[str, Any]:
    return {
        "id": report_id,
        "pool_id": pool.id,
        "kind": said.kind,
        "units_free": said.units_free,
        "delta": said.delta,
        "units_out_of_service": said.units_out_of_service,
        "arrived": list(said.arrived),
        "observed_at": rfc3339(_observed(said, now)),
        "received_at": rfc3339(now),
        "reporter_role": caller.role,
    }
