"""WebSocket text frames, built once and written to many transports.

A server's text frame is the same bytes for everyone: 0x81, a length, the payload (RFC 6455,
section 5.2; no mask from server to client, no compression negotiated here).
"""

from __future__ import annotations

import struct

_TEXT_FIN = 0x81


def frame_header(payload_bytes: int) -> bytes:
    """Header of an unfragmented, unmasked text frame with that many bytes of payload."""
    if payload_bytes < 126:
        return bytes((_TEXT_FIN, payload_bytes))
    if payload_bytes < 65_536:
        return struct.pack("!BBH", _TEXT_FIN, 126, payload_bytes)
    return struct.pack("!BBQ", _TEXT_FIN, 127, payload_bytes)


def text_frame(payload: bytes) -> bytes:
    """A whole text frame."""
    return frame_header(len(payload)) + payload


def open_frame(head: bytes, tail_bytes: int) -> bytes:
    """A text frame that still lacks its last `tail_bytes` bytes. Everything in it is shared by
    all viewers of one audience; each adds a tail of its own of exactly that length."""
    return frame_header(len(head) + tail_bytes) + head
