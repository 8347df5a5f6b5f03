"""Callers who place a hold and let it go, over raw keep-alive sockets, in one cheap process.

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
from ops.bench.seeded import pool_id, responder_token

_ANSWER_SECONDS_MAX = 20.0


@dataclass(slots=True)
class Caller:
    """One responder: at most one request under way, alternating placing and letting go."""

    connection: socket.socket
    head: bytes
    hold: bytes = b""
    placing: bool = False
    sent_at: float = 0.0
    received: bytes = b""
    answered: bool = False


@dataclass(slots=True)
class Counts:
    """What was answered between the two clock readings."""

    placed: int = 0
    released: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    place_seconds: list[float] = field(default_factory=list)


def _request(caller: Caller, method: bytes, path: bytes, body: bytes) -> bytes:
    return b"%s %s HTTP/1.1\r\n%sContent-Length: %d\r\n\r\n%s" % (
        method, path, caller.head, len(body), body,
    )  # fmt: skip


def _next_request(caller: Caller, bodies: list[bytes]) -> bytes:
    caller.placing = not caller.placing
    if caller.placing:
        caller.hold = str(UUID(int=random.getrandbits(128))).encode()
        return _request(caller, b"PUT", b"/v1/holds/" + caller.hold, random.choice(bodies))
    return _request(caller, b"POST", b"/v1/holds/%s/release" % caller.hold, b"{}")


def _complete(received: bytes) -> bool:
    head_end = received.find(b"\r\n\r\n")
    if head_end < 0:
        return False
    at = received.find(b"Content-Length: ")
    length = int(received[at + 16 : received.index(b"\r\n", at)])
    return len(received) >= head_end + 4 + length


def _count(caller: Caller, counts: Counts, now: float) -> None:
    status = caller.received[9:12]
    if caller.placing and status == b"201":
        counts.placed += 1
        counts.place_seconds.append(now - caller.sent_at)
    elif not caller.placing and status == b"200":
        counts.released += 1
    else:
        text = f"{status.decode()} {'place' if caller.placing else 'release'}"
        counts.refused[text] = counts.refused.get(text, 0) + 1


def _connect(port: int, number: int) -> Caller:
    connection = socket.create_connection(("127.0.0.1", port), timeout=_ANSWER_SECONDS_MAX)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    head = (
        f"Host: 127.0.0.1:{port}\r\nAuthorization: Bearer {responder_token(number)}\r\n"
        "Content-Type: application/json\r\n"
    )
    return Caller(connection, head.encode())


class Load:
    """All callers of one run: each sends its next request when the last one was answered."""

    def __init__(self, port: int, callers: int, pools: int) -> None:
        self._bodies = [
            json.dumps({"pool_id": str(pool_id(number)), "units": 1}).encode()
            for number in range(pools)
        ]
        self._ready = select.epoll()
        self._by_number: dict[int, Caller] = {}
        for number in range(callers):
            caller = _connect(port, number)
            self._by_number[caller.connection.fileno()] = caller
            self._ready.register(caller.connection, select.EPOLLIN)

    def run(self, warm_seconds: float, seconds: float) -> Counts:
        """Keep everybody busy for `warm_seconds` that don't count and `seconds` that do, then let
        go of what is placed. Raises TimeoutError when an answer stays away for 20 s."""
        counting_from = time.monotonic() + warm_seconds
        until = counting_from + seconds
        counts = Counts()
        for caller in self._by_number.values():
            self._send(caller)
        waiting = set(self._by_number)
        while waiting:
            events = self._ready.poll(_ANSWER_SECONDS_MAX)
            if not events:
                raise TimeoutError(f"{len(waiting)} callers got no answer")
            now = time.monotonic()
            for number, _ in events:
                caller = self._by_number[number]
                if not self._answered(caller):
                    continue
                if counting_from <= now < until:
                    _count(caller, counts, now)
                if now >= until and not caller.placing:
                    waiting.discard(number)
                else:
                    self._send(caller)
        return counts

    def _answered(self, caller: Caller) -> bool:
        if caller.answered:
            caller.received = b""
        chunk = caller.connection.recv(65_536)
        if not chunk:
            raise ConnectionError("the service closed a caller's connection")
        caller.received += chunk
        caller.answered = _complete(caller.received)
        return caller.answered

    def _send(self, caller: Caller) -> None:
        request = _next_request(caller, self._bodies)
        caller.sent_at = time.monotonic()
        caller.connection.sendall(request)


def main() -> None:
    """Carry out the orders on standard input."""
    orders: dict[str, Any] = json.loads(sys.stdin.readline())
    pin(0, client_core())
    load = Load(orders["port"], orders["callers"], orders["pools"])
    counts = load.run(orders["warm_seconds"], orders["seconds"])
    spent = sorted(counts.place_seconds) or [0.0]
    answer = {
        "holds_per_second": counts.placed / orders["seconds"],
        "released": counts.released,
        "refused": counts.refused,
        "place_p50_ms": 1000 * spent[len(spent) // 2],
        "place_p99_ms": 1000 * spent[int(len(spent) * 0.99)],
        "processor_share": time.process_time() / (orders["seconds"] + orders["warm_seconds"]),
    }
    print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
