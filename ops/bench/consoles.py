"""Many consoles in one process: raw websockets that read, count and remember when.

Run as `python -m ops.bench.consoles`; it takes one JSON order a line on standard input and
answers each with one JSON line. Orders:
  connect   {port, first, count, stalled}   open consoles of responders first..first+count-1; the
                                            last `stalled` of them subscribe and never read
  expect    {bytes}                         answer "ready" now, and again once so many came in
  listen    {}                              answer "ready" now, and once every console was sent a
                                            change: when each of them was
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import select
import socket
import struct
import time
from typing import Any

from ops.bench.machine import client_core, pin, raise_file_limit
from ops.bench.seeded import responder_token

_CONNECT_SECONDS_MAX = 60.0
_CONNECTING_AT_ONCE = 50
_READ_BYTES = 262_144


class Console:
    """One socket: a buffer for what is not yet a whole frame, and when a change came."""

    __slots__ = ("buffer", "changed_at", "connection", "snapshots")

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.buffer = b""
        self.changed_at: float | None = None
        self.snapshots = 0

    def frames(self, now: float) -> None:
        """Take whole frames out of the buffer; remember when the first change came."""
        data = self.buffer
        at = 0
        while len(data) - at >= 2:
            length, start = data[at + 1] & 0x7F, at + 2
            if length == 126 and len(data) >= at + 4:
                length, start = struct.unpack_from("!H", data, at + 2)[0], at + 4
            elif length == 127 and len(data) >= at + 10:
                length, start = struct.unpack_from("!Q", data, at + 2)[0], at + 10
            elif length >= 126:
                break
            if len(data) < start + length:
                break
            kind = data[start + 9 : start + 10]
            if kind == b"c" and self.changed_at is None:  # {"type":"changes"
                self.changed_at = now
            elif kind == b"s":
                self.snapshots += 1
            at = start + length
        self.buffer = data[at:]


class Consoles:
    """All consoles of this process and one loop that serves them and the orders."""

    def __init__(self) -> None:
        self._by_number: dict[int, Console] = {}
        self._poll = select.epoll()
        self._poll.register(0, select.EPOLLIN)
        self._received = 0
        self._expected: int | None = None
        self._counting = False
        self._unheard = 0
        self._input = b""
        self._stalled: list[socket.socket] = []

    def run(self) -> None:
        """Serve until standard input ends."""
        while True:
            for number, _ in self._poll.poll():
                if number == 0:
                    if not self._orders():
                        return
                else:
                    self._read(self._by_number[number])

    def _read(self, console: Console) -> None:
        data = console.connection.recv(_READ_BYTES)
        if not data:
            raise ConnectionError("the service closed a console")
        if self._counting:
            # Only bytes are counted: this process must not be what is measured.
            self._received += len(data)
            if self._expected is not None and self._received >= self._expected:
                _say({"at": time.monotonic(), "bytes": self._received})
                self._expected = None
            return
        console.buffer = console.buffer + data if console.buffer else data
        unheard = console.changed_at is None
        console.frames(time.monotonic())
        if unheard and console.changed_at is not None:
            self._heard()

    def _orders(self) -> bool:
        chunk = os.read(0, _READ_BYTES)
        if not chunk:
            return False
        *lines, self._input = (self._input + chunk).split(b"\n")
        for line in lines:
            order: dict[str, Any] = json.loads(line)
            getattr(self, "_" + order.pop("do"))(**order)
        return True

    def _connect(self, port: int, first: int, count: int, stalled: int = 0) -> None:
        numbers = range(first, first + count - stalled)
        self._counting = False
        for start in range(0, len(numbers), _CONNECTING_AT_ONCE):
            batch = [_upgrading(port, n) for n in numbers[start : start + _CONNECTING_AT_ONCE]]
            for connection in batch:
                console = Console(connection)
                console.buffer = _upgraded(connection)
                connection.sendall(_SUBSCRIBE)
                connection.setblocking(False)
                self._by_number[connection.fileno()] = console
                self._poll.register(connection, select.EPOLLIN)
            self._until_snapshots([self._by_number[connection.fileno()] for connection in batch])
        for number in range(first + count - stalled, first + count):
            connection = _upgrading(port, number)
            _upgraded(connection)
            connection.sendall(_SUBSCRIBE)
            self._stalled.append(connection)
        _say({"connected": len(self._by_number), "stalled": len(self._stalled)})

    def _until_snapshots(self, waiting: list[Console]) -> None:
        deadline = time.monotonic() + _CONNECT_SECONDS_MAX
        while waiting := [console for console in waiting if not console.snapshots]:
            if time.monotonic() > deadline:
                raise TimeoutError("a console got no snapshot")
            for number, _ in self._poll.poll(1):
                if number:
                    self._read(self._by_number[number])

    def _expect(self, bytes: int) -> None:
        self._received, self._expected, self._counting = 0, bytes, True
        _say({"ready": True})

    def _listen(self) -> None:
        self._counting = False
        for console in self._by_number.values():
            console.changed_at = None
        self._unheard = len(self._by_number)
        _say({"ready": True})

    def _heard(self) -> None:
        self._unheard -= 1
        if self._unheard == 0:
            _say({"at": [console.changed_at for console in self._by_number.values()]})


def _upgrading(port: int, number: int) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=_CONNECT_SECONDS_MAX)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    key = base64.b64encode(os.urandom(16)).decode()
    connection.sendall(
        (
            f"GET /v1/live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            f"Authorization: Bearer {responder_token(number)}\r\n\r\n"
        ).encode()
    )
    return connection


def _upgraded(connection: socket.socket) -> bytes:
    received = b""
    while b"\r\n\r\n" not in received:
        chunk = connection.recv(_READ_BYTES)
        if not chunk:
            raise ConnectionError("the service refused a console")
        received += chunk
    head, _, rest = received.partition(b"\r\n\r\n")
    if b" 101 " not in head.split(b"\r\n")[0]:
        raise ConnectionError(head.split(b"\r\n")[0].decode())
    return rest


def _masked(payload: bytes) -> bytes:
    # A client's frames carry a mask; one of zeros leaves the payload as it is.
    return bytes((0x81, 0x80 | len(payload))) + bytes(4) + payload


def _say(answer: dict[str, Any]) -> None:
    print(json.dumps(answer), flush=True)


_SUBSCRIBE = _masked(b'{"type":"subscribe"}')


def main() -> None:
    """Serve the orders on standard input."""
    raise_file_limit()
    pin(0, client_core())
    with contextlib.suppress(KeyboardInterrupt):
        Consoles().run()


if __name__ == "__main__":
    main()
