"""One caller: sends a request, records what came of it, and asks again while it can't know."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from ops.soak.history import History, Kind, Operation
from ops.soak.workload_http import Connection, NoAnswer, NotSent

_HOLD_FIELDS = ("state", "units", "version", "pool_version", "pool_id", "late", "extensions")
_HOLD_TIMES = ("placed_at", "accepted_at", "expires_at", "ended_at")
_POOL_FIELDS = (
    "units_free_reported", "units_held", "units_available", "version", "counts_version", "state",
)  # fmt: skip
_AGAIN_SECONDS = 0.05
# Whoever is told that nothing can be written now does not ask again at once.
_NOT_WRITTEN_SECONDS = 0.1
_ACTIONS = {
    "accept": "accept", "decline": "decline", "extend": "extend", "arrive": "arrive",
    "release": "release", "reinstate": "reinstate", "no_show": "no-show", "undo": "undo",
}  # fmt: skip


class Bounds(Protocol):
    """How long a caller waits."""

    @property
    def answer_seconds_max(self) -> float: ...
    @property
    def resolve_seconds_max(self) -> float: ...


def _seconds(text: str | None) -> float | None:
    return datetime.fromisoformat(text).timestamp() if text else None


def hold_answer(body: dict[str, Any]) -> dict[str, Any]:
    """The judged fields of a hold object."""
    return {
        **{name: body.get(name) for name in _HOLD_FIELDS},
        **{name: _seconds(body.get(name)) for name in _HOLD_TIMES},
    }


def pool_answer(body: dict[str, Any]) -> dict[str, Any]:
    """The judged fields of a pool object."""
    return {name: body.get(name) for name in _POOL_FIELDS} | {"as_of": _seconds(body.get("as_of"))}


def _judged(kind: Kind, body: dict[str, Any], refused: bool) -> dict[str, Any]:
    if kind == "report":
        if refused:
            return {}
        report = body["report"]
        return {
            "units_free_after": report["units_free_after"],
            "counts_version": report["counts_version"],
            "applied": report["applied"],
            "received_at": _seconds(report["received_at"]),
        }
    if kind == "read_pool":
        return {} if refused else pool_answer(body)
    hold = body.get("hold") if refused else body
    return hold_answer(hold) if hold else {}


class Caller:
    """A client with its own connection. Not for two tasks at once."""

    def __init__(
        self, client: int, connection: Connection, history: History, bounds: Bounds
    ) -> None:
        self.client = client
        self.resolved = 0
        self.unresolved = 0
        self._connection = connection
        self._history = history
        self._bounds = bounds
        self._number = 0

    async def ask(
        self,
        kind: Kind,
        token: str,
        pool_id: str,
        hold_id: str | None = None,
        arguments: dict[str, Any] | None = None,
    ) -> Operation:
        """Send once and, while the outcome is unknown, again with the same id. Returns the last
        operation. Each sending is an operation of its own."""
        arguments = arguments or {}
        done = await self.once(kind, token, pool_id, hold_id, arguments)
        if done.outcome != "unknown" or kind in ("read_hold", "read_pool"):
            return done
        again: Kind = "repeat" if kind == "place" else kind
        until = asyncio.get_running_loop().time() + self._bounds.resolve_seconds_max
        while asyncio.get_running_loop().time() < until:
            done = await self.once(again, token, pool_id, hold_id, {**arguments, "again": True})
            if done.outcome in ("ok", "refused"):
                self.resolved += 1
                return done
            await asyncio.sleep(_AGAIN_SECONDS)
        self.unresolved += 1
        return done

    async def once(
        self, kind: Kind, token: str, pool_id: str, hold_id: str | None, arguments: dict[str, Any]
    ) -> Operation:
        """One request and its record. Waits for a connection before the operation begins."""
        loop = asyncio.get_running_loop()
        method, path, body = _request(kind, pool_id, hold_id, arguments)
        self._number += 1
        try:
            await self._connection.ready(loop.time() + self._bounds.answer_seconds_max)
        except NotSent:
            # It never began: nothing to record, and nobody learned anything.
            return Operation(
                self.client, self._number, kind, hold_id, pool_id, arguments,
                self._history.now(), outcome="not_written", code="not_sent",
            )  # fmt: skip
        done = Operation(
            self.client, self._number, kind, hold_id, pool_id, arguments,
            self._history.invoke(self.client),
        )  # fmt: skip
        try:
            status, answer = await self._connection.request(
                method, path, token, body, self._bounds.answer_seconds_max
            )
            _learn(done, status, answer)
            done.answered_at = self._history.now()
        except NoAnswer:
            done.code = "no_answer"
        except asyncio.CancelledError:
            self._connection.abort()
            self._history.append(done)
            raise
        self._history.append(done)
        if done.outcome == "not_written":
            await asyncio.sleep(_NOT_WRITTEN_SECONDS)
        return done

    def close(self) -> None:
        self._connection.abort()


def _request(
    kind: Kind, pool_id: str, hold_id: str | None, arguments: dict[str, Any]
) -> tuple[str, str, Any]:
    body = {name: value for name, value in arguments.items() if name != "again"}
    if kind in ("place", "repeat"):
        return "PUT", f"/v1/holds/{hold_id}", {"pool_id": pool_id, **body}
    if kind == "report":
        return "POST", f"/v1/pools/{pool_id}/reports", body
    if kind == "read_pool":
        return "GET", f"/v1/pools/{pool_id}", None
    if kind == "read_hold":
        return "GET", f"/v1/holds/{hold_id}", None
    return "POST", f"/v1/holds/{UUID(hold_id)}/{_ACTIONS[kind]}", body


def _learn(done: Operation, status: int, body: dict[str, Any]) -> None:
    done.status = status
    if status < 300:
        done.outcome = "ok"
        done.answer = _judged(done.kind, body, False)
        return
    done.code = body.get("code", f"http_{status}")
    if status >= 500:
        told = body.get("outcome")
        done.outcome = "not_written" if told == "not_written" else "unknown"
    elif status == 429:
        done.outcome = "not_written"
    else:
        done.outcome = "refused"
        done.answer = _judged(done.kind, body, True)
