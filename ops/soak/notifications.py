"""Takes notifications out of what PostgreSQL sends, and passes everything else on."""

from __future__ import annotations

import struct
from typing import Literal

Lost = Literal["none", "pools", "all"]
_NOTIFICATION = ord("A")
_HEAD_BYTES = 5
_MESSAGE_BYTES_MAX = 1 << 24


class AnswerFrames:
    """The answers of one connection to PostgreSQL, message by message.

    A message is a type byte and a length (protocol 3); one that is cut between two chunks is kept
    back until it is whole.
    """

    def __init__(self) -> None:
        self._held = bytearray()

    def take(self, data: bytes, lost: Lost) -> bytes:
        """Return what may be passed on. With "pools" the service still hears its own canary and
        can't know that it is deaf; with "all" it hears nothing. Raises ValueError when the bytes
        are no such conversation."""
        held = self._held
        held.extend(data)
        kept = bytearray()
        while len(held) >= _HEAD_BYTES:
            length = 1 + int(struct.unpack_from("!I", held, 1)[0])
            if length > _MESSAGE_BYTES_MAX:
                raise ValueError("this is not a conversation with PostgreSQL")
            if len(held) < length:
                break
            message = bytes(held[:length])
            del held[:length]
            if not _is_lost(message, lost):
                kept.extend(message)
        return bytes(kept)


def _is_lost(message: bytes, lost: Lost) -> bool:
    if lost == "none" or message[0] != _NOTIFICATION:
        return False
    return lost == "all" or b"canary:" not in message
