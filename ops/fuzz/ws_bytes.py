"""WebSocket frames as bytes, right and wrong (RFC 6455, 5.2), and a reader for a server's."""

from __future__ import annotations

import base64
import struct
from dataclasses import dataclass

from ops.fuzz.raw import Line

CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
_PAYLOAD_BYTES_MAX = 1 << 24


def frame(
    opcode: int,
    payload: bytes = b"",
    *,
    fin: bool = True,
    reserved: int = 0,
    mask: bytes | None = b"\x12\x34\x56\x78",
    declared: int | None = None,
) -> bytes:
    """One client frame. `declared` is the length it claims; without `mask` it is unmasked."""
    length = len(payload) if declared is None else declared
    first = bytes(((0x80 if fin else 0) | (reserved << 4) | opcode,))
    bit = 0x80 if mask is not None else 0
    if length < 126:
        head = first + bytes((bit | length,))
    elif length < 1 << 16:
        head = first + bytes((bit | 126,)) + struct.pack(">H", length)
    else:
        head = first + bytes((bit | 127,)) + struct.pack(">Q", length)
    if mask is None:
        return head + payload
    return head + mask + bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))


def handshake(token: str | None, extra: bytes = b"") -> bytes:
    """A correct upgrade of /v1/live."""
    key = base64.b64encode(b"0123456789abcdef")
    authorization = f"Authorization: Bearer {token}\r\n".encode() if token else b""
    return (
        b"GET /v1/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
        b"Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + key + b"\r\n" + authorization + extra + b"\r\n"
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame of the server."""

    opcode: int
    payload: bytes

    @property
    def close_code(self) -> int | None:
        if self.opcode != CLOSE or len(self.payload) < 2:
            return None
        return int(struct.unpack(">H", self.payload[:2])[0])


async def next_frame(line: Line) -> Heard | None:
    """The next frame of the server; None when the line has ended. Raises ValueError for a frame
    no server may send."""
    try:
        first, second = await line.reader.readexactly(2)
        if first & 0x70 or second & 0x80:
            raise ValueError("the server's frame is reserved or masked")
        length = second & 0x7F
        if length == 126:
            length = struct.unpack(">H", await line.reader.readexactly(2))[0]
        elif length == 127:
            length = struct.unpack(">Q", await line.reader.readexactly(8))[0]
        if length > _PAYLOAD_BYTES_MAX:
            raise ValueError("the server's frame is endless")
        return Heard(first & 0x0F, await line.reader.readexactly(length))
    except (EOFError, ConnectionError):
        return None
