"""Callers who place a hold and let it go, or are refused, over raw keep-alive sockets, in one
cheap process. They work without pause, or place at fixed times.

Run as `python -m ops.bench.hold_callers` with the orders as one JSON line on standard input; the
counts come back as one JSON line. Nothing is parsed that need not be, so that this costs little
of the processor beside the service.
"""

from __future__ import annotations

import json
import random
import select
import socket
import sys
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from ops.bench.machine import client_core, pin
from ops.bench.seeded import FULL_POOL_ID, pool_id, responder_token

_ANSWER_SECONDS_MAX = 20.0


@dataclass(slots=True)
class Caller:
    """One responder: at most one request under way, alternating placing and letting go."""

    connection: socket.socket
    head: bytes
    hold: bytes = b""
    placing: bool = False
    due_at: float = 0.0
    received: bytes = b""
    answered: bool = False


@dataclass(slots=True)
class Counts:
    """What was answered between the two clock readings."""

    done: int = 0
    unexpected: dict[str, int] = field(default_factory=dict)
    seconds: list[float] = field(default_factory=list)


def _request(caller: Caller, method: bytes, path: bytes, body: bytes) -> bytes:
    return b"%s %s HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s" % (
        method, path, caller.head, len(body), body,
    )  # fmt: skip


def _complete(received: bytes) -> bool:
    head_end = received.find(b"\r\n\r\n")
    if head_end < 0:
        return False
    at = received.find(b"Content-Length: ")
    length = int(received[at + 16 : received.index(b"\r\n", at)])
    return len(received) >= head_end + 4 + length


def _connect(port: int, number: int) -> Caller:
    connection = socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS_MAX)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = (
        f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {responder_token(number)}\r\n"
        "Content-Type: application/json\r\n"
    )
    return Caller(connection, head.encode())


class Load:
    """All callers of one run. Without a rate each sends its next request when the last one was
    answered; with one, placings fall due at fixed times and the next free caller takes each."""

    def __init__(
        self, port: int, callers: int, pools: int, refusals: bool, rate_per_second: float | None
    ) -> None:
        ids = [FULL_POOL_ID] if refusals else [pool_id(number) for number in range(pools)]
        self._bodies = [json.dumps({"pool_id": str(pool), "units": 1}).encode() for pool in ids]
        self._refusals = refusals
        self._every_seconds = 1 / rate_per_second if rate_per_second else None
        self._ready = select.epoll()
        self._by_number: dict[int, Caller] = {}
        for number in range(callers):
            caller = _connect(port, number)
            self._by_number[caller.connection.fileno()] = caller
            self._ready.register(caller.connection, select.EPOLLIN)

    def run(self, warm_seconds: float, seconds: float) -> Counts:
        """Keep everybody busy for `warm_seconds` that don't count and `seconds` that do, then let
        go of what is placed. Raises TimeoutError when an answer stays away for 20 s."""
        begun = time.monotonic()
        counting_from = begun + warm_seconds
        until = counting_from + seconds
        counts = Counts()
        free = list(self._by_number.values())
        under_way = 0
        next_due_at = begun
        while True:
            now = time.monotonic()
            while free and now < until and next_due_at <= now:
                caller = free.pop()
                self._place(caller, next_due_at if self._every_seconds else now)
                next_due_at += self._every_seconds or 0
                under_way += 1
            if not under_way and now >= until:
                return counts
            for number in self._wait(bool(free), next_due_at, until):
                caller = self._by_number[number]
                if not self._answered(caller):
                    continue
                now = time.monotonic()
                if counting_from <= now < until:
                    self._count(caller, counts, now)
                if caller.placing and not self._refusals:
                    self._let_go(caller)
                else:
                    free.append(caller)
                    under_way -= 1

    def _wait(self, may_start: bool, next_due_at: float, until: float) -> list[int]:
        patience = _ANSWER_SECONDS_MAX
        if may_start and self._every_seconds:
            patience = max(0.0, min(next_due_at, until) - time.monotonic())
        events = self._ready.poll(patience)
        if not events and patience == _ANSWER_SECONDS_MAX:
            raise TimeoutError("callers got no answer")
        return [number for number, _ in events]

    def _count(self, caller: Caller, counts: Counts, now: float) -> None:
        status = caller.received[9:12]
        expected = (b"409" if self._refusals else b"201") if caller.placing else b"200"
        if status != expected:
            text = f"{status.decode()} {'place' if caller.placing else 'release'}"
            counts.unexpected[text] = counts.unexpected.get(text, 0) + 1
        elif caller.placing:
            counts.done += 1
            counts.seconds.append(now - caller.due_at)

    def _answered(self, caller: Caller) -> bool:
        if caller.answered:
            caller.received = b""
        chunk = caller.connection.recv(65_536)
        if not chunk:
            raise ConnectionError("the service closed a caller's connection")
        caller.received += chunk
        caller.answered = _complete(caller.received)
        return caller.answered

    def _place(self, caller: Caller, due_at: float) -> None:
        caller.placing = True
        caller.due_at = due_at
        caller.hold = str(UUID(int=random.getrandbits(128))).encode()
        body = random.choice(self._bodies)
        caller.connection.sendall(_request(caller, b"PUT", b"/v1/holds/" + caller.hold, body))

    def _let_go(self, caller: Caller) -> None:
        caller.placing = False
        path = b"/v1/holds/%s/release" % caller.hold
        caller.connection.sendall(_request(caller, b"POST", path, b"{}"))


def main() -> None:
    """Carry out the orders on standard input."""
    orders: dict[str, Any] = json.loads(sys.stdin.readline())
    pin(0, client_core())
    load = Load(
        orders["port"],
        orders["callers"],
        orders["pools"],
        orders.get("refusals", False),
        orders.get("rate_per_second"),
    )
    counts = load.run(orders["warm_seconds"], orders["seconds"])
    spent = sorted(counts.seconds) or [0.0]
    answer = {
        "per_second": counts.done / orders["seconds"],
        "unexpected": counts.unexpected,
        "p50_ms": 1000 * spent[len(spent) // 2],
        "p99_ms": 1000 * spent[int(len(spent) * 0.99)],
    }
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
