"""The first list, made smaller for a slow line.

A console that asks for it gets its first list as one binary frame: raw DEFLATE (RFC 1951) of what
the text frame would say. Half a megabyte becomes a tenth, and nothing is kept per console, which
the protocol's own compression would need (127 KiB each). All other frames stay text.

The pools are packed once and apart from what follows them: holds with their codes never share a
window with text that somebody else wrote, so no length tells of them.
"""

from __future__ import annotations

import asyncio
import zlib

# Below this a list is sent as it is.
BYTES_MIN = 32_768
# Processors are few, and whoever finds them taken is better served at once with more bytes.
AT_ONCE_MAX = 2
_LEVEL = 3
_RAW = -15


class Packing:
    """Packs lists beside the loop, a bounded number at once."""

    def __init__(self) -> None:
        self._under_way = 0

    async def packed(self, head: bytes) -> bytes | None:
        """`head` packed, to be followed by `rest`; None when it is better sent plain."""
        if len(head) < BYTES_MIN or self._under_way >= AT_ONCE_MAX:
            return None
        self._under_way += 1
        try:
            return await asyncio.to_thread(_packed, head, zlib.Z_SYNC_FLUSH)
        finally:
            self._under_way -= 1


def rest(text: bytes) -> bytes:
    """What ends such a frame."""
    return _packed(text, zlib.Z_FINISH)


def _packed(text: bytes, end: int) -> bytes:
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW)
    return packer.compress(text) + packer.flush(end)
