"""From a writer's request to the frame at each console, and to the last console."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from statistics import median
from typing import IO
from uuid import uuid4

from ops.bench.child import Child
from ops.bench.crowd import Crowd, settle
from ops.bench.machine import client_core, cpu_seconds, service_core
from ops.bench.plan import Plan
from ops.bench.seeded import pool_id, responder_token, staff_token
from ops.bench.service import ServiceProcess

_BETWEEN_CHANGES_SECONDS = 0.03
_CHANGE_SECONDS_MAX = 20.0


@dataclass(frozen=True, slots=True)
class PushDelay:
    """Milliseconds over changes and the consoles that read, from sending the request. Its commit
    comes later, so commit-to-frame is shorter than what stands here. A change is undisturbed when
    an idle process beside the service was never kept waiting meanwhile."""

    consoles: int
    stalled: int
    changes: int
    p50_ms: float
    p99_ms: float
    last_p50_ms: float
    last_p99_ms: float
    answer_p50_ms: float
    processor_ms: float
    undisturbed_changes: int
    undisturbed_p99_ms: float


def measure_push(service: ServiceProcess, crowd: Crowd, plan: Plan, log: IO[bytes]) -> PushDelay:
    """Report counts and place holds in turn, each after all consoles have had the one before.
    Raises TimeoutError when a console never gets one."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=20)
    changes: list[_Change] = []
    pid = service.process.pid
    with Child("witness", log) as here, Child("witness", log) as there:
        _stalls(here, there)
        used = cpu_seconds(pid)
        for number in range(plan.push_changes):
            settle(_BETWEEN_CHANGES_SECONDS)
            crowd.listen()
            began = time.monotonic()
            _change(connection, number, plan)
            answered = time.monotonic()
            changes.append(_Change(began, answered, crowd.changed_at(_CHANGE_SECONDS_MAX)))
        used = cpu_seconds(pid) - used
        stalls = _stalls(here, there)
    connection.close()
    calm = [change for change in changes if not change.disturbed(stalls)]
    return PushDelay(
        crowd.consoles,
        crowd.stalled,
        len(changes),
        1000 * _at(_delays(changes), 0.5),
        1000 * _at(_delays(changes), 0.99),
        1000 * median(change.last for change in changes),
        1000 * _at(sorted(change.last for change in changes), 0.99),
        1000 * median(change.answered - change.began for change in changes),
        1000 * used / len(changes),
        len(calm),
        1000 * _at(_delays(calm), 0.99),
    )


def _stalls(here: Child, there: Child) -> list[list[float]]:
    """What the witnesses on the service's and the clients' processor saw since the last look."""
    return [
        stall
        for witness, core in ((here, service_core()), (there, client_core()))
        for stall in witness.ask(core=core)["stalls"]
    ]


@dataclass(frozen=True, slots=True)
class _Change:
    began: float
    answered: float
    heard: list[float]

    @property
    def last(self) -> float:
        return max(self.heard) - self.began

    def disturbed(self, stalls: list[list[float]]) -> bool:
        """Whether the machine kept an idle process waiting while this change was under way."""
        ended = max(self.heard)
        return any(begin < ended and end > self.began for begin, end in stalls)


def _delays(changes: list[_Change]) -> list[float]:
    return sorted(at - change.began for change in changes for at in change.heard)


def _change(connection: http.client.HTTPConnection, number: int, plan: Plan) -> None:
    pool = number % plan.pools
    if number % 2:
        method, path, token = "PUT", f"/v1/holds/{uuid4()}", responder_token(number % 64)
        body = {"pool_id": str(pool_id(pool)), "units": 1}
    else:
        method, path, token = "POST", f"/v1/pools/{pool_id(pool)}/reports", staff_token(pool)
        body = {"units_free": 900 + number % 50, "report_id": str(uuid4())}
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    connection.request(method, path, json.dumps(body), headers)
    response = connection.getresponse()
    said = response.read()
    if response.status != 201:
        raise RuntimeError(f"{method} was answered {response.status}: {said[:200]!r}")


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else float("nan")
