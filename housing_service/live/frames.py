"""WebSocket text frames, built once and written to many transports.

A server's text frame is the same bytes for everyone: 0x81, a length, the payload (RFC 6455,
section 5.2; no mask from server to client, no compression negotiated here).
"""

from __future__ import annotations

import struct

_TEXT_FIN = 0x81
_BINARY_FIN = 0x82


def frame_header(payload_bytes: int, *, binary: bool = False) -> bytes:
    """Header of an unfragmented, unmasked frame with that many bytes of payload."""
    kind = _BINARY_FIN if binary else _TEXT_FIN
    if payload_bytes < 126:
        return bytes((kind, payload_bytes))
    if payload_bytes < 65_536:
        return struct.pack("!BBH", kind, 126, payload_bytes)
    return struct.pack("!BBQ", kind, 127, payload_bytes)


def text_frame(payload: bytes) -> bytes:
    """A whole text frame."""
    return frame_header(len(payload)) + payload


def open_frame(head: bytes, tail_bytes: int) -> bytes:
    """A text frame that still lacks its last `tail_bytes` bytes. Everything in it is shared by
    all viewers of one audience; each adds a tail of its own of exactly that length."""
    return frame_header(len(head) + tail_bytes) + head
