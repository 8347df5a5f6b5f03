"""From a writer's request to the frame at each console, and to the last console."""

from __future__ import annotations

import http.client
import json
import time
from dataclasses import dataclass
from statistics import median
from uuid import uuid4

from ops.bench.crowd import Crowd, settle
from ops.bench.plan import Plan
from ops.bench.seeded import pool_id, responder_token, staff_token

_BETWEEN_CHANGES_SECONDS = 0.03
_CHANGE_SECONDS_MAX = 20.0


@dataclass(frozen=True, slots=True)
class PushDelay:
    """Milliseconds over all consoles and changes, from sending the request. Its commit comes
    later, so commit-to-frame is shorter than what stands here."""

    consoles: int
    changes: int
    p50_ms: float
    p99_ms: float
    last_p50_ms: float
    last_p99_ms: float
    answer_p50_ms: float


def measure_push(port: int, crowd: Crowd, plan: Plan) -> PushDelay:
    """Report counts and place holds in turn, each after all consoles have had the one before.
    Raises TimeoutError when a console never gets one."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    delays, lasts, answered = [], [], []
    for number in range(plan.push_changes):
        settle(_BETWEEN_CHANGES_SECONDS)
        crowd.listen()
        began = time.monotonic()
        _change(connection, number, plan)
        answered.append(time.monotonic() - began)
        each = [at - began for at in crowd.changed_at(_CHANGE_SECONDS_MAX)]
        delays += each
        lasts.append(max(each))
    connection.close()
    delays.sort()
    lasts.sort()
    return PushDelay(
        crowd.consoles,
        plan.push_changes,
        1000 * _at(delays, 0.5),
        1000 * _at(delays, 0.99),
        1000 * _at(lasts, 0.5),
        1000 * _at(lasts, 0.99),
        1000 * median(answered),
    )


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
