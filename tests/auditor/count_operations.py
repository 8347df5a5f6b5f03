"""Operations on counts and intake, as plain data: reports, pauses, policies."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from tests.auditor import intake, model_reports
from tests.auditor.answers import Expected
from tests.auditor.history import Call, History
from tests.auditor.manual_clock import SECOND, rfc3339
from tests.auditor.model_callers import Caller
from tests.auditor.model_pools import Pool


@dataclass(frozen=True)
class Say:
    """A report. `based_on` is current, counts (the version the count last changed at) or old (the
    one before it); `arrived` names holds by how many before the newest they are."""

    who: str
    pool: str
    via: int = 0
    number: int | None = None
    delta: int | None = None
    based_on: str | None = None
    seconds_ago: int | None = None
    arrived: tuple[int, ...] = ()
    out_of_service: int | None = None

    def resolve(self, history: History) -> tuple[Call, Expected]:
        pool = history.model.pools[self.pool]
        unchanged = self.number is None and self.delta is None
        observed = None
        if self.seconds_ago is not None:
            observed = pool.now(history.model.clock) - self.seconds_ago * SECOND
        said = model_reports.Statement(
            units_free=self.number,
            delta=self.delta,
            unchanged=unchanged,
            based_on_version=self._version(history, pool, unchanged),
            observed_at=observed,
            units_out_of_service=self.out_of_service,
            arrived=tuple(history.hold_id(back) for back in self.arrived),
        )
        return _say(history, history.counter(self.who, pool), self.via, pool, str(uuid4()), said)

    def _version(self, history: History, pool: Pool, needed: bool) -> int | None:
        seen = history.pools_seen[pool.id]
        based_on = self.based_on or ("current" if needed else None)
        versions: dict[str | None, int | None] = {
            None: None,
            "current": seen["version"],
            "counts": seen["counts_version"],
            "old": seen["counts_version"] - 1,
        }
        return versions[based_on]


@dataclass(frozen=True)
class SayAgain:
    """The same report id: as it was, or with one thing changed."""

    back: int
    via: int = 0
    change: str | None = None

    def resolve(self, history: History) -> tuple[Call, Expected]:
        if not history.report_ids:
            return Say("open_staff", "instant", self.via, number=2).resolve(history)
        report_id = history.report_ids[-1 - self.back % len(history.report_ids)]
        first = history.model.reports[report_id]
        caller, pool, said = first.reporter, first.pool, first.statement
        if self.change == "who":
            caller = history.model.callers[
                "operator" if caller.name != "operator" else "open_staff"
            ]
        elif self.change == "pool":
            pool = next(p for p in history.model.pools.values() if p is not pool)
        elif self.change == "number":
            said = replace(said, units_out_of_service=(said.units_out_of_service or 0) + 1)
        return _say(history, caller, self.via, pool, report_id, said)


def _say(
    history: History, caller: Caller, via: int, pool: Pool, report_id: str,
    said: model_reports.Statement,
) -> tuple[Call, Expected]:  # fmt: skip
    body: dict[str, Any] = {"report_id": report_id, "arrived": list(said.arrived)}
    for name in ("units_free", "delta", "based_on_version", "units_out_of_service"):
        if (value := getattr(said, name)) is not None:
            body[name] = value
    if said.unchanged:
        body["unchanged"] = True
    if said.observed_at is not None:
        body["observed_at"] = rfc3339(said.observed_at)
    expected = model_reports.report(history.model, caller, pool, report_id, said)
    if expected.status == 201:
        history.report_ids.append(report_id)
    return Call(caller, via, "POST", f"/v1/pools/{pool.id}/reports", body), expected


@dataclass(frozen=True)
class Intake:
    who: str
    pool: str
    action: str
    via: int = 0
    reason: str | None = None
    until_seconds: int | None = None

    def resolve(self, history: History) -> tuple[Call, Expected]:
        pool = history.model.pools[self.pool]
        caller = history.counter(self.who, pool)
        body: dict[str, Any] = {}
        until = None
        reason = self.reason if self.action == "pause" else None
        if reason is not None:
            body["reason"] = reason
        if self.action == "pause" and self.until_seconds is not None:
            until = pool.now(history.model.clock) + self.until_seconds * SECOND
            body["until"] = rfc3339(until)
        path = f"/v1/pools/{pool.id}/{self.action}"

        def send(via: int) -> tuple[Call, Expected]:
            expected = intake.set_intake(history.model, caller, pool, self.action, reason, until)
            return Call(caller, via, "POST", path, body), expected

        history.sent.append(send)
        return send(self.via)


@dataclass(frozen=True)
class Policy:
    who: str
    pool: str
    policy: str
    via: int = 0

    def resolve(self, history: History) -> tuple[Call, Expected]:
        pool = history.model.pools[self.pool]
        caller = history.counter(self.who, pool)
        expected = intake.set_policy(history.model, caller, pool, self.policy)
        body = {"hold_policy": self.policy}
        return Call(caller, self.via, "POST", f"/v1/pools/{pool.id}/policy", body), expected
